"""Spatial relations and measures between the bodies of a state; what the words of the dialog are true of.

Relations take `(state, a, b)` with ids and say whether a is on, in, left of, ... b. `TABLE` may stand for a or b where
that makes sense. A held body rests on nothing, but it has a position. Unknown ids raise KeyError.
"""

from __future__ import annotations

from math import dist, sqrt

from world.bodies import TABLE, Body, State
from world.geometry import EPS, footprint, overlap, solids, under_chain

# Resting.


def on(state: State, a: str, b: str) -> bool:
    """Whether a stands directly on b (for a box: on its floor)."""
    return state.support.get(a) == b


def on_top_of(state: State, a: str, b: str) -> bool:
    """Whether a stands on b, or on something that stands on b, and so on."""
    return b in under_chain(state, a)


def supports(state: State, a: str, b: str) -> bool:
    """Whether a carries b directly."""
    return on(state, b, a)


def inside(state: State, a: str, b: str) -> bool:
    """Whether a is in the box b: on its floor, or on something in it."""
    return b != TABLE and state.bodies[b].shape == "box" and on_top_of(state, a, b)


def contains(state: State, a: str, b: str) -> bool:
    """Whether the box a contains b."""
    return inside(state, b, a)


def above(state: State, a: str, b: str) -> bool:
    """Whether a is higher than all of b, and over some of it; everything is above the table."""
    if TABLE in (a, b):
        return b == TABLE != a
    it, other = state.bodies[a], state.bodies[b]
    if other.shape == "box" and inside(state, a, b):
        return False
    return it.position[2] >= other.top - EPS and footprint(it).overlaps(footprint(other))


def under(state: State, a: str, b: str) -> bool:
    """Whether b is above a."""
    return above(state, b, a)


# Directions: the extents do not overlap along that axis.


def left_of(state: State, a: str, b: str) -> bool:
    """Whether all of a is to the left of all of b."""
    return _before(state, a, b, 0)


def right_of(state: State, a: str, b: str) -> bool:
    """Whether all of a is to the right of all of b."""
    return _before(state, b, a, 0)


def in_front_of(state: State, a: str, b: str) -> bool:
    """Whether all of a is nearer to the front than all of b."""
    return _before(state, a, b, 1) if state.front == "near" else _before(state, b, a, 1)


def behind(state: State, a: str, b: str) -> bool:
    """Whether all of a is nearer to the back than all of b."""
    return in_front_of(state, b, a)


def _before(state: State, a: str, b: str, axis: int) -> bool:
    if TABLE in (a, b) or a == b:
        return False
    it = state.bodies[a]
    return it.position[axis] + it.size[axis] <= state.bodies[b].position[axis] + EPS


# Nearness.


def near_gap(state: State) -> float:
    """How far apart things may be to count as near: the width of the smallest toy."""
    toys = [min(b.size[0], b.size[1]) for b in state.bodies.values() if b.is_toy]
    return min(toys, default=min(state.table) / 10)


def gap(state: State, a: str, b: str) -> float:
    """The distance between the nearest points of the two extents; 0 if they touch."""
    gaps = _gaps(state.bodies[a], state.bodies[b])
    return sqrt(sum(max(0.0, g) ** 2 for g in gaps))


def center_distance(state: State, a: str, b: str) -> float:
    """The distance between the centres."""
    return dist(state.bodies[a].center, state.bodies[b].center)


def near(state: State, a: str, b: str) -> bool:
    """Whether the two extents are at most the smallest toy's width apart."""
    return TABLE not in (a, b) and a != b and gap(state, a, b) <= near_gap(state) + EPS


def beside(state: State, a: str, b: str) -> bool:
    """Whether a is near b on the same surface, next to one of its four sides."""
    if TABLE in (a, b) or a == b or state.support.get(a) is None or state.support.get(a) != state.support.get(b):
        return False
    dx, dy, _ = _gaps(state.bodies[a], state.bodies[b])
    reach = near_gap(state) + EPS
    return (-EPS <= dx <= reach and dy < -EPS) or (-EPS <= dy <= reach and dx < -EPS)


next_to = beside


def touching(state: State, a: str, b: str) -> bool:
    """Whether the surfaces of the two meet in more than an edge."""
    if TABLE in (a, b):
        return on(state, a, b) or on(state, b, a)
    it, other = state.bodies[a], state.bodies[b]
    if a == b or overlap(it, other):
        return False
    for ra, a0, a1 in solids(it):
        for rb, b0, b1 in solids(other):
            gaps = (
                max(ra.x0, rb.x0) - min(ra.x1, rb.x1),
                max(ra.y0, rb.y0) - min(ra.y1, rb.y1),
                max(a0, b0) - min(a1, b1),
            )
            if sum(g < -EPS for g in gaps) == 2 and max(gaps) <= EPS:
                return True
    return False


def between(state: State, a: str, b: str, c: str) -> bool:
    """Whether a has b before it and c behind it along x or y (or the reverse), and its centre within their breadth."""
    if TABLE in (a, b, c) or len({a, b, c}) < 3:
        return False
    x, first, second = state.bodies[a], state.bodies[b], state.bodies[c]
    for axis in (0, 1):
        cross = 1 - axis
        low = min(first.position[cross], second.position[cross])
        high = max(first.position[cross] + first.size[cross], second.position[cross] + second.size[cross])
        if not low - EPS <= x.center[cross] <= high + EPS:
            continue
        if any(_before(state, p, a, axis) and _before(state, a, q, axis) for p, q in ((b, c), (c, b))):
            return True
    return False


def _gaps(a: Body, b: Body) -> tuple[float, float, float]:
    """Along each axis: how far apart the extents are; negative where they overlap."""
    x, y, z = (
        max(a.position[i], b.position[i]) - min(a.position[i] + a.size[i], b.position[i] + b.size[i]) for i in range(3)
    )
    return (x, y, z)


# Measures.


def width(state: State, a: str) -> float:
    """The extent along x."""
    return state.table[0] if a == TABLE else state.bodies[a].size[0]


def depth(state: State, a: str) -> float:
    """The extent along y."""
    return state.table[1] if a == TABLE else state.bodies[a].size[1]


def height(state: State, a: str) -> float:
    """The extent along z; the table has none."""
    return 0.0 if a == TABLE else state.bodies[a].size[2]


def size(state: State, a: str) -> float:
    """What "bigger" compares: the largest dimension, as for Winograd."""
    return max(width(state, a), depth(state, a), height(state, a))


def volume(state: State, a: str) -> float:
    """Width times depth times height of the extent."""
    return width(state, a) * depth(state, a) * height(state, a)
