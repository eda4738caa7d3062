"""Finding words in the chat: the turns that have them, and which one is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.screens.chat.transcript import Transcript
    from tui.screens.chat.turn import TurnView


class Find:
    """One search; it begins at the latest turn, and goes round."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self._found: list[TurnView] = []
        self._at = 0

    def look_for(self, words: str) -> str:
        """Look for other words; what came of it, in words."""
        self.forget()
        self._found = self._transcript.find(words)
        self._at = len(self._found) - 1
        return self._show() if words else ""

    def step(self, by: int) -> str:
        """The next one (1) or the one before (-1)."""
        if self._found:
            self._at = (self._at + by) % len(self._found)
        return self._show()

    @property
    def current(self) -> TurnView | None:
        """The turn that is looked at, if any was found and is still there."""
        view = self._found[self._at] if self._found else None
        return view if view and view.is_mounted else None

    def forget(self) -> None:
        """Mark nothing any more."""
        for view in self._found:
            view.remove_class("-found")
        self._found = []

    def _show(self) -> str:
        for one in self._found:
            one.remove_class("-found")
        view = self.current
        if view is None:
            return "nothing found"
        view.add_class("-found")
        self._transcript.release_anchor()
        self._transcript.scroll_to_widget(view, animate=False, immediate=True)
        return f"{self._at + 1} of {len(self._found)}"
