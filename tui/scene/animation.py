"""A plan as a moving picture: what there is to see at each instant between its states."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import dist, hypot
from typing import TYPE_CHECKING

from tui.scene.hand import IDLE, OPEN, PALM, REACH, Moment, gap, span, still, taken
from world.bodies import Body, State, Vec

if TYPE_CHECKING:
    from world.events import Plan

_CLOSE = 0.22
"""Seconds that the fingers take to close or to open."""

_RELEASE = 0.34
"""Seconds that a letting go takes: the fingers open, and one sees that the thing stays."""


@dataclass(frozen=True, slots=True)
class Step:
    """From one state to the next, in so many seconds."""

    before: State
    after: State
    seconds: float


class Animation:
    """The pictures between a plan's states: `at` is a pure function of the time since the start.

    `speed` 2 takes half the time. At the times in `times` the picture is exactly the state of that number.
    """

    def __init__(self, plan: Plan | tuple[State, ...], speed: float = 1.0) -> None:
        self.states = plan if isinstance(plan, tuple) else plan.states
        pairs = list(pairwise(self.states))
        # Whoever has asked for twenty moves has seen enough after the first: up to 2.2 times as fast.
        hurry = max(speed, 1e-3) * min(2.2, max(1.0, (len(pairs) / 6) ** 0.5))
        self.steps = tuple(Step(a, b, _seconds(a, b) / hurry) for a, b in pairs)
        self.times = (0.0, *accumulate(step.seconds for step in self.steps))
        self.duration = self.times[-1]

    @property
    def crests(self) -> tuple[Vec, ...]:
        """The top of the hand where it is highest on each way: there a picture that fits the states could cut it."""
        hands = (between(step.before, step.after, 0.5).state.hand for step in self.steps)
        return tuple((x, y, z + PALM) for x, y, z in hands)

    def at(self, time: float) -> Moment:
        """The picture `time` seconds after the start; before it the first state, after the end the last."""
        if time <= 0 or not self.steps:
            return still(self.states[0])
        if time >= self.duration:
            return still(self.states[-1])
        number = bisect_right(self.times, time) - 1
        step = self.steps[number]
        share = (time - self.times[number]) / step.seconds if step.seconds else 1.0
        return between(step.before, step.after, share)


def _seconds(before: State, after: State) -> float:
    if before.holding is not None and after.holding is None:
        return _RELEASE
    far = dist(before.hand, after.hand)
    if far < 1:
        return _CLOSE if before.holding != after.holding else 0.1
    travel = 0.45 + 0.3 * min(1.0, far / max(before.table))
    return travel + (_CLOSE if after.holding != before.holding else 0.0)


def between(before: State, after: State, share: float) -> Moment:
    """The picture between two states that are one move apart; `share` 0 is the first, 1 the second.

    What moves is told from the states alone, so that undoing, or anything else that changes a scene, can be shown too.
    """
    if share <= 0:
        return still(before)
    if share >= 1:
        return still(after)
    if before.holding is not None and after.holding is None:
        return Moment(before if share < 0.15 else after, _blend(gap(before), _open(after), ease(share / 0.7)))
    wide, goal = gap(before), gap(after)
    closing = _CLOSE / _seconds(before, after) if before.holding != after.holding else 0.0
    moving = share / (1 - closing) if closing < 1 else 1.0
    hand = _path(before, after, min(1.0, moving))
    if before.holding == after.holding:
        width = goal if before.holding is not None else _blend(wide, goal, ease(moving))
        return Moment(_carried(before, after, hand, share), width)
    grasped = after.bodies[after.holding] if after.holding is not None else None
    apart = span(grasped) + OPEN if grasped else IDLE
    if moving < 1:
        return Moment(_carried(before, after, hand, share), _blend(wide, apart, ease(moving * 1.6)))
    return Moment(_carried(before, after, hand, share), _blend(apart, goal, ease((share - 1 + closing) / closing)))


def ease(share: float) -> float:
    """Slowly off, slowly in (smoothstep), for 0..1; flat beyond."""
    share = min(1.0, max(0.0, share))
    return share * share * (3 - 2 * share)


def _blend(start: float, end: float, share: float) -> float:
    return start + (end - start) * share


def _open(state: State) -> float:
    under = taken(state)
    return span(under) + OPEN if under else IDLE


def _path(before: State, after: State, share: float) -> Vec:
    """The hand's way: up until it is clear of everything in between, across, and down."""
    (x, y, z), (p, q, r) = before.hand, after.hand
    far = hypot(p - x, q - y)
    if far < 1:
        return (_blend(x, p, ease(share)), _blend(y, q, ease(share)), _blend(z, r, ease(share)))
    crest = _crest(before, after)
    across = ease((share - 0.22) / 0.56)
    up, down = ease(share / 0.36), ease((share - 0.64) / 0.36)
    height = _blend(_blend(z, crest, up), r, down)
    return (_blend(x, p, across), _blend(y, q, across), height)


def _crest(before: State, after: State) -> float:
    """The height at which the hand (the top of what it holds) passes over whatever stands between two places."""
    held = before.bodies.get(before.holding) if before.holding else None
    hanging = held.size[2] if held else REACH
    half = max(held.size[:2]) / 2 if held else OPEN
    way = (before.hand, after.hand)
    tops = [body.top for body in before.bodies.values() if body is not held and _crosses(way, body, half)]
    air = 0.04 * max(before.table)
    return max(before.hand[2] + air, after.hand[2] + air, max(tops, default=0.0) + hanging + air)


def _crosses(way: tuple[Vec, Vec], body: Body, half: float) -> bool:
    """Something `2 * half` wide that goes this way comes over the body (seen from above; Liang and Barsky)."""
    enter, leave = 0.0, 1.0
    for axis in (0, 1):
        start, length = way[0][axis], way[1][axis] - way[0][axis]
        low = body.position[axis] - half - start
        high = body.position[axis] + body.size[axis] + half - start
        if abs(length) < 1e-9:
            if low >= 0 or high <= 0:
                return False
            continue
        first, last = sorted((low / length, high / length))
        enter, leave = max(enter, first), min(leave, last)
    return enter < leave


def _carried(before: State, after: State, hand: Vec, share: float) -> State:
    """The first state with the hand elsewhere: the held body goes with it, and any other that has moved slides."""
    bodies: dict[str, Body] = {}
    for key, body in before.bodies.items():
        later = after.bodies.get(key, body)
        if key == before.holding and key == after.holding:
            offset = [h - b for h, b in zip(hand, before.hand, strict=True)]
            x, y, z = (p + o for p, o in zip(body.position, offset, strict=True))
            body = replace(body, position=(x, y, z))
        elif later.position != body.position:
            x, y, z = (_blend(a, b, ease(share)) for a, b in zip(body.position, later.position, strict=True))
            body = replace(body, position=(x, y, z))
        bodies[key] = body
    return replace(before, bodies=bodies, hand=hand)
