"""What happens on the page of adapters, from the threads that do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from tui.screens.adapters.shelf import Kept


@dataclass
class Shelved(Message):
    """All adapters, read anew; `problem` says what of it failed."""

    kept: tuple[Kept, ...]
    problem: str | None = None


@dataclass
class OnModel(Message):
    """Which adapters are on the model of the chat."""

    names: tuple[str, ...]


@dataclass
class Did(Message):
    """Something was done with an adapter, or (`failed`) not.

    name: the one to look at afterwards, if any; was: what that was called before.
    """

    text: str
    failed: bool = False
    name: str | None = None
    was: str | None = None


@dataclass
class Progress(Message):
    """How far the work beside the page is: a share of 1, or None where that is not known."""

    what: str
    share: float | None = None


@dataclass
class Ended(Message):
    """The work beside the page is over; `text` says how it went ("" where it was cancelled)."""

    text: str
    failed: bool = False
