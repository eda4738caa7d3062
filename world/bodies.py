"""What there is: bodies on a table under one hand, and one immutable state of them.

Axes: x from left to right, y from front to back, z up. Lengths are Winograd's own units (the classic table is
640 x 640, the classic small cube 64). A position is a body's front-left-bottom corner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Vec = tuple[float, float, float]
Shape = Literal["block", "pyramid", "box"]
End = Literal["near", "far"]
"""An end of the table along y: near is at y = 0, where whoever looks at it sits."""

TABLE = "TABLE"
"""The id of the table, which supports but is no body: it has no shape, colour or position to move."""


@dataclass(frozen=True, slots=True)
class Body:
    """A toy or the box: an axis-aligned extent with a shape.

    A pyramid's extent is its bounding box; it carries nothing. A box is open at the top: `wall` is the thickness of its
    sides and `floor` that of its bottom; what is inside rests on the floor.
    """

    id: str
    shape: Shape
    color: str
    position: Vec
    size: Vec
    name: str | None = None
    owner: str | None = None
    wall: float = 0.0
    floor: float = 0.0

    @property
    def top(self) -> float:
        """The height of the upper end above the table."""
        return self.position[2] + self.size[2]

    @property
    def center(self) -> Vec:
        """The middle of the extent."""
        (x, y, z), (w, d, h) = self.position, self.size
        return (x + w / 2, y + d / 2, z + h / 2)

    @property
    def is_cube(self) -> bool:
        """A block with equal sides."""
        return self.shape == "block" and self.size[0] == self.size[1] == self.size[2]

    @property
    def is_toy(self) -> bool:
        """What the hand can take: everything but the box."""
        return self.shape != "box"


@dataclass(frozen=True, slots=True)
class State:
    """One moment: where everything is, what rests on what, and what the hand holds.

    `support` maps the id of each body to the id of what carries it (`TABLE`, a block, or a box for what lies inside
    it); a held body has no entry. `hand` is the point between the fingers: the centre of a held body's top. With a
    `grid`, things are put on the table at multiples of it (a board of squares); 0: anywhere. `front` is the end that
    "front" and "forward" mean: the near one, unless the hand belongs to a robot that looks away from us.
    """

    table: tuple[float, float]
    bodies: Mapping[str, Body]
    support: Mapping[str, str]
    holding: str | None
    hand: Vec
    grid: float = 0.0
    front: End = "near"

    @property
    def layout(self) -> tuple[str | None, tuple[tuple[str, Vec], ...]]:
        """What is held and where every body is: equal for two states in which nothing was moved."""
        return self.holding, tuple((key, body.position) for key, body in self.bodies.items())
