"""What stands before a noun: adjectives in all their orders and forms, and clauses said as adjectives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from training.generate.chance import forms
from training.generate.meaning import Meaning
from training.generate.things.places import near_words
from training.generate.things.relatives import object_relative
from training.generate.words.phrases import article
from training.generate.words.vocabulary import COLORS, KINDS, ORDINALS, SIDED, SIZES, SUPERLATIVES

if TYPE_CHECKING:
    from training.generate.things.speech import Speaker

SINGLE = forms("single*14|lone*3|individual*3|solitary*2|isolated|standalone")
_ALONE = forms("by itself*3|on its own*3|standing alone*2|all alone|all by itself|all on its own|that stands alone*2")
_FREE = forms("clear*4|free*5|exposed|uncovered|bare|vacant*3|unoccupied*2|empty*3|available|open|unobstructed")
_NOT_EMPTY = forms("clear*4|free*5|exposed|uncovered|bare|vacant|unoccupied|available")
_DIGITS = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 5: "5th", 6: "6th", 7: "7th", 8: "8th"}
_TO = {
    "nearest": (forms("nearest*3|closest*4"), forms("to")),
    "farthest": (forms("farthest*2|furthest*3"), forms("from*3|away from")),
}
_SIDE_OF = {
    "leftmost": "left",
    "rightmost": "right",
    "frontmost": "front",
    "backmost": "back",
    "highest": "top",
    "lowest": "bottom",
}
_FROM = forms("from*9|counting from|starting from|in from")
_BY_SIDE = tuple(_SIDE_OF)


def counted_from(d: Meaning) -> bool:
    """Whether a superlative is said after the noun: "the second block from the left"."""
    return "ord" in d and d.get("sup") in _BY_SIDE


def from_side(speaker: Speaker, sup: str) -> str:
    """As in "from the left", after "the second block"."""
    side = _SIDE_OF[sup]
    counting = speaker.r.pick(_FROM)
    return f"{counting} {speaker.the(f'{side} side' if side in ('left', 'right') and speaker.r.maybe(0.1) else side)}"


def ordinal(speaker: Speaker, n: int) -> str:
    """As in "second", "2nd"."""
    return _DIGITS[n] if n in _DIGITS and speaker.r.maybe(0.3 if speaker.digits else 0.06) else ORDINALS[n]


def color_word(speaker: Speaker, color: str) -> str:
    """A colour by one of its words, rarely as "red-coloured"."""
    r = speaker.r
    word = r.pick(COLORS[color])
    if r.maybe(0.015) and not word.endswith("ish"):
        word += r.pick(("-colored", "-coloured", " colored", " coloured", " color"))
    return word


def adjectives(speaker: Speaker, d: Meaning) -> list[str]:
    """The adjectives of a noun phrase: ordinal and superlative first, the others mostly in the usual order."""
    r = speaker.r
    words: list[str] = []
    if "ord" in d and not counted_from(d):
        words.append(ordinal(speaker, d["ord"]))
    if "sup" in d and not counted_from(d):
        sup = d["sup"]
        near_noun = "kind" in d and "ord" not in d and d.get("det") in ("the", "that", "this", "the_other")
        table = SIDED if near_noun and r.maybe(0.4 if sup in _BY_SIDE else 0.15) else SUPERLATIVES
        words.append(r.pick(table[sup]))
        if "ord" in d and r.maybe(0.06):
            words = ["-".join(words)]
    own: list[str] = []
    if "size" in d:
        own.append(r.pick(SIZES[d["size"]]))
    for mod in d.get("mod", ()):
        if mod == "single":
            own.insert(0, r.pick(SINGLE))
            continue
        speaker.kept.add(mod)
        own.append(mod)
    if "color" in d:
        whole = d.get("kind") == "stack" and "of" not in d and r.maybe(0.06)
        own.append((r.pick(("all ", "all-", "completely ")) if whole else "") + color_word(speaker, d["color"]))
    if len(own) > 1 and r.maybe(0.07) and len(d.get("mod", ())) < 2:
        own.reverse()
    if len(own) > 1 and r.maybe(0.05):
        own[0] += ","
    return words + own


def alone(speaker: Speaker, d: Meaning) -> str:
    """As in "by itself", said after the noun instead of "single" before it; the adjective is then done with."""
    if d.get("mod") != ["single"] or "that" in d or "of" in d or not speaker.r.maybe(0.12):
        return ""
    del d["mod"]
    return " " + speaker.r.pick(_ALONE)


def in_front(speaker: Speaker, d: Meaning) -> tuple[str, str]:
    """An only clause said as an adjective ("the free block", "the nearest block to you"), which is then done with.

    What is said before the noun, and what after it.
    """
    r = speaker.r
    if len(d["that"]) > 1:
        return "", ""
    clause = d["that"][0]
    if clause.get("time") == {"rel": "last"} and "did" in clause and "not" not in clause and d.get("det") == "the":
        if not {"n", "ord", "sup"} & d.keys() and r.maybe(0.6):
            d["that"] = []
            deed = object_relative(speaker, {key: value for key, value in clause.items() if key != "time"})
            return "last", f" {r.pick(('', '', 'that ', 'which '))}{deed}"
        return "", ""
    if clause in ({"rel": "clear"}, {"rel": "empty"}) and r.maybe(0.45):
        d["that"] = []
        if clause["rel"] == "empty":
            return "empty", ""
        return r.pick(_FREE if d["kind"] in ("block", "cube", "stack", "pyramid") else _NOT_EMPTY), ""
    if clause == {"rel": "held"} and d.get("det") == "the" and "n" not in d and r.maybe(0.1):
        d["that"] = []
        return r.pick(("held", "held", "currently held", "current")), ""
    if (
        clause.get("rel") in _TO
        and set(clause) == {"rel", "of"}
        and d.get("det") == "the"
        and not {"n", "ord", "sup"} & d.keys()
        and not {"that", "but", "all", "any"} & clause["of"].keys()
        and r.maybe(0.2)
    ):
        d["that"] = []
        words, preps = _TO[clause["rel"]]
        return r.pick(words), " " + near_words(speaker, clause["rel"], clause["of"], prep=r.pick(preps))
    return "", ""


def shared_noun(speaker: Speaker, parts: Sequence[Meaning], word: str) -> str | None:
    """Two that differ in colour with one noun for both: "the red and green blocks", "the red and the green block".

    "The red and green block" is one block of two colours, so each of two single ones keeps its article.
    """
    r = speaker.r
    if len(parts) != 2 or any(set(part) != {"kind", "det", "color"} for part in parts):
        return None
    first, second = parts
    kind, det = first["kind"], first["det"]
    same = second["kind"] == kind and second["det"] == det and second["color"] != first["color"]
    if not same or kind not in KINDS or kind in ("table", "box", "hand") or not r.maybe(0.6):
        return None
    one, other = color_word(speaker, first["color"]), color_word(speaker, second["color"])
    if det == "all":
        noun = speaker.noun_word(kind, True)
        both = f"{one} {word} {other} {noun}" if r.maybe(0.7) else f"{one} {word} the {other} {noun}"
        return f"{r.pick(('the ', 'the ', 'the ', 'all the ', 'all '))}{both}"
    noun = speaker.noun_word(kind, False)
    if det == "the":
        return f"the {one} {word} {'the ' if word == 'and' or r.maybe(0.5) else ''}{other} {noun}"
    if det == "a":
        return f"{article(one)} {word} {article(other)} {noun}"
    return None
