"""How long a live chart takes to be drawn anew: our raster, which draws each column of dots once, against every point.

    python -m bench.chart

The same picture of two lines of 10,000 points on 100 x 25 cells, made in turn by both.
"""

from __future__ import annotations

import math
import random
import time
from array import array

from tui.plot import braille
from tui.plot.line import Line
from tui.plot.picture import picture
from tui.plot.view import View

POINTS, WIDTH, HEIGHT, TIMES = 10_000, 100, 25, 10


def lines() -> list[Line]:
    """A noisy loss and its mean."""
    r = random.Random(1)
    steps = array("d", range(POINTS))
    mean = array("d", (2 * math.exp(-n / 2000) + 0.1 for n in range(POINTS)))
    noisy = array("d", (value * (0.8 + 0.4 * r.random()) for value in mean))
    return [Line("each step", steps, noisy, 0, "faint"), Line("mean", steps, mean)]


class EveryPoint(braille.Raster):
    """Places each point, as one would write it first."""

    def _columns(self, points, low, high, y_of):  # type: ignore[no-untyped-def]
        scale = (self.across - 1) / (high - low)
        for step, value in zip(*points, strict=True):
            place = y_of(value)
            yield int((step - low) * scale + 0.5), [] if math.isnan(place) else [place]


def milliseconds() -> float:
    """Of one picture."""
    drawn, view = lines(), View(log=True)
    begun = time.perf_counter()
    for _ in range(TIMES):
        picture(drawn, view, WIDTH, HEIGHT)
    return 1000 * (time.perf_counter() - begun) / TIMES


def main() -> None:
    import tui.plot.picture as pictures

    ours: list[float] = []
    naive: list[float] = []
    for _ in range(3):
        pictures.Raster = braille.Raster
        ours.append(milliseconds())
        pictures.Raster = EveryPoint
        naive.append(milliseconds())
    print(f"two lines of {POINTS:,} points, {WIDTH} x {HEIGHT} cells")
    print(f"  a column once   {min(ours):6.1f} ms")
    print(f"  every point     {min(naive):6.1f} ms")


if __name__ == "__main__":
    main()
