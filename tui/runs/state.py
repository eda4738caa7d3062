"""What there is to know of a run at a moment: a value that is made by `tui.runs.follow` and drawn by the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from tui.runs.series import Series


class Status(StrEnum):
    """How a run is doing."""

    PREPARING = "preparing"
    """Its process has not come to the first step yet."""
    RUNNING = "running"
    PAUSING = "pausing"
    """Asked to pause; the step is not over yet."""
    PAUSED = "paused"
    STOPPED = "stopped"
    """Ended by a signal; it can go on."""
    DONE = "done"
    FAILED = "failed"
    """An error ended it."""
    DIED = "died"
    """Its process is gone, and did not say why."""
    ELSEWHERE = "elsewhere"
    """A process of another computer trains it, or did: from here one cannot tell."""

    @property
    def alive(self) -> bool:
        """Whether there is a process to be steered."""
        return self in (Status.PREPARING, Status.RUNNING, Status.PAUSING, Status.PAUSED)

    @property
    def sign(self) -> str:
        """One character for it."""
        return _SIGNS[self]


_SIGNS = {
    Status.PREPARING: "◌",
    Status.RUNNING: "●",
    Status.PAUSING: "‖",
    Status.PAUSED: "‖",
    Status.STOPPED: "■",
    Status.DONE: "✓",
    Status.FAILED: "✗",
    Status.DIED: "✗",
    Status.ELSEWHERE: "○",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A held-out sentence, and what the model made of it; `right` is None where nobody can say."""

    said: str
    wanted: str
    wrote: str
    right: bool | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of one evaluation, and its samples."""

    step: int
    scores: Mapping[str, float]
    samples: tuple[Sample, ...] = ()


@dataclass(frozen=True, slots=True)
class RunState:
    """A run. Shares are 0 to 1, times in seconds.

    series: "loss", "smooth" (of it), "held_out", "replayed", "accuracy", "denotation", "tokens", "rate", "speed",
    "memory" and "gpu" (GB), as far as they were measured; total: the last step, `about` where it is reckoned from the
    pace; left: until the end; log: its newest lines; facts: what is trained how, as (what, words); checkpoint: the step
    that it can go on from.
    """

    name: str
    folder: Path
    status: Status = Status.PREPARING
    why: str = ""
    began: float = 0.0
    step: int = 0
    total: int | None = None
    about: bool = True
    done: float = 0.0
    tokens: int = 0
    trained: float = 0.0
    left: float | None = None
    series: Mapping[str, Series] = field(default_factory=dict)
    evaluations: tuple[Evaluation, ...] = ()
    log: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    checkpoint: int | None = None
    adapter: bool = False
    """Whether it makes an adapter."""
    number: str = ""
    """What tells it apart from another run of the same name."""

    def last(self, name: str) -> float | None:
        """The newest value of a series."""
        return self.series[name].last if name in self.series else None

    @property
    def scores(self) -> Mapping[str, float]:
        """Those of the newest evaluation."""
        return self.evaluations[-1].scores if self.evaluations else {}

    @property
    def score(self) -> float | None:
        """The share that is right, by the best measure there is."""
        return next((self.scores[name] for name in ("denotation", "accuracy") if name in self.scores), None)
