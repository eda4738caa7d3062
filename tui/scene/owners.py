"""Whose face is seen in each cell: for the labels, and for the mouse."""

from __future__ import annotations

from collections.abc import Sequence

from tui.scene.camera import Point
from tui.scene.raster import Patch, fill, patch

HAND = "HAND"
"""Stands for the hand where an id is asked for (the table is `world.bodies.TABLE`)."""

TAKEN = 255
"""The number of a cell that carries text."""


class Owners:
    """A picture of numbers, one for each face; what the painter covers is covered here too.

    Number 0 is nobody: what is behind the table.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.rows = [bytearray(width) for _ in range(height)]
        self.faces: list[tuple[str, str]] = [("", "")]
        self.extent: list[tuple[int, int]] = [(0, 0)]

    def patch(self, points: Sequence[Point]) -> Patch:
        """The cells of a face whose corners are given in cells."""
        return patch(points, self.width, len(self.rows))

    def cover(self, where: Patch, owner: str, kind: str) -> None:
        """A face is painted over what was there."""
        number = 0
        if len(self.faces) < TAKEN:
            number = len(self.faces)
            self.faces.append((owner, kind))
            self.extent.append((where[0], where[0] + len(where[1])))
        fill(self.rows, where, bytes([number]) * self.width)

    def at(self, x: int, y: int) -> str | None:
        """The id of what is seen in a cell: a body, the table, the hand; None beyond the table."""
        if 0 <= y < len(self.rows) and 0 <= x < self.width:
            return self.faces[self.rows[y][x]][0] or None
        return None

    def numbers(self, owner: str) -> list[int]:
        """The faces of something, the one with most room for words first: a front counts for more than its size."""
        found: list[tuple[float, int]] = []
        for number, (whose, kind) in enumerate(self.faces):
            if whose == owner:
                key = bytes([number])
                seen = sum(row.count(key) for row in self.rows[slice(*self.extent[number])])
                found.append((-seen * (1.6 if kind == "front" else 1.0), number))
        return [number for _, number in sorted(found)]
