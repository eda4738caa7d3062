"""The scene in words, for screen readers and for terminals that show neither colour nor half blocks."""

from __future__ import annotations

from collections.abc import Iterable

from world.bodies import TABLE, Body, State


def describe(state: State) -> str:
    """A few lines: what stands on the table from left to right with all that it carries, and what the hand holds."""
    count = len([body for body in state.bodies.values() if body.is_toy])
    lines = [f"{count} {'toy' if count == 1 else 'toys'} on the table, from left to right:"]
    lines += [f"- {_with_load(state, body)}" for body in _carried(state, TABLE)]
    if len(lines) == 1:
        lines = ["The table is empty."]
    held = state.bodies.get(state.holding) if state.holding else None
    lines.append(f"The hand holds {_name(held)}." if held else "The hand is empty.")
    return "\n".join(lines)


def _carried(state: State, support: str) -> list[Body]:
    on = [state.bodies[key] for key, below in state.support.items() if below == support and key in state.bodies]
    return sorted(on, key=lambda body: (body.center[0], body.center[1]))


def _with_load(state: State, body: Body) -> str:
    text = f"{_name(body)}{_place(state, body)}"
    load = _carried(state, body.id)
    inside = body.shape == "box"
    if load:
        return f"{text}, {'in' if inside else 'on'} it " + _series(_load(state, other) for other in load)
    return f"{text}, empty" if inside else text


def _load(state: State, body: Body) -> str:
    on = _carried(state, body.id)
    return f"{_name(body)} (on it {_series(_load(state, other) for other in on)})" if on else _name(body)


def _series(parts: Iterable[str]) -> str:
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def _name(body: Body) -> str:
    shape = "cube" if body.is_cube else body.shape
    size = (
        "x".join(f"{side:g}" for side in dict.fromkeys(body.size))
        if body.is_cube
        else "x".join(map("{:g}".format, body.size))
    )
    called = f' called "{body.name}"' if body.name else ""
    return f"a {body.color} {shape}{called} ({body.id}, {size})".replace("a orange", "an orange")


def _place(state: State, body: Body) -> str:
    if state.support.get(body.id) != TABLE:
        return ""
    x, y = (body.center[i] / state.table[i] for i in (0, 1))
    across = "left" if x < 1 / 3 else "right" if x > 2 / 3 else ""
    near, far = ("front", "back") if state.front == "near" else ("back", "front")
    deep = near if y < 1 / 3 else far if y > 2 / 3 else ""
    return f" at the {deep} {across}".replace("  ", " ").rstrip() if across or deep else " in the middle"
