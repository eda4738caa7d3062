"""What the form's threads tell it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    from tui.screens.train.form.outcome import LintFacts, PlanFacts
    from tui.screens.train.form.starts import Start


@dataclass
class StartsRead(Message):
    """The recipes are read."""

    starts: list[Start]
    cards: tuple[str, ...]
    """Names of cards that can be planned for."""
    select: str | None = None
    """The recipe to point at."""


@dataclass
class Checked(Message):
    """The command line would take what is filled in (args), or not (problem)."""

    number: int
    args: tuple[str, ...] | None
    recipe: dict[str, Any] | None
    problem: str | None
    advice: str = ""
    """What would be wiser, though it can be started."""


@dataclass
class Planned(Message):
    """The plan was made, or why it can't be."""

    number: int
    facts: PlanFacts | None
    problem: str | None
    forbids: bool = False
    """Whether a run would end with the same problem."""


@dataclass
class Linted(Message):
    """The data were looked over, or why they can't be."""

    number: int
    facts: LintFacts | None
    problem: str | None
    forbids: bool = False
    """Whether a run would end with the same problem."""


@dataclass
class Begun(Message):
    """The run has begun."""

    run: Path


@dataclass
class NotBegun(Message):
    """The run did not begin; `why` is None where it was cancelled."""

    why: str | None


@dataclass
class Saved(Message):
    """The recipe was kept as one's own, or not."""

    file: Path | None
    problem: str | None
