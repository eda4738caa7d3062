"""Descriptions said back to the person who used them, with I and you exchanged."""

from __future__ import annotations

from agent.english.refer import listing, number
from agent.grounding.qualities import KINDS
from agent.language.descriptions import (
    AnyClause,
    Both,
    Clause,
    Description,
    DidClause,
    Either,
    Noun,
    Ref,
    Region,
    ToldClause,
)

_PRONOUNS = {"you": "me", "me": "you"}
_DETERMINERS = {
    "the_other": "the other",
    "at_least": "at least",
    "at_most": "at most",
    "more_than": "more than",
    "fewer_than": "fewer than",
}
_RELATIONS = {
    "on_top_of": "on top of",
    "left_of": "to the left of",
    "right_of": "to the right of",
    "in_front_of": "in front of",
    "beside": "next to",
    "bigger": "bigger than",
    "smaller": "smaller than",
    "taller": "taller than",
    "shorter": "shorter than",
    "wider": "wider than",
    "narrower": "narrower than",
    "as_big_as": "as big as",
    "as_tall_as": "as tall as",
    "as_wide_as": "as wide as",
    "same_color": "of the same color as",
    "same_size": "of the same size as",
    "same_shape": "of the same shape as",
    "is": "",
    "supported_by": "supported by",
    "part_of": "part of",
    "nearest": "nearest to",
    "farthest": "farthest from",
    "owned_by": "owned by",
}
_DONE = {
    "pick_up": "picked up",
    "put": "put",
    "put_down": "put down",
    "drop": "dropped",
    "stack": "stacked up",
    "clear": "cleared off",
    "build": "built",
    "touch": "touched",
    "move": "moved",
    "get_rid": "got rid of",
    "hold": "held",
    "support": "supported",
    "contain": "contained",
    "do": "did",
}
VERBS = {
    "pick_up": "pick up",
    "put": "put",
    "put_down": "put down",
    "drop": "drop",
    "stack": "stack up",
    "clear": "clear off",
    "build": "build",
    "touch": "touch",
    "move": "move",
    "get_rid": "get rid of",
    "hold": "hold",
    "support": "support",
    "contain": "contain",
    "do": "do",
}


def said(what: Description) -> str:
    """A description as English, from the agent's side: "the block which is taller than the one I am holding"."""
    match what:
        case Ref(ref=word):
            return _PRONOUNS.get(word, word)
        case Region(region=region, side=side):
            return f"the {side.replace('_', ' ') + ' ' if side else ''}{region}"
        case Both(all=parts):
            return listing(said(p) for p in parts)
        case Either(any=parts):
            return " or ".join(said(p) for p in parts)
        case Noun():
            return _noun(what)


def definite(what: Description) -> str:
    """The same, as something now known: "a block which ..." becomes "the block which ...", a name gets "the"."""
    if (
        isinstance(what, Noun)
        and (what.det in ("a", "any", "some", "another") or what.det is None)
        and what.kind != "support"
    ):
        what = what.model_copy(update={"det": "the"})
    return said(what)


def noun_phrase(noun: Noun) -> str:
    """The description without its determiner and clauses: "green cubes" in "on top of green cubes"."""
    words = [w for w in (noun.sup, *(noun.mod or ()), noun.size, noun.color) if w]
    return " ".join((*words, plural(noun.kind) if is_plural(noun) else noun.kind))


def plural(noun: str) -> str:
    """The plural of a noun."""
    return noun + ("es" if noun.endswith(("x", "s", "ch", "sh")) else "s")


def is_plural(noun: Noun) -> bool:
    """Whether the noun stands in the plural."""
    if noun.det is None and noun.n is None and noun.kind in KINDS:
        return noun.kind not in ("support", "hand")
    return noun.det in ("all", "both", "most", "at_most", "more_than", "fewer_than") or (noun.n or 1) > 1


def _noun(noun: Noun) -> str:
    if noun.kind == "support" and noun.of is not None:
        core = f"{said(noun.of)}'s support"
    else:
        words = []
        if noun.det:
            words.append(_article(noun) if noun.det == "a" else _DETERMINERS.get(noun.det, noun.det))
        if noun.n is not None:
            words.append(number(noun.n))
        core = " ".join((*words, noun_phrase(noun)))
        if noun.of is not None:
            core += f" of {said(noun.of)}"
    if noun.but is not None:
        core += f" except {said(noun.but)}"
    clauses = [_clause(c) for c in noun.that or ()]
    return f"{core} {' and '.join(clauses)}" if clauses else core


def _article(noun: Noun) -> str:
    return "an" if noun_phrase(noun)[0] in "aeiou" else "a"


def _clause(clause: AnyClause) -> str:
    match clause:
        case ToldClause(told=verb):
            return f"which you told me to {VERBS[verb]}"
        case DidClause(did=verb, negated=negated):
            return f"which I did not {VERBS[verb]}" if negated else f"which I {_DONE[verb]}"
        case Clause():
            return _relation(clause)


def _relation(clause: Clause) -> str:
    no = "not " if clause.negated else ""
    of = said(clause.of) if clause.of is not None else ""
    match clause.rel:
        case "held":
            return f"I am {no}holding"
        case "clear":
            return f"which {'do not have' if no else 'has'} nothing on it"
        case "empty":
            return f"which is {no}empty"
        case "supports":
            return f"which {'does not support' if no else 'supports'} {of or 'something'}"
        case "contains":
            return f"which {'does not contain' if no else 'contains'} {of}"
        case "supported_by" if of and not no:
            return f"{of} supports"
        case "is" if isinstance(clause.of, Noun) and clause.of.kind == "thing":
            return f"which is {no}{' '.join(w for w in (*(clause.of.mod or ()), clause.of.size, clause.of.color) if w)}"
        case "owned_by":
            return "which you do not own" if no else "which you own"
        case _:
            word = _RELATIONS.get(clause.rel, clause.rel)
            return f"which is {no}{word} {of}".replace("  ", " ").strip()
