"""Which things a command is about: the alternatives that a description leaves open, best first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, islice, product

from agent.grounding.compare import linked
from agent.grounding.denote import Denoter
from agent.grounding.determiners import is_mutual
from agent.grounding.focus import EMBEDDED
from agent.grounding.piles import is_pile
from agent.grounding.problems import Ambiguous, NoSuch, Unsupported
from agent.grounding.qualities import HAND
from agent.language.descriptions import Both, Clause, Description, Either, Noun
from world.bodies import State

MOST = 24
"""Alternatives tried before giving up: enough for any choice among a few dozen things."""

Choice = tuple[str, ...]


Suits = Callable[[str], bool]


def choices(denoter: Denoter, what: Description, *, piles: bool = False, suits: Suits | None = None) -> list[Choice]:
    """The sets of things that a description may stand for in a command, those that need least work first.

    "The" and pronouns leave one; "a block" one for each block; "two blocks" one for each pair; "either A or B" those of
    both. `piles` admits whole stacks, as landmarks. `suits` tells what can be done with a thing right away: of several
    that "the block" fits, the one that suits is meant. Raises NoSuch when nothing (or too few) fits, or what Denoter
    raises.
    """
    options = [option for option in islice(_choices(denoter, what, suits), MOST) if option]
    if not options:
        raise NoSuch(what)
    if not piles and any(is_pile(key) for option in options for key in option):
        raise Unsupported("do that with a whole stack at once; tell me which of its blocks")
    if any(key == HAND for option in options for key in option):
        raise Unsupported("do that with my own hand")
    return options


def _choices(denoter: Denoter, what: Description, suits: Suits | None) -> Iterator[Choice]:
    match what:
        case Both(all=parts):
            for combined in islice(product(*[choices(denoter, part, suits=suits) for part in parts]), MOST * MOST):
                flat = tuple(key for choice in combined for key in choice)
                if len(set(flat)) == len(flat):
                    yield flat
        case Either(any=parts):
            problem: NoSuch | None = None
            found = False
            for part in parts:
                try:
                    for choice in choices(denoter, part, suits=suits):
                        found = True
                        yield choice
                except NoSuch as error:
                    problem = error
            if not found and problem is not None:
                raise problem
        case Noun():
            try:
                yield from _noun_choices(denoter, what)
            except Ambiguous as problem:
                if suits is None or problem.noun != what:
                    raise
                yield _suited(denoter, problem, suits)
        case _:
            yield tuple(denoter.meant(what))


def _suited(denoter: Denoter, problem: Ambiguous, suits: Suits) -> Choice:
    """Of what an ambiguous description fits, that which suits what is to be done; raises the problem with the rest."""
    left = tuple(key for key in problem.candidates if suits(key)) or problem.candidates
    if len(left) == (problem.noun.n or 1):
        denoter.mention(problem.noun, left, EMBEDDED)
        return left
    raise Ambiguous(problem.noun, left)


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
    mutual = [clause for clause in noun.that or () if isinstance(clause, Clause) and is_mutual(clause)]
    for several in combinations(keys, count):
        if count < 2 or all(clause.negated or linked(denoter.state, clause.rel, several) for clause in mutual):
            yield several


def by_effort(denoter: Denoter, keys: Sequence[str]) -> list[str]:
    """The things, those with the least standing on them first, then those that the person has not had put anywhere.

    What someone has placed is left where it is if there is a choice. Ties stay in scene order.
    """
    placed = {key for _, ids in denoter.focus.told for key in ids}
    return sorted(keys, key=lambda key: (_burden(denoter.state, key), key in placed))


def _burden(state: State, key: str) -> int:
    above = [k for k, below in state.support.items() if below == key]
    return len(above) + sum(_burden(state, k) for k in above)
