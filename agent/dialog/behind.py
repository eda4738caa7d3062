"""What is behind an answer: what each description was taken to mean, and how the things in the answer were named.

Nothing of it is kept while talking. A dialog is a value, and the same acts in the same dialog give the same answer; so
a turn is gone through once more, and this time someone watches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from agent.dialog.engine import Dialog
from agent.dialog.times import told_as
from agent.dialog.working import Working
from agent.english.refer import Naming, overheard, refer
from agent.english.said import said
from agent.grounding.denote import Denoter
from agent.grounding.piles import is_pile
from agent.grounding.problems import Problem
from agent.grounding.qualities import HAND
from agent.language.acts import Define, Redo, Teach, Undo, Utterance
from agent.language.descriptions import Both, Description, Either, Node, Noun, Ref
from world.blocksworld import World
from world.bodies import TABLE, State
from world.events import Event, Plan
from world.planner import Hints


@dataclass(frozen=True, slots=True)
class Found:
    """A description, as it is said back; the ids of what it was taken to mean, and of all that it fits."""

    what: str
    ids: tuple[str, ...]
    fits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Behind:
    """What was seen: the descriptions in the order of the action, the names in that of the answer, what stood against.

    `problem` is the kind of it, a key of `agent.reading.AGAINST`, and `said` the answer as it came this time.
    """

    found: tuple[Found, ...]
    named: tuple[Naming, ...]
    problem: str | None
    said: tuple[str, ...]


@dataclass
class _Seen:
    """What descriptions came to, each the first time: what was meant, and what they fit."""

    meant: dict[Description, tuple[str, ...]] = field(default_factory=dict)
    fits: dict[Description, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class _Watched(Denoter):
    """Evaluates as ever, and notes what comes of it."""

    seen: _Seen = field(default_factory=_Seen)

    def extension(self, what: Description, heads: tuple[str, ...] = ()) -> list[str]:
        ids = super().extension(what, heads)
        self.seen.fits.setdefault(what, tuple(ids))
        return ids

    def definite(self, noun: Noun, heads: tuple[str, ...] = ()) -> tuple[str, ...]:
        ids = super().definite(noun, heads)
        self.seen.meant.setdefault(noun, ids)
        return ids


def behind(dialog: Dialog, utterance: Utterance, hints: Hints | None = None) -> Behind:
    """Go through a turn again: `dialog` is as it was before it."""
    seen = _Seen()

    class Watching(Working):
        def denoter(self, state: State | None = None, *, handled: bool = False) -> Denoter:
            plain = super().denoter(state, handled=handled)
            return _Watched(
                plain.state, plain.history, plain.focus, plain.knowledge, plain.bound, handled,
                topic=plain.topic, seen=seen,
            )  # fmt: skip

    acts = tuple(act for act in utterance.acts if not isinstance(act, Undo | Redo))
    if not acts:
        return Behind((), (), None, ())
    with overheard() as names:
        _, response = dialog.respond(utterance.model_copy(update={"acts": acts}), hints, work=Watching)
    text = " ".join(response.lines).lower()
    spoken = {naming.key: (at, naming) for naming in names if (at := place(naming, text)) is not None}
    named = tuple(naming for _, naming in sorted(spoken.values(), key=lambda pair: pair[0]))
    evaluated = (act for act in acts if not isinstance(act, Define | Teach))
    looked_for = dict.fromkeys(what for act in evaluated for what in _descriptions(act))
    found = tuple(
        Found(_said(what), seen.meant.get(what, seen.fits.get(what, ())), seen.fits.get(what, ()))
        for what in looked_for
        if what in seen.meant or what in seen.fits
    )
    problem = None if response.problem is None else type(response.problem).__name__
    return Behind(found, named, problem, response.lines)


def place(naming: Naming, text: str) -> int | None:
    """Where a name begins in a text: "the red cube", "the red one" for it, or "two red cubes" for it and another."""
    phrase = naming.phrase
    alike = f"{phrase.adjectives} {phrase.noun}s".strip()
    for spelled in (phrase.text(), phrase.text(one=True), alike):
        if match := re.search(rf"\b{re.escape(spelled)}\b", text, re.IGNORECASE):
            return match.start()
    return None


def _descriptions(node: Any) -> Iterator[Description]:
    """All descriptions in a part of the language, from the outside in."""
    if isinstance(node, tuple):
        for part in node:
            yield from _descriptions(part)
    elif isinstance(node, Node):
        if isinstance(node, Noun | Ref | Both | Either):
            yield node
        for name in type(node).model_fields:
            yield from _descriptions(getattr(node, name))


def _said(what: Description) -> str:
    try:
        return said(what)
    except Problem:  # what cannot be said back
        return what.model_dump_json(exclude_none=True, by_alias=True)


def called(state: State, key: str) -> str:
    """A thing in words that tell it apart, with its id: "the large green block (B3)"."""
    if key == TABLE:
        return "the table"
    if key == HAND:
        return "the hand"
    if not is_pile(key) and key not in state.bodies:
        return key
    return f"{refer(state, key, identify=True)} ({key})"


def purposes(dialog: Dialog, plan: Plan) -> tuple[tuple[Event, str], ...]:
    """Each event of a plan, parents first, in the words that the dialog itself has for it: "get rid of the cube"."""
    working = Working(World(plan.states[0], dialog.world.history), dialog.focus, dialog.knowledge, None)
    return tuple((event, told_as(working, event)) for event in plan.events)
