"""Tokens that may come next, with their probabilities as bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui.screens.inside.numbers import bar
from tui.screens.inside.tracing import Row

NAME = 22
"""Cells of a token's text, at the most."""
VALUE = 11
NOTE = 13


class TokenBars(Widget, can_focus=True):
    """The rows; `at` is the one that is marked, or -1."""

    at: reactive[int] = reactive(-1)

    @dataclass
    class Picked(Message):
        """A row was clicked."""

        bars: TokenBars
        index: int

        @property
        def control(self) -> TokenBars:
            """Where."""
            return self.bars

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: tuple[Row, ...] = ()

    def show(self, rows: Sequence[Row]) -> None:
        """Other rows."""
        again = len(rows) != len(self._rows)
        self._rows = tuple(rows)
        self.at = min(self.at, len(rows) - 1)
        self.refresh(layout=again)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self._rows

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line a row."""
        return len(self._rows)

    def render(self) -> Content:
        """The lines: sign, token, bar, probability, what the sign says."""
        width = self.content_size.width
        name = min(NAME, max([4, *(cell_len(row.text) for row in self._rows)]), max(4, width - VALUE - 4))
        note = NOTE if width >= name + VALUE + NOTE + 12 else 0
        room = max(0, width - name - VALUE - note - 4)
        parts: list[str | tuple[str, str]] = []
        for number, row in enumerate(self._rows):
            if number:
                parts.append("\n")
            text = row.text if cell_len(row.text) <= name else set_cell_size(row.text, name - 1) + "…"
            tone = "$dim" if row.barred else "bold" if row.chosen else ""
            tint = "$dim" if row.barred else "$primary" if row.chosen else "$secondary"
            back = " on $panel" if number == self.at else ""
            parts += [
                (f"{row.sign or ' '} ", ("$error" if row.barred else "$primary") + back),
                (set_cell_size(text, name) + " ", (tone + back).strip()),
                (bar(row.share, room), tint + back),
                (f"{row.value:>{VALUE - 1}} ", (tone + back).strip()),
                (f" {row.note:<{note - 1}}" if note else "", "$dim" + back),
            ]
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Which row that is."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.y < len(self._rows):
            self.post_message(self.Picked(self, offset.y))
