"""What a newcomer sees first: what this is, and three sentences to try."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

EXAMPLES = (
    "put the small green pyramid in the box",
    "what is on the red cube?",
    "is the blue block taller than the box?",
)


class Example(Static, can_focus=True):
    """A sentence that goes into the prompt when it is clicked."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,space", "choose", "Use this sentence")]

    class Chosen(Message):
        """The sentence is to be tried."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, text: str) -> None:
        super().__init__(Content(text), classes="example")
        self._text = text

    def action_choose(self) -> None:
        """Hand the sentence over."""
        self.post_message(self.Chosen(self._text))

    def on_click(self) -> None:
        """A click does what enter does."""
        self.action_choose()


class Welcome(Vertical):
    """The first entry of the chat."""

    def compose(self) -> ComposeResult:
        """Two sentences about the place, then the examples."""
        yield Static(
            Content.assemble(
                ("Hello. ", "bold $primary"),
                "I have one hand, a table and some toys. Tell me what to do with them, or ask about them. For example:",
            ),
            classes="hello",
        )
        for text in EXAMPLES:
            yield Example(text)
        yield Static(
            Content.assemble(
                ("/replay", "$primary"), " plays the classic dialog, ", ("F1", "$primary"), " explains the rest."
            ),
            classes="more",
        )
