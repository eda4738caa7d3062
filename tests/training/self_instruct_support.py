"""An author for the tests: it says what the generator says, of which much is to be turned down."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

from agent.language.acts import Utterance
from training.generate import generate
from training.self_instruct.loop import AuthorSpec
from training.self_instruct.tasks import Kind, Task, seed_tasks


class BookAuthor:
    """It knows a book of sentences with their meanings by heart, and reads and writes by it."""

    shown = 3
    alike = True

    def __init__(self) -> None:
        self.book = dict(book())
        self.back = {meaning.to_json(): say for say, meaning in self.book.items()}
        self.asked: list[tuple[str, ...]] = []

    def propose(self, examples: Sequence[Task], kind: Kind, r: random.Random) -> str:
        self.asked.append(tuple(task.say for task in examples))
        return r.choice(list(self.book))

    def read(self, instruction: str) -> Utterance | None:
        return self.book.get(instruction)

    def propose_meaning(self, examples: Sequence[Task], kind: Kind, r: random.Random) -> Utterance | None:
        return self.book[r.choice(list(self.book))]

    def words(self, meaning: Utterance, r: random.Random) -> str:
        return self.back.get(meaning.to_json(), "")


class BookSpec(AuthorSpec):
    """What a worker process makes a `BookAuthor` from."""

    @property
    def is_nano(self) -> bool:
        return True

    def make(self) -> BookAuthor:
        return BookAuthor()


@cache
def book() -> tuple[tuple[str, Utterance], ...]:
    """Some hundred sentences, what they mean, and among them a few of the seeds."""
    made = {one.utterance.lower(): one.actions for one in generate(77, 400) if not one.history}
    return (*made.items(), *((task.say, task.meaning) for task in seed_tasks()[:10]))
