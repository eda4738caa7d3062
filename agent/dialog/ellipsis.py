"""Phrases that live on what went before: answers to a question back, "the red one", "and the green cube?"."""

from __future__ import annotations

from typing import Any

from agent.dialog.working import Pending, Working
from agent.grounding.problems import Problem
from agent.language.acts import Act, Choose, Fragment, Talk
from agent.language.descriptions import Description, Noun, Ref

Bound = dict[Description, tuple[str, ...]]


def resume(
    said: tuple[Act, ...], pending: Pending | None, last: tuple[Act, ...], working: Working
) -> tuple[tuple[Act, ...], Bound]:
    """The acts that an utterance amounts to, and what its descriptions are now known to mean.

    An answer to a question back takes up the acts that waited; a bare phrase repeats the last question or command with
    that phrase in it; anything else stands for itself.
    """
    if len(said) != 1:
        return said, {}
    [act] = said
    if pending is not None:
        if pending.readings:
            if isinstance(act, Choose) and act.n <= len(pending.readings):
                acts, working.resolved = pending.readings[act.n - 1]
                return acts, {}
            return said, {}
        chosen = _chosen(act, pending, working)
        if chosen is not None and pending.noun is not None:
            return pending.acts, {pending.noun: (chosen,)}
    if isinstance(act, Fragment) and last and pending is None:
        continued = _with_phrase(last[-1], act.what)
        if continued is not None and _understandable(act.what, working):
            return (continued,), {}
    return said, {}


def _chosen(act: Act, pending: Pending, working: Working) -> str | None:
    """The candidate that an answer picks out, if it picks out one."""
    if isinstance(act, Choose):
        return pending.candidates[act.n - 1] if act.n <= len(pending.candidates) else None
    if isinstance(act, Talk) or not isinstance(act, Fragment):
        return None
    what = act.what
    if isinstance(what, Noun):
        what = what.model_copy(update={"det": None})
        if what.kind == "one" and pending.noun is not None:
            what = what.model_copy(update={"kind": pending.noun.kind})
        if what.ord is not None and not what.color:
            index = what.ord - 1 if what.ord > 0 else -1
            return pending.candidates[index] if index < len(pending.candidates) else None
    try:
        found = [k for k in working.denoter().extension(what) if k in pending.candidates]
    except Problem:
        return None
    return found[0] if len(found) == 1 else None


def _understandable(what: Description, working: Working) -> bool:
    try:
        working.denoter().extension(what)
    except Problem:
        return False
    return True


def _with_phrase(act: Any, what: Description) -> Act | None:
    """The last act with another object ("and the green one?"), if it has one."""
    if "what" not in type(act).model_fields or isinstance(act, Fragment):
        return None
    # In "what does the box contain?" what is asked about stands inside the clause; the new phrase goes there.
    if act.act in ("which", "count", "exists") and isinstance(act.what, Noun) and act.what.that:
        first, *rest = act.what.that
        of = getattr(first, "of", None)
        if of is not None and not isinstance(of, Ref) and _same_sort(of, what):
            new = first.model_copy(update={"of": what})
            return act.model_copy(update={"what": act.what.model_copy(update={"that": (new, *rest)})})  # type: ignore[no-any-return]
    return act.model_copy(update={"what": what})  # type: ignore[no-any-return]


def _same_sort(old: Description, new: Description) -> bool:
    """Whether both single something out ("the box", "the red block"), so that one may replace the other."""
    return isinstance(old, Noun) and isinstance(new, Noun) and (old.det == new.det or new.kind == old.kind)
