"""Phrases that live on what went before: answers to a question back, "the red one", "and the green cube?"."""

from __future__ import annotations

from typing import Any

from agent.dialog.working import Pending, Working
from agent.grounding.problems import Ambiguous, Problem
from agent.language.acts import Act, Choose, Count, Exists, Fragment, PickUp, Put, PutDown, Which
from agent.language.descriptions import Clause, Description, Noun, Ref, Region

_ANY = ("any", "a", "some")


def resume(
    said: tuple[Act, ...], pending: Pending | None, last: tuple[Act, ...], working: Working
) -> tuple[tuple[Act, ...], bool]:
    """The acts that an utterance amounts to, and whether it answered the question that was put back.

    An answer takes up the acts that waited, and what it settles goes into `working.bound`; a bare phrase repeats the
    last question or command with that phrase in it; anything else stands for itself.
    """
    first, *more = said
    if pending is not None:
        working.bound.update(dict(pending.bound))
        if pending.readings:
            if isinstance(first, Choose) and first.n <= len(pending.readings):
                acts, working.resolved = pending.readings[first.n - 1]
                return (*acts, *more), True
        elif pending.noun is not None:
            chosen = _chosen(first, pending, working)
            if len(chosen) == 1:
                working.bound[pending.noun] = tuple(chosen)
                return (*pending.acts, *more), True
        if pending.acts and not isinstance(first, Fragment | Choose):
            working.bound.clear()
    if isinstance(first, Fragment) and last and pending is None and not more:
        continued = _continued(last[-1], first)
        if continued is not None and _understandable(first.what, working):
            return (continued,), False
    return said, False


def _chosen(act: Act, pending: Pending, working: Working) -> list[str]:
    """The candidates that an answer picks out."""
    if isinstance(act, Choose):
        return list(pending.candidates[act.n - 1 : act.n])
    if not isinstance(act, Fragment):
        return []
    denoter = working.denoter()
    what = act.what
    try:
        if act.rel is not None:
            clause = Clause(rel=act.rel, of=what)
            return [k for k in pending.candidates if denoter.satisfies(k, clause)]
        any_will_do = isinstance(what, Noun) and what.det in _ANY
        if isinstance(what, Noun):
            what = what.model_copy(update={"det": None, "of": None if _them(what.of) else what.of})
            if what.kind in ("one", "thing") and pending.noun is not None:
                what = what.model_copy(update={"kind": pending.noun.kind})
            if what.ord is not None and not what.color and not what.sup:
                index = what.ord - 1 if what.ord > 0 else len(pending.candidates) - 1
                return list(pending.candidates[index : index + 1])
        found = [k for k in denoter.extension(what) if k in pending.candidates]
    except Problem:
        return []
    return found[:1] if any_will_do else found


def _them(of: Description | None) -> bool:
    return isinstance(of, Ref) and of.ref == "them"


def narrowed(act: Act, pending: Pending, working: Working) -> Ambiguous | None:
    """The question that is left where an answer fits some of the candidates but not one."""
    found = _chosen(act, pending, working) if pending.noun is not None else []
    if len(found) < 2 or pending.noun is None:
        return None
    noun = pending.noun
    if isinstance(act, Fragment) and isinstance(act.what, Noun):
        update = {"color": act.what.color or noun.color, "size": act.what.size or noun.size}
        noun = noun.model_copy(update=update)
    return Ambiguous(noun, tuple(found))


def _understandable(what: Description, working: Working) -> bool:
    if isinstance(what, Region):
        return True
    try:
        working.denoter().extension(what)
    except Problem:
        return False
    return True


def _continued(act: Any, fragment: Fragment) -> Act | None:
    """The last act with the phrase in it ("and the green one?", "on the table"), if it has a place for it."""
    if isinstance(act, Fragment) or "what" not in type(act).model_fields:
        return None
    what, rel = fragment.what, fragment.rel
    if rel is not None:
        return _with_place(act, rel, what)
    # In "what does the box contain?" what is asked about stands inside the clause; the new phrase goes there.
    if isinstance(act, Which | Count | Exists) and isinstance(act.what, Noun) and act.what.that:
        first, *rest = act.what.that
        of = getattr(first, "of", None)
        if of is not None and not isinstance(of, Ref) and _same_sort(of, what):
            that = (first.model_copy(update={"of": what}), *rest)
            return act.model_copy(update={"what": act.what.model_copy(update={"that": that})})
        if isinstance(what, Noun) and what.that is None:
            what = what.model_copy(update={"that": act.what.that})
    return act.model_copy(update={"what": what})  # type: ignore[no-any-return]


def _with_place(act: Any, rel: Any, where: Description) -> Act | None:
    """The last command with another place, or the last question about another place."""
    if isinstance(act, Put):
        return act.model_copy(update={"what": _again(act.what), "rel": rel, "where": where, "steps": None})
    if isinstance(act, PickUp | PutDown):
        return Put(act="put", what=_again(act.what), rel=rel, where=where)
    if isinstance(act.what, Noun):
        what = act.what.model_copy(update={"that": (Clause(rel=rel, of=where),)})
        return act.model_copy(update={"what": what})  # type: ignore[no-any-return]
    return None


def _again(what: Description | None) -> Description:
    """What a command was about, once more: the thing that was taken, not another one of the kind."""
    return what if isinstance(what, Noun) and what.det in ("the", "that", "this", "all", "both") else Ref(ref="it")


def _same_sort(old: Description, new: Description) -> bool:
    """Whether both single something out ("the box", "the red block"), so that one may replace the other."""
    return isinstance(old, Noun) and isinstance(new, Noun) and (old.det == new.det or new.kind == old.kind)
