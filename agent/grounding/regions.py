"""Parts of the table: which a description names, what lies in them, and how far things are from them.

Left and right are seen from where the speaker sits, at the near end. "Front" is the end that the scene calls so.
"""

from __future__ import annotations

from math import hypot

from agent.language.descriptions import Region
from world.bodies import State

Cell = tuple[int | None, int | None]
"""x and y: -1 for left and near, 0 for the middle, 1 for right and far, None where nothing was said."""

_ANY_CORNER = tuple((x, y) for x in (-1, 1) for y in (-1, 1))
_ANY_EDGE: tuple[Cell, ...] = ((-1, None), (1, None), (None, -1), (None, 1))


def ends(state: State) -> dict[str, tuple[int, int]]:
    """For each word for a side, the axis it is about and which end of it is meant."""
    front = -1 if state.front == "near" else 1
    return {
        "left": (0, -1), "right": (0, 1), "near": (1, -1), "far": (1, 1), "front": (1, front), "back": (1, -front),
    }  # fmt: skip


def parts(state: State, where: Region) -> list[Cell]:
    """The parts of the table that a description may mean: "a corner" any of four, "the left corner" two."""
    sides: list[int | None] = [None, None]
    named = ends(state)
    for word in (where.side or "").split("_"):
        if word in named:
            axis, end = named[word]
            sides[axis] = end
    x, y = sides
    if where.region == "center":
        return [(x or 0, y or 0)]
    if where.region == "corner":
        return [(a, b) for a, b in _ANY_CORNER if x in (None, a) and y in (None, b)]
    return [(x, y)] if where.side else list(_ANY_EDGE)


def in_region(state: State, key: str, where: Region) -> bool:
    """Whether a body is in a part of the table: the outer thirds are its edges, where two meet its corners."""
    body = state.bodies.get(key)
    if body is None:
        return False
    third = [min(2, int(3 * body.center[axis] / state.table[axis])) - 1 for axis in (0, 1)]
    return any(
        all(want in (None, have) for want, have in zip(cell, third, strict=True)) for cell in parts(state, where)
    )


def distance(state: State, key: str, where: Region) -> float:
    """How far the middle of a body is from a corner, an edge or the middle of the table, the nearest that is meant."""
    body = state.bodies[key]

    def away(cell: Cell) -> float:
        gaps = [
            0.0 if end is None else body.center[axis] - state.table[axis] * (end + 1) / 2
            for axis, end in enumerate(cell)
        ]
        return hypot(*gaps)

    return min(map(away, parts(state, where)))
