"""How two bodies change places: what has to be reached in which order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from world.areas import clamp
from world.bodies import TABLE, State, Vec
from world.geometry import surface, under_chain
from world.goals import At, GetRid, Goal, Hold, LetGo, Put


def exchanges(state: State, first: str, second: str) -> Iterator[tuple[Goal, ...]]:
    """The ways to swap two bodies, as goals to be reached in order; each then stands where the other stood.

    One goes out of the way, the other takes its place, the first goes to the other's. Where one stands on the other,
    directly or not, the pile between them is built again the other way round. Where one is held, the other is at last.
    """
    for held, other in ((first, second), (second, first)):
        if state.holding == held:
            yield (GetRid(held), GetRid(other), Put(held, site(state, held, other)), LetGo(held), Hold(other))
            return
    for low, high in ((first, second), (second, first)):
        if low in under_chain(state, high):
            yield _upside_down(state, low, high)
            return
    for a, b in ((first, second), (second, first)):
        to_a, to_b = site(state, b, a), site(state, a, b)
        yield (GetRid(a), Put(b, to_a), LetGo(b), Put(a, to_b), LetGo(a))


def site(state: State, body: str, other: str) -> At:
    """Where the body stands when it takes the place of the other: middle over middle, within what carries that."""
    support = state.support[other]
    position = _over(state, body, other, state.bodies[other].position[2])
    if support == TABLE or state.bodies[support].shape == "box":
        area, _ = surface(state, support)
        w, d, _ = state.bodies[body].size
        x, y = clamp(position[0], area.x0, area.x1 - w), clamp(position[1], area.y0, area.y1 - d)
        position = (x, y, position[2])
    return At(position, support)


def _upside_down(state: State, low: str, high: str) -> tuple[Goal, ...]:
    """Take the pile from `high` down to `low` apart, and build it again with the two exchanged."""
    between = tuple(takewhile(lambda i: i != low, under_chain(state, high)))[::-1]
    apart: list[Goal] = [GetRid(i) for i in (high, *reversed(between), low)]
    place = site(state, high, low)
    together: list[Goal] = [Put(high, place), LetGo(high)]
    below, z = high, place.position[2] + state.bodies[high].size[2]
    for body, where in (*((i, i) for i in between), (low, high)):
        together += (Put(body, At(_over(state, body, where, z), below)), LetGo(body))
        below, z = body, z + state.bodies[body].size[2]
    return (*apart, *together)


def _over(state: State, body: str, other: str, z: float) -> Vec:
    """The corner of a body whose middle is over that of another, with its bottom at z."""
    (x, y, _), (w, d, _) = state.bodies[other].center, state.bodies[body].size
    return (x - w / 2, y - d / 2, z)
