"""A number over the steps of a run."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Series:
    """Values at steps; the steps rise. Both are arrays of doubles, made to be read only."""

    steps: array[float] = field(default_factory=lambda: array("d"))
    values: array[float] = field(default_factory=lambda: array("d"))

    def __len__(self) -> int:
        return len(self.steps)

    @property
    def last(self) -> float | None:
        """The newest value."""
        return self.values[-1] if self.values else None

    def copy(self) -> Series:
        """One that stays as it is while this one grows."""
        return Series(self.steps[:], self.values[:])

    def add(self, step: float, value: float) -> None:
        """One more; a step that is there already gets the new value."""
        if self.steps and step <= self.steps[-1]:
            self.forget_after(step - 0.5)
        self.steps.append(step)
        self.values.append(value)

    def forget_after(self, step: float) -> None:
        """A run that is resumed takes steps again that it took before it was cut off."""
        keep = bisect_right(self.steps, step)
        del self.steps[keep:]
        del self.values[keep:]


def smoothed(series: Series) -> Series:
    """The mean of the points around each, one counting half as much some points farther off.

    It looks both ways, so that it does not lag behind a loss that falls; what is no number is left out. The half-life
    grows with the series, so that a short one keeps its shape.
    """
    keep = 0.5 ** (1 / min(12.0, max(1.0, len(series) / 40)))
    before = _decaying(series.values, keep)
    after = _decaying(series.values[::-1], keep)[::-1]
    values: array[float] = array("d")
    for value, (a, n), (b, m) in zip(series.values, before, after, strict=True):
        # The point itself is in both.
        own, weight = (value, 1.0) if value - value == 0 else (0.0, 0.0)
        total = n + m - weight
        values.append((a + b - own) / total if total > 0 else math.nan)
    return Series(series.steps[:], values)


def _decaying(values: Sequence[float], keep: float) -> list[tuple[float, float]]:
    """For each place the sum of what went before it (and itself), weighed, and the sum of the weights."""
    total = weight = 0.0
    found = []
    for value in values:
        number = value - value == 0  # neither NaN nor infinite
        total, weight = keep * total + (value if number else 0.0), keep * weight + number
        found.append((total, weight))
    return found
