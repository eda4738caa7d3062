"""Polygons to cells: byte rows filled by spans, then read sixteen samples to a pixel and two pixels to a cell.

Every sample is a palette number in a bytearray, so that the inner loops (fill a span, darken a span, gather the samples
of a cell) are single calls into C: slice assignment, `bytes.translate`, `memoryview.cast`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import ceil
from typing import TYPE_CHECKING, Literal

from tui.scene.camera import Point
from tui.scene.palette import RGB, Palette

if TYPE_CHECKING:
    from tui.scene.owners import Owners

Cell = tuple[str, RGB, RGB]
"""A character, its colour, and the colour behind it."""

Patch = tuple[int, list[tuple[int, int]]]
"""A convex piece of the picture: its first row, then for each row the first sample inside and the first beyond."""

SAMPLES = 4
"""Samples per pixel, along each axis."""

_CRISP = 2.4
"""1 is a plain mean; the more, the harder the edges."""

_WEIGHTS = [count**_CRISP for count in range(SAMPLES * SAMPLES + 1)]

# So many bytes are read as one number.
_GATHER: Literal["B", "H", "I"] = "I"

_FIXED = 16
_ONE = 1 << _FIXED

HALF = "▀"


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture: rows of cells, and whose they are.

    Rows that look as they did in the picture before may be the same lists: they are not to be changed.
    """

    width: int
    height: int
    rows: list[list[Cell]]
    owners: Owners | None = field(default=None, compare=False, repr=False)

    def at(self, x: int, y: int) -> str | None:
        """The id of what is seen in a cell: a body, `TABLE`, `HAND`, or None for what is beyond the table."""
        return self.owners.at(x, y) if self.owners else None

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
    """The colour of one pixel, by the packed palette numbers of its samples.

    A mean of light, not of code, in which what takes most of the pixel counts for more than its share: a plain mean
    makes edges a smear where pixels are as big as these. Where there are few colours, what takes most takes all.
    """

    def __init__(self, palette: Palette) -> None:
        super().__init__()
        self.palette = palette

    def __missing__(self, key: tuple[int, ...]) -> RGB:
        samples = b"".join([packed.to_bytes(SAMPLES, "little") for packed in key])
        numbers = set(samples)
        colors = self.palette.colors
        if len(numbers) == 1 or self.palette.few:
            found = colors[max(numbers, key=samples.count)]
        else:
            r = g = b = total = 0.0
            for number in numbers:
                color, weight = colors[number], _WEIGHTS[samples.count(number)]
                s, h, c = color >> 16, color >> 8 & 255, color & 255
                r, g, b, total = r + weight * s * s, g + weight * h * h, b + weight * c * c, total + weight
            mean = int((r / total) ** 0.5) << 16 | int((g / total) ** 0.5) << 8 | int((b / total) ** 0.5)
            # Nobody sees so small a step at an edge, and cells that are equal need to be made only once.
            found = mean & 0xFCFCFC | 0x020202
        self[key] = found
        return found


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
    """A picture of samples, `SAMPLES` x `2 * SAMPLES` of them to a cell."""

    def __init__(self, width: int, height: int, palette: Palette) -> None:
        self.width, self.height, self.palette = width, height, palette
        self.columns, self.lines = width * SAMPLES, height * 2 * SAMPLES
        self.rows: list[bytearray] = []
        self._runs = [bytes([n]) * self.columns for n in range(256)]
        self._cells = _Cells(palette)
        self._shown: list[bytes] = []
        self._rows: list[list[Cell]] = []

    def clear(self, color: RGB) -> None:
        """One colour everywhere."""
        run = self._runs[self.palette(color)]
        self.rows = [bytearray(run) for _ in range(self.lines)]

    def load(self, rows: Iterable[bytes]) -> None:
        """A picture saved before, as the ground to paint on."""
        self.rows = [bytearray(row) for row in rows]

    def patch(self, points: Sequence[Point]) -> Patch:
        """The samples of a convex polygon, to paint now or several times."""
        return patch(points, self.columns, self.lines)

    def fill(self, where: Patch, color: RGB) -> None:
        """One colour."""
        fill(self.rows, where, self._runs[self.palette(color)])

    def translate(self, where: Patch, table: bytes) -> None:
        """Replace every palette number by the one the table has for it: a shadow."""
        top, spans = where
        for row, (start, end) in zip(self.rows[top : top + len(spans)], spans, strict=False):
            row[start:end] = row[start:end].translate(table)

    def cells(self) -> list[list[Cell]]:
        """The picture, averaged down to cells; a row of which no sample has changed is the list of the last time."""
        if len(self._cells) > 60_000:
            self._cells.clear()
        cells, step = self._cells, 2 * SAMPLES
        before, self._shown = self._shown, [bytes(row) for row in self.rows]
        out: list[list[Cell]] = []
        for number, y in enumerate(range(0, self.height * step, step)):
            samples = self._shown[y : y + step]
            if samples == before[y : y + step]:
                out.append(self._rows[number])
            else:
                views = [memoryview(row).cast(_GATHER) for row in samples]
                out.append([cells[key] for key in zip(*views, strict=True)])
        self._rows = out
        return list(out)


def fill(rows: Sequence[bytearray], where: Patch, run: bytes) -> None:
    """Fill a patch of byte rows with the start of `run`, which is as long as a row."""
    top, spans = where
    for row, (start, end) in zip(rows[top : top + len(spans)], spans, strict=False):
        row[start:end] = run[: end - start]


def patch(points: Sequence[Point], width: int, lines: int) -> Patch:
    """The samples of a convex polygon in a picture of that size; a sample is inside when its centre is.

    Each side of the polygon is one `range` of fixed-point numbers, so that no row costs a line of Python.
    """
    if signed_area(points) < 0:
        points = points[::-1]
    count = len(points)
    start = min(range(count), key=lambda i: points[i][1])
    left: list[Iterable[int]] = []
    right: list[Iterable[int]] = []
    top = lines
    x0, y0 = points[start]
    for i in range(start + 1, start + count + 1):
        x1, y1 = points[i % count]
        down = y1 > y0  # Clockwise: the right border goes down, the left one up.
        xa, ya, xb, yb = (x0, y0, x1, y1) if down else (x1, y1, x0, y0)
        x0, y0 = x1, y1
        first, last = max(ceil(ya - 0.5), 0), min(ceil(yb - 0.5), lines)
        if first >= last:
            continue
        if first < top:
            top = first
        slope = (xb - xa) / (yb - ya)
        x = int((xa + (first + 0.5 - ya) * slope + 0.5) * _ONE)
        step = int(slope * _ONE)
        rows = range(x, x + step * (last - first), step) if step else [x] * (last - first)
        (right if down else left).append(rows)
    left.reverse()
    starts = chain.from_iterable(left)
    ends = chain.from_iterable(right)
    if min((x for x, _ in points), default=0) >= 0 and max((x for x, _ in points), default=0) <= width:
        return top, [
            (a, b) if (a := s >> _FIXED) < (b := e >> _FIXED) else (0, 0) for s, e in zip(starts, ends, strict=False)
        ]
    # It goes over the edge of the picture.
    spans = [(max(s >> _FIXED, 0), min(e >> _FIXED, width)) for s, e in zip(starts, ends, strict=False)]
    return top, [span if span[0] < span[1] else (0, 0) for span in spans]


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
