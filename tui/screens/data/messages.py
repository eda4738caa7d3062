"""What the page's threads report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from tui.examples.row import Row

if TYPE_CHECKING:
    from agent.corrections import Correction
    from tui.examples.about import About
    from tui.examples.self_instruct import Progress
    from tui.examples.sources import Source
    from tui.examples.statistics import Statistics


@dataclass
class Read(Message):
    """Some rows of a source were read; `age` tells for whom, `last` that there are no more for now."""

    age: int
    rows: list[Row]
    last: bool
    acts: set[str]
    reasons: set[str]
    kept: int

    @classmethod
    def of(cls, age: int, rows: list[Row], last: bool) -> Read:
        """With what there is to count in them, so that nobody has to go through all rows for that."""
        acts = {act for row in rows for act in row.acts}
        return cls(age, rows, last, acts, {row.reason for row in rows if row.reason}, sum(row.kept for row in rows))


@dataclass
class Unread(Message):
    """A source can't be read."""

    age: int
    why: str


@dataclass
class Sifted(Message):
    """These rows are to be shown; `keep` the place of the cursor among them."""

    age: int
    rows: list[Row]
    keep: bool


@dataclass
class Explored(Message):
    """What is behind a row."""

    row: Row
    about: About


@dataclass
class Counted(Message):
    """The statistics of what is shown."""

    age: int
    told: Statistics


@dataclass
class Listed(Message):
    """The sources there are, each with the number of its rows where that is known."""

    sources: list[Source]
    counts: dict[str, int]


@dataclass
class Found(Message):
    """Files that may be opened."""

    paths: list[str]


@dataclass
class Written(Message):
    """Rows were written to a file, or what to say instead."""

    text: str
    failed: bool = False


@dataclass
class Changed(Message):
    """The user's corrections were changed; `removed` can be put back."""

    text: str
    removed: Correction | None = None
    failed: bool = False


@dataclass
class Tried(Message):
    """What the model made of a row."""

    age: int
    number: int
    learned: bool
    reading: str


@dataclass
class Meant(Message):
    """What the model reads in other words: the action as JSON and in English, or why not."""

    action: str
    english: str
    why: str = ""


@dataclass
class Made(Message):
    """How far Self-Instruct is."""

    progress: Progress
