"""How far a run is, and which learning rate that means."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.run.recipe import BudgetPart, SchedulePart


@dataclass
class Progress:
    """What a run has done: steps, tokens (without padding), seconds of its own (without pauses), epochs if they end."""

    steps: int = 0
    tokens: int = 0
    seconds: float = 0.0
    epochs: float = 0.0

    def done(self, budget: BudgetPart) -> float:
        """The share of the budget that is used up, 0 to 1, by whichever limit is nearest."""
        shares = [
            used / limit
            for used, limit in (
                (self.steps, budget.steps),
                (self.tokens, budget.tokens),
                (self.seconds / 60, budget.minutes),
                (self.epochs, budget.epochs),
            )
            if limit
        ]
        return min(1.0, max(shares, default=0.0))

    def seconds_left(self, budget: BudgetPart) -> float | None:
        """At the pace so far; None before the first step."""
        done = self.done(budget)
        return self.seconds * (1 - done) / done if done and self.seconds else None


def learning_rate(schedule: SchedulePart, peak: float, steps: int, done: float) -> float:
    """The rate of the step after `steps` steps, when the share `done` of the budget is used up."""
    warm = min(1.0, (steps + 1) / schedule.warmup_steps) if schedule.warmup_steps else 1.0
    if schedule.kind == "cosine":
        shape = (1 + math.cos(math.pi * done)) / 2
    else:
        shape = min(1.0, (1 - done) / schedule.decay) if schedule.decay else 1.0
    return peak * warm * (schedule.final + (1 - schedule.final) * shape)
