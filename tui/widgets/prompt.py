"""The line one types into: an input with a history, which also scrolls the chat above it."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input

from tui.commands import COMMANDS


class Prompt(Input):
    """An input that recalls what was typed. It is never disabled: what comes early waits in line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "recall(-1)", "Earlier", show=False),
        Binding("down", "recall(1)", "Later", show=False),
        Binding("pageup", "page(-1)", "Scroll the chat up", show=False),
        Binding("pagedown", "page(1)", "Scroll the chat down", show=False),
        Binding("ctrl+home", "page(-1000)", "To the start of the chat", show=False),
        Binding("ctrl+end", "page(1000)", "To the end of the chat", show=False),
    ]

    class Said(Message):
        """A line was entered."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Paged(Message):
        """The chat is to be scrolled by so many pages."""

        def __init__(self, pages: int) -> None:
            super().__init__()
            self.pages = pages

    def __init__(self, *, id: str | None = None) -> None:
        commands = [command.usage.split(" ")[0] for command in COMMANDS]
        super().__init__(
            id=id,
            compact=True,
            placeholder="Say something to the hand …",
            suggester=SuggestFromList(commands),
            select_on_focus=False,
        )
        self._past: list[str] = []
        self._at = 0
        self._draft = ""

    def fill(self, text: str) -> None:
        """Put a text into the line, ready to be changed or sent."""
        self.value = text
        self.cursor_position = len(text)
        self.focus()

    async def action_submit(self) -> None:
        """Send the line, and remember it."""
        text, self.value = self.value, ""
        if text.strip() and (not self._past or self._past[-1] != text):
            self._past.append(text)
        self._at, self._draft = len(self._past), ""
        self.post_message(self.Said(text))

    def action_recall(self, step: int) -> None:
        """Go through what was typed before; the unfinished line is kept below the last."""
        if self._at == len(self._past):
            self._draft = self.value
        self._at = min(len(self._past), max(0, self._at + step))
        self.value = self._past[self._at] if self._at < len(self._past) else self._draft
        self.cursor_position = len(self.value)

    def action_page(self, pages: int) -> None:
        """Ask for the chat to be scrolled."""
        self.post_message(self.Paged(pages))

    def _on_paste(self, event: events.Paste) -> None:
        """Take all lines of a pasted text as one, where the plain input takes only the first."""
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor(" ".join(event.text.split()))
