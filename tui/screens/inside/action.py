"""Chapter 4: the action as a tree, and the words it came from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.mind.messages import JobFailed
from tui.screens.inside.anatomy import anatomy, sources
from tui.screens.inside.branchtree import BranchTree
from tui.screens.inside.looked import View
from tui.screens.inside.pane import ChapterPane

if TYPE_CHECKING:
    from agent.lm.interface import LanguageModel
    from agent.lm.looking import Influence
    from tui.mind.worker import Job

CHEAP = 3000.0
"""Milliseconds that finding the words may take for it to be done without being asked for."""
_FOUND = "Each ← names the words without which that part becomes less likely, and by how much ln p (nats)."
_WAIT = "Leaving out one word after the other …"
_ASK = "w leaves out one word of yours after the other and looks which part of the action suffers."
_OTHER = "The words are found for what the model writes itself, which is another action than this one."
_NO_ACTION = "There is no action: {}."


class ActionChapter(ChapterPane):
    """The tree; the words come by leaving out one after the other."""

    ABOUT = (
        "What was said, not which block is meant. Which of your words is behind which part? Leave a word out, and see "
        "what becomes unlikely: occlusion."
    )
    FOCUS = "#action-tree"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "words", "Words", id="inside.words", tooltip="Find the words that each part came from."),
    ]

    @dataclass
    class Found(Message):
        """Which words each token came from; None where nobody waits for it any more."""

        view: View
        influence: Influence | None

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._job: Job | None = None

    def body(self) -> ComposeResult:
        """The hint and the tree."""
        yield BranchTree(id="action-tree")
        yield Static(classes="whole")
        yield Static(id="words")

    def missing(self, view: View) -> str | None:
        """Not every turn has an action."""
        if view.turn.actions is not None:
            return None
        if view.turn.asked:
            return "There is no action yet: the agent asked back which of several readings was meant (see Readings)."
        return _NO_ACTION.format(view.turn.failed or "nothing was said to the model")

    def look(self, view: View) -> None:
        """The tree at once, the words when they are found."""
        if view is not self.view and self._job is not None:
            self._job.cancel()
            self._job = None
        super().look(view)

    def show(self, view: View) -> None:
        """With words where they are known."""
        turn, opened = view.turn, view.opened
        assert turn.actions is not None
        action: dict[str, Any] = json.loads(turn.actions.to_json())
        influence = view.kept.get("influence")
        hint, words = "", None
        if isinstance(view.kept.get("unfound"), str):
            hint = str(view.kept["unfound"])
        elif opened is not None and opened.parse.trace:
            if opened.parse.utterance != turn.actions:
                hint = _OTHER
            elif influence is not None:
                words, hint = sources(action, opened.parse.trace, influence), _FOUND  # type: ignore[arg-type]
            elif self._job is not None:
                hint = _WAIT
            elif opened.parse.ms * len(turn.utterance.split()) < CHEAP:
                self.action_words()
                hint = _WAIT
            else:
                hint = _ASK
        elif view.closed:
            hint = view.closed
        self.query_one("#words", Static).update(Content(hint))
        self.query_one(BranchTree).plant(anatomy(action, words))

    def action_words(self) -> None:
        """Ask the model, as often as there are words."""
        view = self.view
        if view is None or view.opened is None or self._job is not None or "influence" in view.kept:
            return
        trace = view.opened.parse.trace
        if not trace or view.opened.parse.utterance != view.turn.actions:
            return
        answer = [token.id for token in trace if token.id >= 0]

        def work(model: LanguageModel, job: Job) -> Message:
            from agent.lm.looking import can_be_opened, influence
            from agent.lm.prompt import clean

            if not can_be_opened(model):
                return self.Found(view, None)
            return self.Found(
                view, influence(model, view.history, clean(view.turn.utterance), answer, lambda: job.cancelled)
            )

        self._job = self.etaoin.mind.ask(self, "leaving words out", work)
        self.query_one("#words", Static).update(Content(_WAIT))

    @on(Found)
    def found(self, event: Found) -> None:
        """They are there."""
        event.stop()
        self._job = None
        if event.influence is not None:
            event.view.kept["influence"] = event.influence
        if event.view is self.view:
            super().look(event.view)

    @on(JobFailed)
    def failed(self, event: JobFailed) -> None:
        """They are not."""
        event.stop()
        if event.job is self._job and self.view is not None:
            self._job = None
            self.view.kept["unfound"] = event.why
            super().look(self.view)
