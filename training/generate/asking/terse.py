"""Questions with hardly a verb: "red ball behind the box?", "at least 4 white ones?", "picked up a pyramid yet?".

A definite phrase and what is asked of it, with "?", is `is`; any, some, a number or "a" is `exists`. So that nothing is
said in two senses, a fragment with a relation or a number never ends in "?".
"""

from __future__ import annotations

from training.generate.chance import forms
from training.generate.meaning import Meaning
from training.generate.ordering.doings import event_phrase
from training.generate.things.clauses import predicate
from training.generate.things.speech import Speaker
from training.generate.words.vocabulary import COMPARED, UNEQUAL

_DEFINITE = ("the", "that", "this", "all", "both", "every", "the_other")
_AND_WHAT = forms(
    "and if so, what*4|if so, what*4|and if so what*3|if so what*2|and if so, which one*2|if yes, what|if so which|"
    "and what is it*2|and if so, what is it*2|if there is, what is it|and which one is it"
)


def verbless_is(speaker: Speaker, m: Meaning) -> str | None:
    """As in "green cube taller than the pyramid?", "every block red?", "red brick mine?"."""
    r = speaker.r
    what, clause = m["what"], m["that"][0]
    if not ("ref" in what or what.get("det") in _DEFINITE) or "that" in what or "time" in m or len(m["that"]) > 1:
        return None
    if clause.get("rel") in ("supports", "contains", "part_of"):
        return None
    subject = speaker.say(what, subject=True, guard=True)
    pred = predicate(speaker, clause, subject.plural, verbs=False)
    if pred.past or pred.verb:
        return None
    start = r.pick(("", "", "", "", "", "so ", "ok so ", "hm, "))
    return f"{start}{subject.text} {'not ' if pred.negated else ''}{pred.text}?"


def verbless_exists(speaker: Speaker, m: Meaning) -> str | None:
    """As in "two red cubes on the box?", "at least 4 white ones?", "a block in there?"."""
    what = m["what"]
    if what["kind"] == "thing" and what.get("det") in ("no", None):
        return None
    if not ("n" in what or what.get("det") in ("any", "some", "no") or (what.get("det") == "a" and "that" in what)):
        return None
    if what.get("det") in ("some", "no") and "that" not in what:
        return None
    return f"{speaker.np(what)}?"


def compared_to(speaker: Speaker, m: Meaning) -> str | None:
    """As in "is the cube the taller one compared to the box?", "compared to the box, is the cube taller?"."""
    r = speaker.r
    what, clause = m["what"], m["that"][0]
    if clause.get("rel") not in UNEQUAL or clause.get("not") or "time" in m or "of" not in clause:
        return None
    of = clause["of"]
    if "that" in of or "ref" in of or of.get("det") not in _DEFINITE:
        return None
    word = r.pick(COMPARED[clause["rel"]]).removesuffix(" than")
    said = speaker.say(what, subject=True, guard=True)
    be, other = ("are" if said.plural else "is"), speaker.np(of)
    to = r.pick(("compared to", "compared to", "compared with", "in comparison to", "relative to"))
    return r.pick(
        (
            f"{be} {said.text} {word} {to} {other}?",
            f"{to} {other}, {be} {said.text} {word}?",
            f"{be} {said.text} the {word} one {to} {other}?"
            if not said.plural and " " not in word
            else f"{said.text} {be} {word} {to} {other}, right?",
        )
    )


def which_if_any(speaker: Speaker, m: Meaning) -> str | None:
    """As in "is there anything on the box, and if so, what?": what it asks for is which."""
    r = speaker.r
    what = m["what"]
    if set(what) != {"kind", "that"} or what["kind"] != "thing" or "time" in m or len(what["that"]) > 1:
        return None
    if what["that"][0].get("not") or "did" in what["that"][0] or "told" in what["that"][0]:
        return None
    pred = predicate(speaker, what["that"][0], False, verbs=False)
    if pred.past:
        return None
    start = r.pick(forms("is there anything*4|is anything*4|is something*2|is there something*2|anything"))
    return f"{start} {pred.text}{r.pick((', ', '? ', ', ', ' '))}{r.pick(_AND_WHAT)}?"


def bare_did(speaker: Speaker, happened: Meaning, tail: str) -> str:
    """As in "you picked up any pyramids so far?", "picked up a pyramid yet?", with its mark."""
    r = speaker.r
    past, participle = (event_phrase(speaker, happened, shape) for shape in ("past", "participle"))
    ever = r.pick(("", "", "ever ", "already ")) if not tail else ""
    yet = r.pick(("", "", " yet", " so far", " before", " at all")) if not ever and not tail else ""
    you = r.pick(("you ", "you ", "u ", ""))
    if not you:
        yet = yet or (" yet" if not tail and not ever else "")
        return f"{ever}{participle}{yet}{tail}?"
    return f"{you}{ever}{r.pick((past, participle))}{yet}{tail}?"
