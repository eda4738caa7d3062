"""Tokens one after the other, wrapped like text, one of them marked: move along them with the keys or the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class Word:
    """A token as it is drawn: its text and its style."""

    text: str
    style: str = ""


def wrapped(texts: Sequence[str], width: int) -> list[list[tuple[int, str]]]:
    """Lines of pieces, each with the index of its token; a token is broken only where it is longer than a line."""
    width = max(width, 1)
    lines: list[list[tuple[int, str]]] = [[]]
    used = 0
    for index, text in enumerate(texts):
        if used and used + cell_len(text) > width:
            lines.append([])
            used = 0
        while cell_len(text) > width:
            cut = next(n for n in range(len(text), 0, -1) if cell_len(text[:n]) <= width or n == 1)
            lines[-1].append((index, text[:cut]))
            lines.append([])
            text = text[cut:]
        lines[-1].append((index, text))
        used += cell_len(text)
    return lines


class TokenFlow(Widget, can_focus=True):
    """The tokens; `at` is the one that is marked, or -1."""

    at: reactive[int] = reactive(-1)

    @dataclass
    class Picked(Message):
        """A token was clicked."""

        flow: TokenFlow
        index: int

        @property
        def control(self) -> TokenFlow:
            """Where."""
            return self.flow

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._words: tuple[Word, ...] = ()

    def show(self, words: Sequence[Word], at: int = -1) -> None:
        """Other tokens."""
        self._words = tuple(words)
        self.at = at
        self.refresh(layout=True)

    def _lines(self, width: int) -> list[list[tuple[int, str]]]:
        return wrapped([word.text for word in self._words], width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as it takes."""
        return len(self._lines(width))

    def render(self) -> Content:
        """The lines."""
        parts: list[str | tuple[str, str]] = []
        for number, line in enumerate(self._lines(self.content_size.width)):
            if number:
                parts.append("\n")
            for index, text in line:
                style = self._words[index].style
                parts.append((text, f"{style} reverse".strip()) if index == self.at else (text, style))
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Which token that is."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        lines = self._lines(self.content_size.width)
        if offset.y >= len(lines):
            return
        x = 0
        for index, text in lines[offset.y]:
            x += cell_len(text)
            if offset.x < x:
                self.post_message(self.Picked(self, index))
                return
