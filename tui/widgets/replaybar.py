"""Where the prompt is, while a script plays: how far it is, and the keys that steer it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.text import printable


class ReplayBar(Static, can_focus=True):
    """`▶ opening 3/7 ✓✓✗`; it has the focus, so that single keys can steer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "steer('pause')", "Pause"),
        Binding("n,right", "steer('step')", "Step", key_display="n"),
        Binding("escape", "steer('stop')", "Stop", key_display="esc"),
    ]

    class Steered(Message):
        """One of "pause", "step" and "stop"."""

        def __init__(self, how: str) -> None:
            super().__init__()
            self.how = how

    def action_steer(self, how: str) -> None:
        """Pass the key's meaning on."""
        self.post_message(self.Steered(how))

    def show(self, name: str, results: tuple[bool, ...], total: int, paused: bool) -> None:
        """Draw how far it is."""
        marks = [("✓", "$success") if same else ("✗", "$error") for same in results[-24:]]
        self.update(
            Content.assemble(
                ("❚❚ " if paused else "▶  ", "$primary"),
                (f"{printable(name, 30)} ", "bold"),
                (f"{len(results)}/{total}  ", "$dim"),
                *marks,
                ("   paused: space goes on, n steps" if paused else "", "$dim"),
            )
        )
