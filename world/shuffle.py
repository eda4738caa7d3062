"""The last resort on a full table: breadth first, move one thing after the other until the goal is within reach."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice

from world.bodies import TABLE, State
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
    few = len(node.state.bodies) <= FEW
    todo, left, spots = deque([node]), MOST_OF_FEW if few else MOST, SPOTS_OF_FEW if few else SPOTS
    seen: set[tuple[object, ...]] = {(node.state.holding, *(b.position for b in node.state.bodies.values()))}
    while todo and left > 0:
        at = todo.popleft()
        state = at.state
        yield from _finish(at, goal, node.state)
        for body, b in state.bodies.items():
            stays = not b.is_toy or body in protected or state.holding not in (None, body) or blockers(state, body)
            if stays:
                continue
            for support in (TABLE, *(i for i in state.bodies if i != body)):
                if support in needed or (support != TABLE and state.bodies[support].shape == "pyramid"):
                    continue
                left -= 1
                for spot in _spots(state, body, support, spots):
                    key = (None, *(spot[0] if i == body else o.position for i, o in state.bodies.items()))
                    if key not in seen:
                        seen.add(key)
                        todo.append(_lay(at, body, spot))


def _spots(state: State, body: str, support: str, most: int) -> Iterator[Spot]:
    if support == TABLE:
        return islice(places(state, body, Anywhere()), 2 * most)
    box = state.bodies[support].shape == "box"
    return islice(places(state, body, In(support) if box else On(support)), most)


def _lay(node: Node, body: str, spot: Spot) -> Node:
    """Put a clear body there, and let go of it."""
    node = node.then(Put(body, At(*spot)))
    held = node if node.state.holding == body else grasp(node.then(Hold(body)), body).then(None)
    return ungrasp(carry(held, body, spot).then(None).then(LetGo(body)), body).then(None)


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
