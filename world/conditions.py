"""What the planner asks of a state: is it so already, is there room, and whose going would make room."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import chain, combinations, islice

from world.bodies import TABLE, State, Vec
from world.geometry import EPS, Rect, blockers, carried, footprint, pile, under_chain
from world.goals import Anywhere, At, Beside, Between, In, On, Place, Region, Shifted
from world.relations import behind, beside, between, gap, in_front_of, inside, left_of, right_of
from world.space import places

GROUPS = 40
"""How many groups of things in the way are looked at."""


def has_room(
    state: State, body: str, place: Place, origin: Vec, without: Collection[str] = (), *, avoid: Sequence[Rect] = ()
) -> bool:
    """Whether there is such a place for the body, the others thought away, off the parts of the table to avoid."""
    return next(places(state, body, place, avoid=avoid, without=without, origin=origin), None) is not None


def clear_tops(state: State, body: str, reserved: set[str], avoid: Sequence[Rect]) -> Iterator[Place]:
    """Where a thing may be left when the table is full: clear tops, the lowest first, then boxes.

    Not where anything `reserved` is part of the pile, nor over the parts of the table to avoid.
    """
    it = state.bodies[body]
    free = [
        b
        for b in state.bodies.values()
        if b.id not in (body, state.holding, *reserved)
        and b.shape != "pyramid"
        and not any(i in reserved for i in under_chain(state, b.id) if i != TABLE)
    ]
    free.sort(
        key=lambda b: (b.shape == "box", b.top, (b.center[0] - it.center[0]) ** 2 + (b.center[1] - it.center[1]) ** 2)
    )
    for b in free:
        place = In(b.id) if b.shape == "box" else On(b.id)
        over = any(footprint(b).overlaps(r) for r in avoid)
        empty = not reserved.intersection(pile(state, b.id)) if b.shape == "box" else not blockers(state, b.id)
        if empty and not over and has_room(state, body, place, it.position):
            yield place


def ways_to_make_room(
    state: State, body: str, place: Place, origin: Vec, protected: frozenset[str], avoid: Sequence[Rect] = ()
) -> Iterator[tuple[str, ...]]:
    """Groups of bodies that could go so that there is room, the least trouble first."""
    match place:
        case On(surface) if surface != TABLE:
            wanted = blockers(state, surface)
        case In(box):
            wanted = carried(state, box)
        case Beside(other):
            wanted = [i for i in carried(state, state.support.get(other, "")) if i != other]
        case At(position):
            rect, z = footprint(state.bodies[body], position), position[2]
            wanted = [b.id for b in state.bodies.values() if b.top > z + EPS and footprint(b).overlaps(rect)]
        case Anywhere() | Region() | On(_):
            wanted = carried(state, TABLE)
        case Between(first, second):
            wanted = [i for i in carried(state, TABLE) if i not in (first, second)]
        case _:
            return
    below = set(under_chain(state, body))
    loads = {i: pile(state, i) for i in wanted if i != body}
    free = [i for i, load in loads.items() if state.bodies[i].is_toy and not protected.intersection((i, *load))]
    free.sort(key=lambda i: (i in below, len(loads[i])))
    groups = chain(combinations(free, 1), combinations(free[:8], 2), (tuple(free[:n]) for n in range(3, len(free) + 1)))
    everything = [*free, *(i for b in free for i in loads[b])]
    if not has_room(state, body, place, origin, everything, avoid=avoid):
        return
    for group in islice(groups, GROUPS):
        gone = [*group, *(i for b in group for i in loads[b])]
        if has_room(state, body, place, origin, gone, avoid=avoid):
            yield group


def stands(state: State, bodies: Sequence[str]) -> bool:
    """Whether these bodies stand on one another, in any order, with the lowest on the table."""
    order = sorted(bodies, key=lambda b: state.bodies[b].position[2])
    below = [TABLE, *order]
    return all(state.support.get(b) == s for b, s in zip(order, below, strict=False))


def satisfied(state: State, body: str, place: Place) -> bool:
    """Whether the body already stands at such a place."""
    match place:
        case Anywhere():
            return state.support.get(body) == TABLE
        case On(support):
            return state.support.get(body) == support
        case In(box):
            return inside(state, body, box)
        case Beside(other, side, distance):
            if not beside(state, body, other) and distance is None:
                return False
            sides = {"left": left_of, "right": right_of, "front": in_front_of, "back": behind}
            if side is not None and not sides[side](state, body, other):
                return False
            same = state.support.get(body) == state.support.get(other)
            return distance is None or (same and abs(gap(state, body, other) - distance) <= EPS)
        case Between(first, second):
            return state.support.get(body) == TABLE and between(state, body, first, second)
        case Region():
            spot = next(places(state, body, place), None)
            return spot is not None and spot == (state.bodies[body].position, state.support.get(body))
        case At(position, support):
            near = all(abs(p - q) <= EPS for p, q in zip(state.bodies[body].position, position, strict=True))
            return near and support in (None, state.support.get(body)) and body in state.support
        case Shifted(dx, dy):
            return dx == dy == 0
