"""The table of adapters: a row each, sorted by whatever column is chosen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.message import Message
from textual.widgets import DataTable

from tui.screens.adapters.shelf import Column, Kept, arranged, columns, shown, width

ON, DEFAULT, MARKED, UNFIT = "●", "★", "✓", "✗"
"""The signs before a name: it is on the chat's model, in use when none is named, marked, can't be put on that model."""
_MARKS = 3


class AdapterTable(DataTable[Text]):
    """Draws `Kept` values; which of them, and in which order, it works out from the filter and the column."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.use", "Use", show=False),
        Binding("left", "screen.sort(-1)", show=False),
        Binding("right", "screen.sort(1)", show=False),
    ]

    class Resized(Message):
        """There is more or less room for columns."""

    def __init__(self) -> None:
        super().__init__(cursor_type="row", zebra_stripes=False)
        self.shown: list[Kept] = []
        self.sorted_by, self.down = "when", True
        self._columns: list[Column] = []
        self._every: list[Column] = []
        self._room = 0

    def on_resize(self, event: events.Resize) -> None:
        """Which columns there are depends on the room."""
        if event.size.width != self._room:
            self._room = event.size.width
            self.post_message(self.Resized())

    @property
    def chosen(self) -> Kept | None:
        """The adapter under the cursor."""
        return self.shown[self.cursor_row] if 0 <= self.cursor_row < len(self.shown) else None

    def sort_by(self, key: str) -> None:
        """Sort by this column; again, the other way round. Numbers and dates begin with the highest."""
        column = next((one for one in self._every if one.key == key), None)
        if column is not None:
            self.down = not self.down if key == self.sorted_by else column.number or key == "when"
            self.sorted_by = key

    def sort_next(self, step: int) -> None:
        """Sort by the column beside."""
        keys = [column.key for column in self._columns]
        if keys:
            at = keys.index(self.sorted_by) if self.sorted_by in keys else 0
            self.sort_by(keys[(at + step) % len(keys)])

    def draw(
        self, kept: Sequence[Kept], on: Collection[str], marked: Collection[str], wanted: str, name: str | None = None
    ) -> None:
        """Draw them anew; the cursor stays on the adapter it is on, or goes to the one called `name`.

        The widths are set here: the table's own are known only after it was drawn once, and if nothing but they changes
        it is not drawn again.
        """
        stay = name or (self.chosen.name if self.chosen else None)
        before, scrolled = len(self.shown), self.scroll_offset.y
        self._columns = columns(kept, self._room - _MARKS - 2 if self._room else None)
        self._every = columns(kept)  # what is sorted by may have no room
        by = next((one for one in self._every if one.key == self.sorted_by), self._every[0])
        self.shown = arranged(kept, by, down=self.down, wanted=wanted)
        self.clear(columns=True)
        self.add_column(Text(""), key="marks", width=_MARKS)
        for column in self._columns:
            arrow = (" ↓" if self.down else " ↑") if column.key == by.key else ""
            title = Text(f"{column.title}{arrow}", justify="right" if column.number else "left")
            self.add_column(title, key=column.key, width=width(column, kept))
        for one in self.shown:
            fit = ON if one.name in on else " " if one.usable else UNFIT
            marks = f"{MARKED if one.name in marked else ' '}{fit}{DEFAULT if one.default_for else ' '}"
            self.add_row(
                Text(marks, style=self._ink("primary")), *(self._cell(one, column) for column in self._columns)
            )
        if before == len(self.shown):  # the same page of a long list
            self.scroll_to(y=scrolled, animate=False, immediate=True)
        rows = [one.name for one in self.shown]
        self.move_cursor(row=rows.index(stay) if stay in rows else 0, animate=False)

    def _cell(self, one: Kept, column: Column) -> Text:
        text = shown(column, one)
        style = "" if one.usable else "dim"
        if one.problem and column.key == "data":
            style = self._ink("error")
        elif column.key == "name" and one.usable:
            style = "bold"
        elif column.key in ("base", "data", "size", "when"):
            style = self._ink("dim")
        cell = Text(text, style=style, justify="right" if column.number else "left", no_wrap=True)
        start, sign, gain = text.partition("+") if column.number else ("", "", "")
        if sign and gain.strip("0."):
            cell.stylize(self._ink("success"), len(start))
        return cell

    def _ink(self, variable: str) -> str:
        """A colour of the theme, for Rich."""
        return Color.parse(self.app.theme_variables.get(variable, "ansi_default")).rich_color.name

    def on_click(self, event: events.Click) -> None:
        """A double click does what enter does."""
        if event.chain == 2 and event.style.meta.get("row", -1) >= 0:
            self.screen.call_later(self.run_action, "screen.use")
