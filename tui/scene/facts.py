"""What is to be said of a thing that somebody points at: its name as the agent would say it, and a few facts.

The agent's English is imported when first needed: it is not needed for the first picture.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from tui.scene.owners import HAND
from world.bodies import TABLE, Body, State


@dataclass(frozen=True, slots=True)
class Facts:
    """What a thing is called, and what is so about it."""

    name: str
    facts: tuple[str, ...]

    @property
    def text(self) -> str:
        """Everything on one line."""
        return " · ".join((self.name, *self.facts))


def name(state: State, key: str) -> str:
    """What to call a thing so that the hearer knows which: "the large green block"."""
    from agent.english.refer import refer

    return refer(state, key, identify=True)


def facts(state: State, key: str, owned: Collection[str] = ()) -> Facts | None:
    """What there is to say of a body, the table or the hand; None for an id that is nothing here.

    `owned` are the ids of bodies that the person said are theirs.
    """
    if key == TABLE:
        width, depth = state.table
        load = _load(state, TABLE)
        return Facts("the table", (f"{width:g}×{depth:g}", f"supports {load}" if load else "empty"))
    if key == HAND:
        return Facts("the hand", (f"holds {_called(state, state.holding)}" if state.holding else "empty",))
    body = state.bodies.get(key)
    if body is None:
        return None
    parts = [
        "×".join(f"{side:g}" for side in body.size),
        _place(state, body),
        _burden(state, body),
        _whose(body, owned),
    ]
    return Facts(_called(state, key), tuple(part for part in parts if part))


def _called(state: State, key: str) -> str:
    """A thing in passing: "the large green block", without what would tell it from others like it."""
    from agent.english.refer import phrase

    found = phrase(state, key, identify=True)
    return found.text() if state.bodies[key].name else replace(found, tail="").text()


def _place(state: State, body: Body) -> str:
    if state.holding == body.id:
        return "in the hand"
    below = state.support.get(body.id)
    if below is None:
        return ""
    if below == TABLE:
        return "on the table"
    word = "in" if state.bodies[below].shape == "box" else "on"
    return f"{word} {_called(state, below)}"


def _burden(state: State, body: Body) -> str:
    """What it carries, or that it could carry something."""
    load = _load(state, body.id)
    if body.shape == "box":
        return f"contains {load}" if load else "empty"
    if load:
        return f"supports {load}"
    return "nothing on it" if body.shape == "block" and state.holding != body.id else ""


def _load(state: State, key: str) -> str:
    """What stands on something, by name where there is not too much of it."""
    from agent.english.refer import listing

    on = [other for other, below in state.support.items() if below == key and other in state.bodies]
    if not on:
        return ""
    return listing(_called(state, other) for other in on) if len(on) < 4 else f"{len(on)} things"


def _whose(body: Body, owned: Collection[str]) -> str:
    if body.id in owned:
        return "yours"
    return f"belongs to {body.owner}" if body.owner else ""
