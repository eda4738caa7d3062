"""Labels: the words on the bodies, each where most of it can be seen, so that colour is never the only signal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from tui.scene.camera import Point
from tui.scene.palette import RGB, ink, luminance, mix
from tui.scene.raster import Cell, Patch, fill, patch
from world.bodies import Body

Labels = Literal["off", "words", "ids"]
"""What stands on the bodies: nothing, the name or colour one would say, or the id."""

_SHORT = {"black": "K", "brown": "Br", "gray": "Gy", "grey": "Gy", "pink": "Pk", "purple": "Pu", "teal": "Tl"}
BADGE: RGB = 0xFFE066


def texts(body: Body, labels: Labels) -> tuple[str, ...]:
    """What could stand on a body, the longest first; the shortest that is still clear comes last."""
    if labels == "off":
        return ()
    if body.shape == "box":
        return (body.name or "box",) if labels == "words" else (body.id,)
    if labels == "ids":
        return (body.id,)
    word = body.color.lower()
    colors = (word, _SHORT.get(word, word[:1].upper()))
    return (body.name, body.name[:4], *colors[1:]) if body.name else colors


class Owners:
    """Whose face is seen in each cell: what the painter covers is covered here too."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.rows = [bytearray(width) for _ in range(height)]
        self.faces: list[tuple[str, str]] = [("", "")]
        self.extent: list[tuple[int, int]] = [(0, 0)]

    def patch(self, points: Sequence[Point]) -> Patch:
        """The cells of a face whose corners are given in cells."""
        return patch(points, self.width, len(self.rows))

    def cover(self, where: Patch, body: str | None, kind: str) -> None:
        """A face is painted over what was there; None belongs to nobody."""
        number = 0
        if body is not None and len(self.faces) < 256:
            number = len(self.faces)
            self.faces.append((body, kind))
            self.extent.append((where[0], where[0] + len(where[1])))
        fill(self.rows, where, bytes([number]) * self.width)

    def room(self, number: int, length: int) -> tuple[int, int] | None:
        """The row and column at which `length` cells of a face are free, as near to its middle as can be."""
        key = bytes([number])
        seen = [
            (y, first, row.rfind(key))
            for y, row in enumerate(self.rows[slice(*self.extent[number])], self.extent[number][0])
            if (first := row.find(key)) >= 0
        ]
        if not seen:
            return None
        middle = (seen[0][0] + seen[-1][0]) / 2
        best: tuple[float, int, int] | None = None
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
                    best = (cost, y, start)
                start = row.find(key * length, start + 1)
        return None if best is None else best[1:]

    def take(self, y: int, x: int, length: int) -> None:
        """These cells carry a label now."""
        self.rows[y][x : x + length] = bytes(length)


def write(
    rows: list[list[Cell]],
    owners: Owners,
    bodies: Sequence[Body],
    labels: Labels,
    numbers: Mapping[str, int],
    anchors: Mapping[str, Point],
    badge: RGB = BADGE,
) -> None:
    """Put the labels onto a picture's cells; a body with a number shows that instead, as a badge, whatever hides it."""
    faces: dict[str, list[int]] = {}
    for number, (owner, kind) in enumerate(owners.faces):
        if owner:
            faces.setdefault(owner, []).append(number)
            if kind == "front":
                faces[owner].insert(0, faces[owner].pop())
    for body in bodies:
        if body.id in numbers:
            _badge(rows, owners, faces.get(body.id, []), f" {numbers[body.id]} ", anchors.get(body.id), badge)
            continue
        found = next(
            (
                (text, place, number)
                for text in texts(body, labels)
                for number in faces.get(body.id, [])
                if (place := owners.room(number, len(text)))
            ),
            None,
        )
        if found:
            text, (y, x), _ = found
            papers = [cell[2] for cell in rows[y][x : x + len(text)]]
            ground = max(papers, key=papers.count)
            color = ink(ground)
            for i, char in enumerate(text, x):
                paper = rows[y][i][2]
                if abs(luminance(paper) - luminance(ground)) > 0.12:  # An edge: dark on dark could not be read.
                    paper = mix(paper, ground, 0.75)
                rows[y][i] = (char, color, paper)
            owners.take(y, x, len(text))


def _badge(
    rows: list[list[Cell]], owners: Owners, faces: list[int], text: str, anchor: Point | None, paper: RGB
) -> None:
    place = next((place for number in faces if (place := owners.room(number, len(text)))), None)
    width = len(rows[0])
    if place is None and anchor is not None:
        place = (round(anchor[1]), round(anchor[0] - len(text) / 2))
    if place is None or len(text) > width:
        return
    y, x = min(max(place[0], 0), len(rows) - 1), min(max(place[1], 0), width - len(text))
    for i, char in enumerate(text):
        rows[y][x + i] = (char, 0x101010, paper)
    owners.take(y, x, len(text))
