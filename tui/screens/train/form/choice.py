"""One of a few: all are in sight, and the arrow keys or a click choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

_GAP = 2


class Choice(Widget, can_focus=True):
    """Shows `● adamw  ○ muon`; the sign tells which is chosen, not the colour alone."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", show=False),
        Binding("right", "move(1)", show=False),
        Binding("space", "move(1, True)", show=False),
    ]

    @dataclass
    class Changed(Message):
        """Another one was chosen."""

        choice: Choice
        value: str

        @property
        def control(self) -> Choice:
            """Whose it is."""
            return self.choice

    def __init__(self, choices: tuple[str, ...], value: str, *, none: str | None = None) -> None:
        """`none`: what it says for no choice (""), where there may be none."""
        super().__init__()
        self._values = ("", *choices) if none is not None else choices
        self._none = none or ""
        self._value = value

    @property
    def value(self) -> str:
        """The one that is chosen."""
        return self._value

    @value.setter
    def value(self, value: str) -> None:
        if value != self._value:
            self._value = value
            self.refresh()
            self.post_message(self.Changed(self, value))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """All on one line, if there is room."""
        return sum(len(self._named(value)) + _GAP for value in self._values) - _GAP

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as they need."""
        return len(self._lines(width))

    def render(self) -> Content:
        """All of them."""
        chosen = "bold $primary" if self.has_focus else "bold $foreground"
        lines = [
            Content(" " * _GAP).join(
                Content.styled(self._named(value), chosen if value == self._value else "$dim") for _, value in line
            )
            for line in self._lines(self.content_size.width)
        ]
        return Content("\n").join(lines)

    def action_move(self, by: int, around: bool = False) -> None:
        """The next one, or the one before; it ends at both ends unless it goes `around`."""
        here = self._values.index(self._value) if self._value in self._values else 0
        there = (here + by) % len(self._values) if around else max(0, min(len(self._values) - 1, here + by))
        self.value = self._values[there]

    def on_click(self, event: events.Click) -> None:
        """The one under the mouse."""
        place = event.get_content_offset(self)
        lines = self._lines(self.content_size.width)
        if place is not None and place.y < len(lines):
            for start, value in lines[place.y]:
                if start <= place.x < start + len(self._named(value)):
                    self.value = value

    def _named(self, value: str) -> str:
        return f"{'●' if value == self._value else '○'} {value or self._none}"

    def _lines(self, width: int) -> list[list[tuple[int, str]]]:
        """What is on each line, and at which column: lines are broken between choices, never within one."""
        lines: list[list[tuple[int, str]]] = [[]]
        x = 0
        for value in self._values:
            size = len(self._named(value))
            if x and x + size > width:
                lines.append([])
                x = 0
            lines[-1].append((x, value))
            x += size + _GAP
        return lines
