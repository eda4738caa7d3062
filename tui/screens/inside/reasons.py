"""The readings of an utterance, and why one of them was taken, in words. No screen is needed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.screens.inside.numbers import nats, percent

if TYPE_CHECKING:
    from agent.language.acts import Utterance
    from agent.reading import Reading
    from agent.session import Turn

OUTCOMES = {
    "done": ("makes sense", "Everything it speaks of is there, and it can be done or answered."),
    "UnclearRelation": ("relation unclear", "One of its relations can be understood in two ways here."),
    "nothing to do": ("nothing to do", "It is so already: the hand would not move."),
    "Ambiguous": ("ambiguous", "It speaks of one thing, and several fit."),
    "NoReferent": ("no referent", "It points at something (it, them, there), and nothing was spoken of."),
    "Impossible": ("impossible", "Everything is there, but the hand cannot do it."),
    "NeverHappened": ("never happened", "It asks about something that was not done."),
    "UnknownWord": ("unknown word", "It has a word that was never taught."),
    "NoSuch": ("no such thing", "It speaks of something that is not there."),
    "Unsupported": ("unsupported", "It is a valid action, but the agent has no way to do such a thing."),
}
UNTRIED = ("not tried", "It is so much less likely than one that makes sense that it cannot win.")


@dataclass(frozen=True, slots=True)
class Line:
    """A reading as a line of the table."""

    mark: str
    plain: str
    logprob: str
    outcome: str
    off: str
    score: str
    why: str
    utterance: Utterance


def lines(readings: Sequence[Reading], best: int | None, asked: Sequence[Utterance] = ()) -> list[Line]:
    """The readings as lines, in the model's order."""
    from agent.english.restate import restate
    from agent.reading import AGAINST

    made = []
    for number, reading in enumerate(readings):
        outcome, why = OUTCOMES.get(reading.outcome, (reading.outcome, "")) if reading.outcome else UNTRIED
        off = score = ""
        if reading.outcome:
            taken = AGAINST.get(reading.outcome, 0.0)
            left_out = reading.logprob - taken - reading.score
            off = nats(-taken) if taken else ""
            score = nats(reading.score)
            if left_out > 0.01:
                off = nats(reading.score - reading.logprob)
                why += f" It leaves out a word that was taught or given as a name ({nats(-left_out)})."
        mark = "?" if reading.utterance in asked else "●" if number == best and not asked else ""
        plain = restate(reading.utterance)
        made.append(Line(mark, plain, nats(reading.logprob), outcome, off, score, why, reading.utterance))
    return made


def chosen(readings: Sequence[Reading]) -> int | None:
    """The reading with the best score, as `agent.reading.decide` takes it; None where there is none."""
    if not readings:
        return None
    return max(range(len(readings)), key=lambda n: (readings[n].score, -n))


def how_chosen(readings: Sequence[Reading], best: int | None, confidence: float | None, turn: Turn) -> str:
    """How it came to the choice."""
    if not readings or best is None:
        return ""
    first = readings[0]
    if turn.asked and len(turn.asked) > 1:
        how = "Several readings came out about equal and would do different things, so the agent asked which was meant."
    elif turn.asked:
        how = "No reading was both likely and possible, so the agent asked whether the nearest possible one was meant."
    elif len(readings) == 1:
        how = (
            f"The model was sure ({percent(math.exp(first.logprob))} for this one), so no other reading was looked for."
        )
    elif best == 0:
        how = "The model's likeliest reading makes sense here, so it was taken."
        if OUTCOMES.get(first.outcome or "", ("",))[0] != "makes sense":
            how = "The model's likeliest reading came out best, although the world had something against it."
    else:
        against = OUTCOMES.get(first.outcome or "", UNTRIED)[0]
        how = f"The world helped: the likeliest reading was found wanting ({against}), and another makes more sense."
    return how if confidence is None else f"{how} Confidence {percent(confidence)}."
