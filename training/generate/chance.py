"""Choices by seed: one small wrapper over a random stream, so that all code reads alike and repeats exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A reproducible source of choices."""

    __slots__ = ("_next",)

    def __init__(self, seed: int | str) -> None:
        self._next = Random(seed).random

    def maybe(self, probability: float) -> bool:
        """True with this probability."""
        return self._next() < probability

    def pick(self, options: Sequence[T]) -> T:
        """One of the options; repeat an option in the sequence to make it likelier."""
        return options[int(self._next() * len(options))]

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self._next() * (high - low + 1))


def forms(spec: str) -> tuple[str, ...]:
    """Alternatives of wording: "pick up*4|grasp" is "pick up" four times as often as "grasp"."""
    out: list[str] = []
    for part in spec.split("|"):
        text, star, weight = part.partition("*")
        out += [text.strip()] * (int(weight) if star else 1)
    return tuple(out)


def words(spec: str) -> tuple[str, ...]:
    """The words of a list written as one string."""
    return tuple(spec.split())


def spread(weights: Mapping[T, int]) -> tuple[T, ...]:
    """The keys, each repeated by its weight, for `Chance.pick`."""
    return tuple(key for key, weight in weights.items() for _ in range(weight))
