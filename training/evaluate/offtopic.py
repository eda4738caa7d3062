"""Sentences about anything but blocks as a suite: right is what moves nothing, exact what is politely declined."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from agent.language.acts import Talk, Utterance
from training.data import kept_back
from training.evaluate.suite import Before, SuiteError
from world.bodies import State
from world.scene import Scene, load_scene

DECLINED = Utterance(acts=(Talk(act="talk", about="off_topic"),))


@dataclass(frozen=True, slots=True)
class OffTopicItem:
    """A sentence that asks nothing of the blocks."""

    id: str
    say: str
    setup: tuple[Before, ...] = ()
    gold: Utterance | None = DECLINED
    tags: tuple[str, ...] = ()

    def start(self) -> Scene:
        """The classic scene: something to be moved by mistake."""
        return load_scene("classic")

    def failures(self, before: State, after: State, reply: str) -> list[str]:
        """Whether anything moved."""
        return [] if before.layout == after.layout else ["the world changed"]


def off_topic(path: Path) -> list[OffTopicItem]:
    """The sentences of a file that are kept from training (one in eight, see training.data.kept_back).

    The file has JSON lines with an "instruction", as Dolly's, or plain lines. Raises SuiteError.
    """
    try:
        lines = [line for line in path.read_text(encoding="utf-8-sig").split("\n") if line.strip()]
        said = [json.loads(line)["instruction"] if line.startswith("{") else line for line in lines]
    except (OSError, UnicodeDecodeError) as error:
        raise SuiteError(
            f"{path} cannot be read ({error}). Give JSON lines with an instruction, or plain ones."
        ) from None
    except (ValueError, KeyError) as error:
        raise SuiteError(
            f'{path}: a line is not JSON with an "instruction" ({error}). Mend it and try again.'
        ) from None
    items = [OffTopicItem(f"{path.stem}-{n}", text) for n, text in enumerate(said, 1) if kept_back(text)]
    if not items:
        raise SuiteError(f"{path} has no sentence that is kept from training.")
    return items
