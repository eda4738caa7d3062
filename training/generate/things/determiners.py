"""Saying determiners and numbers: "at least two", "all of the", "the other", "two of them"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.generate.chance import forms
from training.generate.meaning import Meaning
from training.generate.words.phrases import UnsayableError, article
from training.generate.words.vocabulary import KINDS, SUPERLATIVES

if TYPE_CHECKING:
    from training.generate.things.speech import Speaker

_ANOTHER = forms("another*16|one more|a different*2|some other|yet another")


def part_of(speaker: Speaker, d: Meaning) -> tuple[str, bool]:
    """Some of a set: "two of them", "the tallest of the red blocks"."""
    r = speaker.r
    det, n = d.get("det"), d.get("n")
    whole = "them" if d["of"] == {"ref": "them"} else speaker.np({**d["of"], "partitive": True})
    if d["of"] == {"ref": "them"} and r.maybe(0.12):
        whole = r.pick(("these", "those"))
    if "sup" in d:
        return f"{speaker.the(r.pick(SUPERLATIVES[d['sup']]))} of {whole}", False
    if n is not None:
        return f"{counted(speaker, det, n)} of {whole}", n != 1
    words = {
        "some": ("some",),
        "any": ("any", "any", "any one"),
        "every": ("each", "each", "every one"),
        "all": ("all",),
        "both": ("both",),
        "most": ("most",),
        "no": ("none",),
        "a": ("one",),
        "another": ("another",),
    }
    if det not in words:
        raise UnsayableError
    return f"{r.pick(words[det])} of {whole}", det in ("some", "all", "both", "most")


def counted(speaker: Speaker, det: str | None, n: int) -> str:
    """A number with its bound: "at least two", "2 or more"."""
    r = speaker.r
    number = speaker.number(n)
    before = {
        None: ("",),
        "at_least": ("at least ", "at least ", "no fewer than "),
        "at_most": ("at most ", "at most ", "no more than ", "up to "),
        "exactly": ("exactly ", "exactly ", "precisely "),
        "more_than": ("more than ", "more than ", "over "),
        "fewer_than": ("fewer than ", "less than ", "under "),
    }
    if det == "at_least" and r.maybe(0.15):
        return f"{number} or more"
    if det not in before:
        raise UnsayableError
    return r.pick(before[det]) + number


def determined(speaker: Speaker, d: Meaning, rest: str, plural: bool) -> str:
    """The determiner and number in front of the rest."""
    r = speaker.r
    det, n = d.get("det"), d.get("n")
    number = speaker.number(n) if n is not None else ""
    if n is not None and det in (None, "at_least", "at_most", "exactly", "more_than", "fewer_than"):
        if n == 2 and det is None and r.maybe(0.06):
            return f"{r.pick(('a couple of', 'a pair of'))} {rest}"
        return f"{counted(speaker, det, n)} {rest}"
    with_number = f"{number} {rest}" if number else rest
    if det is None:
        return rest
    if det == "a":
        return article(rest)
    if det == "the" and d["kind"] == "hand" and len(d) == 2 and r.maybe(0.6):
        return f"that {rest} of yours" if r.maybe(0.08) else f"your {rest}"
    if det == "the":
        if not plural and not {"sup", "ord", "n", "mod"} & d.keys() and d["kind"] != "table" and r.maybe(0.02):
            with_number = f"only {rest}"
        if "ord" in d and "sup" in d and r.maybe(0.15):
            return with_number
        return speaker.the(with_number) if not plural and not _needs_the(d) else f"the {with_number}"
    if det == "all" and d.get("partitive"):
        return f"the {with_number}"
    if det == "all":
        return f"{r.pick(('the', 'the', 'the', 'all the', 'all the', 'all of the', 'all'))} {with_number}"
    if det == "every":
        return f"{r.pick(('every', 'every', 'every single', 'each'))} {with_number}"
    if det == "both":
        return f"{r.pick(('both', 'both the', 'both of the', 'both of the'))} {rest}"
    if det == "another":
        if number and r.maybe(0.5):
            return f"{number} more {rest}"
        return f"{r.pick(_ANOTHER) if not number and not plural else 'another'} {with_number}"
    if det == "the_other":
        return speaker.the(f"{'remaining' if plural and r.maybe(0.1) else 'other'} {with_number}")
    if det in ("that", "this"):
        word = {"that": "those", "this": "these"}[det] if plural else det
        return f"{word} {with_number}"
    if det == "most":
        return f"{r.pick(('most', 'most of the', 'most of the'))} {rest}"
    if det == "no":
        return f"{r.pick(('no', 'no', 'none of the')) if plural else 'no'} {rest}"
    return f"{det} {with_number}"


def _needs_the(d: Meaning) -> bool:
    return "n" in d or d["kind"] not in KINDS
