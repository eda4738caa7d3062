"""Running a suite through a model (or its gold actions) and scoring what comes of it."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median, quantiles
from typing import TYPE_CHECKING

from agent.lm.interface import CANDIDATES
from agent.session import ASKED_BACK, Session
from training.evaluate.suite import Task

if TYPE_CHECKING:
    from agent.language.acts import Utterance
    from agent.lm.interface import LanguageModel

BINS = (0.0, 0.5, 0.8, 0.95, 0.99, 1.0)
"""Where the ranges of confidence end."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one item.

    `exact`: the action equals the gold one (None: there is none); `right`: everything expected holds; `valid`: an
    action was decoded (or the person asked which was meant).
    """

    item: Task
    predicted: Utterance | None
    reply: str
    exact: bool | None
    right: bool
    valid: bool
    asked: bool
    wrong: tuple[str, ...]
    ms: float
    confidence: float | None

    @property
    def action(self) -> str:
        """The action taken, as JSON; empty if none was."""
        return "" if self.predicted is None else self.predicted.to_json()


def run(items: Iterable[Task], model: LanguageModel | None, *, candidates: int = CANDIDATES) -> Iterator[Result]:
    """Each item in a fresh session; without a model its gold actions are carried out.

    `candidates`: how many readings the world may choose from; 1: the model's first is taken whatever comes of it.
    """
    for item in items:
        session = Session(model, item.start(), candidates=candidates)
        for before in item.setup:
            if model is None or before.gold is not None:
                if before.gold is None:
                    raise ValueError(f"{item.id}: a turn of the setup has no gold action")
                session.perform(before.say, before.gold)
            else:
                session.say(before.say)
        start = session.state
        if model is None:
            if item.gold is None:
                raise ValueError(f"{item.id}: there is no gold action")
            turn = session.perform(item.say, item.gold)
        else:
            turn = session.say(item.say)
        reply = " ".join(turn.reply)
        wrong = tuple(item.failures(start, turn.state, reply))
        asked = turn.failed == ASKED_BACK
        yield Result(
            item=item,
            predicted=turn.actions,
            reply=reply,
            exact=None if item.gold is None else turn.actions == item.gold,
            right=not wrong,
            valid=asked or (turn.actions is not None and not turn.failed),
            asked=asked,
            wrong=wrong,
            ms=turn.ms,
            confidence=turn.confidence,
        )


@dataclass(frozen=True, slots=True)
class Bin:
    """Sentences of which the model was about equally sure: how sure on average, and how many of them were right."""

    low: float
    high: float
    n: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Summary:
    """Shares of 1, and times of a turn in ms. `asked`: how many were answered with a question which was meant."""

    n: int
    right: float
    exact: float | None
    valid: float
    asked: int
    p50: float
    p95: float
    longest: float
    by_tag: dict[str, tuple[int, int]]
    calibration: tuple[Bin, ...]


def summarise(results: Sequence[Result]) -> Summary:
    """The figures of a run."""
    n = len(results)
    times = [r.ms for r in results]
    total: Counter[str] = Counter(t for r in results for t in r.item.tags)
    right: Counter[str] = Counter(t for r in results for t in r.item.tags if r.right)
    exact = [r.exact for r in results if r.exact is not None]
    return Summary(
        n,
        sum(r.right for r in results) / n,
        sum(exact) / len(exact) if exact else None,
        sum(r.valid for r in results) / n,
        sum(r.asked for r in results),
        median(times),
        quantiles(times, n=20)[-1] if n > 1 else times[0],
        max(times),
        {tag: (right[tag], count) for tag, count in total.most_common()},
        tuple(_calibration(results)),
    )


def _calibration(results: Sequence[Result]) -> Iterator[Bin]:
    for low, high in itertools.pairwise(BINS):
        some = [
            r for r in results
            if r.confidence is not None and (low <= r.confidence < high or r.confidence >= high == BINS[-1])
        ]  # fmt: skip
        if some:
            mean = fmean(r.confidence for r in some if r.confidence is not None)
            yield Bin(low, high, len(some), mean, sum(r.right for r in some) / len(some))
