"""Who thinks tasks up. Two do: nano with an adapter that writes, and any model that can be asked in plain English."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Protocol

from agent.language.acts import Utterance
from training.self_instruct.tasks import Kind, Task, kind_of


class Author(Protocol):
    """What Self-Instruct asks of a model (Wang et al. 2023, section 2.2). All chance comes in as `r`.

    `shown`: how many examples it likes to see; `alike`: whether they should have one act ("put"), not only one kind.
    What it cannot do comes back as an empty text or None, never as an exception; ModelError where the model fails.
    """

    shown: int
    alike: bool

    def propose(self, examples: Sequence[Task], kind: Kind, r: random.Random) -> str:
        """One more sentence like the examples': the instruction."""
        ...

    def read(self, instruction: str) -> Utterance | None:
        """What a sentence means, without having seen anything else: the instance of "input first"."""
        ...

    def propose_meaning(self, examples: Sequence[Task], kind: Kind, r: random.Random) -> Utterance | None:
        """One more meaning like the examples': the instance of "output first"."""
        ...

    def words(self, meaning: Utterance, r: random.Random) -> str:
        """A sentence that means this."""
        ...


def kind_by_reading(author: Author, instruction: str) -> Kind | None:
    """What sort of sentence it is, told by reading it: the paper's classification step."""
    meaning = author.read(instruction)
    return None if meaning is None else kind_of(meaning)
