"""Whether a relation of the language holds between two things of a state: bodies, the table, the hand, stacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations

from agent.grounding.piles import is_pile, members
from agent.grounding.problems import Unsupported
from agent.grounding.qualities import HAND
from world import relations
from world.bodies import TABLE, State

_SPATIAL: dict[str, Callable[[State, str, str], bool]] = {
    "on": relations.on,
    "on_top_of": relations.on_top_of,
    "in": relations.inside,
    "under": relations.under,
    "above": relations.above,
    "left_of": relations.left_of,
    "right_of": relations.right_of,
    "in_front_of": relations.in_front_of,
    "behind": relations.behind,
    "beside": relations.beside,
    "near": relations.near,
    "touching": relations.touching,
    "supports": relations.supports,
    "contains": relations.contains,
}
_COMPARED: dict[str, tuple[Callable[[State, str], float], int]] = {
    "bigger": (relations.size, 1),
    "smaller": (relations.size, -1),
    "taller": (relations.height, 1),
    "shorter": (relations.height, -1),
    "wider": (relations.width, 1),
    "narrower": (relations.width, -1),
    "as_big_as": (relations.size, 0),
    "as_tall_as": (relations.height, 0),
    "as_wide_as": (relations.width, 0),
}


ALIKE = ("same_color", "same_size", "same_shape", "as_big_as", "as_tall_as", "as_wide_as")
MUTUAL = (*ALIKE, "touching", "beside", "near")
"""The relations that several things can have to one another: "are they the same size?", "which are touching?"."""


def comparable(rel: str) -> bool:
    """Whether a relation compares two things, so that with nothing named it is the one just spoken of."""
    return rel in _COMPARED or rel in MUTUAL


def linked(state: State, rel: str, keys: Sequence[str]) -> bool:
    """Whether several things have a relation to one another: all pairs the same, but touching from one to the next."""
    if rel in ALIKE:
        return all(holds(state, rel, a, b) for a, b in combinations(keys, 2))
    rest = list(keys)
    reached = [rest.pop()] if rest else []
    for key in reached:
        further = [other for other in rest if holds(state, rel, key, other)]
        reached += further
        rest = [other for other in rest if other not in further]
    return not rest


def holds(state: State, rel: str, a: str, b: str) -> bool:
    """Whether a relation holds between two things."""
    if HAND in (a, b):
        return rel in ("held", "in", "supported_by") and state.holding == a
    if is_pile(a) or is_pile(b):
        return _pile_holds(state, rel, a, b)
    if rel == "supported_by":
        return relations.supports(state, b, a)
    if rel == "contains" and b != TABLE and state.bodies.get(a) is not None and state.bodies[a].shape != "box":
        return relations.on_top_of(state, b, a)
    if rel in ("in", "at") and b == TABLE:
        return relations.on(state, a, b)
    if rel in _SPATIAL:
        return a != b and _SPATIAL[rel](state, a, b)
    if rel in _COMPARED:
        if TABLE in (a, b) or a == b:
            return False
        measure, sign = _COMPARED[rel]
        difference = measure(state, a) - measure(state, b)
        return abs(difference) < 1e-6 if sign == 0 else sign * difference > 0
    if rel in ("same_color", "same_size", "same_shape"):
        it, other = state.bodies.get(a), state.bodies.get(b)
        if it is None or other is None or a == b:
            return False
        return {
            "same_color": it.color == other.color,
            "same_size": sorted(it.size) == sorted(other.size),
            "same_shape": it.shape == other.shape and it.is_cube == other.is_cube,
        }[rel]
    if rel == "is":
        return a == b
    raise Unsupported(f'tell which things are "{rel.replace("_", " ")}" others')


def _pile_holds(state: State, rel: str, a: str, b: str) -> bool:
    """A relation of a stack: it contains its bodies, stands where its lowest does, is as high as all together."""
    if rel in ("contains", "part_of", "in"):
        pile, part = (a, b) if rel == "contains" else (b, a)
        return part in members(pile) or (is_pile(part) and set(members(part)) < set(members(pile)))
    if rel in _COMPARED and _COMPARED[rel][0] is relations.height:
        heights = [sum(relations.height(state, k) for k in members(key)) for key in (a, b)]
        sign = _COMPARED[rel][1]
        difference = heights[0] - heights[1]
        return difference >= 0 if sign == 0 else sign * difference > 0
    if rel == "is":
        return a == b
    if rel in ("on", "on_top_of") and a in members(b):
        return a == members(b)[-1]  # "the red block on the red and green stack" may be its own top
    lowest, other = members(a)[0], members(b)[-1] if rel in ("on", "on_top_of", "above") else members(b)[0]
    return lowest != other and holds(state, rel, lowest, other)
