"""The side of the form: what a field means, what the run takes, what is wrong with its data; reckoned in threads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.message import Message

from tui.screens.train.form import messages as m
from tui.screens.train.form.reckoner import Reckoner
from tui.screens.train.form.views import About, LintView, PlanView

MEND = "Nothing to reckon with yet: mend what is marked first."
COMPUTING = "computing …"


class Side(VerticalScroll, can_focus=True):
    """Shows the plan and the lint of the recipe that it was given last, whatever comes of those before."""

    @dataclass
    class Reckoned(Message):
        """A plan or a lint is there. refused: why a run would end at once, in words; fits: whether the memory does."""

        refused: tuple[str, ...]
        fits: bool

    @dataclass
    class CardChosen(Message):
        """Another card was planned for."""

    def __init__(self) -> None:
        super().__init__(id="form-side")
        self._plan, self._lint = Reckoner("plan"), Reckoner("lint")
        self._number = 0
        self._recipe: dict[str, Any] | None = None
        self._card = ""
        self._refused: dict[str, str] = {}
        self._fits = True
        self._width = 0

    def compose(self) -> ComposeResult:
        """From what is looked at to what it leads to."""
        yield About()
        yield PlanView()
        yield LintView()

    def on_unmount(self) -> None:
        """The processes that reckon end with the form."""
        self._plan.close()
        self._lint.close()

    def begin(self, cards: tuple[str, ...]) -> None:
        """Another recipe was taken: nothing is known of it yet. `cards` can be planned for."""
        self.query_one(PlanView).offer(cards)
        self.forget(COMPUTING)

    def forget(self, why: str = MEND) -> None:
        """There is nothing to reckon with."""
        self._number += 1
        self._recipe = None
        self.query_one(PlanView).wait(why)
        self.query_one(LintView).wait(why)

    def reckon(self, recipe: dict[str, Any], nano: bool) -> None:
        """Plan and lint this recipe; what was shown before stays until that is there."""
        self._number += 1
        self._recipe, self._refused, self._fits = recipe, {}, True
        plan = self.query_one(PlanView)
        plan.takes_cards(not nano)
        plan.busy()
        self.query_one(LintView).busy()
        self._make_plan(self._number, {"recipe": recipe, "card": self._card})
        self._make_lint(self._number, {"recipe": recipe})

    @on(PlanView.CardChanged)
    def card_changed(self, event: PlanView.CardChanged) -> None:
        """Plan for another card; the form waits for a pause in the typing."""
        self._card = event.card
        self.post_message(self.CardChosen())

    @work(thread=True, group="form-plan", exit_on_error=False)
    def _make_plan(self, number: int, question: dict[str, Any]) -> None:
        from tui.screens.train.form.outcome import PlanFacts

        answer = self._plan.ask(question)
        if answer is not None:
            facts = PlanFacts.of(answer["plan"]) if "plan" in answer else None
            self.post_message(m.Planned(number, facts, answer.get("error"), answer.get("forbids", False)))

    @work(thread=True, group="form-lint", exit_on_error=False)
    def _make_lint(self, number: int, question: dict[str, Any]) -> None:
        from tui.screens.train.form.outcome import LintFacts

        answer = self._lint.ask(question)
        if answer is not None:
            facts = LintFacts.of(answer["lint"]) if "lint" in answer else None
            self.post_message(m.Linted(number, facts, answer.get("error"), answer.get("forbids", False)))

    @on(m.Planned)
    def planned(self, event: m.Planned) -> None:
        """Show the plan."""
        event.stop()
        if event.number != self._number:
            return
        view = self.query_one(PlanView)
        if event.facts is not None:
            view.tell(event.facts)
            self._fits = event.facts.fits
        else:
            view.fail(event.problem or "")
        if event.forbids:
            self._refused["plan"] = event.problem or ""
        self._tell()

    @on(m.Linted)
    def linted(self, event: m.Linted) -> None:
        """Show what was found in the data."""
        event.stop()
        if event.number != self._number:
            return
        view = self.query_one(LintView)
        if event.facts is not None:
            view.tell(event.facts)
            if event.facts.refuses:
                self._refused["lint"] = "a run refuses these data; Lint says why"
        else:
            view.fail(event.problem or "")
        if event.forbids:
            self._refused["lint"] = event.problem or ""
        self._tell()

    def _tell(self) -> None:
        self.post_message(self.Reckoned(tuple(self._refused.values()), self._fits))

    def on_resize(self, event: events.Resize) -> None:
        """Draw the bars for the room that there is."""
        if self._width != event.size.width:
            self._width = event.size.width
            self.call_after_refresh(self.query_one(PlanView).draw)
