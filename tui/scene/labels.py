"""Labels: the words on the bodies, each where most of it can be seen, so that colour is never the only signal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from tui.scene.camera import Point
from tui.scene.owners import HAND, TAKEN, Owners
from tui.scene.palette import RGB, ink, luminance, mix
from tui.scene.raster import Cell
from world.bodies import TABLE, Body

Labels = Literal["off", "words", "ids"]
"""What stands on the bodies: nothing, the name or colour one would say, or the id."""

BADGE: RGB = 0xFFE066

_OWN, _FREE, _OTHER, _TEXT = range(4)


class Place(NamedTuple):
    """Where a label begins, and whether it stands on its body or beside it."""

    y: int
    x: int
    beside: bool = False


def text_of(body: Body, labels: Labels) -> str:
    """What stands on a body: never a part of a word, for one letter tells nobody anything."""
    if labels == "off":
        return ""
    if labels == "ids":
        return body.id
    return body.name or ("box" if body.shape == "box" else body.color.lower())


class Board:
    """The cells of a picture as its labels see them: whose they are, and which carry text already."""

    def __init__(self, owners: Owners, cells: Sequence[Sequence[Cell]]) -> None:
        self.owners, self.cells = owners, cells
        self.width = owners.width
        self.rows = [bytearray(row) for row in owners.rows]

    def take(self, place: Place, length: int) -> None:
        """These cells carry a label now; those beside it stay free of others, or two words would be one."""
        first, end = max(place.x - 1, 0), min(place.x + length + 1, self.width)
        self.rows[place.y][first:end] = bytes([TAKEN]) * (end - first)

    def place(self, body: str, length: int) -> Place | None:
        """Where a label of that length goes: on one face, across the body's edge, or beside it; None for nowhere."""
        numbers = self.owners.numbers(body)
        for number in numbers:
            if found := self._on(number, length):
                return found
        return self._near(numbers, length)

    def _on(self, number: int, length: int) -> Place | None:
        """Cells of one face, as near to its middle as can be."""
        key = bytes([number])
        seen = [
            (y, first, row.rfind(key))
            for y, row in enumerate(self.rows[slice(*self.owners.extent[number])], self.owners.extent[number][0])
            if (first := row.find(key)) >= 0
        ]
        if not seen:
            return None
        middle = (seen[0][0] + seen[-1][0]) / 2
        best: tuple[float, Place] | None = None
        for y, first, last in seen:
            row = self.rows[y]
            center = (first + last + 1 - length) / 2
            start = row.find(key * length, first)
            while start >= 0:
                # A cell of air on each side is worth a row: text that touches an edge is hard to read.
                air = (start > 0 and row[start - 1] == number) + (
                    start + length < self.width and row[start + length] == number
                )
                cost = abs(y - middle) * 2 + abs(start - center) + (2 - air) * 3
                if best is None or cost < best[0]:
                    cost += 1.5 * len({cell[2] for cell in self.cells[y][start : start + length]})
                if best is None or cost < best[0]:
                    best = (cost, Place(y, start))
                start = row.find(key * length, start + 1)
        return best[1] if best else None

    def _near(self, numbers: Sequence[int], length: int) -> Place | None:
        """Cells of which many are the body's, at the least cost to others; else free ones right beside it."""
        kinds = bytearray([_OTHER]) * 256
        for number, (owner, _) in enumerate(self.owners.faces):
            kinds[number] = _OWN if number in numbers else _FREE if owner in ("", TABLE, HAND) else _OTHER
        kinds[TAKEN] = _TEXT
        top = min((self.owners.extent[n][0] for n in numbers), default=0)
        bottom = max((self.owners.extent[n][1] for n in numbers), default=0)
        seen: list[tuple[int, bytearray, int, int]] = []
        for y in range(top, min(bottom, len(self.rows))):
            row = self.rows[y].translate(kinds)
            first, last = row.find(_OWN), row.rfind(_OWN)
            if first >= 0:
                seen.append((y, row, first, last + 1))
        if not seen or length > self.width:
            return None
        middle = (seen[0][0] + seen[-1][0]) / 2
        best: tuple[float, Place] | None = None
        for y, row, first, last in seen:
            center = (first + last - length) / 2
            for x in range(max(0, first - length - 1), min(last + 1, self.width - length) + 1):
                cells = row[x : x + length]
                own, others = cells.count(_OWN), cells.count(_OTHER)
                if cells.count(_TEXT) or (own and own < max(2, 0.4 * length)):
                    continue
                # Beside the body: only where nothing else is, with a cell between.
                if not own and (others or x == last or x + length == first):
                    continue
                cost = abs(y - middle) * 2 + abs(x - center) + (length - own) + 3 * others + (0 if own else 6)
                if best is None or cost < best[0]:
                    best = (cost, Place(y, x, not own))
        return best[1] if best else None


def write(
    rows: list[list[Cell]],
    owners: Owners,
    bodies: Sequence[Body],
    labels: Labels,
    numbers: Mapping[str, int],
    anchors: Mapping[str, Point],
    tags: Mapping[str, RGB],
    badge: RGB = BADGE,
) -> None:
    """Put the labels onto a picture's cells; a body with a number shows that instead, as a badge, whatever hides it.

    `anchors` are the places of bodies with numbers, `tags` the colours for words that are wider than their body. Rows
    that are written on are replaced, not changed: others may hold them.
    """
    board = Board(owners, rows)
    for body in bodies:
        if body.id in numbers:
            _badge(rows, board, body.id, f" {numbers[body.id]} ", anchors.get(body.id), badge)
        elif (text := text_of(body, labels)) and (place := board.place(body.id, len(text))):
            _label(rows, board, body.id, text, place, tags[body.id])


def _label(rows: list[list[Cell]], board: Board, body: str, text: str, place: Place, tag: RGB) -> None:
    y, x, beside = place
    row = rows[y] = list(rows[y])
    cells = range(x, x + len(text))
    mine = board.owners.numbers(body)
    papers = [row[i][2] for i in cells]
    ground = max(papers, key=papers.count)
    # Over the body's edge, or where hardly two cells are alike: on a tag of the body's colour.
    tagged = not beside and (2 * papers.count(ground) < len(text) or any(board.rows[y][i] not in mine for i in cells))
    if tagged:
        ground = tag
    color = ink(ground)
    for i, char in zip(cells, text, strict=True):
        paper = row[i][2]
        if beside:
            row[i] = (char, ink(paper), paper)
        elif tagged:
            row[i] = (char, color, ground)
        else:
            if abs(luminance(paper) - luminance(ground)) > 0.12:  # An edge: dark on dark could not be read.
                paper = mix(paper, ground, 0.75)
            row[i] = (char, color, paper)
    board.take(place, len(text))


def _badge(rows: list[list[Cell]], board: Board, body: str, text: str, anchor: Point | None, paper: RGB) -> None:
    place = board.place(body, len(text))
    width = len(rows[0])
    if (place is None or place.beside) and anchor is not None:
        place = Place(round(anchor[1]), round(anchor[0] - len(text) / 2))
    if place is None or len(text) > width:
        return
    y, x = min(max(place.y, 0), len(rows) - 1), min(max(place.x, 0), width - len(text))
    row = rows[y] = list(rows[y])
    for i, char in enumerate(text):
        row[x + i] = (char, 0x101010, paper)
    board.take(Place(y, x), len(text))
