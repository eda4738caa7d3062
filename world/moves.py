"""What the hand does: its four moves as steps of a search, and how the steps of a search become a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from world.bodies import TABLE, State
from world.events import Event, Plan
from world.geometry import footprint, moved, support_of
from world.goals import Carry, Goal, Grasp, Move, Reach, Ungrasp
from world.space import Spot, landing


@dataclass(frozen=True, slots=True)
class Node:
    """A step of the search: a goal taken up, a goal reached (`what` is None), or a move made; `before` leads back."""

    before: Node | None
    state: State
    tick: int
    what: Goal | Move | None = None

    def then(self, what: Goal | Move | None) -> Node:
        """Take up a goal, or with None: it is reached."""
        return Node(self, self.state, self.tick, what)

    def make(self, move: Move, state: State) -> Node:
        """Make a move, which leads to that state."""
        return Node(self, state, self.tick + 1, move)

    def plan(self) -> Plan:
        """The states and the events on the way here."""
        nodes: list[Node] = []
        at: Node | None = self
        while at is not None:
            nodes.append(at)
            at = at.before
        states = [nodes[-1].state]
        events: list[Event] = []
        open_: list[int] = []
        for node in reversed(nodes[:-1]):
            if node.what is None:
                last = open_.pop()
                events[last] = replace(events[last], end=node.tick)
                continue
            move = isinstance(node.what, Grasp | Carry | Ungrasp | Reach)
            index = len(events)
            events.append(Event(index, node.what, node.tick - move, node.tick, open_[-1] if open_ else None))
            if move:
                states.append(node.state)
            else:
                open_.append(index)
        return Plan(tuple(states), tuple(events))


Step = Callable[[Node], Iterator[Node]]
"""One step of a search: every way to take it from a node."""


def in_turn(node: Node, steps: Sequence[Step]) -> Iterator[Node]:
    """Every way to take the steps one after the other; the latest choice is varied first."""
    if not steps:
        yield node
        return
    ways = [steps[0](node)]
    while ways:
        reached = next(ways[-1], None)
        if reached is None:
            ways.pop()
        elif len(ways) == len(steps):
            yield reached
        else:
            ways.append(steps[len(ways)](reached))


def grasp(node: Node, body: str) -> Node:
    """Close the fingers around a body with nothing on it."""
    state = node.state
    it = state.bodies[body]
    support = {i: s for i, s in state.support.items() if i != body}
    hand = (it.center[0], it.center[1], it.top)
    return node.make(Grasp(body), replace(state, support=support, holding=body, hand=hand))


def ungrasp(node: Node, body: str) -> Node:
    """Open the fingers; what carries the body now follows from where it is."""
    state = node.state
    carrier = support_of(state.bodies[body], state.bodies.values())
    known = {**state.support, body: carrier or TABLE}
    support = {i: known[i] for i in state.bodies if i in known}
    return node.make(Ungrasp(body), replace(state, support=support, holding=None))


def carry(node: Node, body: str, spot: Spot) -> Node:
    """Bring the held body to a spot."""
    position, support = spot
    state = node.state
    it = moved(state.bodies[body], position)
    hand = (it.center[0], it.center[1], it.top)
    after = replace(state, bodies={**state.bodies, body: it}, hand=hand)
    return node.make(Carry(body, position, support), after)


def reach(node: Node, body: str) -> Node:
    """Bring the hand over a body, and what it holds high enough to touch nothing; for the table, do nothing."""
    state = node.state
    it = None if body == TABLE else state.bodies[body]
    if it is None or state.holding == body:
        return node
    hand, bodies = (it.center[0], it.center[1], it.top), state.bodies
    if state.holding is not None:
        held = bodies[state.holding]
        over = (hand[0] - held.size[0] / 2, hand[1] - held.size[1] / 2)
        z = max(it.top, landing(state, held.id, footprint(held, (*over, 0.0)))[0])
        bodies = {**bodies, held.id: moved(held, (*over, z))}
        hand = (hand[0], hand[1], z + held.size[2])
    return node.make(Reach(body), replace(state, bodies=bodies, hand=hand))
