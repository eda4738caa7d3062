"""Kinds, adjectives and superlatives as facts about bodies.

Winograd's "big" and "little" are by 128 units; here a body is large if the cube of the same volume has sides of at
least 128, small if at most 90, both scaled to the scene's largest toys where those are smaller. "Biggest" compares the
largest dimension, as his did. Tall, wide and their opposites compare with the mean of the things that the rest of the
description fits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import fmean

from agent.grounding.piles import is_pile, members
from agent.language.descriptions import Size, Superlative
from world.bodies import TABLE, Body, State

KINDS = ("block", "cube", "pyramid", "box", "table", "thing", "one", "hand", "stack", "tower", "row", "support")
HAND = "HAND"

LARGE, SMALL = 128.0, 90.0


def is_kind(state: State, key: str, kind: str) -> bool:
    """Whether a known noun is true of a body, the table or the hand ("thing" is: of toys)."""
    if key == TABLE:
        return kind == "table"
    if key == HAND:
        return kind == "hand"
    if is_pile(key):
        return kind in ("stack", "tower")
    body = state.bodies[key]
    match kind:
        case "block" | "pyramid" | "box":
            return body.shape == kind
        case "cube":
            return body.is_cube
        case "thing" | "one":
            return body.is_toy
        case _:
            return False


TAKEN_FOR = {"purple": "pink", "pink": "purple", "cyan": "blue"}
"""Colours that people mix up: where nothing is purple, the magenta thing is meant."""


def is_colored(state: State, key: str, color: str) -> bool:
    """Whether a thing (or all of a stack) has a colour, or where nothing here has it the one it is taken for."""
    here = {body.color for body in state.bodies.values()}
    wanted = color if color in here else TAKEN_FOR.get(color, color)
    bodies = [state.bodies.get(part) for part in members(key)]
    return all(body is not None and body.color == wanted for body in bodies)


def bulk(body: Body) -> float:
    """The side of the cube with the same volume."""
    w, d, h = body.size
    return float((w * d * h) ** (1 / 3))


def _scale(state: State) -> float:
    """1 in scenes with toys of Winograd's sizes; less where everything is smaller."""
    toys = [bulk(b) for b in state.bodies.values() if b.is_toy]
    return min(1.0, max(toys, default=LARGE) / LARGE)


def size_word(state: State, body: Body) -> Size | None:
    """large, small, or None for what is neither."""
    scale = _scale(state)
    if bulk(body) >= LARGE * scale - 1e-6:
        return "large"
    return "small" if bulk(body) <= SMALL * scale else None


MEASURES: dict[str, Callable[[Body], float]] = {
    "height": lambda b: b.size[2],
    "width": lambda b: b.size[0],
    "depth": lambda b: b.size[1],
    "size": lambda b: max(b.size),
    "x": lambda b: b.center[0],
    "y": lambda b: b.center[1],
    "z": lambda b: b.position[2],
}

SUPERLATIVES: dict[Superlative, tuple[str, int]] = {
    "biggest": ("size", 1), "smallest": ("size", -1), "tallest": ("height", 1), "shortest": ("height", -1),
    "widest": ("width", 1), "narrowest": ("width", -1), "leftmost": ("x", -1), "rightmost": ("x", 1),
    "frontmost": ("y", -1), "backmost": ("y", 1), "highest": ("z", 1), "lowest": ("z", -1),
    "nearest": ("y", -1), "farthest": ("y", 1),
}  # fmt: skip

_GRADED: dict[Size, tuple[str, int]] = {
    "tall": ("height", 1), "short": ("height", -1), "wide": ("width", 1), "narrow": ("width", -1),
}  # fmt: skip


def with_size(state: State, keys: Sequence[str], size: Size) -> list[str]:
    """Those of the bodies that the adjective is true of, among themselves."""
    bodies = [state.bodies[k] for k in keys if k in state.bodies]
    if size in _GRADED:
        measure, sign = _GRADED[size]
        value = MEASURES[measure]
        if len(bodies) < 2:
            return [b.id for b in bodies]
        mean = fmean(value(b) for b in bodies)
        return [b.id for b in bodies if sign * (value(b) - mean) > 1e-6]
    if size == "medium":
        return [b.id for b in bodies if size_word(state, b) is None]
    exact = [b.id for b in bodies if size_word(state, b) == size]
    if exact or len(bodies) < 2:
        return exact
    # Nothing is large or small by itself ("the small pyramid" where all are big): compare within the class.
    values = [bulk(b) for b in bodies]
    wanted = max(values) if size == "large" else min(values)
    return [] if max(values) == min(values) else [b.id for b in bodies if bulk(b) == wanted]


def extreme(state: State, keys: Sequence[str], sup: Superlative, rank: int = 1) -> list[str]:
    """The biggest, tallest, ...

    of the bodies: all that share the `rank`-th value ("second tallest": 2; -1: the last).
    """
    measure, sign = SUPERLATIVES[sup]
    if sup in ("frontmost", "backmost") and state.front == "far":
        sign = -sign
    value = {k: sign * _measured(state, k, measure) for k in keys if is_pile(k) or k in state.bodies}
    values = sorted(set(value.values()), reverse=True)
    index = rank - 1 if rank > 0 else -1
    return [k for k in value if value[k] == values[index]] if index < len(values) and values else []


def _measured(state: State, key: str, measure: str) -> float:
    """A measure of a body; a stack is as high as all of it together, and elsewhere as its lowest body is."""
    parts = [state.bodies[part] for part in members(key)]
    if measure in ("height", "size") and len(parts) > 1:
        return sum(part.size[2] for part in parts)
    return MEASURES[measure](parts[0])
