"""What every speaker needs: phrases with their number, articles, lists; and the case that nothing can be said."""

from __future__ import annotations

from typing import NamedTuple

from training.generate.chance import Chance


class Said(NamedTuple):
    """A phrase and whether a verb agrees with it as a plural."""

    text: str
    plural: bool


class UnsayableError(Exception):
    """There is no natural wording for this meaning here; sample another."""


def article(text: str) -> str:
    """The phrase with "a" or "an" before it."""
    first = text.lstrip('"')[:1]
    return ("an " if first in "aeiou" and not text.startswith(("one", "uni", "eu")) else "a ") + text


_AND = ("as well as", "as well as", "&", "&", "n", "plus", "+", "along with", "together with", "and also")


def join_list(parts: list[str], word: str, r: Chance) -> str:
    """As in "x, y and z"."""
    if len(parts) == 2:
        if word == "and" and r.maybe(0.09):
            word = r.pick(_AND)
        return f"{parts[0]} {word} {parts[1]}"
    comma = "," if r.maybe(0.4) else ""
    if r.maybe(0.12):
        return f" {word} ".join(parts)
    return f"{', '.join(parts[:-1])}{comma} {word} {parts[-1]}"
