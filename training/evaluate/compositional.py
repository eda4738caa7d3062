"""A suite of what training never shows though it shows the parts (generate.composition), made by the generator.

It says whether a model composes, not whether it understands people: its words are the generator's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from agent.language.acts import Undo, Utterance
from agent.session import Session
from training.evaluate.suite import Before
from training.generate import Example, generate
from training.generate.composition import SPLITS, split_of
from world.bodies import State
from world.scene import Scene

SEED = 20_001
EACH = 100
"""Sentences of each split."""


@dataclass(frozen=True, slots=True)
class ComposedItem:
    """A generated sentence with its action; right is what has the same outcome: the same world and the same answer."""

    id: str
    say: str
    scene: Scene
    gold: Utterance
    tags: tuple[str, ...]
    reply: str
    state: State
    setup: tuple[Before, ...] = ()

    def start(self) -> Scene:
        """The scene in which it was generated."""
        return self.scene

    def failures(self, before: State, after: State, reply: str) -> list[str]:
        """How the outcome differs from that of the right action."""
        wrong = [] if self.state.layout == after.layout else ["the world is another"]
        return wrong + ([] if reply == self.reply else [f"the answer is not {self.reply!r}"])


def compositional(each: int = EACH, seed: int = SEED) -> list[ComposedItem]:
    """`each` sentences of every split; the same seed always gives the same ones."""
    found: dict[str, list[ComposedItem]] = {split: [] for split in SPLITS}

    def keep(example: Example, scene: Scene) -> bool:
        split = split_of(example.actions)
        if split is None or example.history or len(found[split]) >= each:
            return False
        if any(isinstance(act, Undo) for act in example.actions.acts):
            return False  # there is nothing to take back
        turn = Session(None, scene).perform(example.utterance, example.actions)
        number = len(found[split]) + 1
        name = f"{split.replace(' ', '-')}-{number}"
        found[split].append(
            ComposedItem(name, example.utterance, scene, example.actions, (split,), " ".join(turn.reply), turn.state)
        )
        return True

    total = each * len(SPLITS)
    for _ in generate(seed, total, keep=keep, composed=True):
        pass
    return [item for items in found.values() for item in items]
