"""Why a goal cannot be reached: what no rearranging would change, and what stands in the way of a place."""

from __future__ import annotations

from itertools import pairwise

from world.bodies import TABLE, Body, State, Vec
from world.geometry import EPS, Rect, footprint, surface, table_rect
from world.goals import (
    Anywhere,
    At,
    Beside,
    Between,
    ClearTop,
    GetRid,
    Goal,
    Hold,
    In,
    On,
    Place,
    Put,
    Reason,
    Region,
    Shifted,
    Stack,
    Swap,
)
from world.space import landing, may_overhang, places


def never(state: State, goal: Goal) -> Reason | None:
    """Why the goal cannot be reached wherever the movable things are; None if it might be."""
    match goal:
        case Hold(body) | GetRid(body):
            return _unmovable(state, body)
        case Put(body, place):
            return _misplaced(state, body, place)
        case Stack(bodies):
            return _unstackable(state, bodies)
        case Swap(first, second):
            return _unswappable(state, first, second)
        case ClearTop(body) if body == TABLE:
            return Reason("not_movable", body)
    return None


def no_place(state: State, body: str, place: Place) -> Reason:
    """Why there is no place of that kind now, though `never` has no objection."""
    match place:
        case Shifted():
            return _no_landing(state, body, place)
        case At(position, wanted):
            return _not_there(state, body, position, wanted)
        case On(support) | In(support):
            return Reason("no_room", body, support)
        case Anywhere() | Region():
            return Reason("no_room", body, TABLE)
        case Beside(other) | Between(other, _):
            rest = [i for i in state.bodies if i not in _references(place)]
            possible = next(places(state, body, place, without=rest), None)
            outside = not possible and isinstance(place, Beside) and state.support.get(other) == TABLE
            return Reason("off_table" if outside else "no_room", body, other)


def fits_on(body: Body, area: Rect) -> bool:
    """Whether the body's base is no larger than that area, without turning it."""
    return body.size[0] <= area.width + EPS and body.size[1] <= area.depth + EPS


def _references(place: Place) -> tuple[str, ...]:
    match place:
        case Beside(body):
            return (body,)
        case Between(first, second):
            return (first, second)
    return ()


def _unmovable(state: State, body: str) -> Reason | None:
    return Reason("not_movable", body) if body == TABLE or not state.bodies[body].is_toy else None


def _misplaced(state: State, body: str, place: Place) -> Reason | None:
    target = {On: "support", In: "box", Beside: "body", Between: "first"}.get(type(place))
    other = str(getattr(place, target)) if target else TABLE
    if body == other or (isinstance(place, Between) and place.second in (body, other)):
        return Reason("itself", body, other)
    if reason := _unmovable(state, body):
        return reason
    it = state.bodies[body]
    if not fits_on(it, table_rect(state)):
        return Reason("too_big", body, TABLE)
    match place:
        case On(support) if support != TABLE:
            if state.bodies[support].shape != "block":
                return Reason("no_flat_top", body, support)
            top = footprint(state.bodies[support])
            return None if fits_on(it, top) or may_overhang(it, top) else Reason("too_big", body, support)
        case In(box):
            if box == TABLE or state.bodies[box].shape != "box":
                return Reason("not_a_box", body, box)
            return None if fits_on(it, surface(state, box)[0]) else Reason("too_big", body, box)
        case Beside() | Between() if TABLE in _references(place):
            return Reason("off_table", body, TABLE)
        case At(position, wanted):
            if wanted is not None and wanted != TABLE and state.bodies[wanted].shape == "pyramid":
                return Reason("no_flat_top", body, wanted)
            inside = table_rect(state).contains(footprint(it, position))
            return None if inside else Reason("off_table", body, TABLE)
        case Shifted():
            return None if table_rect(state).contains(_shifted(it, place)) else Reason("off_table", body, TABLE)
    return None


def _shifted(body: Body, place: Shifted) -> Rect:
    x, y, z = body.position
    return footprint(body, (x + place.dx, y + place.dy, z))


def _no_landing(state: State, body: str, place: Shifted) -> Reason:
    _, other = landing(state, body, _shifted(state.bodies[body], place))
    pointed = other != TABLE and state.bodies[other].shape == "pyramid"
    return Reason("no_flat_top" if pointed else "no_room", body, other)


def _not_there(state: State, body: str, position: Vec, support: str | None) -> Reason:
    """Why the body cannot stand exactly there now: something is there, or nothing carries it."""
    rect = footprint(state.bodies[body], position)
    stop = next(
        (
            b
            for b in state.bodies.values()
            if b.id not in (body, state.holding) and b.top > position[2] + EPS and footprint(b).overlaps(rect)
        ),
        None,
    )
    if stop is not None and stop.shape != "box":
        return Reason("no_room", body, support or stop.id)
    _, below = landing(state, body, rect)
    pointed = below != TABLE and state.bodies[below].shape == "pyramid"
    return Reason("no_flat_top", body, below) if pointed else Reason("nothing_there", body, support)


def _unswappable(state: State, first: str, second: str) -> Reason | None:
    """What keeps two bodies from changing places whatever stands about."""
    if first == second:
        return Reason("itself", first, second)
    if reason := _unmovable(state, first) or _unmovable(state, second):
        return reason
    for body, other in ((first, second), (second, first)):
        support = state.support.get(other)
        if support == body:
            support = other
        if support is None:
            continue
        box = support != TABLE and state.bodies[support].shape == "box"
        if reason := _misplaced(state, body, In(support) if box else On(support)):
            return reason
    return None


def _unstackable(state: State, bodies: tuple[str, ...]) -> Reason | None:
    for body in bodies:
        if reason := _unmovable(state, body):
            return reason
    for i, body in enumerate(bodies):
        if body in bodies[:i]:
            return Reason("itself", body, body)
    if not bodies:
        return Reason("not_stackable")
    ordered = stack_order(state, bodies)
    for low, high in pairwise(ordered):
        base = state.bodies[low]
        if base.shape == "pyramid" or not fits_on(state.bodies[high], footprint(base)):
            return Reason("not_stackable", high, low)
    return None


def stack_order(state: State, bodies: tuple[str, ...]) -> tuple[str, ...]:
    """The only order in which these could stand on one another: larger bases lower, pyramids last.

    Equals keep the given order. Whether it is physically possible, `never` says.
    """

    def key(body: str) -> tuple[bool, float]:
        it = state.bodies[body]
        return (it.shape == "pyramid", -round(it.size[0] * it.size[1], 6))

    return tuple(sorted(bodies, key=key))
