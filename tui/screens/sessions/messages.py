"""What the page's own threads report to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from agent.sessions.record import SessionFile
    from tui.screens.sessions.catalogue import Entry


@dataclass
class Listed(Message):
    """All sessions, by name; `reading` counts how often that was asked for."""

    reading: int
    entries: dict[str, Entry]


@dataclass
class Unlisted(Message):
    """The sessions cannot be listed."""

    reading: int
    why: str


@dataclass
class Opened(Message):
    """A session to look at; `file` is None where it cannot be read, and `why` says why not."""

    name: str
    file: SessionFile | None
    why: str = ""


@dataclass
class Done(Message):
    """Something was done to the files, or not; `name` is the session to stand at afterwards."""

    text: str
    failed: bool = False
    name: str | None = None
