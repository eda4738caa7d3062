"""How a held-out sentence was read from evaluation to evaluation: one sees a model learn it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui.runs.state import Evaluation


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of a sentence from the evaluation at one step to that at another, always the same."""

    first: int
    last: int
    wrote: str
    right: bool | None


@dataclass(frozen=True, slots=True)
class Learning:
    """A sentence, what was wanted, and its readings from the first to the newest."""

    said: str
    wanted: str
    readings: tuple[Reading, ...]


def learning(evaluations: Sequence[Evaluation]) -> list[Learning]:
    """Each sentence once, in the order of the newest evaluation, those that are asked no more behind."""
    found: dict[str, list[Reading]] = {}
    wanted: dict[str, str] = {}
    for evaluation in evaluations:
        for sample in evaluation.samples:
            readings = found.setdefault(sample.said, [])
            wanted[sample.said] = sample.wanted
            if readings and (readings[-1].wrote, readings[-1].right) == (sample.wrote, sample.right):
                readings[-1] = Reading(readings[-1].first, evaluation.step, sample.wrote, sample.right)
            else:
                readings.append(Reading(evaluation.step, evaluation.step, sample.wrote, sample.right))
    newest = [sample.said for sample in evaluations[-1].samples] if evaluations else []
    order = [*newest, *(said for said in found if said not in newest)]
    return [Learning(said, wanted[said], tuple(found[said])) for said in order]
