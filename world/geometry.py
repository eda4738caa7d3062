"""Extents, overlap, support and containment, and the invariants of a physically possible state.

Touching is not overlapping: everything is compared with the tolerance `EPS`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from world.bodies import TABLE, Body, State, Vec

EPS = 1e-6


class Rect(NamedTuple):
    """An axis-aligned rectangle seen from above, from (x0, y0) to (x1, y1)."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """The extent along x."""
        return self.x1 - self.x0

    @property
    def depth(self) -> float:
        """The extent along y."""
        return self.y1 - self.y0

    def overlaps(self, other: Rect) -> bool:
        """Whether the two share more than an edge."""
        return (
            self.x0 < other.x1 - EPS
            and other.x0 < self.x1 - EPS
            and self.y0 < other.y1 - EPS
            and other.y0 < self.y1 - EPS
        )

    def contains(self, other: Rect) -> bool:
        """Whether the other lies in this one; common edges are fine."""
        return (
            self.x0 <= other.x0 + EPS
            and self.y0 <= other.y0 + EPS
            and self.x1 >= other.x1 - EPS
            and self.y1 >= other.y1 - EPS
        )

    def has_point(self, x: float, y: float) -> bool:
        """Whether the point lies in this rectangle or on its edge."""
        return self.x0 - EPS <= x <= self.x1 + EPS and self.y0 - EPS <= y <= self.y1 + EPS

    def grown(self, by: float) -> Rect:
        """The rectangle with a margin around it."""
        return Rect(self.x0 - by, self.y0 - by, self.x1 + by, self.y1 + by)


def table_rect(state: State) -> Rect:
    """The table's top."""
    return Rect(0.0, 0.0, *state.table)


def footprint(body: Body, at: Vec | None = None) -> Rect:
    """The body's extent from above, where it is or where it would be `at` another position."""
    x, y, _ = at or body.position
    return Rect(x, y, x + body.size[0], y + body.size[1])


def inner(box: Body) -> Rect:
    """The inside of a box from above."""
    return footprint(box).grown(-box.wall)


def solids(body: Body) -> tuple[tuple[Rect, float, float], ...]:
    """The solid parts of a body as (rectangle, bottom, top): one, or a box's floor and four walls."""
    foot, bottom, top = footprint(body), body.position[2], body.top
    if body.shape != "box":
        return ((foot, bottom, top),)
    hole = inner(body)
    walls = (
        Rect(foot.x0, foot.y0, hole.x0, foot.y1),
        Rect(hole.x1, foot.y0, foot.x1, foot.y1),
        Rect(hole.x0, foot.y0, hole.x1, hole.y0),
        Rect(hole.x0, hole.y1, hole.x1, foot.y1),
    )
    return ((foot, bottom, bottom + body.floor), *((wall, bottom, top) for wall in walls))


def overlap(a: Body, b: Body) -> bool:
    """Whether two bodies occupy some of the same space."""
    if not footprint(a).overlaps(footprint(b)) or a.top <= b.position[2] + EPS or b.top <= a.position[2] + EPS:
        return False
    if a.shape != "box" and b.shape != "box":
        return True
    return any(
        ra.overlaps(rb) and a0 < b1 - EPS and b0 < a1 - EPS for ra, a0, a1 in solids(a) for rb, b0, b1 in solids(b)
    )


def surface(state: State, support: str) -> tuple[Rect, float]:
    """The area and the height of what a support offers to stand on: the table, a block's top, a box's floor.

    Raises KeyError for an unknown id and ValueError for a pyramid, which has no surface.
    """
    if support == TABLE:
        return table_rect(state), 0.0
    body = state.bodies[support]
    if body.shape == "pyramid":
        raise ValueError(f"{support} is a pyramid: nothing stands on it")
    if body.shape == "box":
        return inner(body), body.position[2] + body.floor
    return footprint(body), body.top


def rests_on(body: Body, support: Body) -> bool:
    """Whether `support` carries the body: its centre is over a block's top, or it lies on a box's floor."""
    z = body.position[2]
    if support.shape == "block":
        return abs(support.top - z) <= EPS and footprint(support).has_point(*body.center[:2])
    if support.shape == "box":
        return abs(support.position[2] + support.floor - z) <= EPS and inner(support).contains(footprint(body))
    return False


def support_of(body: Body, others: Iterable[Body]) -> str | None:
    """The id of what carries the body, from geometry alone; None if it floats."""
    for other in others:
        if other.id != body.id and rests_on(body, other):
            return other.id
    return TABLE if abs(body.position[2]) <= EPS else None


def supports_of(bodies: Mapping[str, Body], holding: str | None = None) -> dict[str, str]:
    """What carries each body, in scene order; the held and the floating have no entry."""
    found = ((b.id, support_of(b, (o for o in bodies.values() if o.id != holding))) for b in bodies.values())
    return {i: s for i, s in found if s is not None and i != holding}


def carried(state: State, support: str) -> list[str]:
    """What stands directly on (or, for a box, in) a support, in scene order."""
    return [i for i in state.bodies if state.support.get(i) == support]


def pile(state: State, support: str) -> list[str]:
    """Everything that a support carries, directly or on something else it carries; the nearer first."""
    found: list[str] = []
    level = carried(state, support)
    while level:
        found += level
        level = [i for s in level for i in carried(state, s)]
    return found


def under_chain(state: State, body: str) -> Iterator[str]:
    """What carries the body, what carries that, and so on, down to the table."""
    at = state.support.get(body)
    while at is not None:
        yield at
        at = state.support.get(at)


def blockers(state: State, body: str) -> list[str]:
    """What must go before the hand can lift this body: what it carries, and what sticks out over it.

    For a box (which is never lifted): what lies on its floor. For what the hand holds: nothing.
    """
    if body == state.holding:
        return []
    it = state.bodies[body]
    if it.shape == "box":
        return carried(state, body)
    foot = footprint(it)
    direct = carried(state, body)
    known = set(direct) | set(pile(state, body)) | {body, state.holding}
    over = [
        b.id
        for b in state.bodies.values()
        if b.id not in known and b.position[2] >= it.top - EPS and footprint(b).overlaps(foot)
    ]
    return direct + [i for i in over if not known.union(over).intersection(under_chain(state, i))]


def moved(body: Body, position: Vec) -> Body:
    """The body at another position."""
    return Body(body.id, body.shape, body.color, position, body.size, body.name, body.owner, body.wall, body.floor)


# Invariants.

Kind = Literal["outside", "overlap", "through_wall", "floating", "on_point", "unbalanced", "wrong_support"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is physically wrong with a state."""

    kind: Kind
    body: str
    other: str | None = None


def check(state: State) -> list[Problem]:
    """What is physically wrong with the state; a held body may hover. A possible state gives []."""
    return [p for b in state.bodies.values() if b.id != state.holding for p in _problems(state, b)]


def _problems(state: State, body: Body) -> Iterator[Problem]:
    if not table_rect(state).contains(footprint(body)) or body.position[2] < -EPS:
        yield Problem("outside", body.id)
    crossing = False
    for other in earlier(state.bodies.values(), body.id):
        if other.id != state.holding and overlap(body, other):
            crossing = True
            walled = body.shape == "box" or other.shape == "box"
            yield Problem("through_wall" if walled else "overlap", body.id, other.id)
    resting = [b for b in state.bodies.values() if b.id != state.holding]
    support = support_of(body, resting)
    if support is None:
        if not crossing:
            yield _unsupported(body, resting)
    elif state.support.get(body.id) != support:
        yield Problem("wrong_support", body.id, support)


def earlier(bodies: Iterable[Body], before: str) -> Iterator[Body]:
    """The bodies that come before that one."""
    for body in bodies:
        if body.id == before:
            return
        yield body


def _unsupported(body: Body, others: Collection[Body]) -> Problem:
    foot, z = footprint(body), body.position[2]
    for other in others:
        if other.id != body.id and abs(other.top - z) <= EPS and footprint(other).overlaps(foot):
            return Problem("on_point" if other.shape == "pyramid" else "unbalanced", body.id, other.id)
    return Problem("floating", body.id)
