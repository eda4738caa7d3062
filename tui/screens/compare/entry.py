"""The line that the question is typed into."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class Entry(Input):
    """An input that recalls what was asked before."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "recall(-1)", "Earlier", show=False),
        Binding("down", "recall(1)", "Later", show=False),
    ]

    class Asked(Message):
        """A question was entered."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(compact=True, placeholder="Ask all of them something …", select_on_focus=False)
        self._past: list[str] = []
        self._at = 0
        self._draft = ""

    def remember(self, text: str) -> None:
        """What up and down go through."""
        if not self._past or self._past[-1] != text:
            self._past.append(text)
        self._at, self._draft = len(self._past), ""

    async def action_submit(self) -> None:
        """Send the line, if there is something on it."""
        text, self.value = self.value, ""
        if text.strip():
            self.remember(text)
            self.post_message(self.Asked(text))

    def action_recall(self, step: int) -> None:
        """Go through what was asked before; the unfinished line is kept below the last."""
        if self._at == len(self._past):
            self._draft = self.value
        self._at = min(len(self._past), max(0, self._at + step))
        self.value = self._past[self._at] if self._at < len(self._past) else self._draft
        self.cursor_position = len(self.value)

    def _on_paste(self, event: events.Paste) -> None:
        """Take all lines of a pasted text as one, where the plain input takes only the first."""
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor(" ".join(event.text.split()))
