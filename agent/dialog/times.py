"""Questions about the past: did you, when, why, how; and the state a time phrase leads back to."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from agent.dialog.working import Working
from agent.english.refer import phrase, refer, refer_all, sentence
from agent.grounding.denote import Denoter
from agent.grounding.determiners import enough
from agent.grounding.events import matching, meant_event, moment
from agent.grounding.focus import noun_of
from agent.grounding.piles import members
from agent.grounding.problems import Problem
from agent.language import acts
from agent.language.descriptions import Description, Noun, Ref, Time
from agent.language.descriptions import Event as Said
from world.bodies import TABLE, State
from world.events import Event
from world.goals import (
    Anywhere,
    At,
    Beside,
    Between,
    Carry,
    ClearTop,
    GetRid,
    Grasp,
    Hold,
    In,
    LetGo,
    On,
    Put,
    Reach,
    Region,
    Shifted,
    Stack,
    Swap,
    Touch,
    Ungrasp,
)
from world.history import bodies_of


class NeverHappened(Problem):
    """A question about an event that is not in the history."""


def state_then(working: Working, time: Time | None, about: Description | None = None) -> State:
    """The state that a question is about. Raises NeverHappened if it is told by an event that never was.

    `about` is what the question is about: "was the box empty before you put a cube in it?" speaks of the box first.
    """
    if time is None:
        return working.state
    denoter = working.denoter()
    if about is not None:
        with suppress(Problem):
            denoter.meant(about)
    tick = moment(denoter, time, working.topic)
    working.settle(denoter)
    if tick is None:
        raise NeverHappened
    return working.world.history.state_at(tick)


def did(working: Working, act: acts.Did) -> None:
    """Whether something was done."""
    said = act.event
    denoter = working.denoter()
    events = matching(denoter, said, working.topic)
    denoter.mentions.clear()
    if said.what is not None and (
        isinstance(said.what, Ref) or said.what == said.what.model_copy(update={"det": None})
    ):
        working.spoke_of(said.what, denoter.meant(said.what))
    what = said.what
    touched = list(dict.fromkeys(key for e in events for key in bodies_of(e.what)))
    if isinstance(what, Noun) and (what.n is not None or what.det in _COUNTING):
        domain = _loosely(denoter, what)
        if not enough(what, sum(k in touched for k in domain), len(domain)):
            working.answer("No.")
            return
    if not events:
        working.answer("Yes." if isinstance(what, Noun) and what.det == "no" else "No.")
        return
    working.topic = events[-1].index
    if isinstance(what, Noun) and what.det in ("any", "a", "some", None) and (what.det or what.n or what.that):
        fitting = _loosely(denoter, what)
        keys = [k for k in touched if k in fitting] or [k for k in fitting if set(members(k)) <= set(touched)]
        word = noun_of(what)
        if not keys:
            working.answer("Yes.")
            return
        if len(keys) == 1:
            said_back = phrase(working.state, keys[0])
            text = f"yes, {said_back.text(one=said_back.noun == word and bool(said_back.adjectives))}"
        else:
            text = f"yes, {refer_all(working.state, keys)}"
        working.answer(sentence(text), keys, word)
        return
    working.answer("Yes.", touched[:1] if len(touched) == 1 else (), noun_of(what) if what is not None else "thing")


_COUNTING = ("every", "all", "both", "no", "at_least", "at_most", "exactly", "more_than", "fewer_than", "most")


def _loosely(denoter: Denoter, what: Noun) -> list[str]:
    """Everything a noun phrase fits, whatever its determiner says."""
    return denoter.extension(what.model_copy(update={"det": None, "n": None}))


def _event(working: Working, said: Said | None) -> Event:
    """The latest event that is meant, or the one under discussion. Raises NeverHappened."""
    if said is None:
        said = Said(verb="do")
    denoter = working.denoter()
    event = meant_event(denoter, said, working.topic)
    if event is None and said.time == Time(rel="then"):
        # Not at that time: then it is the "then" of "and when was that, then?".
        event = meant_event(denoter, said.model_copy(update={"time": None}), working.topic)
    if event is None:
        denoter.mentions.clear()
        if isinstance(said.what, Ref) and not denoter.assumed:
            ids = denoter.referent(said.what)
            spoken = [m for m in denoter.focus.mentions if m.ids == ids and isinstance(m.said, Noun)]
            if spoken:
                denoter.assumed.append((said.what.ref, spoken[-1]))
        working.settle(denoter)
        raise NeverHappened
    working.settle(denoter)
    return event


def when(working: Working, act: acts.When) -> None:
    """What was being done for the person when it happened."""
    event = _event(working, act.event)
    working.topic = event.index
    roots = working.world.history.parents(event)
    if not roots:
        later = [e for e in working.world.history.roots() if e.index > event.index and not isinstance(e.what, LetGo)]
        earlier = [e for e in working.world.history.roots() if e.index < event.index and not isinstance(e.what, LetGo)]
        if earlier:
            working.answer(sentence(f"after {doing(working, earlier[-1])}"))
        elif later:
            working.answer(sentence(f"before {doing(working, later[0])}"))
        else:
            working.answer("Just now.")
        return
    working.answer(sentence(f"while I was {doing(working, roots[-1])}"))


def why(working: Working, act: acts.Why) -> None:
    """The goal that an event served; at the top, because the person asked."""
    if act.event in (None, Said(verb="do")) and working.refused_before is not None:
        working.answer(working.refused_before)
        return
    try:
        event = _event(working, act.event)
    except NeverHappened:
        if working.refused_before is None:
            raise
        working.answer(working.refused_before)  # "why can't you pick it up?"
        return
    above = working.world.history.parents(event)
    if not above:
        working.topic = event.index
        working.answer("Because you asked me to.")
        return
    reason = above[0]
    working.topic = reason.index
    same = bool(set(bodies_of(reason.what)) & set(bodies_of(event.what))) and isinstance(reason.what, GetRid)
    told = told_as(working, reason, it=bodies_of(event.what)[0] if same or isinstance(reason.what, Put) else None)
    working.answer(sentence(f"to {told}"), bodies_of(reason.what)[:1])


def how(working: Working, act: acts.How) -> None:
    """The steps that were taken, as done one after the other."""
    event = _event(working, act.event)
    working.topic = event.index
    steps = [
        e for e in working.world.history.children(event) if not isinstance(e.what, Grasp | Carry | Ungrasp | Reach)
    ]
    if not steps:
        working.answer(sentence(f"by {_simply(working, event)}"))
        return
    if isinstance(event.what, Hold | Put):
        steps.append(event)  # "by cleaning it off", and what came of that: "then picking it up"
    last: str | None = None
    parts = []
    for step in steps:
        parts.append(doing(working, step, it=last))
        last = bodies_of(step.what)[0]
    working.answer(sentence("by " + "; then ".join(parts)))


def _simply(working: Working, event: Event) -> str:
    """How something was done that takes no steps."""
    match event.what:
        case Hold(body):
            return f"grasping {refer(working.state, body)}"
        case Put(body):
            return f"moving {refer(working.state, body)}, which I was holding, and letting go of it"
        case Touch(body):
            return f"moving my hand to {refer(working.state, body)}"
        case _:
            return doing(working, event)


_ING = {
    "put": "putting", "pick up": "picking up", "let go of": "letting go of", "get rid of": "getting rid of",
    "clean off": "cleaning off", "stack up": "stacking up", "touch": "touching",
    "swap": "swapping",
}  # fmt: skip


def told_as(working: Working, event: Event, it: str | None = None) -> str:
    """An event as a verb phrase: "put the red cube on a large green cube"; `it` is a thing to be called that."""
    verb, rest = _parts(working, event, it)
    return _joined(verb, rest)


def doing(working: Working, event: Event, it: str | None = None) -> str:
    """The same with -ing."""
    verb, rest = _parts(working, event, it)
    return _joined(_ING.get(verb, verb + "ing"), rest)


def _joined(verb: str, rest: str) -> str:
    """A verb and its object: "picking up the cube", "picking it up"."""
    word, _, particle = verb.partition(" ")
    return f"{word} it {particle}" if rest == "it" and particle in ("up", "off") else f"{verb} {rest}".strip()


def _parts(working: Working, event: Event, it: str | None) -> tuple[str, str]:
    state = working.state

    def name(key: str) -> str:
        if key == it:
            body = state.bodies.get(key)
            return "that cube" if body is not None and body.is_cube else "it"
        return refer(state, key)

    match event.what:
        case Hold(body) | Grasp(body):
            return "pick up", name(body)
        case Put(body, place):
            return "put", f"{name(body) if it != body else 'it'} {_to(working, place, name)}"
        case LetGo(body) | Ungrasp(body):
            return "let go of", name(body)
        case GetRid(body):
            return "get rid of", "it" if it == body else name(body)
        case ClearTop(body):
            return "clean off", name(body)
        case Stack(bodies):
            return "stack up", refer_all(state, bodies)
        case Touch(body) | Reach(body):
            return "touch", name(body)
        case Swap(first, second):
            return "swap", f"{name(first)} and {name(second)}"
        case Carry(body):
            return "put", name(body)


_BESIDE = {
    "left": "to the left of", "right": "to the right of", "front": "in front of", "back": "behind",
}  # fmt: skip


def _part_of_table(state: State, x: int | None, y: int | None) -> str:
    """A part of the table in words, from its cell (see agent/grounding/regions.py)."""
    across = {-1: "left", 1: "right"}.get(x or 0, "")
    front = -1 if state.front == "near" else 1
    along = "" if not y else "front" if y == front else "back"
    if across and along:
        return f"in the {along} {across} corner"
    side = across or along
    return f"at the {side} side of the table" if side else "in the middle of the table"


def _to(working: Working, place: Any, name: Callable[[str], str]) -> str:
    match place:
        case Anywhere():
            return "on the table"
        case On(support):
            return "on the table" if support == TABLE else f"on {name(support)}"
        case In(box):
            return f"in {name(box)}"
        case Beside(body, side):
            return f"{_BESIDE.get(side or '', 'next to')} {name(body)}"
        case Between(first, second):
            return f"between {name(first)} and {name(second)}"
        case Region(x, y):
            return _part_of_table(working.state, x, y)
        case Shifted(dx, dy):
            front = (dy < 0) == (working.state.front == "near")
            way = ("to the left" if dx < 0 else "to the right") if dx else "forward" if front else "back"
            return f"further {way}"
        case At(support=support) if support is not None:
            inside = support != TABLE and working.state.bodies[support].shape == "box"
            return f"{'in' if inside else 'on'} {name(support)}"
        case _:
            return "somewhere else"


PAST: dict[type[Any], Callable[[Working, Any], None]] = {acts.Did: did, acts.When: when, acts.Why: why, acts.How: how}
