"""The facade of this room: a world that reaches goals and remembers how it came about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from world.bodies import Body, State
from world.events import Plan
from world.goals import Goal, Reason
from world.history import History
from world.planner import Hints, plan, plan_first
from world.scene import Scene


@dataclass(frozen=True, slots=True)
class World:
    """A state and how it came about; achieving something gives a new World."""

    state: State
    history: History

    @classmethod
    def of(cls, scene: Scene) -> World:
        """The world at the beginning of a scene."""
        state = scene.state()
        return cls(state, History((state,)))

    def achieve(self, goals: Sequence[Goal], hints: Hints | None = None) -> tuple[World, Plan] | Reason:
        """Reach the goals in their order: the world after that and the plan, or why it cannot be done."""
        found = plan(self.state, goals, hints=hints)
        return found if isinstance(found, Reason) else (self.after(found), found)

    def achieve_first(
        self, alternatives: Iterable[Sequence[Goal]], hints: Hints | None = None
    ) -> tuple[World, Plan, int] | Reason:
        """Reach the first of the alternatives that can be reached; also says which (its index)."""
        found = plan_first(self.state, alternatives, hints=hints)
        if isinstance(found, Reason):
            return found
        index, chosen = found
        return self.after(chosen), chosen, index

    def after(self, plan: Plan) -> World:
        """The world after a plan that starts at its present state."""
        return World(plan.states[-1], self.history.extend(plan))

    def with_bodies(self, *changed: Body) -> World:
        """The world with names and owners as in these bodies.

        A name means the body at all times, so that past states get it too; positions and everything else stay.
        Raises KeyError for an unknown body.
        """
        labels = {b.id: (b.name, b.owner) for b in changed}
        for body in labels:
            if body not in self.state.bodies:
                raise KeyError(body)

        def relabel(state: State) -> State:
            bodies = {
                i: replace(b, name=labels[i][0], owner=labels[i][1]) if i in labels else b
                for i, b in state.bodies.items()
            }
            return replace(state, bodies=bodies)

        states = tuple(relabel(s) for s in self.history.states)
        return World(states[-1], History(states, self.history.events))
