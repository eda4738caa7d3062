"""What is drawn: bodies, the walls of boxes and the parts of the hand as solids with flat faces, and their order.

Everything is convex and axis-aligned in its extent, so who covers whom can be told from the planes between extents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tui.scene.camera import Point
from world.bodies import Body, Vec

Kind = Literal["front", "side", "top"]

LIGHT: Vec = (-0.288, -0.575, 0.766)
"""Where the light comes from (unit length): from the left, from the front, and mostly from above."""

_AMBIENT, _DIFFUSE = 0.52, 0.74


@dataclass(frozen=True, slots=True)
class Face:
    """A flat side: corners clockwise as seen from outside, the light on it, and what kind of side it is.

    Glass lets what is behind it shine through.
    """

    corners: tuple[Vec, ...]
    light: float
    kind: Kind
    glass: bool = False


@dataclass(frozen=True, slots=True)
class Solid:
    """Something to draw. `body` is whose it is (None for the hand), `part` what it is; `color` is a colour word."""

    low: Vec
    high: Vec
    faces: tuple[Face, ...]
    color: str
    body: str | None
    part: str


def light(normal: Vec) -> float:
    """How much light a face with this (unit) normal gets."""
    toward = sum(a * b for a, b in zip(normal, LIGHT, strict=True))
    return _AMBIENT + _DIFFUSE * max(0.0, toward)


_TOP, _FRONT, _BACK = light((0, 0, 1)), light((0, -1, 0)), light((0, 1, 0))
_LEFT, _RIGHT = light((-1, 0, 0)), light((1, 0, 0))


def cuboid(low: Vec, high: Vec) -> tuple[Face, ...]:
    """The five faces of a box that can be seen from above."""
    (a, b, c), (x, y, z) = low, high
    return (
        Face(((a, y, z), (x, y, z), (x, b, z), (a, b, z)), _TOP, "top"),
        Face(((a, b, z), (x, b, z), (x, b, c), (a, b, c)), _FRONT, "front"),
        Face(((x, b, z), (x, y, z), (x, y, c), (x, b, c)), _RIGHT, "side"),
        Face(((a, y, z), (a, b, z), (a, b, c), (a, y, c)), _LEFT, "side"),
        Face(((x, y, z), (a, y, z), (a, y, c), (x, y, c)), _BACK, "front"),
    )


def pyramid(low: Vec, high: Vec) -> tuple[Face, ...]:
    """The four triangles over a rectangle."""
    (a, b, c), (x, y, z) = low, high
    apex = ((a + x) / 2, (b + y) / 2, z)
    rise = max(z - c, 1e-6)

    def slope(nx: float, ny: float, run: float) -> float:
        length = (rise * rise + run * run) ** 0.5
        return light((nx * rise / length, ny * rise / length, run / length))

    side, front = (x - a) / 2, (y - b) / 2
    return (
        Face((apex, (x, b, c), (a, b, c)), slope(0, -1, front), "front"),
        Face((apex, (x, y, c), (x, b, c)), slope(1, 0, side), "side"),
        Face((apex, (a, b, c), (a, y, c)), slope(-1, 0, side), "side"),
        Face((apex, (a, y, c), (x, y, c)), slope(0, 1, front), "front"),
    )


def solids(body: Body) -> list[Solid]:
    """The solids of a body: one, or for a box its floor and four walls, whose outsides are glass."""
    low = body.position
    high = (low[0] + body.size[0], low[1] + body.size[1], body.top)
    if body.shape == "pyramid":
        return [Solid(low, high, pyramid(low, high), body.color, body.id, "body")]
    if body.shape == "block":
        return [Solid(low, high, cuboid(low, high), body.color, body.id, "body")]
    (a, b, c), (x, y, z) = low, high
    thick = min(body.wall or 0.03 * min(body.size[:2]), min(body.size[:2]) / 3)
    floor = c + min(max(body.floor, 0.5), body.size[2] / 2)
    i, j, p, q = a + thick, x - thick, b + thick, y - thick
    dim = 0.7
    ground = Face(((i, q, floor), (j, q, floor), (j, p, floor), (i, p, floor)), _TOP * 0.62, "top")
    walls = (
        ("back", (a, q, c), (x, y, z), (1,)),
        ("left", (a, p, c), (i, q, z), (2,)),
        ("right", (j, p, c), (x, q, z), (3,)),
        ("front", (a, b, c), (x, p, z), (4,)),
    )
    out = [Solid((i, p, c), (j, q, floor), (ground,), body.color, body.id, "floor")]
    for part, wall_low, wall_high, inner in walls:
        faces = tuple(
            face
            if number == 0
            else Face(face.corners, face.light * (dim if number in inner else 1), face.kind, glass=number not in inner)
            for number, face in enumerate(cuboid(wall_low, wall_high))
        )
        out.append(Solid(wall_low, wall_high, faces, body.color, body.id, part))
    return out


Bounds = tuple[float, float, float, float]


def bounds(points: Sequence[Point]) -> Bounds:
    """The least x and y and the greatest x and y."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return (min(xs), min(ys), max(xs), max(ys))


def painted(solids: Sequence[Solid], where: Sequence[Bounds], eye: Vec) -> list[int]:
    """The order to paint in, as indices: whatever may cover another comes after it.

    Two extents with a plane between them: the one on the eye's side of the plane cannot be covered by the other. Only
    pairs that meet on the screen (`where`) count. Should there be a ring of three that cover one another, the
    farthest goes first.
    """
    count = len(solids)
    after: list[list[int]] = [[] for _ in range(count)]
    waits = [0] * count
    for i in range(count):
        left, top, right, bottom = where[i]
        for j in range(i + 1, count):
            other = where[j]
            if left >= other[2] or other[0] >= right or top >= other[3] or other[1] >= bottom:
                continue
            order = behind(solids[i], solids[j], eye)
            if order > 0:
                after[i].append(j)
                waits[j] += 1
            elif order < 0:
                after[j].append(i)
                waits[i] += 1
    far = [-_distance(solid, eye) for solid in solids]
    todo, out = set(range(count)), []
    while todo:
        ready = [i for i in todo if not waits[i]] or list(todo)
        best = min(ready, key=lambda i: (far[i], i))
        todo.remove(best)
        out.append(best)
        for i in after[best]:
            waits[i] -= 1
    return out


def behind(first: Solid, second: Solid, eye: Vec) -> int:
    """1 when the first must be painted before the second, -1 the other way round, 0 when neither covers the other."""
    can_first = can_second = False
    shallow, deepest = 0, -1e18
    for axis in (0, 1, 2):
        a0, a1, b0, b1 = first.low[axis], first.high[axis], second.low[axis], second.high[axis]
        if a1 <= b0 + 0.01:  # the first on the lower side
            can_first |= eye[axis] >= a1
            can_second |= eye[axis] <= b0
        elif b1 <= a0 + 0.01:
            can_second |= eye[axis] >= b1
            can_first |= eye[axis] <= a0
        depth = max(b0 - a1, a0 - b1)
        if depth > deepest:
            shallow, deepest = axis, depth
    if can_first or can_second:
        return int(can_first) - int(can_second)
    # They meet (a finger beside a pyramid's tip): as if parted along the axis on which they meet least.
    lower = first.low[shallow] + first.high[shallow] <= second.low[shallow] + second.high[shallow]
    return 1 if lower == (eye[shallow] > (first.high[shallow] + second.low[shallow]) / 2) else -1


def _distance(solid: Solid, eye: Vec) -> float:
    return sum(((a + b) / 2 - e) ** 2 for a, b, e in zip(solid.low, solid.high, eye, strict=True))
