"""A number to be turned: with the arrows when it has the focus, with a click on its scale, or with the wheel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

SCALE = 12
"""Cells of the scale."""


class Dial(Widget, can_focus=True):
    """`temperature ──────●───────── 0.80`, between `low` and `high` in steps."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h,down,minus", "turn(-1)", "Less", key_display="←", tooltip="A step less", id="dial.less"),
        Binding("right,l,up,plus", "turn(1)", "More", key_display="→", tooltip="A step more", id="dial.more"),
        Binding("home", "turn(-1000)", "Least", show=False),
        Binding("end", "turn(1000)", "Most", show=False),
    ]

    value: reactive[float] = reactive(0.0)

    @dataclass
    class Turned(Message):
        """It has another value."""

        dial: Dial
        value: float

    def __init__(self, name: str, value: float, low: float, high: float, step: float, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title, self._low, self._high, self._step = name, low, high, step
        self.set_reactive(Dial.value, value)

    def validate_value(self, value: float) -> float:
        """Between the ends."""
        return round(min(self._high, max(self._low, value)), 4)

    def watch_value(self, value: float) -> None:
        """Tell the page."""
        self.post_message(self.Turned(self, value))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """The name, the scale and the number."""
        return len(self._title) + SCALE + 7

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One line."""
        return 1

    def render(self) -> Content:
        """The line."""
        at = round((self.value - self._low) / (self._high - self._low) * (SCALE - 1))
        return Content.assemble(
            (f"{self._title} ", "bold" if self.has_focus else "$dim"),
            ("━" * at, "$primary"),
            ("●", "$primary"),
            ("─" * (SCALE - 1 - at), "$dim"),
            (f" {self.value:.2f}", "bold" if self.has_focus else ""),
        )

    def on_focus(self) -> None:
        """Seen in the line itself."""
        self.refresh()

    def on_blur(self) -> None:
        """The same."""
        self.refresh()

    def action_turn(self, steps: int) -> None:
        """So many steps up."""
        self.value = round(self.value / self._step) * self._step + steps * self._step

    def on_click(self, event: events.Click) -> None:
        """Where on the scale that is."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        at = offset.x - len(self._title) - 1
        if 0 <= at < SCALE:
            share = at / (SCALE - 1)
            self.value = round((self._low + share * (self._high - self._low)) / self._step) * self._step

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """More."""
        event.stop()
        self.action_turn(1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Less."""
        event.stop()
        self.action_turn(-1)
