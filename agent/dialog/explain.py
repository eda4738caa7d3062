"""Why not, in words that a person understands."""

from __future__ import annotations

from agent.dialog.times import NeverHappened
from agent.dialog.working import Working
from agent.english.refer import refer
from agent.english.said import noun_phrase, said
from agent.grounding.problems import (
    Ambiguous,
    Impossible,
    NoReferent,
    NoSuch,
    Problem,
    UnclearRelation,
    UnknownWord,
    Unsupported,
)
from agent.language.descriptions import Clause, Noun
from world.goals import Reason


def explain(problem: Problem, working: Working) -> str:
    """One sentence for the person."""
    match problem:
        case UnknownWord(word=word):
            return f'Sorry, I don\'t know the word "{word}".'
        case Ambiguous(noun=noun):
            return f"I don't understand which {noun_phrase(noun)} you mean."
        case UnclearRelation(clause=clause, readings=readings):
            return _which_reading(clause, readings)
        case NoSuch(what=what, found=found):
            return _none(what, found)
        case NoReferent(word=word):
            return f'I don\'t know what you mean by "{word}".'
        case Impossible(reason=reason):
            return _reason(reason, working)
        case Unsupported(what=what):
            return f"Sorry, I can't {what}."
        case NeverHappened():
            if not working.world.history.events:
                return "I have not done anything yet."
            return "I can't explain a non-existent event."
        case _:
            return "I can't."


def because(problem: Problem, working: Working) -> str | None:
    """The reason alone, for who asks why not; None where that is no reason."""
    if isinstance(problem, NeverHappened):
        return None
    if isinstance(problem, Impossible) and problem.reason.kind == "not_stackable":
        return "Because there is no order in which they stand on one another."
    text = explain(problem, working).removeprefix("I can't: ").removeprefix("Sorry, ")
    return f"Because {text[:1].lower() if not text.startswith('I ') else text[:1]}{text[1:]}"


def _which_reading(clause: Clause, readings: tuple[str, ...]) -> str:
    word = clause.rel.replace("_", " ")
    phrase = f"{word} {said(clause.of)}" if clause.of is not None else word
    offered = " ".join(f"{number} - {reading}" for number, reading in enumerate(readings, 1))
    return f'I\'m not sure what you mean by "{word}" in the phrase "{phrase}". Do you mean: {offered}?'


def _none(what: object, found: int) -> str:
    if not isinstance(what, Noun):
        return "I don't see anything like that."
    bare = what.model_copy(update={"det": "a", "n": None, "ord": None})
    if found:
        only = "" if what.det == "both" and found > 2 else "only "
        counted = said(bare.model_copy(update={"det": None, "n": found}))
        return f"There {'is' if found == 1 else 'are'} {only}{counted}."
    if what.kind in ("one", "thing") and not what.color:
        return "I don't see anything like that."
    return f"I don't see {said(bare)}."


def _reason(reason: Reason, working: Working) -> str:
    def name(key: str | None) -> str:
        return refer(working.state, key, identify=True) if key is not None else "it"

    match reason.kind:
        case "not_movable":
            return f"I can't move {name(reason.body)}."
        case "no_flat_top":
            return f"I can't: {name(reason.other)} has no flat top."
        case "no_room":
            return (
                f"I can't: there is no room at {name(reason.other)}." if reason.other else "I can't: there is no room."
            )
        case "too_big":
            return f"I can't: {name(reason.body)} is too big for {name(reason.other)}."
        case "itself":
            return "I can't put a thing on itself."
        case "not_a_box":
            return f"I can't: {name(reason.other)} is not a box."
        case "hand_full":
            return f"I can't: I would have to drop {name(reason.other)}, and there is no room for it."
        case "nothing_there":
            return "I can't: there would be nothing under it."
        case "not_holding":
            return "I am not holding anything."
        case "off_table":
            return "I can't: that would be off the table."
        case "too_hard":
            return "I can't find a way to do that."
        case _:
            return "I can't."
