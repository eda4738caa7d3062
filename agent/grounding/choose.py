"""Which things a command is about: the alternatives that a description leaves open, best first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, islice, product

from agent.grounding.denote import Denoter
from agent.grounding.piles import is_pile
from agent.grounding.problems import NoSuch, Unsupported
from agent.grounding.qualities import HAND
from agent.language.descriptions import Both, Description, Either, Noun
from world.bodies import State

MOST = 24
"""Alternatives tried before giving up: enough for any choice among a few dozen things."""

Choice = tuple[str, ...]


def choices(denoter: Denoter, what: Description, *, piles: bool = False) -> list[Choice]:
    """The sets of things that a description may stand for in a command, those that need least work first.

    "The" and pronouns leave one; "a block" one for each block; "two blocks" one for each pair; "either A or B" those of
    both. `piles` admits whole stacks, as landmarks. Raises NoSuch when nothing (or too few) fits, or what Denoter
    raises.
    """
    options = [option for option in islice(_choices(denoter, what), MOST) if option]
    if not options:
        raise NoSuch(what)
    if not piles and any(is_pile(key) for option in options for key in option):
        raise Unsupported("do that with a whole stack at once; tell me which of its blocks")
    if any(key == HAND for option in options for key in option):
        raise Unsupported("do that with my own hand")
    return options


def _choices(denoter: Denoter, what: Description) -> Iterator[Choice]:
    match what:
        case Both(all=parts):
            for combined in islice(product(*[choices(denoter, part) for part in parts]), MOST * MOST):
                flat = tuple(key for choice in combined for key in choice)
                if len(set(flat)) == len(flat):
                    yield flat
        case Either(any=parts):
            problem: NoSuch | None = None
            found = False
            for part in parts:
                try:
                    for choice in choices(denoter, part):
                        found = True
                        yield choice
                except NoSuch as error:
                    problem = error
            if not found and problem is not None:
                raise problem
        case Noun():
            yield from _noun_choices(denoter, what)
        case _:
            yield tuple(denoter.meant(what))


def _noun_choices(denoter: Denoter, noun: Noun) -> Iterator[Choice]:
    if noun in denoter.bound:
        yield denoter.bound[noun]
        return
    if noun.det in ("the", "that", "this", "the_other"):
        yield tuple(denoter.definite(noun))
        return
    keys = by_effort(denoter, denoter.extension(noun))
    match noun.det:
        case "all" | "every" | "most":
            if not keys:
                raise NoSuch(noun)
            yield tuple(denoter.extension(noun))
            return
        case "both":
            if len(keys) != 2:
                raise NoSuch(noun, len(keys))
            yield tuple(denoter.extension(noun))
            return
    if noun.det is None and noun.n is None and not noun.sup and noun.ord is None and noun.kind != "support":
        if not keys:
            raise NoSuch(noun)
        if len(keys) == 1 or noun.kind == "one":
            yield from ((key,) for key in keys)
        else:
            yield tuple(denoter.extension(noun))
        return
    count = noun.n if noun.n is not None else 1
    if noun.det == "more_than":
        count += 1
    if len(keys) < max(count, 1):
        raise NoSuch(noun, len(keys))
    yield from combinations(keys, count)


def by_effort(denoter: Denoter, keys: Sequence[str]) -> list[str]:
    """The things, those with the least standing on them first, then those that the person has not had put anywhere.

    What someone has placed is left where it is if there is a choice. Ties stay in scene order.
    """
    placed = {key for _, ids in denoter.focus.told for key in ids}
    return sorted(keys, key=lambda key: (_burden(denoter.state, key), key in placed))


def _burden(state: State, key: str) -> int:
    above = [k for k, below in state.support.items() if below == key]
    return len(above) + sum(_burden(state, k) for k in above)
