"""What stands in the chat before anything is said: what this is, and how to begin."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.text import printable

_HELLO = "I have one hand, a table and some toys. Tell me what to do with them in plain English, or ask about them."
_AGAIN = "Everything stands as it did at the beginning; /resume goes on with your last session."


class Welcome(Vertical):
    """The first entry of the chat, for newcomers and for those who come back."""

    def __init__(self) -> None:
        super().__init__()
        self._known = False
        self._first = ""

    def compose(self) -> ComposeResult:
        """Two lines about the place, then how to begin."""
        yield Static(classes="hello")
        yield Static(classes="begin")
        yield Static(
            Content.assemble(
                ("/replay opening", "$primary"), " plays a famous dialog, ", ("F1", "$primary"), " explains the keys."
            ),
            classes="more",
        )

    def on_mount(self) -> None:
        """As for a newcomer, until more is known."""
        self._tell()

    def know(self, known: bool) -> None:
        """Whether the user has been here before."""
        self._known = known
        self._tell()

    def begin_with(self, sentence: str) -> None:
        """What enter alone will say."""
        if sentence != self._first:
            self._first = sentence
            self._tell()

    def _tell(self) -> None:
        greeting, text = ("Welcome back. ", _AGAIN) if self._known else ("Hello. ", _HELLO)
        self.query_one(".hello", Static).update(Content.assemble((greeting, "bold $primary"), text))
        begin = self.query_one(".begin", Static)
        begin.display = bool(self._first)
        begin.update(
            Content.assemble("Press ", ("enter", "bold $primary"), " to say: ", (printable(self._first), "$action"))
        )
