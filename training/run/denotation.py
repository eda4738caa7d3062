"""Scoring by execution: is what a model makes of a held-out sentence, acted on, what the right action would have done?

The measure of semantic parsing since Zettlemoyer & Collins 2005: not the text of the action counts, but its outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.dialog.engine import Dialog
from agent.language.acts import Choose, Do, Fragment, Redo, Talk, Undo
from agent.session import Session, Turn

if TYPE_CHECKING:
    from agent.lm.interface import LanguageModel
    from training.generate import Example
    from world.scene import Scene


_IDLE = (Choose, Do, Fragment, Redo, Talk, Undo)
"""Acts that come to nothing at the beginning of a conversation."""


@dataclass(frozen=True, slots=True)
class Posed:
    """An example in a scene in which its action does something or has an answer."""

    example: Example
    scene: Scene


def posed(seed: int, n: int) -> list[Posed]:
    """`n` generated examples without history, each in the scene it was made for, of which each is acted on there."""
    from training.generate import generate

    scenes: list[Scene] = []

    def acted_on(example: Example, scene: Scene) -> bool:
        if example.history or any(isinstance(act, _IDLE) for act in example.actions.acts):
            return False
        _, response = Dialog.of(scene).respond(example.actions)
        if response.problem is not None or response.choices or not response.lines:
            return False
        scenes.append(scene)
        return True

    examples = list(generate(seed, n, keep=acted_on))
    return [Posed(example, scene) for example, scene in zip(examples, scenes, strict=True)]


def denotation_accuracy(model: LanguageModel, items: Sequence[Posed]) -> float:
    """The share of the items whose outcome is the right one: the same reply, everything in the same place."""
    return sum(_outcome(item, model) == _outcome(item, None) for item in items) / max(1, len(items))


def _outcome(item: Posed, model: LanguageModel | None) -> tuple[object, tuple[str, ...]]:
    session = Session(model, item.scene, candidates=1)
    said, right = item.example.utterance, item.example.actions
    turn: Turn = session.say(said) if model else session.perform(said, right)
    return turn.state.layout, turn.reply
