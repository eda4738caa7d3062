"""What gets confused with what: the differences between predicted and right actions, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from agent.language.acts import Utterance

NOTHING = "-"


def confusions(pairs: Iterator[tuple[Utterance, Utterance | None]]) -> Counter[tuple[str, str, str]]:
    """How often (field, right value, predicted value) occurs over pairs of right and predicted actions.

    Only the first difference of a pair counts, in the order in which the model writes: what follows it is often only
    its consequence.
    """
    return Counter(found for right, predicted in pairs if (found := first_difference(right, predicted)) is not None)


def first_difference(right: Utterance, predicted: Utterance | None) -> tuple[str, str, str] | None:
    """The first field in which two actions differ, what it should be and what it is; None if they are equal."""
    if predicted is None:
        return ("utterance", "an action", "none")
    old = list(_leaves(right.model_dump(exclude_none=True, by_alias=True)))
    new = list(_leaves(predicted.model_dump(exclude_none=True, by_alias=True)))
    for (field, value), (other, found) in zip(old, new, strict=False):
        if field != other:
            return (f"{field} or {other}", value, found)
        if value != found:
            return (field, value, found)
    if len(old) == len(new):
        return None
    longer = old if len(old) > len(new) else new
    field, value = longer[min(len(old), len(new))]
    return (field, value, NOTHING) if longer is old else (field, NOTHING, value)


def _leaves(value: Any, field: str = "acts") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(part, key)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _leaves(part, field)
    else:
        yield field, str(value)
