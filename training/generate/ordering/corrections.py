"""Slips of the tongue that are put right in the same breath: "the red, no, the green block"; only the last counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from training.generate.meaning import Meaning
from training.generate.words.phrases import Said
from training.generate.words.vocabulary import COLORS, SIZES

if TYPE_CHECKING:
    from training.generate.things.speech import Speaker

_SO_RATHER = (
    *(", no, ",) * 4,
    *(" no ",) * 2,
    *(" i mean ",) * 3,
    *(", i mean ",) * 2,
    *(", sorry, ",) * 2,
    " sorry ",
    " - i mean ",
    " - no, ",
    "... no, ",
    "... i mean ",
    " er ",
    " uh no ",
    " or rather ",
    ", or rather ",
    ", no wait, ",
    " no wait ",
    " wait no ",
    "... no wait ",
    " - sorry - ",
    ", oops, ",
    ", actually ",
    " (sorry, ",
    ", i meant ",
    " oh no ",
    ", err, ",
    ", make that ",
    ", correction, ",
)
_TOYS = ("block", "cube", "pyramid", "one")
_MAIN_COLORS = ("red", "green", "blue", "yellow", "white", "black", "gray")


def rather(speaker: Speaker, wrong: str, right: str) -> str:
    """What was said first, taken back, and what was meant."""
    joint = speaker.r.pick(_SO_RATHER)
    return f"{wrong}{joint}{right}" + (")" if "(" in joint else "")


def mended(speaker: Speaker, d: Meaning, said: Said) -> Said:
    """The phrase with a wrong word or a wrong thing before it, where that can be heard to be taken back."""
    r = speaker.r
    if d.get("det") not in ("the", "a", "that") or "n" in d or d["kind"] not in (*_TOYS, "box"):
        return said
    color, size = d.get("color"), d.get("size")
    if r.maybe(0.4):
        table, value = (COLORS, color) if color else (SIZES, size)
        other = r.pick(_MAIN_COLORS if color else ("large", "small", "tall", "short"))
        if value is None or other == value or value not in table:
            return said
        wrong = r.pick(table[other])
        for word in sorted(set(table[value]), key=len, reverse=True):
            if re.search(rf"\b{word}\b", said.text):
                text = re.sub(rf"\b{word}\b", rather(speaker, wrong, word), said.text, count=1)
                return Said(
                    re.sub(r"\b(an?) ", article_before(wrong), text, count=1) if d["det"] == "a" else text, False
                )
        return said
    thing: Meaning = {
        "kind": r.pick(_TOYS[:3]) if d["kind"] == "one" else r.pick((d["kind"], *_TOYS[:3])),
        "det": d["det"],
    }
    if color or r.maybe(0.5):
        thing["color"] = r.pick(_MAIN_COLORS)
    if all(d.get(key) == value for key, value in thing.items()):
        return said
    wrong_one = speaker.np(thing)
    if r.maybe(0.4) and "that" not in d:
        return Said(
            r.pick(
                (
                    f"{said.text}, not {wrong_one}",
                    f"{said.text} and not {wrong_one}",
                    f"{said.text} (not {wrong_one})",
                    f"not {wrong_one} but {said.text}",
                    f"not {wrong_one}, {said.text}",
                )
            ),
            said.plural,
        )
    return Said(rather(speaker, wrong_one, said.text), said.plural)


def article_before(word: str) -> str:
    """The article as it must be before that word."""
    return "an " if word[0] in "aeiou" else "a "
