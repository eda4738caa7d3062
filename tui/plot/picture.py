"""A chart as rows of signs with their roles: the plot, its axes, the cursor and the legend. No terminal, no colours."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tui.plot.braille import Raster
from tui.plot.line import Line
from tui.plot.ticks import label, log_ticks, ticks
from tui.plot.view import View

Piece = tuple[str, str]
"""Text and its role: "label", "grid", "cursor", "title", "faint-2", "bright-0", "marks-1" (look and hue)."""
Row = list[Piece]
Format = Callable[[float], str]

_ORDER = {"faint": 0, "marks": 1, "bright": 2}
_MORE = 0.04
"""Room above and below the values, as a share of their extent."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What lies where, in cells: the plot's left edge, width and height; and what it shows: steps and values."""

    left: int
    width: int
    height: int
    low: float
    high: float
    bottom: float
    top: float
    log: bool

    def step_at(self, x: float) -> float:
        """The step at a cell across, counted from the left of the chart."""
        part = (x - self.left + 0.5) / max(1, self.width)
        return self.low + min(1.0, max(0.0, part)) * (self.high - self.low)

    def cell_of(self, step: float) -> int:
        """The cell across, counted from the left of the plot."""
        part = (step - self.low) / (self.high - self.low) if self.high > self.low else 0.5
        return int((part * (2 * self.width - 1) + 0.5) // 2)

    def row_of(self, value: float) -> int:
        """The row of a value that has a place."""
        return round(min(1.0, max(0.0, self.place(value))) * (4 * self.height - 1)) // 4

    def place(self, value: float) -> float:
        """How far down a value is, 0 at the top to 1; NaN where it has no place."""
        if not math.isfinite(value) or (self.log and value <= 0):
            return math.nan
        if self.log:
            value, low, high = math.log10(value), math.log10(self.bottom), math.log10(self.top)
        else:
            low, high = self.bottom, self.top
        return (high - value) / (high - low) if high > low else 0.5


def extent(lines: Sequence[Line]) -> tuple[float, float] | None:
    """The first and the last step of all lines; None where there is none."""
    ends = [(line.steps[0], line.steps[-1]) for line in lines if len(line.steps)]
    return (min(low for low, _ in ends), max(high for _, high in ends)) if ends else None


def frame(lines: Sequence[Line], view: View, width: int, height: int, form: Format | None = None) -> Frame | None:
    """Where everything goes in a chart of so many cells; None where there is nothing to show, or no room."""
    steps = extent(lines)
    if steps is None or width < 4 or height < 2:
        return None
    low, high = view.span(*steps)
    found = [one for line in lines if (one := line.extent(low, high, positive=view.log))]
    if not found:
        found = [one for line in lines if (one := line.extent(*steps, positive=view.log))]
    if not found:
        return None
    bottom, top = min(one[0] for one in found), max(one[1] for one in found)
    if view.log:
        bottom, top = (bottom / 1.5, top * 1.5) if bottom == top else (bottom, top)
    elif bottom == top:
        room = abs(bottom) * 0.1 or 1.0
        bottom, top = bottom - room, top + room
    else:
        room = _MORE * (top - bottom)
        floor = 0.0 if bottom >= 0 else -math.inf
        bottom, top = max(floor, bottom - room), top + room
    axis = width >= 24 and height >= 4
    rows = height - (1 if axis else 0)
    labels = [text for _, text in _labels(bottom, top, view.log, rows, form)]
    left = max(map(len, labels), default=0) + 1 if axis else 0
    return Frame(left, width - left, rows, low, high, bottom, top, view.log)


def picture(lines: Sequence[Line], view: View, width: int, height: int, form: Format | None = None) -> list[Row]:
    """The rows of a chart, from top to bottom; fewer cells than `width` where a row ends in blanks."""
    there = frame(lines, view, width, height, form)
    if there is None:
        return []
    raster = Raster(there.width, there.height)
    down = raster.down - 1

    def y_of(value: float) -> float:
        return there.place(value) * down

    order = sorted(range(len(lines)), key=lambda index: (_ORDER[lines[index].look], -index))  # the first on top
    for rank, index in enumerate(order, 1):
        line = lines[index]
        first, last = line.within(there.low, there.high)
        points = line.steps[first:last], line.values[first:last]
        raster.line(points, there.low, there.high, y_of, min(rank, 255), joined=line.look != "faint")
    marks = _marks(lines, order, there)
    grid = {there.row_of(value): text for value, text in _axis(there, form)}
    cursor = None
    if view.cursor is not None and there.low <= view.cursor <= there.high:
        cursor = there.cell_of(view.cursor)
    rows = []
    for y in range(there.height):
        row: Row = [(f"{grid.get(y, ''):>{there.left - 1}} ", "label")] if there.left else []
        for x in range(there.width):
            sign, owner = raster.cell(x, y)
            if (x, y) in marks:
                row.append(marks[x, y])
            elif owner:
                line = lines[order[owner - 1]]
                row.append((sign, f"{'faint' if line.look == 'marks' else line.look}-{line.hue}"))
            elif x == cursor:
                row.append(("│", "cursor"))
            else:
                row.append(("┈", "grid") if y in grid and there.left else (" ", ""))
        rows.append(_joined(row))
    if there.left:
        rows.append(_steps(there, view.cursor if cursor is not None else None))
    return rows


def _marks(lines: Sequence[Line], order: Sequence[int], there: Frame) -> dict[tuple[int, int], Piece]:
    """Signs at points of lines that are drawn by marks; as long as there is room between them, else at the last."""
    found: dict[tuple[int, int], Piece] = {}
    several = sum(line.look == "bright" for line in lines) > 1
    for index in order:
        line = lines[index]
        if line.look == "bright" and several:
            found |= _end(line, there)
        if line.look != "marks":
            continue
        first, last = line.within(there.low, there.high)
        taken = -2
        for at in range(first, last):
            step, place = line.steps[at], there.place(line.values[at])
            if math.isnan(place) or not (there.low <= step <= there.high and -0.01 <= place <= 1.01):
                continue
            x, y = min(there.width - 1, there.cell_of(step)), there.row_of(line.values[at])
            if x - taken >= 2 or at == last - 1:
                found[x, y] = (line.mark, f"marks-{line.hue}")
                taken = x
    return found


def _end(line: Line, there: Frame) -> dict[tuple[int, int], Piece]:
    """The sign of a line at its end: lines of several runs are told apart without colour."""
    first, last = line.within(there.low, there.high)
    for at in range(last - 1, first - 1, -1):
        step, place = line.steps[at], there.place(line.values[at])
        if there.low <= step <= there.high and 0 <= place <= 1:
            cell = min(there.width - 1, there.cell_of(step)), there.row_of(line.values[at])
            return {cell: (line.mark, f"marks-{line.hue}")}
    return {}


def _axis(there: Frame, form: Format | None) -> list[tuple[float, str]]:
    return _labels(there.bottom, there.top, there.log, there.height, form)


def _labels(bottom: float, top: float, log: bool, rows: int, form: Format | None) -> list[tuple[float, str]]:
    """Round values and what is written beside them."""
    most = max(2, rows // 3)
    values = log_ticks(bottom, top, most) if log else ticks(bottom, top, most)
    step = values[1] - values[0] if len(values) > 1 and not log else None
    written = ((value, form(value) if form else label(value, step)) for value in values)
    return [(value, text) for value, text in written if text]


def _steps(there: Frame, cursor: float | None) -> Row:
    """The axis below: round steps, none over another, all within the plot; the step of the cursor instead of those."""
    values = [value for value in ticks(there.low, there.high, max(2, there.width // 9)) if value == int(value)]
    step = values[1] - values[0] if len(values) > 1 else None
    line = [" "] * there.width

    def put(value: float, text: str) -> tuple[int, int] | None:
        start = max(0, min(there.cell_of(value) - len(text) // 2, there.width - len(text)))
        end = start + len(text)
        if end > there.width or any(sign != " " for sign in line[max(0, start - 2) : end + 2]):
            return None
        line[start:end] = text
        return start, end

    at = put(cursor, f"{cursor:,.0f}") if cursor is not None else None
    for value in values:
        put(value, label(value, step))
    text, blank = "".join(line), " " * there.left
    if at is None:
        return [(blank + text.rstrip(), "label")]
    return [(blank + text[: at[0]], "label"), (text[at[0] : at[1]], "cursor"), (text[at[1] :].rstrip(), "label")]


def _joined(row: Row) -> Row:
    """Neighbours of one role as one piece."""
    found: Row = []
    for text, role in row:
        if found and found[-1][1] == role:
            found[-1] = (found[-1][0] + text, role)
        else:
            found.append((text, role))
    return found
