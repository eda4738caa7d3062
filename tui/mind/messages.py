"""What the mind reports, to whoever listens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from agent.session import Session, Turn
    from tui.mind.suggestions import Suggestion
    from world.bodies import State
    from world.scene import Scene


@dataclass
class ModelReady(Message):
    """The model is loaded, or has other adapters on; `name` tells those too."""

    name: str


@dataclass
class ModelFailed(Message):
    """The model cannot be loaded; `why` says what to do about it."""

    why: str


@dataclass
class Began(Message):
    """A session has begun in a scene."""

    scene: Scene


@dataclass
class Resumed(Message):
    """A session goes on: its turns so far, how the world stands, and what is not as it was saved."""

    name: str
    scene: Scene
    state: State
    turns: tuple[Turn, ...]
    notes: tuple[str, ...] = ()
    session: Session | None = None


@dataclass
class Told(Message):
    """Something to tell the user that belongs to no utterance."""

    text: str
    failed: bool = False


@dataclass
class NotBegun(Message):
    """A scene or saved session could not be opened; the session before goes on."""

    why: str


@dataclass
class Thinking(Message):
    """The model has begun with an utterance."""

    key: int


@dataclass
class Answered(Message):
    """An utterance has its answer: a turn, and where it is to be found (`session.turns[index]`).

    `spoken` are the ids of the bodies that it is about.
    """

    key: int
    turn: Turn
    session: Session | None = None
    index: int = -1
    spoken: frozenset[str] = frozenset()


@dataclass
class Unanswered(Message):
    """An utterance will get no answer: no model, dropped by the user, or a fault."""

    key: int
    why: str


@dataclass
class JobFailed(Message):
    """A job that a page gave to the model came to nothing; `job` is what `Mind.ask` returned."""

    job: object
    why: str


@dataclass
class Suggested(Message):
    """What could be said next, the best first."""

    items: tuple[Suggestion, ...]
