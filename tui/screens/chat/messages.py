"""What the chat's workers report."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message


@dataclass
class Known(Message):
    """The names of some kind of thing, to complete commands with."""

    kind: str
    values: tuple[tuple[str, str], ...]
