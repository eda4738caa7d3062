"""One prompt to several models, as plain state: what each is doing, what came of it, who agrees, and the vote."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from training.compare.answers import Answer, Pair
    from training.compare.live import Outcome
    from training.compare.prompts import Prompt
    from training.evaluate.suite import Item

Phase = Literal["idle", "waiting", "loading", "writing", "done", "stopped"]
MOST = 3
"""Models side by side, at most."""


@dataclass(frozen=True, slots=True)
class Question:
    """What all are asked.

    item: the sentence of a suite that it is, so that the answers can be scored; scene: what the models talk about;
    free: those that write answer freely instead.
    """

    number: int
    prompt: Prompt
    scene: str
    free: bool = False
    item: Item | None = None


@dataclass(eq=False)
class Answering:
    """One model and its answer to one question. `text` and `tokens` grow while it writes, in the thread that writes."""

    pair: Pair
    phase: Phase = "idle"
    asked: Question | None = None
    text: str = ""
    tokens: int = 0
    outcome: Outcome | None = None
    english: str = ""

    @property
    def busy(self) -> bool:
        """Whether something is still to come."""
        return self.phase in ("waiting", "loading", "writing")

    @property
    def answer(self) -> Answer | None:
        """The answer, where there is one that is no error."""
        return self.outcome.answer if self.outcome and self.outcome.answer.error is None else None


@dataclass
class Tally:
    """How one model did since the page was opened.

    scored: sentences of suites; known: those of them whose right action is known.
    """

    asked: int = 0
    exact: int = 0
    right: int = 0
    scored: int = 0
    known: int = 0
    wins: int = 0
    ties: int = 0
    votes: int = 0
    tokens: int = 0
    seconds: float = 0.0

    def count(self, outcome: Outcome) -> None:
        """One answer more."""
        answer = outcome.answer
        if answer.error is not None:
            return
        self.asked += 1
        self.tokens += answer.tokens or 0
        self.seconds += answer.seconds
        if outcome.wrong is not None:
            self.scored += 1
            self.known += outcome.exact is not None
            self.exact += outcome.exact is True
            self.right += not outcome.wrong

    def __str__(self) -> str:
        if not self.asked:
            return ""
        parts = [f"{self.asked} answer{'s' * (self.asked != 1)}"]
        if self.scored:
            exact = f"{self.exact} of {self.known} exact, " if self.known else ""
            parts.append(f"{exact}{self.right} of {self.scored} right")
        if self.votes:
            parts.append(f"{self.wins} of {self.votes} vote{'s' * (self.votes != 1)}")
        if self.tokens and self.seconds:
            parts.append(f"{self.tokens / self.seconds:,.0f} tokens/s")
        return " · ".join(parts)


@dataclass
class Ballot:
    """A vote that sees no names: whose answers they are, in the order in which they are shown."""

    shown: list[Answering]
    cast: bool = False
    best: Answering | None = None

    def letter(self, one: Answering) -> str:
        """What it is called until the vote is cast; nothing where it has no part in it."""
        return chr(ord("A") + self.shown.index(one)) if one in self.shown else ""


@dataclass
class Round:
    """A question and everybody's answers."""

    question: Question
    answers: list[Answering]
    blind: bool = False
    ballot: Ballot | None = None
    order: list[Answering] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.order = self.order or list(self.answers)

    @property
    def busy(self) -> bool:
        """Whether some are still at it."""
        return any(one.busy for one in self.answers)

    @property
    def hidden(self) -> bool:
        """Whether nothing may give away who is who."""
        return self.blind and (self.busy or (self.ballot is not None and not self.ballot.cast))

    @property
    def voting(self) -> bool:
        """Whether a vote can be cast now."""
        return self.ballot is not None and not self.ballot.cast

    def call(self, seed: int) -> None:
        """Everybody has answered: hide who is who, where there are two answers or more to choose between."""
        from training.compare.votes import shuffled

        answers = {id(one.answer): one for one in self.answers if one.answer}
        if len(answers) < 2:
            return
        mixed = shuffled([one.answer for one in answers.values() if one.answer], seed, self.question.number)
        self.ballot = Ballot([answers[id(answer)] for answer in mixed])
        self.order = [*self.ballot.shown, *(one for one in self.answers if one not in self.ballot.shown)]


def same(answers: Sequence[Answering]) -> list[list[Answering]]:
    """Who understood the same, or where nothing was to be understood said the same; errors are left out."""
    groups: dict[str, list[Answering]] = {}
    for one in answers:
        if one.answer and one.outcome:
            action = one.outcome.action
            groups.setdefault(action.to_json() if action else " ".join(one.answer.text.split()), []).append(one)
    return list(groups.values())


def agreement(round_: Round) -> str:
    """Who agrees with whom, in a sentence; nothing where fewer than two answered."""
    groups = same(round_.answers)
    if sum(map(len, groups)) < 2:
        return ""
    if len(groups) == 1:
        return "Both agree." if len(groups[0]) == 2 else "All agree."
    pairs = [group for group in groups if len(group) > 1]
    if not pairs:
        return "They differ." if len(groups) == 2 else "All differ."
    others = [one for group in groups if len(group) == 1 for one in group]
    agree = " and ".join(one.pair.name for one in pairs[0])
    return f"{agree} agree, {others[0].pair.name} differs."


def action_of(one: Answering) -> dict[str, object] | None:
    """The action that was understood, as JSON."""
    action = one.outcome.action if one.outcome else None
    return None if action is None else json.loads(action.to_json())


def figures(answer: Answer, *, short: bool = False) -> str:
    """`31 tokens · 14 ms · 2,214/s`, or in short `14 ms · 2,214/s`."""
    ms = 1000 * answer.seconds
    parts = [f"{ms:,.0f} ms" if ms < 10_000 else f"{answer.seconds:.1f} s"]
    if answer.tokens is not None and not short:
        parts.insert(0, f"{answer.tokens:,} token{'s' * (answer.tokens != 1)}")
    if answer.rate is not None:
        parts.append(f"{answer.rate:,.0f}/s" if answer.rate >= 10 else f"{answer.rate:.1f}/s")
    return " · ".join(parts)
