"""Places: from "on the block", "left of them", "in the corner" to where the planner is to put things."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import islice, permutations

from agent.grounding.choose import MOST, Choice, Suits, choices
from agent.grounding.denote import Denoter
from agent.grounding.piles import members, piles
from agent.grounding.problems import NoSuch, Unsupported
from agent.grounding.regions import ends, parts
from agent.language import acts
from agent.language.descriptions import Region
from world.bodies import TABLE, State
from world.goals import Anywhere, Beside, Between, Goal, In, LetGo, On, Place, Put, Side
from world.goals import Region as TableRegion

SQUARE = 64.0
"""A step where a scene has no grid: the side of the classic small cube."""

_SIDES: dict[str, Side] = {"left_of": "left", "right_of": "right", "in_front_of": "front", "behind": "back"}


ON = ("on", "on_top_of", "above", "at")
"""The relations that put a thing on top of another."""


def reach(state: State) -> Suits | None:
    """On a board, where the hand takes what is on top: whether a thing can be taken; elsewhere all things are alike."""
    return partial(is_within_reach, state) if state.grid else None


def is_within_reach(state: State, key: str) -> bool:
    """Whether the hand can take a thing without moving another: nothing stands on it, and it is not held already."""
    return key in state.bodies and key not in state.support.values() and key != state.holding


def can_carry(state: State, key: str) -> bool:
    """Whether something can be put on a thing (or a stack) as it stands."""
    body = state.bodies.get(members(key)[-1])
    return body is not None and body.shape != "pyramid" and body.id not in state.support.values()


def square(state: State) -> float:
    """The length of a step."""
    return state.grid or SQUARE


def each_on_its_own(
    denoter: Denoter, act: acts.Put, options: list[Choice]
) -> list[tuple[Choice, str | None, list[Goal]]]:
    """Ways to put one thing on each of several: "put a pyramid on every green cube"."""
    if isinstance(act.where, Region) or act.rel not in ("on", "in", "on_top_of"):
        return []
    found: list[tuple[Choice, str | None, list[Goal]]] = []
    for landmarks in choices(denoter, act.where, piles=True, suits=_carrying(denoter, act.rel)):
        supports = [members(key)[-1] for key in landmarks]
        if len(supports) < 2 or _top_of(denoter, supports) is not None:
            continue
        same = [option for option in options if len(option) == len(supports)]
        singles = tuple(option[0] for option in options if len(option) == 1)
        for bodies in islice((*same, *permutations(singles, len(supports))), MOST):
            if not set(bodies) & set(supports):
                goals: list[Goal] = []
                for body, support in zip(bodies, supports, strict=True):
                    goals += [Put(body, _place(denoter, act.rel, support, None)), LetGo(body)]
                found.append((tuple(bodies), None, goals))
    return found


def on_one_of_them(
    denoter: Denoter, act: acts.Put, options: list[Choice]
) -> list[tuple[Choice, str | None, list[Goal]]]:
    """Ways to put one thing on some of several: "put the pyramid on the green cubes"."""
    if isinstance(act.where, Region) or act.rel not in ON:
        return []
    landmarks = choices(denoter, act.where, piles=True, suits=_carrying(denoter, act.rel))
    supports = [members(key)[-1] for several in landmarks if len(several) > 1 for key in several]
    free = [key for key in supports if can_carry(denoter.state, key)]
    return [
        (option, key, [Put(option[0], _place(denoter, act.rel, key, None)), LetGo(option[0])])
        for option in options
        for key in dict.fromkeys([*free, *supports])
        if len(option) == 1 and key not in option
    ]


def places(denoter: Denoter, act: acts.Put) -> list[tuple[Place, str | None]]:
    """The places that `rel` and `where` may mean, each with the thing it is given by (None for parts of the table)."""
    where, rel = act.where, act.rel
    if isinstance(where, Region):
        return [(TableRegion(x, y), None) for x, y in parts(denoter.state, where)]
    if rel == "between":
        pair = denoter.meant(where)
        if len(pair) != 2:
            raise NoSuch(where, len(pair))
        return [(Between(pair[0], pair[1]), None)]
    found: list[tuple[Place, str | None]] = []
    for option in choices(denoter, where, piles=True, suits=_carrying(denoter, rel)):
        key = _outermost(denoter, rel, option)
        if key is not None:
            found.append((_place(denoter, rel, key, act.steps), key))
    return found


def _carrying(denoter: Denoter, rel: str) -> Suits | None:
    """On a board, where a thing is to stand on another: whether that one is free."""
    return partial(can_carry, denoter.state) if rel in ON and denoter.state.grid else None


def _top_of(denoter: Denoter, keys: Sequence[str]) -> str | None:
    """The highest of several bodies that stand on one another."""
    if any(set(keys) <= set(members(pile)) for pile in piles(denoter.state)):
        return max(keys, key=lambda key: denoter.state.bodies[key].top)
    return None


def _outermost(denoter: Denoter, rel: str, option: Choice) -> str | None:
    """The one of several landmarks that counts: left of the cubes is left of the leftmost; none for "on" several.

    A stack counts by its top where something is put on it, else by its lowest body.
    """
    on = rel in ON
    keys = [members(k)[-1 if on else 0] for k in option]
    if on and len(keys) > 1:
        return _top_of(denoter, keys)
    if len(keys) == 1 or rel in ("beside", "near", "touching"):
        return keys[0]
    axis, sign = ends(denoter.state).get(_SIDES.get(rel, ""), (0, 0))
    bodies = [denoter.state.bodies[k] for k in keys if k in denoter.state.bodies]
    return max(bodies, key=lambda b: sign * b.center[axis]).id if sign and bodies else None


def _place(denoter: Denoter, rel: str, key: str, steps: int | None) -> Place:
    body = denoter.state.bodies.get(key)
    match rel:
        case "on" | "on_top_of" | "above" | "at" | "supported_by":
            if key == TABLE:
                return Anywhere()
            return In(key) if body is not None and body.shape == "box" else On(key)
        case "in":
            if key == TABLE:
                return Anywhere()
            boxes = any(other.shape == "box" for other in denoter.state.bodies.values())
            return In(key) if boxes else On(key)  # without any, a "box" is what is shaped like one
        case "left_of" | "right_of" | "in_front_of" | "behind":
            return Beside(key, _SIDES[rel], None if steps is None else (steps - 1) * square(denoter.state))
        case "beside" | "near" | "touching":
            return Beside(key, None, 0.0 if rel == "touching" else None)
        case "under":
            raise Unsupported("put things under others")
        case _:
            raise Unsupported(f'put things "{rel.replace("_", " ")}" something')
