"""The world helps to read: of several readings of an utterance, the one that makes sense here.

A model proposes readings with their probabilities; each is tried out in the dialog, which is a value, so that trying
costs only time. What fits (everything that is spoken of is there, what is asked for can be done) supports a reading,
what does not speaks against it, by as much as people are less likely to have meant such a thing (`AGAINST`). So does a
word that the dialog knows (a name, or one that was taught) and that a reading leaves out: the model sees one exchange
and cannot know it.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile
from typing import TYPE_CHECKING

from agent.dialog.commands import is_command
from agent.dialog.engine import Dialog, Response
from agent.language.acts import Redo, Undo, Utterance

if TYPE_CHECKING:
    from agent.lm.interface import Parse
    from world.planner import Hints

_WORD = re.compile(r"[a-z][a-z0-9-]*")
AGAINST: Mapping[str, float] = {
    "done": 0.0, "UnclearRelation": 0.5, "nothing to do": 1.0, "Ambiguous": 1.5, "NoReferent": 2.0, "Impossible": 2.0,
    "NeverHappened": 2.0, "UnknownWord": 2.5, "NoSuch": 2.5, "Unsupported": 3.0,
}  # fmt: skip
"""What each outcome of trying takes off a reading's ln p (nats)."""
LEFT_OUT = 6.0
"""What a word that was taught, and is said but not in the reading, takes off its ln p (nats)."""
TIE = 0.2
"""Readings nearer than this in score (nats), with different results in the world, are asked about."""
DOUBT = math.log(0.1)
"""A reading that is less probable than this and cannot be carried out was probably not what was said."""
DEADLINE = 0.6
"""Seconds after which no further reading is tried out."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read an utterance.

    logprob: ln p from the model; outcome: what came of trying it, a key of `AGAINST`, or None where it was not tried
    (its probability alone cannot win); score: ln p with the outcome counted in.
    """

    utterance: Utterance
    logprob: float
    outcome: str | None = None
    score: float = -math.inf


@dataclass(frozen=True, slots=True)
class Decision:
    """Which reading is taken, or which are asked about.

    readings: all, in the order of the model; best: the index of the one taken; asked: those between which the person is
    to choose, or the one that is offered where nothing could be made of the utterance; confidence: the share of the
    best in what all of them and the readings not listed are worth, 0 to 1; tried: what came of trying the best, which
    need not be done again.
    """

    readings: tuple[Reading, ...]
    best: int
    asked: tuple[Utterance, ...]
    confidence: float
    tried: tuple[Dialog, Response] | None = None


def decide(dialog: Dialog, text: str, parses: Sequence[Parse], hints: Hints | None = None) -> Decision:
    """The reading of an utterance that makes most sense in a dialog; `parses` are valid, and best first."""
    readings = [Reading(p.utterance, p.logprob) for p in parses if p.utterance is not None]
    words = taught(dialog, text)
    tried: dict[int, tuple[Dialog, Response] | None] = {}
    begin = time.monotonic()
    best = 0
    for number, reading in enumerate(readings):
        if tried and (time.monotonic() - begin > DEADLINE or _settled(readings[best], reading)):
            break
        tried[number] = _try(dialog, reading.utterance, hints)
        outcome = _outcome(reading.utterance, tried[number])
        out = sum(not _has(reading.utterance, word) for word in words)
        readings[number] = replace(reading, outcome=outcome, score=reading.logprob - AGAINST[outcome] - LEFT_OUT * out)
        best = max(tried, key=lambda n: (readings[n].score, -n))
    listed = sum(math.exp(r.logprob) for r in readings)
    worth = sum(math.exp(r.score if n in tried else r.logprob) for n, r in enumerate(readings))
    confidence = math.exp(readings[best].score) / (worth + max(0.0, 1.0 - listed))
    return Decision(tuple(readings), best, _to_ask(readings, best, tried), confidence, tried[best])


def taught(dialog: Dialog, text: str) -> set[str]:
    """The names and the taught words that are said in a text."""
    names = {body.name.lower() for body in dialog.world.state.bodies.values() if body.name}
    known = {*names, *dialog.knowledge.words()}
    if not known:
        return set()
    said = {form for word in _WORD.findall(text.lower()) for form in (word, word.removesuffix("s"))}
    return known & said


def leaves_out(utterance: Utterance, words: Collection[str]) -> bool:
    """Whether a reading does without one of the words."""
    return not all(_has(utterance, word) for word in words)


def _has(utterance: Utterance, word: str) -> bool:
    return f'"{word}"' in utterance.to_json()


def _settled(best: Reading, following: Reading) -> bool:
    """Whether nothing that follows can come near the best reading so far, and that one makes sense."""
    return following.logprob < best.score - TIE and not _doubtful(best)


def _doubtful(reading: Reading) -> bool:
    """Whether a reading is neither likely nor possible."""
    return reading.logprob < DOUBT and AGAINST[reading.outcome or "done"] >= AGAINST["NoReferent"]


def _to_ask(
    readings: Sequence[Reading], best: int, tried: Mapping[int, tuple[Dialog, Response] | None]
) -> tuple[Utterance, ...]:
    chosen = readings[best]
    orders = [n for n in tried if all(map(is_command, readings[n].utterance.acts))]
    if best in orders and chosen.outcome == "done" and _moves(tried[best]):
        ties = [
            n
            for n in orders
            if n != best
            and readings[n].outcome == "done"
            and readings[n].score > chosen.score - TIE
            and _moves(tried[n])
            and _result(tried[n]) != _result(tried[best])
        ]
        return tuple(readings[n].utterance for n in sorted([best, *ties])) if ties else ()
    if _doubtful(chosen):
        nearest = [n for n in orders if readings[n].outcome == "done" and _moves(tried[n])]
        return tuple(readings[n].utterance for n in nearest[:1])
    return ()


def _try(dialog: Dialog, utterance: Utterance, hints: Hints | None) -> tuple[Dialog, Response] | None:
    """What would come of a reading; None where it only takes turns back, which is not the dialog's to do."""
    acts = tuple(dropwhile(lambda act: isinstance(act, Undo | Redo), utterance.acts))
    return dialog.respond(utterance.model_copy(update={"acts": acts}), hints) if acts else None


def _outcome(utterance: Utterance, tried: tuple[Dialog, Response] | None) -> str:
    if tried is None:
        return "done"
    _, response = tried
    if response.problem is not None:
        kind = type(response.problem).__name__
        return kind if kind in AGAINST else "Unsupported"
    idle = response.plans and not _moves(tried)
    return "nothing to do" if idle and all(map(is_command, utterance.acts)) else "done"


def _moves(tried: tuple[Dialog, Response] | None) -> bool:
    return tried is not None and any(plan.moves for plan in tried[1].plans)


def _result(tried: tuple[Dialog, Response] | None) -> object:
    """Where everything is afterwards."""
    return None if tried is None else tried[0].world.state.layout
