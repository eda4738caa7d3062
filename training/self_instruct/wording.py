"""What a sentence must be by itself, and beside its meaning: words, spelled, and none of them without a trace."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from agent.language.acts import Utterance
from training.generate.exclude import excluded, fold
from training.generate.words.vocabulary import COLORS, COMPARATIVES, KINDS, NUMBERS, SIDED, SIZES, SUPERLATIVES
from training.self_instruct.names import INVENTED
from training.self_instruct.verdict import Rejected

MOST_WORDS, MOST_CHARACTERS = 24, 140
WORDS = Path(__file__).parents[1] / "seeds" / "words.txt"
"""Words that count as spelled: one that nano writes and that is not here is a slip, or made up."""

_ALLOWED = re.compile(r"[A-Za-z0-9 ,.;:?!'\"()/-]+")
_WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*")
_DOUBLED = re.compile(r"\b(\w+) \1\b|[,.;:?!-]{2}|[\"(),;:] *$|^\W", re.IGNORECASE)
_VALUE = re.compile(r'"(color|size|sup|kind)":"([a-z]+)"')

_NUMBER = re.compile(r'"(?:n|steps)":(\d+)')
_ALSO = {0: ("no", "none"), 1: ("a", "an", "single", "step", "once"), 2: ("both", "pair", "couple", "twice")}


def check_text(text: str, *, spelled: bool) -> None:
    """Whether it can be a sentence; `spelled`: of words that we know. Raises Rejected."""
    if not text.strip():
        raise Rejected("nothing written")
    if len(text) > MOST_CHARACTERS or len(text.split()) > MOST_WORDS or not _ALLOWED.fullmatch(text):
        raise Rejected("length or characters")
    if _DOUBLED.search(text) or not _WORD.search(text.lower()):
        raise Rejected("length or characters")
    if spelled and (odd := [word for word in _WORD.findall(text.lower()) if word not in spelled_words()]):
        raise Rejected("misspelt or made up", " ".join(odd))
    if fold(text) in excluded():
        raise Rejected("excluded")


def check_words(text: str, meaning: Utterance) -> None:
    """Whether colours and pyramids that are said are meant, and those, sizes, superlatives and numbers meant are said.

    A reading that leaves something out is put into words that leave it out too: no round trip shows that. Raises
    Rejected.
    """
    meant = set(_VALUE.findall(meaning.to_json()))
    of_word, pattern = _telling()
    said = {of_word[found] for found in pattern.findall(text.lower())}
    missing = {value for field, value in said if (field, value) not in meant}
    missing |= {value for field, value in meant if field in ("color", "kind") and (field, value) in _told() - said}
    for field, value in meant:
        if field in ("size", "sup") and not re.search(_any_of(_forms()[value]), text.lower()):
            missing.add(value)
    words = set(re.findall(r"[a-z]+|\d+", text.lower()))
    for number in map(int, _NUMBER.findall(meaning.to_json())):
        if not words & {str(number), *NUMBERS[number : number + 1], *_ALSO.get(number, ())}:
            missing.add(str(number))
    if missing:
        raise Rejected("left out", " ".join(sorted(missing)))


@cache
def spelled_words() -> frozenset[str]:
    """The words of `WORDS`, and the names that we give."""
    return frozenset(WORDS.read_text(encoding="utf-8").split()) | INVENTED


@cache
def _forms() -> dict[str, set[str]]:
    """The words for each size and superlative; "the one taller than all others" is the tallest."""
    forms: dict[str, set[str]] = {}
    for table in (SIZES, SUPERLATIVES, SIDED, COMPARATIVES):
        for value, words in table.items():
            forms.setdefault(value, set()).update(words)
    return forms


@cache
def _telling() -> tuple[dict[str, tuple[str, str]], re.Pattern[str]]:
    """What each word for a colour or a pyramid stands for, and a pattern that finds them, the longest first."""
    of_word = {word: ("color", color) for color, words in COLORS.items() for word in words}
    of_word |= {f"{word}{s}": ("kind", "pyramid") for word in KINDS["pyramid"] for s in ("", "s")}
    return of_word, re.compile(_any_of(of_word))


@cache
def _told() -> frozenset[tuple[str, str]]:
    return frozenset(_telling()[0].values())


def _any_of(words: Iterable[str]) -> str:
    return rf"\b(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})\b"
