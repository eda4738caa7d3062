"""Running a suite through a model (or its gold actions) and scoring what comes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import TYPE_CHECKING

from agent.session import Session
from training.evaluate.suite import Item
from world.scene import load_scene

if TYPE_CHECKING:
    from agent.lm.interface import LanguageModel


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one item: `exact` if the action equals the gold one, `right` if everything expected holds."""

    item: Item
    action: str
    reply: str
    exact: bool
    right: bool
    valid: bool
    wrong: tuple[str, ...]
    ms: float


def run(items: Iterable[Item], model: LanguageModel | None) -> Iterable[Result]:
    """Each item in a fresh session; without a model its gold actions are carried out."""
    for item in items:
        session = Session(model, load_scene(item.scene))
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
        wrong = tuple(item.expect.failures(start, turn.state, reply))
        action = turn.actions.to_json() if turn.actions is not None else ""
        yield Result(
            item,
            action,
            reply,
            turn.actions == item.gold,
            not wrong,
            turn.actions is not None and not turn.failed,
            wrong,
            turn.ms,
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """Shares of 1, and times of a turn in ms."""

    n: int
    right: float
    exact: float
    valid: float
    p50: float
    p95: float
    by_tag: dict[str, tuple[int, int]]


def summarise(results: Sequence[Result]) -> Summary:
    """The figures of a run."""
    n = len(results)
    times = [r.ms for r in results]
    total: Counter[str] = Counter(t for r in results for t in r.item.tags)
    right: Counter[str] = Counter(t for r in results for t in r.item.tags if r.right)
    return Summary(
        n,
        sum(r.right for r in results) / n,
        sum(r.exact for r in results) / n,
        sum(r.valid for r in results) / n,
        median(times),
        quantiles(times, n=20)[-1] if n > 1 else times[0],
        {tag: (right[tag], count) for tag, count in total.most_common()},
    )
