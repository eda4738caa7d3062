"""A raster of braille dots: two to a cell across and four down, with one kind of line to a cell.

Where several lines share a cell it has the dots of all and the colour of the one that counts most.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of a dot, by row and column (Unicode 15, chapter 21.1)."""

Scale = Callable[[float], float]
Points = tuple[Sequence[float], Sequence[float]]
"""Steps, which rise, and their values."""


class Raster:
    """Dots from (0, 0) at the top left; outside of it nothing is drawn."""

    def __init__(self, width: int, height: int) -> None:
        """In cells."""
        self.width, self.height = width, height
        self.across, self.down = 2 * width, 4 * height
        self._bits = [bytearray(width) for _ in range(height)]
        self._owner = [bytearray(width) for _ in range(height)]

    def column(self, x: int, top: int, bottom: int, owner: int) -> None:
        """A column of dots, both ends included."""
        if not 0 <= x < self.across:
            return
        cell, right = divmod(x, 2)
        for y in range(max(0, top), min(self.down - 1, bottom) + 1):
            row, dot = divmod(y, 4)
            self._bits[row][cell] |= _DOTS[dot][right]
            if owner > self._owner[row][cell]:
                self._owner[row][cell] = owner

    def line(self, points: Points, low: float, high: float, y_of: Scale, owner: int, *, joined: bool = True) -> None:
        """A line through points, from the step `low` at the left edge to `high` at the right one.

        Of the points that fall into one column of dots all from the least to the greatest value are drawn. y_of: the
        place of a value in dots from the top; NaN where it has none, which leaves a gap. Not `joined`: only dots.
        """
        before: tuple[int, float] | None = None
        for x, places in self._columns(points, low, high, y_of):
            if not places:
                before = None
                continue
            if joined:
                if before is not None:
                    self._join(before[0], before[1], x, places[0], owner)
                self.column(x, round(min(places)), round(max(places)), owner)
            else:
                for place in places:
                    self.column(x, round(place), round(place), owner)
            before = (x, places[-1])

    def cell(self, x: int, y: int) -> tuple[str, int]:
        """The character of a cell and its owner; a blank and 0 where nothing is drawn."""
        bits = self._bits[y][x]
        return (chr(0x2800 + bits), self._owner[y][x]) if bits else (" ", 0)

    def _columns(self, points: Points, low: float, high: float, y_of: Scale) -> Iterator[tuple[int, list[float]]]:
        """By column of dots: where the first, least, greatest and last value in it are; none for a gap."""
        steps, values = points
        scale = (self.across - 1) / (high - low) if high > low else 0.0
        if len(steps) <= 2 * self.across or not scale:
            for step, value in zip(steps, values, strict=True):
                place = y_of(value)
                yield int((step - low) * scale + 0.5), [] if math.isnan(place) else [place]
            return
        start = 0
        for x in range(-1, self.across + 1):  # one more on each side, for the line leads there
            end = bisect_left(steps, low + (x + 0.5) / scale, start) if x < self.across else len(steps)
            part = values[start:end]
            start = end
            if part:
                total = sum(part)
                if total - total != 0:  # not all of them are numbers
                    part = [value for value in part if value - value == 0]
                places = [y_of(value) for value in (part[0], min(part), max(part), part[-1])] if part else []
                yield x, [place for place in places if not math.isnan(place)]

    def _join(self, x0: int, y0: float, x1: int, y1: float, owner: int) -> None:
        """What lies between two columns: as long a column of dots in each as the line rises there."""
        if x1 <= x0:
            return
        slope = (y1 - y0) / (x1 - x0)
        for x in range(max(x0, -1), min(x1, self.across)):
            a = y0 + slope * (x - x0)
            half = a + slope / 2
            self.column(x, *_ordered(a, half), owner)
            self.column(x + 1, *_ordered(half, a + slope), owner)


def _ordered(a: float, b: float) -> tuple[int, int]:
    return (round(a), round(b)) if a <= b else (round(b), round(a))
