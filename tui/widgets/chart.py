"""A live chart: lines over steps in braille, to be zoomed into and read with a cursor.

Drawn by `render_line` from one picture that is made when something has changed: 5 ms for two lines of 10,000 points on
100 x 25 cells, where the plotting libraries for Textual take over 100 (`python -m bench.chart`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.plot.line import HUES, Line
from tui.plot.picture import Format, Frame, Row, extent, frame, picture
from tui.plot.ticks import label
from tui.plot.view import View
from tui.text import printable

_CLOSER, _PAGE = 1.5, 0.25


class Chart(Widget, can_focus=True):
    """Lines with axes under a title that is also legend and readout.

    The plot follows `view`, which whoever owns several charts can share: a change by key or mouse is told by `Moved`.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "chart--title", "chart--label", "chart--grid", "chart--cursor", "chart--empty",
        *(f"chart--hue-{hue}" for hue in range(HUES)), *(f"chart--faint-{hue}" for hue in range(HUES)),
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", "Cursor", show=False, tooltip="Move the cursor to the left", id="chart.left"),
        Binding("right", "move(1)", "Cursor", show=False, tooltip="Move the cursor to the right", id="chart.right"),
        Binding("shift+left", "pan(-1)", "Pan", show=False, tooltip="Show earlier steps", id="chart.earlier"),
        Binding("shift+right", "pan(1)", "Pan", show=False, tooltip="Show later steps", id="chart.later"),
        Binding("plus,equals_sign,up", "zoom(1)", "Closer", show=False, tooltip="Zoom in", id="chart.in"),
        Binding("minus,down", "zoom(-1)", "Farther", show=False, tooltip="Zoom out", id="chart.out"),
        Binding("0", "whole", "All", show=False, tooltip="Show all steps", id="chart.all"),
    ]

    view: reactive[View] = reactive(View, repaint=False)

    @dataclass
    class Moved(Message):
        """Another part is shown, or the cursor is elsewhere."""

        chart: Chart
        view: View

        @property
        def control(self) -> Chart:
            """The chart."""
            return self.chart

    def __init__(
        self,
        title: str,
        empty: str = "Nothing yet.",
        form: Format | None = None,
        axis: Format | None = None,
        *,
        id: str | None = None,
    ) -> None:
        """`form` writes a value in the title, `axis` beside the axis; `empty` is shown where there is none."""
        super().__init__(id=id)
        self.chart_title, self.empty, self._form, self._axis = title, empty, form, axis
        self._lines: tuple[Line, ...] = ()
        self._strips: list[Strip] | None = None
        self._dragged: tuple[int, View, bool] | None = None

    def show(self, lines: Sequence[Line]) -> None:
        """Draw these from now on."""
        self._lines = tuple(lines)
        self._outdated()

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is drawn."""
        return self._lines

    def watch_view(self) -> None:
        """Draw anew."""
        self._outdated()

    def notify_style_update(self) -> None:
        """Other colours."""
        super().notify_style_update()
        self._outdated()

    def on_resize(self) -> None:
        """Another size."""
        self._outdated()

    def _outdated(self) -> None:
        self._strips = None
        self.refresh()

    # What is drawn.

    def render_line(self, y: int) -> Strip:
        """One row of the picture, which is made with the first of them."""
        if self._strips is None:
            self._strips = self._drawn(self.size)
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)

    def _drawn(self, size: Size) -> list[Strip]:
        width, height = size
        if width < 1 or height < 1:
            return []
        rows = picture(self._lines, self.view, width, height - 1, self._axis)
        if not rows:
            rows = self._nothing(width, height - 1)
        return [self._strip(row, width) for row in [self._heading(width), *rows]]

    def _nothing(self, width: int, height: int) -> list[Row]:
        text = self.empty if not self._lines else "No room." if extent(self._lines) else self.empty
        return [*([[]] * ((height - 1) // 2)), [(f"{text:^{width}}", "empty")]] if height > 0 else []

    def _heading(self, width: int) -> Row:
        """The title; then the lines with their values at the cursor or their newest, as many as there is room for."""
        row: Row = [(self.chart_title, "title")]
        used = len(self.chart_title)
        cursor = self.view.cursor
        for line in self._lines:
            if line.look == "faint":
                continue
            found = line.at(cursor if cursor is not None else float("inf"))
            value = "" if found is None else self._form(found[1]) if self._form else label(found[1])
            sign = line.mark if line.look == "marks" else "━━" if self._alone else f"━{line.mark}"
            text = f" {printable(line.name, 24)} {value}"
            if used + len(sign) + len(text) + 2 > width:
                text = f" {value}"
            if used + len(sign) + len(text) + 2 > width:
                break
            row += [("  ", ""), (sign, f"{line.look}-{line.hue}"), (text, "label")]
            used += len(sign) + len(text) + 2
        return row

    @property
    def _alone(self) -> bool:
        return sum(line.look == "bright" for line in self._lines) < 2

    def _strip(self, row: Row, width: int) -> Strip:
        segments = [Segment(text, self._style(role)) for text, role in row if text]
        return Strip(segments).adjust_cell_length(width, self.rich_style).simplify()

    def _style(self, role: str) -> Style:
        if not role:
            return self.rich_style
        look, _, hue = role.rpartition("-")
        name = f"faint-{hue}" if look == "faint" else f"hue-{hue}" if look else role
        return self.get_component_rich_style(f"chart--{name}")

    # What is done with it.

    def _go(self, view: View) -> None:
        if view != self.view:
            self.view = view
            self.post_message(self.Moved(self, view))

    def _frame(self) -> Frame | None:
        return frame(self._lines, self.view, self.size.width, self.size.height - 1, self._axis)

    def action_move(self, direction: int) -> None:
        """The cursor by a cell, from the right end where there was none."""
        there, steps = self._frame(), extent(self._lines)
        if there and steps:
            by = max(1.0, (there.high - there.low) / max(1, there.width))
            self._go(self.view.moved(direction * by, *steps))

    def action_pan(self, direction: int) -> None:
        """What is shown by a quarter."""
        if steps := extent(self._lines):
            self._go(self.view.panned(direction * _PAGE, *steps))

    def action_zoom(self, direction: int) -> None:
        """Closer or farther."""
        if steps := extent(self._lines):
            self._go(self.view.zoomed(_CLOSER**direction, *steps))

    def action_whole(self) -> None:
        """All steps, and no cursor."""
        self._go(replace(self.view.whole(), cursor=None))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The cursor follows the mouse; with a button held, what is shown does."""
        there, steps = self._frame(), extent(self._lines)
        if there is None or steps is None:
            return
        if self._dragged is not None:
            start, view, _ = self._dragged
            moved = event.x - start
            self._dragged = (start, view, self._dragged[2] or moved != 0)
            self._go(replace(view.panned(-moved / max(1, there.width), *steps), cursor=self.view.cursor))
        elif there.left <= event.x < there.left + there.width:
            self._go(replace(self.view, cursor=round(there.step_at(event.x))))

    def on_leave(self) -> None:
        """The cursor goes with the mouse."""
        self._go(replace(self.view, cursor=None))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the plot."""
        if event.button == 1:
            self._dragged = (event.x, self.view, False)
            self.capture_mouse()

    def on_mouse_up(self) -> None:
        """Let it go."""
        self._dragged = None
        self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """Twice: all steps."""
        if event.chain == 2:
            self._go(self.view.whole())

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Closer, around the mouse."""
        self._wheel(_CLOSER, event)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Farther, around the mouse."""
        self._wheel(1 / _CLOSER, event)

    def _wheel(self, factor: float, event: events.MouseEvent) -> None:
        there, steps = self._frame(), extent(self._lines)
        if there and steps:
            event.stop()
            self._go(self.view.zoomed(factor, *steps, around=there.step_at(event.x)))
