"""Stacks as things: what stands on one another, from the lowest to the top, spoken of as one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from world.bodies import TABLE, State

JOIN = "+"


def piles(state: State) -> list[str]:
    """The keys of all stacks of two or more bodies, one for each top; the lowest body stands on no other block."""
    found = []
    carriers = set(state.support.values())
    for top in state.bodies:
        if top in carriers or top not in state.support:
            continue
        chain = [top]
        while (below := state.support.get(chain[-1])) is not None and below != TABLE:
            if state.bodies[below].shape == "box":
                break
            chain.append(below)
        if len(chain) > 1:
            found.append(JOIN.join(reversed(chain)))
    return found


def is_pile(key: str) -> bool:
    """Whether a key stands for a stack."""
    return JOIN in key


def members(key: str) -> tuple[str, ...]:
    """The bodies that a key stands for, from the lowest up."""
    return tuple(key.split(JOIN))


def below(state: State, key: str) -> str | None:
    """The stack that a body stands on, as it would be without that body; None if that is less than two."""
    chain = [key]
    while (under := state.support.get(chain[-1])) is not None and under != TABLE and state.bodies[under].shape != "box":
        chain.append(under)
    return JOIN.join(reversed(chain[1:])) if len(chain) > 2 else None


def beginnings(pile: str) -> list[str]:
    """The lower parts of a stack that are stacks themselves, the highest first."""
    keys = members(pile)
    return [JOIN.join(keys[:n]) for n in range(len(keys) - 1, 1, -1)]


def made_of(pile: str, parts: Sequence[tuple[Collection[str], int | None]]) -> bool:
    """Whether a stack is made of these and of nothing else: each the bodies that will do, and how many (None: any)."""
    keys = members(pile)
    if not all(any(key in bodies for bodies, _ in parts) for key in keys):
        return False
    counts = [sum(key in bodies for key in keys) for bodies, _ in parts]
    return all(count == n if n is not None else count > 0 for count, (_, n) in zip(counts, parts, strict=True))
