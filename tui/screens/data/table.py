"""A table of examples, of any length: only the rows that are seen are drawn."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.examples.row import Row
from tui.text import printable

LEARNED, NOT_YET, WAITING = "✓", "✗", "…"
_NEAR = 100


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is sorted by, its title, its width, and where it begins."""

    name: str
    title: str
    width: int


class ExampleTable(ScrollView, can_focus=True):
    """Examples as lines of a few columns; as many columns as there is room for."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "examples--header", "examples--cursor", "examples--dim", "examples--meaning", "examples--bad", "examples--good",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "move(-1000000)", "First", show=False),
        Binding("end", "move(1000000)", "Last", show=False),
        Binding("enter", "open", "Look at it", show=False),
    ]
    rows: reactive[Sequence[Row]] = reactive[Sequence[Row]]((), always_update=True)
    cursor: reactive[int] = reactive(0)

    @dataclass
    class Marked(Message):
        """The cursor is on a row (None: there is none)."""

        row: Row | None

    @dataclass
    class Opened(Message):
        """A row was chosen."""

        row: Row

    @dataclass
    class Sorted(Message):
        """The rows are to be sorted by this."""

        order: str

    class NearEnd(Message):
        """The last rows are in sight."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.order, self.backwards = "number", False
        self.tried: Mapping[int, str] = {}
        self._columns: tuple[Column, ...] = ()
        self._nothing = ""

    @property
    def row(self) -> Row | None:
        """The row that the cursor is on."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    def show(self, rows: Sequence[Row], keep: bool = False) -> None:
        """Show these; `keep` the cursor on the row of the same number, if it is still there."""
        number = self.row.number if keep and self.row else None
        self.rows = rows
        at = 0
        if number is not None:
            near = self.cursor
            same = near < len(rows) and rows[near].number == number
            at = near if same else next((i for i, row in enumerate(rows) if row.number == number), 0)
        self.set_reactive(ExampleTable.cursor, at)
        self._lay_out()
        if at == 0:
            self.scroll_to(y=0, animate=False, force=True)
        self.post_message(self.Marked(self.row))
        self._ask_for_more()

    def say_nothing(self, why: str) -> None:
        """Say this where there are no rows. The table stays where it is, and keeps the focus."""
        if why != self._nothing:
            self._nothing = why
            self.refresh()

    def mark(self, tried: Mapping[int, str]) -> None:
        """Show which rows, by number, the model reads as it should."""
        self.tried = tried
        self._lay_out()

    # Where everything is.

    def _lay_out(self) -> None:
        """Share the width among the columns."""
        width = self.scrollable_content_region.width
        self.virtual_size = Size(width, len(self.rows) + 1)
        most = max((row.number for row in (*self.rows[:1], *self.rows[-1:])), default=1)
        rejects = any(not row.kept for row in self.rows[:5000])
        fixed: list[Column] = []
        if self.tried:
            fixed.append(Column("tried", "now", 3))
        if width >= 60:
            fixed.append(Column("number", "#", max(3, len(f"{most:,}"))))
        late: list[Column] = []
        if rejects:
            late.append(Column("reason", *(("", 1) if width < 64 else ("turned down", 16 if width < 100 else 22))))
        if width >= 84:
            late.append(Column("act", "act", 9))
        if width >= 92:
            late.append(Column("words", "words", 5))
        room = max(0, width - 2 - sum(column.width + 2 for column in (*fixed, *late)) - 2)
        second = room * 47 // 100 if width >= 50 else 0
        texts = [Column("say", "said", room - second)]
        if second:
            texts.append(Column("meaning", "means", second))
        self._columns = (*fixed, *texts, *late)
        self.refresh()

    def on_resize(self) -> None:
        """There is more room, or less."""
        self._lay_out()
        self._into_sight()

    # Drawing.

    def render_line(self, y: int) -> Strip:
        """One line of the table; the first are the titles."""
        width = self.scrollable_content_region.width
        if width < 1:
            return Strip.blank(0)
        index = round(self.scroll_y) + y - 1
        if not self.rows:
            told = textwrap.wrap(self._nothing, max(1, width - 4))
            text = f"  {told[y - 1]}" if 0 < y <= len(told) else ""
            return Strip([Segment(text, self._style("dim"))]).adjust_cell_length(width, self.rich_style)
        if y == 0:
            return self._header().adjust_cell_length(width, self.rich_style)
        if index >= len(self.rows):
            return Strip.blank(width, self.rich_style)
        return self._row(index).adjust_cell_length(width, self._style("cursor") if index == self.cursor else None)

    def _style(self, name: str) -> Style:
        style: Style = self.get_component_rich_style(f"examples--{name}")
        return style

    def _header(self) -> Strip:
        style = self._style("header")
        cells = [Segment("  ", style)]
        for column in self._columns:
            arrow = ("▼" if self.backwards else "▲") if column.name == self.order else ""
            title = f"{column.title}{arrow}"
            right = column.name in ("number", "words")
            text = title.rjust(column.width) if right else title
            cells.append(Segment(f"{_fit(text, column.width)}  ", style))
        return Strip(cells)

    def _row(self, index: int) -> Strip:
        row, here = self.rows[index], index == self.cursor
        base = self._style("cursor") if here else self.rich_style
        cells = [Segment("▸ " if here else "  ", base)]
        for column in self._columns:
            text, style = self._cell(row, column)
            tone = self.get_component_rich_style(f"examples--{style}", partial=True) if style else Style.null()
            cells.append(Segment(f"{_fit(text, column.width)}  ", base + tone))
        return Strip(cells)

    def _cell(self, row: Row, column: Column) -> tuple[str, str]:
        """What is in a cell, and how it is drawn."""
        match column.name:
            case "tried":
                mark = self.tried.get(row.number, "")
                return f" {mark}", "good" if mark == LEARNED else "bad" if mark == NOT_YET else "dim"
            case "number":
                return f"{row.number:,}".rjust(column.width), "dim"
            case "say":
                said = printable(row.say, 400)
                return (f"↳ {said}" if row.history else said) or "—", "" if row.kept else "dim"
            case "meaning":
                return printable(row.second, 400) or "—", "meaning" if row.kept else "dim"
            case "act":
                return row.act.replace("_", " "), "dim"
            case "words":
                return str(row.words).rjust(column.width), "dim"
            case _:
                reason = f"✗ {printable(row.reason, 100)}" if column.width > 1 else "✗"
                return reason if row.reason else "", "bad"

    # Moving.

    def validate_cursor(self, cursor: int) -> int:
        """It stays on the rows."""
        return max(0, min(cursor, len(self.rows) - 1))

    def watch_cursor(self) -> None:
        """It is somewhere else."""
        self._into_sight()
        self.refresh()
        self.post_message(self.Marked(self.row))
        self._ask_for_more()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Scrolled by wheel or key."""
        super().watch_scroll_y(old_value, new_value)
        self._ask_for_more()

    def _into_sight(self) -> None:
        shown = self.scrollable_content_region.height - 1
        if self.cursor < self.scroll_y:
            self.scroll_to(y=self.cursor, animate=False, force=True)
        elif shown > 0 and self.cursor >= self.scroll_y + shown:
            self.scroll_to(y=self.cursor - shown + 1, animate=False, force=True)

    @property
    def near_end(self) -> bool:
        """Whether there are few rows below what is seen."""
        return max(self.scroll_y + self.size.height, self.cursor) + _NEAR > len(self.rows)

    def _ask_for_more(self) -> None:
        if self.is_mounted and self.near_end:
            self.post_message(self.NearEnd())

    def action_move(self, rows: int) -> None:
        """Up or down."""
        self.cursor += rows

    def action_page(self, pages: int) -> None:
        """Up or down by what is seen."""
        self.cursor += pages * max(1, self.scrollable_content_region.height - 2)

    def action_open(self) -> None:
        """Choose the row under the cursor."""
        if self.row is not None:
            self.post_message(self.Opened(self.row))

    def on_click(self, event: events.Click) -> None:
        """A row is marked, and opened when it was; a title sorts."""
        if event.y == 0:
            x = 2
            for column in self._columns:
                if x <= event.x < x + column.width + 2 and column.name != "tried":
                    self.post_message(self.Sorted(column.name))
                x += column.width + 2
            return
        index = round(self.scroll_y) + event.y - 1
        if index >= len(self.rows):
            return
        if index == self.cursor and event.chain > 1:
            self.action_open()
        self.cursor = index


def _fit(text: str, width: int) -> str:
    """A text in exactly so many cells; what is too long ends in dots."""
    if width <= 0:
        return ""
    return set_cell_size(text, width - 1) + "…" if cell_len(text) > width else set_cell_size(text, width)
