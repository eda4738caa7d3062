"""What determiners and number say of a description, whatever the world is like: how many, and one or several."""

from __future__ import annotations

from agent.grounding.compare import MUTUAL
from agent.language.descriptions import AnyClause, Both, Clause, Description, Noun, Ref

_PLURAL = ("all", "both", "every", "most", "at_least", "at_most", "exactly", "more_than", "fewer_than")


def enough(noun: Noun, found: int, domain: int) -> bool:
    """Whether `found` of `domain` things are as many as a determiner and number ask for."""
    n = noun.n if noun.n is not None else 1
    match noun.det:
        case "every" | "all" | "both" | "the" | "that" | "this" | "the_other":
            return found == domain > 0
        case "no":
            return found == 0
        case "at_most":
            return found <= n
        case "exactly":
            return found == n
        case "more_than":
            return found > n
        case "fewer_than":
            return found < n
        case "most":
            return found * 2 > domain
        case _:
            return found >= n


def is_mutual(clause: AnyClause) -> bool:
    """Whether a clause says what several things are to one another: "the same size", "touching"."""
    return isinstance(clause, Clause) and clause.of is None and clause.rel in MUTUAL


def is_plural(what: Description) -> bool:
    """Whether a description speaks of several things."""
    match what:
        case Noun(det=det, n=n):
            return det in _PLURAL or (n or 1) > 1 or det is None
        case Ref(ref=word):
            return word == "them"
        case Both():
            return True
        case _:
            return False
