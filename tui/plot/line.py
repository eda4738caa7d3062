"""A line on a chart: a number over steps, and how it is drawn."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Look = Literal["bright", "faint", "marks"]
MARKS = "●▲◆■▼★"
"""One for each hue, so that lines are told apart without colour."""
HUES = len(MARKS)


@dataclass(frozen=True, slots=True)
class Line:
    """`steps` rise; a value that is no number leaves a gap. Lines of one run have one hue.

    look: "bright", a line; "faint", behind the others; "marks", each point as the sign of its hue, joined faintly.
    """

    name: str
    steps: Sequence[float]
    values: Sequence[float]
    hue: int = 0
    look: Look = "bright"

    @property
    def mark(self) -> str:
        """The sign of its hue."""
        return MARKS[self.hue % HUES]

    def within(self, low: float, high: float) -> tuple[int, int]:
        """The indices of the points from `low` to `high`, and of one more on each side, for the line leads there."""
        first, last = bisect_left(self.steps, low), bisect_right(self.steps, high)
        return max(0, first - 1), min(len(self.steps), last + 1)

    def at(self, step: float) -> tuple[float, float] | None:
        """The newest point at a step or before it; None before the first, and where there is no number."""
        index = bisect_right(self.steps, step) - 1
        if index < 0 or not math.isfinite(self.values[index]):
            return None
        return self.steps[index], self.values[index]

    def extent(self, low: float, high: float, *, positive: bool = False) -> tuple[float, float] | None:
        """The least and the greatest value between two steps; None where there is none."""
        first, last = bisect_left(self.steps, low), bisect_right(self.steps, high)
        part = self.values[first:last]
        if not part:
            return None
        least, most = min(part), max(part)
        if not (math.isfinite(least) and math.isfinite(most)) or (positive and least <= 0) or math.isnan(sum(part)):
            kept = [value for value in part if math.isfinite(value) and (value > 0 or not positive)]
            return (min(kept), max(kept)) if kept else None
        return least, most
