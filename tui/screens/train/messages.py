"""What workers of the page report to it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from tui.runs.state import RunState


@dataclass
class RunsSeen(Message):
    """The runs as they are now."""

    runs: tuple[RunState, ...]


@dataclass
class Acted(Message):
    """Something was done to a run; `said` is to be told, if anything."""

    name: str
    said: str = ""


@dataclass
class NotActed(Message):
    """It came to nothing; `why` says what to do."""

    name: str
    why: str


@dataclass
class AdapterFound(Message):
    """The adapter of a run is kept under this name."""

    adapter: str
