"""The last resort on a full table: breadth first, move one thing after the other until the goal is within reach."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count, islice
from threading import Lock

from world.bodies import TABLE, Body, State
from world.conditions import stands
from world.geometry import blockers
from world.goals import Anywhere, At, ClearTop, GetRid, Goal, Hold, In, LetGo, On, Put, Stack
from world.moves import Node, carry, grasp, ungrasp
from world.space import Spot, places

MOST, SPOTS = 2000, 2
"""How many searches for places one shuffle may make, and how many spots on one thing are tried for another (on the
table twice as many).
"""

FEW, MOST_OF_FEW, SPOTS_OF_FEW = 5, 30_000, 4
"""The same where there are at most `FEW` bodies, so that all their arrangements can be gone through."""


def shuffled(node: Node, goal: Goal, protected: frozenset[str], needed: frozenset[str]) -> Iterator[Node]:
    """The shortest ways to reach a goal by lifting one thing after the other.

    `protected` things stay where they are, `needed` ones as free as they are. It answers what the planner's procedures
    cannot: where each thing must give way to another. What it does on the way is `Put` at exact places. Not for `Swap`,
    which says itself what moves. Ends after `MOST` looks (`MOST_OF_FEW` where there are few bodies).
    """
    if not isinstance(goal, Hold | Put | ClearTop | GetRid | Stack):
        return
    state = node.state
    start = _Start(tuple(state.bodies.values()), state.holding, state.table, state.grid, protected, needed, state)
    for at in _arrangements(start):
        if _within_reach(at.state, goal, state):
            there = node
            for body, spot in at.steps():
                there = _lay(there, body, spot)
            yield from _finish(there, goal, state)


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a shuffle starts, with what it must respect."""

    bodies: tuple[Body, ...]
    holding: str | None
    table: tuple[float, float]
    grid: float
    protected: frozenset[str]
    needed: frozenset[str]
    state: State = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Arrangement:
    """A state that putting one thing after the other somewhere leads to, and the last of those steps."""

    state: State
    before: _Arrangement | None = None
    step: tuple[str, Spot] | None = None

    def steps(self) -> list[tuple[str, Spot]]:
        """All steps from the start."""
        found: list[tuple[str, Spot]] = []
        at: _Arrangement | None = self
        while at is not None and at.step is not None:
            found.append(at.step)
            at = at.before
        return found[::-1]


class _Arrangements:
    """The arrangements within reach of a start, found once for all the goals that are tried from there."""

    def __init__(self, start: _Start) -> None:
        self.found: list[_Arrangement] = []
        self.more = _explored(start)
        self.lock = Lock()

    def __iter__(self) -> Iterator[_Arrangement]:
        for number in count():
            with self.lock:
                if number == len(self.found):
                    further = next(self.more, None)
                    if further is None:
                        return
                    self.found.append(further)
            yield self.found[number]


_arrangements = lru_cache(maxsize=4)(_Arrangements)


def _explored(start: _Start) -> Iterator[_Arrangement]:
    """Every arrangement, breadth first, as far as the looks last."""
    state, protected, needed = start.state, start.protected, start.needed
    few = len(state.bodies) <= FEW
    todo, left, spots = deque([_Arrangement(state)]), MOST_OF_FEW if few else MOST, SPOTS_OF_FEW if few else SPOTS
    seen: set[tuple[object, ...]] = {(state.holding, *(b.position for b in state.bodies.values()))}
    known: dict[tuple[object, ...], list[Spot]] = {}
    while todo and left > 0:
        at = todo.popleft()
        state = at.state
        yield at
        for body, b in state.bodies.items():
            stays = not b.is_toy or body in protected or state.holding not in (None, body) or blockers(state, body)
            if stays:
                continue
            for support in (TABLE, *(i for i in state.bodies if i != body)):
                if support in needed or (support != TABLE and state.bodies[support].shape == "pyramid"):
                    continue
                left -= 1
                if support == TABLE or state.bodies[support].shape == "box":
                    found = _spots(state, body, support, spots)
                else:  # on a block, where a thing comes from makes no difference
                    case = (body, support, *(o.position for i, o in state.bodies.items() if i != body))
                    if case not in known:
                        known[case] = _spots(state, body, support, spots)
                    found = known[case]
                for spot in found:
                    key = (None, *(spot[0] if i == body else o.position for i, o in state.bodies.items()))
                    if key not in seen:
                        seen.add(key)
                        todo.append(_Arrangement(_lay(Node(None, state, 0), body, spot).state, at, (body, spot)))


def _spots(state: State, body: str, support: str, most: int) -> list[Spot]:
    if support == TABLE:
        return list(islice(places(state, body, Anywhere()), 2 * most))
    box = state.bodies[support].shape == "box"
    return list(islice(places(state, body, In(support) if box else On(support)), most))


def _lay(node: Node, body: str, spot: Spot) -> Node:
    """Put a clear body there, and let go of it."""
    node = node.then(Put(body, At(*spot)))
    held = node if node.state.holding == body else grasp(node.then(Hold(body)), body).then(None)
    return ungrasp(carry(held, body, spot).then(None).then(LetGo(body)), body).then(None)


def _within_reach(state: State, goal: Goal, start: State) -> bool:
    """Whether the goal can be reached from there in one go."""
    return next(_finish(Node(None, state, 0), goal, start), None) is not None


def _finish(node: Node, goal: Goal, start: State) -> Iterator[Node]:
    """The goal reached from there in one go, if it can be."""
    state = node.state
    if state.holding is not None:
        return
    match goal:
        case ClearTop(body) if not blockers(state, body):
            yield node
        case GetRid(body) if state.support[body] != start.support.get(body, TABLE):
            yield node
        case Stack(bodies) if stands(state, bodies):
            yield node
        case Hold(body) if not blockers(state, body):
            yield grasp(node, body)
        case Put(body, place) if not blockers(state, body):
            spot = next(places(state, body, place, origin=start.bodies[body].position), None)
            if spot is not None:
                yield carry(grasp(node.then(Hold(body)), body).then(None), body, spot)
