"""Polygons to cells: byte rows filled by spans, then read four samples to a pixel and two pixels to a cell.

Every sample is a palette number in a bytearray, so that the inner loops (fill a span, darken a span, gather the samples
of a cell) are single calls into C: slice assignment, `bytes.translate`, `memoryview.cast`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from tui.scene.camera import Point
from tui.scene.palette import RGB, Palette, join, split

Cell = tuple[str, RGB, RGB]
"""A character, its colour, and the colour behind it."""

SAMPLES = 2
"""Samples per pixel, along each axis."""

HALF = "▀"


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture: rows of cells."""

    width: int
    height: int
    rows: list[list[Cell]]

    @property
    def text(self) -> str:
        """The characters alone."""
        return "\n".join("".join(cell[0] for cell in row) for row in self.rows)

    def pixels(self) -> list[list[RGB]]:
        """Two rows of colours for each row of cells (text left out), as a picture file would have them."""
        out: list[list[RGB]] = []
        for row in self.rows:
            out.append([bg if char != HALF else fg for char, fg, bg in row])
            out.append([bg for _, _, bg in row])
        return out


class _Pixels(dict[tuple[int, ...], RGB]):
    """The mean colour of the samples of one pixel, by their packed palette numbers; averaged as light, not as code."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.palette = palette

    def __missing__(self, key: tuple[int, ...]) -> RGB:
        colors = self.palette.colors
        numbers = [packed >> 8 * shift & 255 for packed in key for shift in range(SAMPLES)]
        if numbers.count(numbers[0]) == len(numbers):
            mean = colors[numbers[0]]
        else:
            r = g = b = 0
            for number in numbers:
                s, h, c = split(colors[number])
                r, g, b = r + s * s, g + h * h, b + c * c
            n = len(numbers)
            mean = join((r / n) ** 0.5, (g / n) ** 0.5, (b / n) ** 0.5)
        self[key] = mean
        return mean


class _Cells(dict[tuple[int, ...], Cell]):
    """The cell for the samples of its two pixels; filled as they turn up, since a picture has few different ones."""

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.pixels = _Pixels(palette)

    def __missing__(self, key: tuple[int, ...]) -> Cell:
        upper, lower = self.pixels[key[:SAMPLES]], self.pixels[key[SAMPLES:]]
        cell = (" ", lower, lower) if upper == lower else (HALF, upper, lower)
        self[key] = cell
        return cell


class Canvas:
    """A picture of samples, `SAMPLES` x `2 * SAMPLES` to a cell."""

    def __init__(self, width: int, height: int, palette: Palette) -> None:
        self.width, self.height, self.palette = width, height, palette
        self.columns, self.lines = width * SAMPLES, height * 2 * SAMPLES
        self.rows: list[bytearray] = []
        self._runs = [bytes([n]) * self.columns for n in range(256)]
        self._cells = _Cells(palette)

    def clear(self, color: RGB) -> None:
        """One colour everywhere."""
        run = self._runs[self.palette(color)]
        self.rows = [bytearray(run) for _ in range(self.lines)]

    def load(self, rows: Iterable[bytes]) -> None:
        """A picture saved before, as the ground to paint on."""
        self.rows = [bytearray(row) for row in rows]

    def fill(self, points: Sequence[Point], color: RGB) -> None:
        """A convex polygon in one colour."""
        run = self._runs[self.palette(color)]
        for row, start, end in spans(self.rows, self.columns, points):
            row[start:end] = run[: end - start]

    def veil(self, points: Sequence[Point], color: RGB) -> None:
        """A convex polygon of glass: one sample in four takes the colour, the others keep what is behind."""
        run = self._runs[self.palette(color)]
        for row, start, end in spans(self.rows, self.columns, points, step=2):
            start += start & 1
            if start < end:
                row[start:end:2] = run[: (end - start + 1) // 2]

    def translate(self, points: Sequence[Point], table: bytes) -> None:
        """A convex polygon in which every palette number is replaced by the one the table has for it: a shadow."""
        for row, start, end in spans(self.rows, self.columns, points):
            row[start:end] = row[start:end].translate(table)

    def cells(self) -> list[list[Cell]]:
        """The picture, averaged down to cells."""
        if len(self._cells) > 60_000:
            self._cells.clear()
        cells = self._cells
        views = [memoryview(row).cast("H") for row in self.rows]
        step = 2 * SAMPLES
        return [
            [cells[key] for key in zip(*views[y : y + step], strict=True)] for y in range(0, self.height * step, step)
        ]


def spans(
    rows: Sequence[bytearray], width: int, points: Sequence[Point], step: int = 1
) -> Iterable[tuple[bytearray, int, int]]:
    """The rows that a convex polygon crosses, each with the first sample inside and the first beyond.

    A sample is inside when its centre is. With `step` 2 only the even rows.
    """
    ys = [y for _, y in points]
    top, bottom = max(0, ceil(min(ys) - 0.5)), min(len(rows), ceil(max(ys) - 0.5))
    if top >= bottom:
        return ()
    low, high = [1e9] * (bottom - top), [-1e9] * (bottom - top)
    x0, y0 = points[-1]
    for x1, y1 in points:
        (xa, ya), (xb, yb) = ((x0, y0), (x1, y1)) if y0 < y1 else ((x1, y1), (x0, y0))
        x0, y0 = x1, y1
        first, last = ceil(ya - 0.5), ceil(yb - 0.5)
        first, last = max(first, top), min(last, bottom)
        if first >= last:
            continue
        slope = (xb - xa) / (yb - ya)
        x = xa + (first + 0.5 - ya) * slope + 0.5
        for line in range(first - top, last - top):
            if x < low[line]:
                low[line] = x
            if x > high[line]:
                high[line] = x
            x += slope
    out: list[tuple[bytearray, int, int]] = []
    for line in range(top % step, bottom - top, step) if step > 1 else range(bottom - top):
        start, end = low[line], high[line]
        if end > width:
            end = width
        if start < 0:
            start = 0
        if start < end:
            first, last = int(start), int(end)
            if first < last:
                out.append((rows[top + line], first, last))
    return out


def inset(points: Sequence[Point], by: float) -> list[Point] | None:
    """A convex polygon (clockwise on the screen) with every side moved inwards; None where nothing would be left."""
    count = len(points)
    area = around = 0.0
    normals: list[tuple[float, float]] = []
    for i in range(count):
        (x0, y0), (x1, y1) = points[i], points[(i + 1) % count]
        dx, dy = x1 - x0, y1 - y0
        length = (dx * dx + dy * dy) ** 0.5
        if length < 1e-6:
            return None
        area += x0 * y1 - x1 * y0
        around += length
        normals.append((-dy / length, dx / length))
    if area < 1.7 * by * around:
        return None
    out: list[Point] = []
    for i, (x, y) in enumerate(points):
        (ax, ay), (bx, by_) = normals[i - 1], normals[i]
        turn = by / max(1 + ax * bx + ay * by_, 0.25)
        out.append((x + (ax + bx) * turn, y + (ay + by_) * turn))
    return out


def signed_area(points: Sequence[Point]) -> float:
    """Positive when the points go clockwise on the screen: when a face turns its outside to us."""
    total, (x0, y0) = 0.0, points[-1]
    for x1, y1 in points:
        total += x0 * y1 - x1 * y0
        x0, y0 = x1, y1
    return total / 2
