"""A line to search with, where suggestions stand otherwise: `search: the red`, and how many were found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static


class SearchLine(Horizontal):
    """One line: what is searched, the words, what came of it. It searches nothing itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r,up,shift+tab", "step(-1)", "Earlier", key_display="^r", id="search.earlier",
                tooltip="The next one further back"),
        Binding("down,tab", "step(1)", "Later", show=False, id="search.later", tooltip="The next that was found"),
        Binding("escape", "leave", "Back", key_display="esc", id="search.leave", tooltip="As it was before the search"),
    ]  # fmt: skip

    @dataclass
    class Typed(Message):
        """Other words."""

        line: SearchLine
        words: str

    @dataclass
    class Stepped(Message):
        """The next one (1) or the one before (-1) with the same words."""

        line: SearchLine
        words: str
        step: int

    @dataclass
    class Closed(Message):
        """The search is over: what was found is `taken`, or all is as before."""

        line: SearchLine
        words: str
        taken: bool

    def __init__(self, label: str, *, id: str) -> None:
        super().__init__(id=id)
        self._label = label
        self.display = False

    def compose(self) -> ComposeResult:
        """Label, words, outcome."""
        yield Static(Content(f"{self._label}: "), classes="label")
        yield Input(compact=True, select_on_focus=False)
        yield Static(classes="outcome")

    def open(self) -> None:
        """Begin a search."""
        with self.prevent(Input.Changed):
            self.query_one(Input).value = ""
        self.say("")
        self.display = True
        self.query_one(Input).focus()

    def say(self, outcome: str) -> None:
        """Tell what came of it."""
        self.query_one(".outcome", Static).update(Content(outcome))

    @property
    def words(self) -> str:
        """What is searched for."""
        return self.query_one(Input).value

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(self, event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._close(True)

    def action_step(self, step: int) -> None:
        """One further."""
        self.post_message(self.Stepped(self, self.words, step))

    def action_leave(self) -> None:
        """As if nothing had been searched."""
        self._close(False)

    def _close(self, taken: bool) -> None:
        self.display = False
        self.post_message(self.Closed(self, self.words, taken))
