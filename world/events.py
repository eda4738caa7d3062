"""What happened: events with start, end, goal and parent, over a sequence of states."""

from __future__ import annotations

from dataclasses import dataclass

from world.bodies import State
from world.goals import Carry, Goal, Grasp, Move, Reach, Ungrasp


@dataclass(frozen=True, slots=True)
class Event:
    """One thing done, from tick `start` to tick `end` (both indices into the history's states).

    `what` is a goal or, at the leaves, a move. `parent` is the index of the event it was done for; None means that
    the person asked for it.
    """

    index: int
    what: Goal | Move
    start: int
    end: int
    parent: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """How a goal is reached: the states after each move (`states[0]` is the start), and the events, parents first.

    `events` are numbered from 0 and start at tick 0; the history shifts them when it takes the plan in.
    """

    states: tuple[State, ...]
    events: tuple[Event, ...]

    @property
    def moves(self) -> tuple[Event, ...]:
        """The leaves: what the hand does, in order; the i-th leads from states[i] to states[i + 1]."""
        return tuple(e for e in self.events if isinstance(e.what, Grasp | Carry | Ungrasp | Reach))
