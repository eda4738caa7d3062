"""What can be: whether things of a kind can carry, hold or be taken, by physics and by who can act at all."""

from __future__ import annotations

from agent.dialog.working import Working
from agent.grounding.choose import MOST
from agent.grounding.piles import is_pile
from agent.grounding.problems import Unsupported
from agent.grounding.qualities import HAND
from agent.language import acts
from agent.language.descriptions import Description, Noun, Ref
from world.bodies import TABLE, State
from world.goals import On, Put, Reason


def can(working: Working, act: acts.Can) -> None:
    """What is possible for things of a kind, by physics and by who can act at all."""
    who = _sort(working, act.who)
    what = None if act.what is None else _sort(working, act.what)
    place = None if act.where is None else _sort(working, act.where)
    working.lines.append(_possible(working, act.verb, who, what, place))


def _sort(working: Working, what: Description) -> str:
    """What kind of thing a description is about: you, block, pyramid, box, table, thing, or an Unsupported one."""
    if isinstance(what, Ref) and what.ref == "you":
        return "you"
    if isinstance(what, Noun) and what.kind in (
        "block",
        "cube",
        "pyramid",
        "box",
        "table",
        "thing",
        "hand",
        "stack",
        "tower",
    ):
        return {"cube": "block", "hand": "you"}.get(what.kind, what.kind)
    denoter = working.denoter()
    keys = denoter.meant(what)
    working.settle(denoter)
    if not keys:
        raise Unsupported("say that of things I don't see")
    working.spoke_of(what, keys)
    return _plain_kind(working.state, keys[0])


def _plain_kind(state: State, key: str) -> str:
    if is_pile(key):
        return "stack"
    return "table" if key == TABLE else "you" if key == HAND else state.bodies[key].shape


_HANDS = ("pick_up", "put", "put_down", "stack", "clear", "build", "touch", "move", "get_rid", "hold", "do")


def _possible(working: Working, verb: str, who: str, what: str | None, where: str | None) -> str:
    if verb == "hold" and who in ("box", "stack"):
        verb = "contain"
    if verb in _HANDS:
        if who != "you":
            return "No."
        if what in ("box", "table"):
            return "Yes." if verb in ("touch", "clear") and what == "box" else "No."
        return "No." if where == "pyramid" else "Yes."
    if verb == "contain":
        return "Yes." if who in ("box", "stack") and what not in ("table", "box") else "No."
    return _support(working, who, what)


def _support(working: Working, who: str, what: str | None) -> str:
    """Whether one kind can carry another: yes if it was seen or could be brought about, else it is not known.

    As in Winograd's program, what was never seen and cannot be tried is not known to be impossible.
    """
    if what == "table" or who in ("you", "stack") or who == what == "box":
        return "No." if who != "stack" else "Yes."

    def of_kind(key: str, kind: str | None) -> bool:
        return kind in (None, "thing", _plain_kind(working.state, key))

    seen = any(
        of_kind(above, what) and of_kind(below, who)
        for state in working.world.history.states
        for above, below in state.support.items()
    )
    bodies = working.state.bodies
    pairs = [(a, b) for a in bodies for b in bodies if a != b and of_kind(a, what) and of_kind(b, who)]
    if seen or any(not isinstance(working.world.achieve([Put(a, On(b))]), Reason) for a, b in pairs[:MOST]):
        return "Yes."
    return "I don't know."
