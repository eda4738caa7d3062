"""Suites of sentences with what should come of each: a world or an answer, written down by hand.

A suite is a JSON-lines file; one item a line: `id`, `scene`, `setup` (turns before, each `say` and `gold`), `say`,
`gold` (the action, or null), `expect` and `tags`. What `expect` may ask for is in `Expectation`; all of it must hold.
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.language.acts import Utterance
from agent.script import fold
from world import relations
from world.bodies import State
from world.scene import Scene, load_scene

FOLDER = Path(__file__).parents[1] / "suites"

Id = str
Side = Literal["left_of", "right_of", "in_front_of", "behind", "beside"]


class SuiteError(Exception):
    """A suite cannot be read; the message says which, where and why."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AnyId(_Model):
    """One of these will do."""

    any: tuple[Id, ...]


class AnyStack(_Model):
    """One of these piles, each from the bottom up."""

    any: tuple[tuple[Id, ...], ...]


class OnAny(_Model):
    """At least one of the subjects stands directly on one of the supports."""

    subjects: tuple[Id, ...]
    supports: tuple[Id, ...]


class Expectation(_Model):
    """What must be so after the last utterance.

    `holding`: what the hand holds; `on`: what stands directly on what; `in_box` and `not_in_box`: what is inside a box;
    `beside`: spatial relations; `moved` false: the bodies are where they were. `reply` is one of these answers;
    `reply_has`, `reply_lacks` and `reply_starts` are about words in it. Replies are compared with case, punctuation and
    white space folded.
    """

    holding: Id | AnyId | None = None
    on: dict[Id, Id | AnyId] = Field(default_factory=dict)
    in_box: tuple[Id, ...] = ()
    not_in_box: tuple[Id, ...] = ()
    count_in_box: int | None = None
    on_any: OnAny | None = None
    stacked: AnyStack | None = None
    beside: dict[Id, dict[Side, Id]] = Field(default_factory=dict)
    moved: Literal[False] | None = None
    reply: str | tuple[str, ...] | None = None
    reply_has: tuple[str, ...] = ()
    reply_lacks: tuple[str, ...] = ()
    reply_starts: str | tuple[str, ...] | None = None

    def failures(self, before: State, after: State, reply: str) -> list[str]:
        """What does not hold, in words; empty if all does."""
        return [*self._world(before, after), *self._reply(reply)]

    def _world(self, before: State, after: State) -> list[str]:
        wrong = []
        if "holding" in self.model_fields_set and after.holding not in _options(self.holding):
            wrong.append(f"holds {after.holding}, not {_options(self.holding)}")
        for body, below in self.on.items():
            if after.support.get(body) not in _options(below):
                wrong.append(f"{body} is on {after.support.get(body)}, not {_options(below)}")
        boxes = [k for k, b in after.bodies.items() if b.shape == "box"]
        inside = {k for k in after.bodies for box in boxes if k != box and relations.inside(after, k, box)}
        if missing := [k for k in self.in_box if k not in inside]:
            wrong.append(f"{missing} not in the box")
        if extra := [k for k in self.not_in_box if k in inside]:
            wrong.append(f"{extra} in the box")
        if self.count_in_box is not None and len(inside) != self.count_in_box:
            wrong.append(f"{len(inside)} things in the box, not {self.count_in_box}")
        if self.on_any and not any(after.support.get(s) in self.on_any.supports for s in self.on_any.subjects):
            wrong.append("none of the subjects is on one of the supports")
        if self.stacked and not any(
            all(after.support.get(upper) == lower for lower, upper in itertools.pairwise(pile))
            for pile in self.stacked.any
        ):
            wrong.append("no such pile")
        for body, sides in self.beside.items():
            for side, other in sides.items():
                if not getattr(relations, side)(after, body, other):
                    wrong.append(f"{body} is not {side} {other}")
        if self.moved is False and before.layout != after.layout:
            wrong.append("the world changed")
        return wrong

    def _reply(self, reply: str) -> list[str]:
        wrong = []
        said = f" {fold(reply)} "
        if self.reply is not None:
            options = (self.reply,) if isinstance(self.reply, str) else self.reply
            if said.strip() not in {fold(option) for option in options}:
                wrong.append(f"reply is not one of {options}")
        wrong += [f"reply lacks {part!r}" for part in self.reply_has if f" {fold(part)} " not in said]
        wrong += [f"reply has {part!r}" for part in self.reply_lacks if f" {fold(part)} " in said]
        starts = (self.reply_starts,) if isinstance(self.reply_starts, str) else self.reply_starts
        if starts and not any(said.startswith(f" {fold(start)} ") for start in starts):
            wrong.append(f"reply does not start with {starts}")
        return wrong


def _options(value: str | AnyId | None) -> tuple[str | None, ...]:
    return value.any if isinstance(value, AnyId) else (value,)


class Before(_Model):
    """A turn that comes first."""

    say: str
    gold: Utterance | None = None


class Task(Protocol):
    """What can be scored: a sentence in its context, and a test of what comes of it."""

    @property
    def id(self) -> str:
        """Its name in the suite."""
        ...

    @property
    def say(self) -> str:
        """What is said."""
        ...

    @property
    def setup(self) -> tuple[Before, ...]:
        """What is said before."""
        ...

    @property
    def gold(self) -> Utterance | None:
        """The right action, where it is known."""
        ...

    @property
    def tags(self) -> tuple[str, ...]:
        """What kind of sentence it is."""
        ...

    def start(self) -> Scene:
        """The scene at the beginning."""
        ...

    def failures(self, before: State, after: State, reply: str) -> list[str]:
        """What is not as it should be, in words; empty if it is right."""
        ...


class Item(_Model):
    """One sentence, in its context, with its gold action and what should come of it."""

    id: str
    scene: str = "classic"
    setup: tuple[Before, ...] = ()
    say: str
    gold: Utterance | None = None
    expect: Expectation
    tags: tuple[str, ...] = ()

    def start(self) -> Scene:
        """The scene at the beginning."""
        return load_scene(self.scene)

    def failures(self, before: State, after: State, reply: str) -> list[str]:
        """See `Expectation.failures`."""
        return self.expect.failures(before, after, reply)


def suite_names() -> list[str]:
    """The suites that come with the program."""
    return sorted(p.stem for p in FOLDER.glob("*.jsonl"))


def load_suite(name_or_path: str) -> list[Item]:
    """The items of a suite, by name or file. Raises SuiteError."""
    path = FOLDER / f"{name_or_path}.jsonl" if name_or_path in suite_names() else Path(name_or_path)
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        known = ", ".join(suite_names())
        raise SuiteError(
            f"The suite {name_or_path!r} cannot be read ({error}). Give a file, or one of: {known}."
        ) from None
    items = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            items.append(Item.model_validate(json.loads(line)))
        except (ValueError, ValidationError) as error:
            raise SuiteError(
                f"{path.name}, line {number}: {str(error).splitlines()[0]}. Mend the line and try again."
            ) from None
    if not items:
        raise SuiteError(f"The suite {path} is empty.")
    return items
