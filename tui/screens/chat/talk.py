"""The chat's half of the page: the transcript, a word about what has come below, and a line to find words with."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.screens.chat.find import Find
from tui.screens.chat.searchline import SearchLine
from tui.screens.chat.transcript import Transcript
from tui.screens.chat.welcome import Welcome


class Below(Static):
    """`↓ 3 new below`; a click goes there."""

    def on_click(self) -> None:
        """Go there."""
        self.screen.query_one(Transcript).to_end()


class Talk(Container):
    """The transcript with what belongs to reading it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "found(1)", "Next found", show=False, id="turn.next", tooltip="The next turn that was found"),
        Binding("N", "found(-1)", "Found before", show=False, id="turn.before", tooltip="The one found before it"),
        Binding("up", "walk(-1)", "Earlier", show=False, id="turn.up", tooltip="The turn before"),
        Binding("down", "walk(1)", "Later", show=False, id="turn.down", tooltip="The next turn"),
    ]

    class Left(Message):
        """The reader is done: the prompt is to have the focus."""

    def compose(self) -> ComposeResult:
        """The badge lies over the transcript."""
        with Transcript():
            yield Welcome()
        yield SearchLine("find", id="find")
        yield Below()

    def on_mount(self) -> None:
        """Watch how much the reader has not seen."""
        self.transcript = self.query_one(Transcript)
        self._find = Find(self.transcript)
        self.watch(self.transcript, "unseen", self._tell)

    def _tell(self, unseen: int) -> None:
        badge = self.query_one(Below)
        badge.display = unseen > 0
        badge.update(Content(f" ↓ {unseen} new below "))

    def action_walk(self, step: int) -> None:
        """Go through the turns; below the last is the prompt."""
        if not self.transcript.walk(step) and step > 0:
            self.post_message(self.Left())

    # Finding words.

    def open_find(self) -> None:
        """Begin to search."""
        self.query_one(SearchLine).open()

    def forget(self) -> None:
        """Mark nothing any more."""
        self._find.forget()

    def action_found(self, step: int) -> None:
        """The next one with the words that were searched last."""
        self._find.step(step)
        if view := self._find.current:
            view.focus()

    @on(SearchLine.Typed)
    def _typed(self, event: SearchLine.Typed) -> None:
        event.stop()
        event.line.say(self._find.look_for(event.words))

    @on(SearchLine.Stepped)
    def _stepped(self, event: SearchLine.Stepped) -> None:
        event.stop()
        event.line.say(self._find.step(event.step))

    @on(SearchLine.Closed)
    def _search_closed(self, event: SearchLine.Closed) -> None:
        """To the turn that was found, or back to the prompt."""
        event.stop()
        view = self._find.current
        if event.taken and view:
            view.focus()
        else:
            self.forget()
            self.post_message(self.Left())
