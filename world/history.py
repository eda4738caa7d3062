"""Everything that has happened: the states since the beginning, the events, and questions about them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from world.bodies import State, Vec
from world.events import Event, Plan
from world.goals import At, Goal, Grasp, Move, Reach, Stack, Swap


@dataclass(frozen=True, slots=True)
class History:
    """All states and events; a tick is an index into `states`, an event's index one into `events`."""

    states: tuple[State, ...]
    events: tuple[Event, ...] = ()

    @property
    def now(self) -> int:
        """The present tick."""
        return len(self.states) - 1

    def extend(self, plan: Plan) -> History:
        """The history after that plan, whose first state is the present one."""
        first, tick = len(self.events), self.now
        shifted = (
            replace(
                e,
                index=e.index + first,
                start=e.start + tick,
                end=e.end + tick,
                parent=None if e.parent is None else e.parent + first,
            )
            for e in plan.events
        )
        return History(self.states + plan.states[1:], (*self.events, *shifted))

    def state_at(self, tick: int) -> State:
        """The state at a tick; before the beginning the first, after the present the last."""
        return self.states[max(0, min(tick, self.now))]

    def events_of(
        self,
        kind: type[Goal | Move] | tuple[type[Goal | Move], ...],
        body: str | None = None,
        start: int = 0,
        end: int | None = None,
    ) -> tuple[Event, ...]:
        """The events of that kind, about that body, that lie within the ticks from start to end; in order of start."""
        last = self.now if end is None else end
        return tuple(
            e
            for e in self.events
            if isinstance(e.what, kind)
            and (body is None or body in bodies_of(e.what))
            and start <= e.start
            and e.end <= last
        )

    def parents(self, event: Event) -> tuple[Event, ...]:
        """What the event was done for, what that was done for, and so on up to what the person asked for."""
        found: list[Event] = []
        while event.parent is not None:
            event = self.events[event.parent]
            found.append(event)
        return tuple(found)

    def children(self, event: Event) -> tuple[Event, ...]:
        """What was done directly for the event, in order."""
        return tuple(e for e in self.events if e.parent == event.index)

    def roots(self) -> tuple[Event, ...]:
        """What the person asked for, in order."""
        return tuple(e for e in self.events if e.parent is None)

    def touched(self, start: int = 0, end: int | None = None) -> tuple[str, ...]:
        """The bodies that the hand grasped or reached between two ticks, in order of the first time."""
        return tuple(
            dict.fromkeys(
                e.what.body
                for e in self.events_of((Grasp, Reach), None, start, end)
                if isinstance(e.what, Grasp | Reach)
            )
        )

    def stood_before(self, body: str) -> At | None:
        """Where the body stood before it came to where it is, for putting it back; None if it never stood elsewhere.

        On a support that has moved since, it is the same spot of that support.
        """
        present = self.states[-1]
        now = (present.bodies[body].position, present.support.get(body))
        for state in reversed(self.states):
            support, position = state.support.get(body), state.bodies[body].position
            if support is None:
                continue
            if support in state.bodies:
                position = _along(position, state.bodies[support].position, present.bodies[support].position)
            if (position, support) != now:
                return At(position, support)
        return None


def _along(position: Vec, old: Vec, new: Vec) -> Vec:
    """A position that went along with something from its old place to its new one."""
    if old == new:
        return position
    return (position[0] - old[0] + new[0], position[1] - old[1] + new[1], position[2] - old[2] + new[2])


def bodies_of(what: Goal | Move) -> tuple[str, ...]:
    """The bodies that a goal or a move is about: what it wants to be somewhere, not where."""
    match what:
        case Stack(bodies):
            return bodies
        case Swap(first, second):
            return (first, second)
        case _:
            return (what.body,)
