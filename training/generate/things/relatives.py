"""Clauses of which the thing described is the object: "which the pyramid supports", "that you picked up"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.generate.chance import forms
from training.generate.meaning import Meaning
from training.generate.ordering.doings import TOLD_VERBS, event_phrase, time_phrase

if TYPE_CHECKING:
    from training.generate.things.speech import Speaker

_THIRD = {"have": "has", "carry": "carries", "touch": "touches", "do": "does"}
_PAST = {
    "have": "had",
    "hold": "held",
    "carry": "carried",
    "sit": "sat",
    "stand": "stood",
    "lie": "lay",
    "do": "did",
    "include": "included",
    "bear": "bore",
}


def conjugate(verb: str, plural: bool, past: bool) -> str:
    """The finite form of a verb, of which only the first word changes: "holds up"."""
    word, space, rest = verb.partition(" ")
    if past:
        form = _PAST.get(word, word + ("d" if word.endswith("e") else "ed"))
    else:
        form = word if plural else _THIRD.get(word, word + "s")
    return form + space + rest


def event_of(c: Meaning) -> Meaning:
    """The event of a clause that says what was done to the thing described."""
    event: Meaning = {"verb": c["did"]}
    for key in ("rel", "where"):
        if key in c:
            event[key] = c[key]
    return event


def object_relative(speaker: Speaker, c: Meaning) -> str | None:
    """A clause of which the thing described is the object: "the pyramid supports", "you are holding"."""
    r = speaker.r
    if "told" in c:
        verb = r.pick(TOLD_VERBS[c["told"]])
        start = r.pick(forms("i told you*3|i asked you|you were told|i wanted you|i have told you|you were asked"))
        return f"{start} to {verb}"
    if "did" in c:
        return _did_relative(speaker, c)
    rel, of, negated = c["rel"], c.get("of"), c.get("not")
    if "time" in c:
        return None
    if rel == "held":
        if negated:
            return r.pick(("you are not holding", "you're not holding", "you aren't holding"))
        return r.pick(
            forms(
                "you are holding*5|you're holding*4|you hold|you have in your hand|you are carrying|"
                "you've got in your hand|you are currently holding|your hand is holding"
            )
        )
    if rel == "owned_by" and of is not None:
        who = "i" if of["ref"] == "me" else "you"
        return f"{who} {r.pick(('do not', 'don' + chr(39) + 't'))} own" if negated else f"{who} own"
    if of is None or ("ref" in of and of["ref"] in ("me", "you")):
        return None
    if rel == "supported_by":
        subject = speaker.say(of, subject=True)
        verb = r.pick(forms("support*6|hold up|carry"))
        if negated:
            return f"{subject.text} {'do' if subject.plural else 'does'}{r.pick((' not', 'n' + chr(39) + 't'))} {verb}"
        return f"{subject.text} {conjugate(verb, subject.plural, False)}"
    if negated:
        return None
    if rel == "in" and of.get("kind") == "box":
        subject = speaker.say(of, subject=True)
        return f"{subject.text} {conjugate('contain', subject.plural, False)}"
    if rel == "supports":
        subject = speaker.say(of, subject=True)
        be = "are" if subject.plural else "is"
        how = r.pick(forms("on*2|sitting on|resting on|supported by|standing on|sit"))
        if how == "sit":
            return f"{subject.text} {conjugate('sit', subject.plural, False)} on"
        return f"{subject.text} {be} {how}"
    if rel == "contains" and of.get("kind") not in ("thing",):
        subject = speaker.say(of, subject=True)
        return f"{subject.text} {'are' if subject.plural else 'is'} in"
    return None


def _did_relative(speaker: Speaker, c: Meaning) -> str:
    r = speaker.r
    tail = ""
    before = ""
    if "time" in c:
        if c["time"]["rel"] == "last" and r.maybe(0.6):
            before = r.pick(("last ", "last ", "most recently "))
        else:
            tail = " " + time_phrase(speaker, c["time"])
    event = event_of(c)
    if c["did"] == "hold" and not c.get("not") and r.maybe(0.6):
        return f"you {before}{r.pick(('were holding', 'were holding', 'held', 'had in your hand'))}{tail}"
    if c.get("not"):
        if r.maybe(0.5):
            return f"you {r.pick(('did not', 'didn' + chr(39) + 't'))} {event_phrase(speaker, event, 'base')}{tail}"
        return (
            f"you {r.pick(('have not', 'haven' + chr(39) + 't', 'had not'))} "
            f"{event_phrase(speaker, event, 'participle')}{tail}"
        )
    if r.maybe(0.3):
        return (
            f"you {r.pick(('have', 'have', 'had', 've')) if not before else 'have'} "
            f"{before}{event_phrase(speaker, event, 'participle')}{tail}"
        ).replace("you ve", "you've")
    just = "just " if not before and not tail and r.maybe(0.15) else before
    return f"you {just}{event_phrase(speaker, event, 'past')}{tail}"
