"""A script that is being played: how far it is, what came of it, how fast it goes. Plain state; the page draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.script import Script, ScriptTurn
    from tui.screens.replay.take import Take
    from world.bodies import State
    from world.scene import Scene

SAME, OTHER, AWAITED, UNSAID = "✓", "✗", "…", "·"
"""The marks of a turn: answered as in the script, otherwise, being answered, not said yet."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the hand moves; `factor` 0: nothing moves, and nothing is waited for."""

    label: str
    factor: float


PACES = (Pace("½×", 0.5), Pace("1×", 1.0), Pace("2×", 2.0), Pace("4×", 4.0), Pace("max", 0.0))
NORMAL = 1


class Player:
    """One pass through a script.

    `takes` are the turns that have been answered; `at` is how many of them are over on the stage. One can go back and
    forth among them without asking the model again. `goal`: turns up to there are gone through without a show.
    """

    def __init__(self, script: Script, scene: Scene) -> None:
        self.script = script
        self.scene = scene
        self.takes: tuple[Take, ...] = ()
        self.at = 0
        self.playing = False
        self.waiting = False
        self.goal: int | None = None

    @property
    def lines(self) -> tuple[ScriptTurn, ...]:
        """What the script says."""
        return self.script.turns

    @property
    def total(self) -> int:
        """How many turns there are."""
        return len(self.lines)

    @property
    def over(self) -> bool:
        """Whether the stage stands at the end."""
        return self.at >= self.total

    @property
    def last(self) -> Take | None:
        """The last turn on the stage."""
        return self.takes[self.at - 1] if self.at else None

    @property
    def state(self) -> State:
        """How the world stands on the stage."""
        return self.last.turn.state if self.last else self.scene.state()

    @property
    def known(self) -> Take | None:
        """What came of the next turn, where that was played before."""
        return self.takes[self.at] if self.at < len(self.takes) else None

    def mark(self, index: int) -> str:
        """One of the marks."""
        if index < len(self.takes):
            return SAME if self.takes[index].same else OTHER
        return AWAITED if self.waiting and index == len(self.takes) else UNSAID

    @property
    def marks(self) -> list[str]:
        """All of them."""
        return [self.mark(index) for index in range(self.total)]

    # What is done with it.

    def hear(self, take: Take) -> None:
        """Take in the answer that was awaited."""
        self.waiting = False
        self.takes = (*self.takes, take)

    def forward(self) -> bool:
        """Put what is known on the stage: one turn, or as many as there are up to the goal. Whether the goal is met."""
        here = min(max(self.goal if self.goal is not None else self.at + 1, self.at + 1), len(self.takes))
        self.at = here
        if self.goal is not None and here >= self.goal:
            self.goal = None
        return self.goal is None

    def to(self, place: int) -> bool:
        """Have so many turns be over, without a show. Whether nobody has to be asked for that."""
        place = max(0, min(place, self.total))
        self.at = min(place, len(self.takes))
        self.goal = place if place > self.at else None
        return self.goal is None

    def halt(self) -> None:
        """Go no further; an answer that is awaited is not waited for."""
        self.playing = self.waiting = False
        self.goal = None

    def forget(self) -> None:
        """Begin again, with nothing known."""
        self.halt()
        self.takes, self.at = (), 0

    # What to say of it.

    @property
    def agreed(self) -> int:
        """How many answers are the script's."""
        return sum(take.same for take in self.takes)

    @property
    def models(self) -> list[str]:
        """Who answered; more than one where adapters were put on or off on the way."""
        return list(dict.fromkeys(take.model for take in self.takes))

    def summary(self) -> str:
        """What came of it, in one line: "43/43 as in the script · 21 ms each · nano"."""
        done = len(self.takes)
        if not done:
            return f"{self.total} turn{'' if self.total == 1 else 's'} in the scene {self.script.scene}"
        mean = sum(take.turn.ms for take in self.takes) / done
        of = f"{self.agreed}/{done}" if done == self.total else f"{self.agreed} of {done}"
        return f"{of} as in the script · {mean:.0f} ms each · {', then '.join(self.models)}"


def gather(marks: Sequence[str], width: int) -> list[tuple[str, int]]:
    """The marks in at most `width` cells, each with the turn it begins at; one that differs is never lost."""
    total, width = len(marks), max(1, width)
    cells = min(total, width)
    out: list[tuple[str, int]] = []
    for cell in range(cells):
        start, end = cell * total // cells, (cell + 1) * total // cells
        part = marks[start:end]
        mark = next((mark for mark in (OTHER, AWAITED, UNSAID) if mark in part), SAME)
        out.append((mark, start))
    return out
