"""The table of sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from rich.cells import set_cell_size
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import DataTable

from tui.screens.sessions.catalogue import Entry, when
from tui.text import printable

_MARKED, _HERE, _DAMAGED = "●", "▸", "✗"
_LEAST = 12
"""Columns that are worth showing a sentence in."""


class SessionTable(DataTable[Text]):
    """A row for each session: a sign, its name, turns, when, scene, and what was said."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Resume", id="sessions.resume", tooltip="Go on with this one in the chat"),
        Binding("home", "scroll_top", show=False),
        Binding("end", "scroll_bottom", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(cursor_type="row", zebra_stripes=False, cell_padding=1)
        self._shown: tuple[Entry, ...] = ()
        self._widths: tuple[int, ...] = ()

    @property
    def here(self) -> Entry | None:
        """The session under the cursor."""
        return self._shown[self.cursor_row] if 0 <= self.cursor_row < len(self._shown) else None

    def fill(
        self, entries: Sequence[Entry], search: str, marked: set[str], going_on: str | None, stand: str | None
    ) -> None:
        """Show these; the cursor stands at the session `stand`, else in the row where it was."""
        row = self.cursor_row
        self._columns(entries, bool(search))
        self._shown = tuple(entries)
        today = date.today()
        for entry in entries:
            self.add_row(*self._cells(entry, search, marked, going_on, today), key=entry.name)
        names = [entry.name for entry in entries]
        if names:
            self.move_cursor(row=names.index(stand) if stand in names else min(row, len(names) - 1), animate=False)

    def sign(self, entry: Entry, marked: set[str], going_on: str | None) -> None:
        """Draw only the sign of a session again."""
        self.update_cell(entry.name, "sign", _sign(entry, marked, going_on))

    def _columns(self, entries: Sequence[Entry], searching: bool) -> None:
        """Widths that fill the table; what was said takes what is left."""
        room = self.size.width or self.container_size.width  # a table that was hidden has no size yet
        scene = 8 if room >= 90 else 0
        padded = 2 * self.cell_padding
        left = room - sum(width + padded for width in (1, 5, 15, scene) if width) - 2 * padded
        longest = max((Text(entry.name).cell_len for entry in entries), default=7)
        # Who searches wants to see what was found; else names come first.
        name = max(7, min(longest, 44, left - 2 * _LEAST if searching and left > 3 * _LEAST else left))
        said = left - name if left - name >= _LEAST else 0
        name = name if said else max(7, left + padded)
        self._widths = (1, name, 5, 15, scene, said)
        self.clear(columns=True)
        titles = ("", "Session", "Turns", "When", "Scene", "Said")
        for title, width, key in zip(
            titles, self._widths, ("sign", "name", "turns", "when", "scene", "said"), strict=True
        ):
            if width:
                self.add_column(Text(title), width=width, key=key)

    def _cells(self, entry: Entry, search: str, marked: set[str], going_on: str | None, today: date) -> list[Text]:
        info = entry.info
        damaged = info.problem is not None
        said = "cannot be read" if damaged else printable(entry.words(search), 200)
        cells = [
            _sign(entry, marked, going_on),
            Text(_cut(printable(entry.name, None), self._widths[1]), style="dim" if damaged else ""),
            Text("" if damaged else str(info.turns), justify="right"),
            Text(when(info.modified, today), style="dim"),
            Text(_cut(printable(info.scene, 40), self._widths[4]), style="dim"),
            Text(said, style="italic dim" if damaged else "dim", overflow="ellipsis", no_wrap=True),
        ]
        return [cell for cell, width in zip(cells, self._widths, strict=True) if width]


def _sign(entry: Entry, marked: set[str], going_on: str | None) -> Text:
    if entry.name in marked:
        return Text(_MARKED)
    if entry.info.problem is not None:
        return Text(_DAMAGED)
    return Text(_HERE if entry.name == going_on else " ")


def _cut(text: str, width: int) -> str:
    """At most so wide; what is cut says so."""
    return text if Text(text).cell_len <= width else set_cell_size(text, max(0, width - 1)).rstrip() + "…"
