"""What a beginner could say next: real things on this table, to be done and asked, different after every turn.

Nothing here is a fixed sentence: each is made of what stands there now, and an order is offered only when it
can be carried out at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, TypeVar

from agent.english.refer import phrase, refer
from world.bodies import TABLE, Body, State
from world.goals import In, On, Put
from world.reasons import never
from world.space import places

if TYPE_CHECKING:
    from agent.session import Turn

T = TypeVar("T")
MOST = 3
"""How many are offered at a time."""
_LONG = 6
"""Words of "which has nothing on it" and the like, at most."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to say; `about` tells more where that alone tells too little."""

    say: str
    about: str = ""


def suggestions(state: State, turn: Turn | None = None, said: Collection[str] = ()) -> tuple[Suggestion, ...]:
    """Up to three things to say in this state after this turn, the best first.

    Where a question was put back, its answers; else an order, something to ask, and another order or (after a move)
    taking it back. `said` are sentences that are not offered again.
    """
    if turn is not None and turn.choices:
        return tuple(Suggestion(str(n), choice.text) for n, choice in enumerate(turn.choices[:MOST], 1))
    salt = len(said)
    orders = _fresh(_orders(state, salt), said)
    questions = _fresh(_questions(state, salt), said)
    moved = turn is not None and any(plan.moves for plan in turn.plans)
    first, asked = list(islice(orders, 1)), list(islice(questions, 1))
    last = [Suggestion("/undo", "take that back")] if moved else list(islice(orders, 1))
    return (*first, *asked, *last)


def _fresh(texts: Iterator[str], said: Collection[str]) -> Iterator[Suggestion]:
    seen = {text.lower() for text in said}
    for text in texts:
        if text not in seen:
            seen.add(text)
            yield Suggestion(text)


def _orders(state: State, salt: int) -> Iterator[str]:
    """What the hand can do: things to put somewhere, and now and then one to pick up."""
    supports = _turned(_told_apart(state, filter(lambda body: _carries(state, body), state.bodies.values())), salt)
    if state.holding is not None:
        held = state.bodies[state.holding]
        name = _name(state, held) if _plain(state, held) else "it"
        for support in supports:
            if _room(state, held, support):
                yield f"put {name} {_place(state, support)}"
        if _any(places(state, held.id, On(TABLE))):
            yield f"put {name} on the table"
        return
    toys = _turned(_told_apart(state, filter(lambda body: _loose(state, body), state.bodies.values())), salt)
    puts = (
        f"put {_name(state, toy)} {_place(state, support)}"
        for toy, support in _pairs(toys, supports)
        if state.support.get(toy.id) != support.id and _room(state, toy, support)
    )
    takes = (f"pick up {_name(state, toy)}" for toy in reversed(toys))
    first = list(islice(puts, 1))
    yield from first
    yield from islice(takes, 1 if first else 2)
    yield from puts
    yield from takes


def _pairs(toys: Sequence[Body], supports: Sequence[Body]) -> Iterator[tuple[Body, Body]]:
    """All pairs of different ones, so that neither repeats from one to the next."""
    for shift in range(len(supports)):
        for number, toy in enumerate(toys):
            support = supports[(number + shift) % len(supports)]
            if toy.id != support.id:
                yield toy, support


def _told_apart(state: State, bodies: Iterable[Body]) -> list[Body]:
    """Those that a few words tell from all others; where there is none, those that a few more do."""
    found = list(bodies)
    return [body for body in found if _plain(state, body)] or [body for body in found if _tellable(state, body)]


def _questions(state: State, salt: int) -> Iterator[str]:
    """What can be asked about what is to be seen."""
    carrying = [body for body in state.bodies.values() if body.id in state.support.values() and _plain(state, body)]
    toys = [body for body in state.bodies.values() if body.is_toy and body.id != state.holding and _plain(state, body)]
    kinds = (_about_load(state, _turned(carrying, salt)), _compared(state, _turned(toys, salt)), _counted(state, salt))
    turns = [list(islice(kind, 4)) for kind in kinds]
    for round_ in range(4):
        for kind in _turned(turns, salt):
            if round_ < len(kind):
                yield kind[round_]


def _about_load(state: State, bodies: Sequence[Body]) -> Iterator[str]:
    for body in bodies:
        yield f"what is {'in' if body.shape == 'box' else 'on'} {_name(state, body)}?"


def _compared(state: State, bodies: Sequence[Body]) -> Iterator[str]:
    for one, other in pairwise(bodies):
        if one.size[2] != other.size[2]:
            yield f"is {_name(state, one)} taller than {_name(state, other)}?"
    for one in bodies:
        yield f"where is {_name(state, one)}?"


def _counted(state: State, salt: int) -> Iterator[str]:
    toys = [body for body in state.bodies.values() if body.is_toy]
    for color in _turned(sorted({body.color for body in toys}), salt):
        yield f"how many {color} things are there?"
    if any(body.shape == "pyramid" for body in toys):
        yield "how many pyramids do you see?"


def _carries(state: State, body: Body) -> bool:
    """Whether something can be put there by somebody who has only just arrived: a box, or a block with a free top."""
    free = body.shape == "box" or (body.shape == "block" and body.id not in state.support.values())
    return free and body.id != state.holding


def _loose(state: State, body: Body) -> bool:
    return body.is_toy and body.id not in state.support.values() and body.id != state.holding


def _plain(state: State, body: Body) -> bool:
    """Whether a few words tell it from all others."""
    words = phrase(state, body.id, identify=True)
    alike = any(
        other.id != body.id
        and (other.shape, other.color) == (body.shape, body.color)
        and (other.is_cube or not body.is_cube)  # a cube is a block too, but a block need be no cube
        for other in state.bodies.values()
    )
    return not words.tail and (words.adjectives != body.color or not alike)


def _tellable(state: State, body: Body) -> bool:
    tail = phrase(state, body.id, identify=True).tail
    return tail.startswith("which") and "called" not in tail and len(tail.split()) <= _LONG


def _name(state: State, body: Body) -> str:
    return refer(state, body.id, identify=True)


def _place(state: State, support: Body) -> str:
    return f"{'in' if support.shape == 'box' else 'on'} {_name(state, support)}"


def _room(state: State, body: Body, support: Body) -> bool:
    """Whether it can be put there as things are, with nothing to be cleared away first."""
    place = In(support.id) if support.shape == "box" else On(support.id)
    return never(state, Put(body.id, place)) is None and _any(places(state, body.id, place))


def _any(found: Iterator[object]) -> bool:
    return next(found, None) is not None


def _turned(items: Sequence[T], by: int) -> list[T]:
    """The same, beginning elsewhere."""
    start = by % len(items) if items else 0
    return [*items[start:], *items[:start]]
