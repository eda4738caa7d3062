"""The hand: where its fingers are, and what it looks like when it opens and closes."""

from __future__ import annotations

from dataclasses import dataclass

from world.bodies import Body, State, Vec

REACH = 38.0
"""How far the fingers come down beside a body's top."""

OPEN = 40.0
"""How much wider than a body the open fingers are."""

IDLE = 72.0
"""The distance between the fingers when there is nothing to take."""

PALM = 30.0
"""How far the palm goes up over what is held."""

_FINGER, _DEEP = 13.0, 26.0


@dataclass(frozen=True, slots=True)
class Moment:
    """What is to be drawn: a state, and how far apart the fingers are."""

    state: State
    gap: float


def span(body: Body) -> float:
    """The distance between fingers that hold this body: its width, or a pyramid's where the fingertips touch it."""
    width, _, height = body.size
    if body.shape == "pyramid":
        return max(8.0, width * min(1.0, REACH / max(height, 1.0)))
    return width


def gap(state: State) -> float:
    """How far apart the fingers are when the hand rests in this state."""
    if state.holding is not None:
        return span(state.bodies[state.holding])
    under = taken(state)
    return IDLE if under is None else span(under) + OPEN


def taken(state: State) -> Body | None:
    """The toy whose top the hand is at, if any: the held one, or one that it could close its fingers around."""
    if state.holding is not None:
        return state.bodies[state.holding]
    x, y, z = state.hand
    for body in state.bodies.values():
        cx, cy, _ = body.center
        if body.is_toy and abs(cx - x) < 1 and abs(cy - y) < 1 and abs(body.top - z) < 1:
            return body
    return None


def still(state: State) -> Moment:
    """A state in which nothing moves."""
    return Moment(state, gap(state))


def parts(point: Vec, wide: float, ceiling: float) -> list[tuple[str, Vec, Vec]]:
    """The hand's boxes: what each is, its least and its greatest corner.

    Two fingers from a palm, a wrist, and an arm up to `ceiling`. The fingertips never go into the table.
    """
    x, y, z = point
    z = max(z, REACH)
    half, deep = wide / 2, _DEEP / 2

    def box(part: str, x0: float, x1: float, d: float, z0: float, z1: float) -> tuple[str, Vec, Vec]:
        return (part, (x + x0, y - d, z + z0), (x + x1, y + d, z + z1))

    return [
        box("finger", -half - _FINGER, -half, deep, -REACH, 14),
        box("finger", half, half + _FINGER, deep, -REACH, 14),
        box("palm", -half - _FINGER, half + _FINGER, deep, 14, PALM),
        box("wrist", -20, 20, 20, PALM, 56),
        box("arm", -8, 8, 8, 56, max(ceiling - z, 70)),
    ]
