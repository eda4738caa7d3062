"""Which events of the past a phrase is about: "you put the green one on the little cube", "you started to clean it
off".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from agent.grounding.focus import Focus
from agent.grounding.piles import is_pile, members
from agent.grounding.problems import Problem
from agent.grounding.regions import in_region
from agent.language.descriptions import AnyClause, DidClause, Noun, Ref, Region, Time, ToldClause
from agent.language.descriptions import Event as Said
from world.bodies import TABLE
from world.events import Event
from world.goals import (
    Anywhere,
    At,
    Beside,
    ClearTop,
    GetRid,
    Grasp,
    Hold,
    In,
    LetGo,
    On,
    Place,
    Put,
    Reach,
    Stack,
    Swap,
    Touch,
)
from world.history import bodies_of

if TYPE_CHECKING:
    from agent.grounding.denote import Denoter

KINDS: dict[str, tuple[type[Any], ...]] = {
    "pick_up": (Hold,),
    "hold": (Hold,),
    "put": (Put,),
    "move": (Put, Swap),
    "put_down": (LetGo,),
    "get_rid": (GetRid,),
    "clear": (ClearTop,),
    "stack": (Stack,),
    "build": (Stack,),
    "touch": (Grasp, Reach),
    "do": (Hold, Put, LetGo, GetRid, ClearTop, Stack),
}


def was_done(denoter: Denoter, key: str, clause: DidClause) -> bool:
    """Whether the hand did that to a thing, within the time that the clause gives."""
    event = Said(verb=clause.did, rel=clause.rel, where=clause.where, time=clause.time)
    events = matching(denoter, event, denoter.topic)
    if clause.time is not None and clause.time.rel == "last":
        events = events[-1:]
    return any(key in bodies_of(e.what) for e in events)


def in_order_of_deeds(denoter: Denoter, keys: list[str], that: Sequence[AnyClause], *, latest: bool) -> list[str]:
    """The things in the order in which the clauses were first (or last) made true: "the last thing you touched"."""
    clause = next((c for c in that if isinstance(c, DidClause | ToldClause)), None)
    done: list[tuple[str, int]] = []
    if isinstance(clause, DidClause) and not clause.negated:
        event = Said(verb=clause.did, rel=clause.rel, where=clause.where, time=clause.time)
        done = [(key, e.end) for e in matching(denoter, event, denoter.topic) for key in bodies_of(e.what)]
    elif isinstance(clause, ToldClause):
        done = [(key, n) for n, (verb, ids) in enumerate(denoter.focus.told) if verb == clause.told for key in ids]
    when = dict(sorted(done, key=lambda pair: pair[1] if latest else -pair[1]))
    return sorted(keys, key=lambda key: when.get(key, -1)) if when else keys


def matching(denoter: Denoter, said: Said, topic: int | None, *, happened: bool = False) -> list[Event]:
    """The events that a phrase is true of, oldest first.

    Descriptions inside are read with the present state first; what fits nothing now ("the pyramid on the cube") may fit
    then. Where it is taken for granted that it `happened` ("before you cleaned it off"), "it" is what that was done to.
    """
    history = denoter.history
    if said.verb == "do" and said.what is None:
        return [history.events[topic]] if topic is not None else []
    kinds = KINDS.get(said.verb, ())
    wanted = None if said.what is None else _ids(denoter, said.what)
    start, end = window(denoter, said.time, topic)
    events = [e for e in history.events if isinstance(e.what, kinds) and start <= e.start and e.end <= end]
    if wanted is not None:
        about = [e for e in events if _about(e, wanted)]
        if not about and happened and said.what == Ref(ref="it") and said.what not in denoter.bound:
            merged = Focus(denoter.focus.turn, (*denoter.focus.mentions, *denoter.mentions))
            for _, mention in merged.singles():
                about = [e for e in events if _about(e, set(mention.ids))]
                if about:
                    denoter.assumed[:] = [pair for pair in denoter.assumed if pair[0] != "it"]
                    break
        events = about
    if isinstance(said.where, Region):
        there = said.where
        return [
            e
            for e in events
            if isinstance(e.what, Put) and in_region(denoter.history.state_at(e.end), e.what.body, there)
        ]
    if said.where is not None:
        denoter.excluded = frozenset(wanted or ())
        places = _ids(denoter, said.where)
        denoter.excluded = frozenset()
        events = [e for e in events if isinstance(e.what, Put) and place_key(e.what.place) in places]
    return events


def _about(event: Event, wanted: set[str]) -> bool:
    """Whether an event is about one of the things; one about several bodies is about the stack of them too."""
    bodies = set(bodies_of(event.what))
    return any(key in bodies or (is_pile(key) and bodies <= set(members(key))) for key in wanted)


def _ids(denoter: Denoter, what: Any) -> set[str]:
    """The things a description inside an event may mean: all that fit, or the one just spoken of."""
    if isinstance(what, Noun):
        loose = what.model_copy(update={"det": None, "n": None})
        try:
            found = set(denoter.extension(loose))
        except Problem:
            found = set()
        if len(found) > 1 and what.det in ("the", "that", "this"):
            recent = denoter.focus.latest(tuple(found))
            return {recent} if recent else found
        return found
    return set(denoter.meant(what))


def place_key(place: Place) -> str | None:
    """The thing that a place is given by."""
    match place:
        case On(support):
            return support
        case In(box):
            return box
        case Beside(body):
            return body
        case At(support=support):
            return support
        case Anywhere():
            return TABLE
        case _:
            return None


def window(denoter: Denoter, time: Time | None, topic: int | None) -> tuple[int, int]:
    """The ticks from and to which a time phrase reaches."""
    now = denoter.history.now
    if time is None or time.rel == "last":
        return 0, now
    if time.rel == "beginning" or (time.rel == "since" and time.event is None):
        return 0, now
    events = matching(denoter, time.event, topic, happened=True) if time.event is not None else []
    if not events and topic is not None:
        events = [denoter.history.events[topic]] if time.rel in ("then", "while") and time.event is None else events
    if not events:
        return (0, -1)
    event = events[-1]
    match time.rel:
        case "before":
            return 0, event.start
        case "after" | "since":
            return event.end, now
        case _:
            return event.start, event.end


def moment(denoter: Denoter, time: Time | None, topic: int | None) -> int | None:
    """The tick at which a question about how things stood is to be answered; None if the event never happened."""
    history = denoter.history
    if time is None:
        return history.now
    if time.rel == "beginning" or (time.rel == "since" and time.event is None):
        return 0
    if time.rel in ("then", "while") and time.event is None:
        return history.events[topic].start if topic is not None else history.now
    if time.event is None:
        # "Where was it before?": before what was last done.
        about = history.events[topic] if topic is not None else next(reversed(history.roots()), None)
        if about is None:
            return history.now
        return history.now if time.rel in ("after", "since") else _beginning(denoter, about)
    events = matching(denoter, time.event, topic, happened=True)
    if not events:
        return None
    event = events[-1]
    return event.end if time.rel in ("after", "since") else _beginning(denoter, event)


def _beginning(denoter: Denoter, event: Event) -> int:
    """The tick at which the hand began with it: to pick a thing up, it first cleans it off."""
    bodies = bodies_of(event.what)
    if isinstance(event.what, Hold | Grasp):
        for above in denoter.history.parents(event):
            if bodies_of(above.what) != bodies:
                break
            event = above
    return event.start


def meant_event(denoter: Denoter, said: Said, topic: int | None) -> Event | None:
    """The one event that a definite phrase is about: one that the event under discussion was part of, or the latest."""
    events = matching(denoter, said, topic, happened=True)
    if topic is not None:
        current = denoter.history.events[topic]
        around = {e.index for e in (current, *denoter.history.parents(current))}
        events = [e for e in events if e.index in around] or events
    if not events:
        return None
    above = denoter.history.parents(events[-1])
    return above[0] if above and isinstance(above[0].what, Touch) else events[-1]
