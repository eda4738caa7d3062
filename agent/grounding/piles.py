"""Stacks as things: what stands on one another, from the lowest to the top, spoken of as one."""

from __future__ import annotations

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
