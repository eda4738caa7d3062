"""What the page's own threads report to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from agent.script import Script
    from tui.mind.worker import Job
    from tui.screens.replay.take import Take
    from world.scene import Scene


@dataclass
class Opened(Message):
    """A script was read. `asked` counts what was opened: an answer that comes too late is for an earlier one."""

    asked: int
    script: Script
    scene: Scene
    about: str
    play: bool


@dataclass
class NotOpened(Message):
    """A script cannot be read; what was open before stays."""

    asked: int
    source: str
    why: str


@dataclass
class Heard(Message):
    """The model has answered a line."""

    job: Job
    take: Take


@dataclass
class Written(Message):
    """A file was written, or not."""

    text: str
    failed: bool = False
