"""What is looked at: a turn of a session, and what was found out about it so far. No screen is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.dialog.behind import Behind
    from agent.lm.interface import Parse
    from agent.lm.looking import Part
    from agent.lm.prompt import Exchange
    from agent.session import Session, Turn

SAME = 0.02
"""Nats of ln p by which the same model may differ from itself: it reads in other portions."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the model shows of itself for an utterance: its prompt, and its answer with all that it weighed.

    `context` is the most tokens it can read, `vocabulary` how many it knows.
    """

    model: str
    parse: Parse
    prompt: tuple[int, ...]
    parts: tuple[Part, ...]
    text: str
    context: int
    vocabulary: int


@dataclass(eq=False)
class View:
    """A turn that is looked at, and what came of looking, filled in as it comes."""

    session: Session
    index: int
    turn: Turn
    history: Sequence[Exchange] = ()
    opened: Opened | None = None
    closed: str | None = None
    """Why the model shows nothing."""
    behind: Behind | None = None
    hidden: str | None = None
    """Why there is nothing behind it in the world."""
    kept: dict[str, object] = field(default_factory=dict)
    """What a chapter keeps for the next time it is turned to."""


def view_of(session: Session, index: int) -> View:
    """A turn of a session, as it was said. Raises IndexError."""
    turn = session.turns[index]
    asked = unasked(turn) is None
    return View(session, index, turn, tuple(session.history(index)) if asked and index else ())


def unasked(turn: Turn) -> str | None:
    """Why no model was asked about an utterance; None where one was, or could have been."""
    if turn.withdraws is not None:
        return "This took the turn before back, as if it had never been said. No model was asked."
    if turn.failed in ("empty", "too long"):
        return f"What was typed is {turn.failed}: it was refused before any model saw it."
    if turn.utterance.startswith("/"):
        return f"{turn.utterance.split()[0]} is a command of the application. No model was asked."
    return None


def difference(turn: Turn, parse: Parse) -> str | None:
    """How what the model writes now differs from what became of the turn; None where it does not."""
    then = {reading.utterance: reading.logprob for reading in turn.readings}
    if parse.utterance is None:
        return "What the model wrote is no valid action, so the agent said that it did not understand."
    if not then:
        if turn.actions == parse.utterance:
            return None
        return (
            "This turn was given its action (by a script, a correction or a saved session); the model writes another."
        )
    if parse.utterance not in then:
        return "The model writes something else now than it did then: other adapters are on, or another model."
    if abs(then[parse.utterance] - parse.logprob) > SAME:
        return "The model is not quite what it was then: the same answer, with other probabilities."
    if turn.actions == parse.utterance:
        return None
    if turn.asked:
        return "Several readings were about as good, so the agent asked back: see Readings."
    if turn.actions is not None and turn.actions.acts[0].act == "say":
        return "This is not about blocks, so the model was then asked for a free answer."
    return "The world made more sense of another reading than of this one: see Readings."
