"""What happens on the page that compares, from the threads that do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from training.compare.answers import Pair
    from training.compare.votes import Standing
    from training.evaluate.suite import Item
    from tui.mind.worker import Job
    from tui.screens.compare.rounds import Answering


@dataclass
class Changed(Message):
    """An answer has come to another phase (and may be in a later one by now); `job` is what it belongs to."""

    one: Answering
    job: Job
    phase: str


@dataclass
class Offered(Message):
    """The models that there are to choose from, by name, those of the chat first; `problem`: why others are not."""

    pairs: tuple[str, ...]
    problem: str | None = None


@dataclass
class Chosen(Message):
    """The models that are compared from now on; `unasked`: nobody has chosen them."""

    pairs: tuple[Pair, ...]
    unasked: bool = False


@dataclass
class ChatHas(Message):
    """The adapters that are on the chat's model."""

    names: tuple[str, ...]


@dataclass
class Drawn(Message):
    """A sentence of a suite, by chance."""

    item: Item
    suite: str


@dataclass
class Voted(Message):
    """A vote is kept; how all votes stand."""

    standings: tuple[Standing, ...]


@dataclass
class Trouble(Message):
    """Something beside the answers went wrong."""

    why: str
