"""Places: from "on the block", "left of them", "in the corner" to where the planner is to put things."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, permutations

from agent.grounding.choose import MOST, Choice, choices
from agent.grounding.denote import Denoter
from agent.grounding.piles import members, piles
from agent.grounding.problems import NoSuch, Unsupported
from agent.language import acts
from agent.language.descriptions import Region
from world.bodies import TABLE, State
from world.goals import Anywhere, Beside, Between, Goal, In, LetGo, On, Place, Put, Side
from world.goals import Region as TableRegion

SQUARE = 64.0
"""A step where a scene has no grid: the side of the classic small cube."""

_SIDES: dict[str, Side] = {"left_of": "left", "right_of": "right", "in_front_of": "front", "behind": "back"}


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
    for supports in choices(denoter, act.where, piles=True):
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


def places(denoter: Denoter, act: acts.Put) -> list[tuple[Place, str | None]]:
    """The places that `rel` and `where` may mean, each with the thing it is given by (None for parts of the table)."""
    where, rel = act.where, act.rel
    if isinstance(where, Region):
        return [(region, None) for region in regions(where)]
    if rel == "between":
        ends = denoter.meant(where)
        if len(ends) != 2:
            raise NoSuch(where, len(ends))
        return [(Between(ends[0], ends[1]), None)]
    found: list[tuple[Place, str | None]] = []
    for option in choices(denoter, where, piles=True):
        key = _outermost(denoter, rel, option)
        if key is not None:
            found.append((_place(denoter, rel, key, act.steps), key))
    return found


def _top_of(denoter: Denoter, keys: Sequence[str]) -> str | None:
    """The highest of several bodies that stand on one another."""
    if any(set(keys) <= set(members(pile)) for pile in piles(denoter.state)):
        return max(keys, key=lambda key: denoter.state.bodies[key].top)
    return None


def _outermost(denoter: Denoter, rel: str, option: Choice) -> str | None:
    """The one of several landmarks that counts: left of the cubes is left of the leftmost; none for "on" several.

    A stack counts by its top where something is put on it, else by its lowest body.
    """
    on = rel in ("on", "on_top_of")
    keys = [members(k)[-1 if on else 0] for k in option]
    if on and len(keys) > 1:
        return _top_of(denoter, keys)
    if len(keys) == 1 or rel in ("beside", "near", "touching"):
        return keys[0]
    axis, sign = {"left_of": (0, 1), "right_of": (0, -1), "in_front_of": (1, 1), "behind": (1, -1)}.get(rel, (0, 0))
    bodies = [denoter.state.bodies[k] for k in keys if k in denoter.state.bodies]
    return min(bodies, key=lambda b: sign * b.center[axis]).id if sign and bodies else None


def _place(denoter: Denoter, rel: str, key: str, steps: int | None) -> Place:
    body = denoter.state.bodies.get(key)
    match rel:
        case "on" | "on_top_of" | "above" | "at" | "supported_by":
            if key == TABLE:
                return Anywhere()
            return In(key) if body is not None and body.shape == "box" else On(key)
        case "in":
            return Anywhere() if key == TABLE else In(key)
        case "left_of" | "right_of" | "in_front_of" | "behind":
            return Beside(key, _SIDES[rel], None if steps is None else (steps - 1) * square(denoter.state))
        case "beside" | "near" | "touching":
            return Beside(key, None, 0.0 if rel == "touching" else None)
        case "under":
            raise Unsupported("put things under others")
        case _:
            raise Unsupported(f'put things "{rel.replace("_", " ")}" something')


def regions(where: Region) -> list[TableRegion]:
    """The parts of the table that a description names; a corner or an edge without a side leaves all of them open."""
    x = {"left": -1, "right": 1}
    y = {"front": -1, "back": 1}
    parts = where.side.split("_") if where.side else []
    column = next((x[p] for p in parts if p in x), None)
    row = next((y[p] for p in parts if p in y), None)
    if where.region == "center":
        return [TableRegion(0 if column is None else column, 0 if row is None else row)]
    if where.region == "corner":
        columns = (-1, 1) if column is None else (column,)
        rows = (-1, 1) if row is None else (row,)
        return [TableRegion(c, r) for c in columns for r in rows]
    if not parts:
        return [TableRegion(-1, None), TableRegion(1, None), TableRegion(None, -1), TableRegion(None, 1)]
    return [TableRegion(column, row)]
