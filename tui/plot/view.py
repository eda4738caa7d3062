"""Which part of the steps a chart shows: all, a part, or the newest; and how one moves about in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

CLOSEST = 4.0
"""Steps that are shown at the least."""


@dataclass(frozen=True, slots=True)
class View:
    """`low` and `high` are steps, None for all there are; `tail`: only so many of the newest; `log`: a logarithmic axis
    of values; `cursor`: the step whose values are read.
    """

    low: float | None = None
    high: float | None = None
    tail: float | None = None
    log: bool = False
    cursor: float | None = None

    def span(self, low: float, high: float) -> tuple[float, float]:
        """The steps that are shown where there are values from `low` to `high`."""
        if self.tail is not None:
            return max(low, high - self.tail), high
        if (self.low is not None and self.low > high) or (self.high is not None and self.high < low):
            return low, high  # of another run: there is nothing in that part
        return (low if self.low is None else self.low), (high if self.high is None else self.high)

    def zoomed(self, factor: float, low: float, high: float, around: float | None = None) -> View:
        """Closer by a factor above 1, farther below it; around the cursor, the given step or the middle."""
        first, last = self.span(low, high)
        width = (last - first) / factor
        if factor > 1 and width < CLOSEST:
            return self
        if self.tail is not None:
            return replace(self, tail=width) if width < high - low else self.whole()
        if around is None:
            around = self.cursor if self.cursor is not None and first <= self.cursor <= last else (first + last) / 2
        part = (around - first) / (last - first) if last > first else 0.5
        return self._within(around - part * width, around + (1 - part) * width, low, high)

    def panned(self, part: float, low: float, high: float) -> View:
        """Moved by a part of what is shown, to the right above 0."""
        first, last = self.span(low, high)
        by = part * (last - first)
        by = min(max(by, low - first), high - last)
        return self._within(first + by, last + by, low, high)

    def moved(self, by: float, low: float, high: float) -> View:
        """The cursor moved by so many steps; what is shown follows it."""
        first, last = self.span(low, high)
        at = last if self.cursor is None else self.cursor + by
        at = min(max(at, low), high)
        view = self
        if at < first or at > last:
            width = last - first
            start = at if at < first else at - width
            view = self._within(start, start + width, low, high)
        return replace(view, cursor=at)

    def whole(self) -> View:
        """All steps."""
        return replace(self, low=None, high=None, tail=None)

    def _within(self, first: float, last: float, low: float, high: float) -> View:
        """From one step to another, moved to where there are steps."""
        width = last - first
        first = min(max(first, low), high - width)
        if first <= low and first + width >= high * (1 - 1e-9):
            return self.whole()
        return replace(self, low=first, high=first + width, tail=None)
