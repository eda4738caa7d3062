"""Phrases that live on what went before: answers to a question back, "the red one", "and the green cube?"."""

from __future__ import annotations

from typing import Any

from agent.dialog.working import Pending, Working
from agent.grounding.denote import Denoter
from agent.grounding.determiners import is_plural
from agent.grounding.focus import EMBEDDED, Mention
from agent.grounding.problems import Ambiguous, Problem
from agent.language.acts import (
    Act,
    Attr,
    Choose,
    Claim,
    Count,
    Did,
    Do,
    Exists,
    Find,
    Fragment,
    How,
    Is,
    Move,
    PickUp,
    Put,
    PutBack,
    PutDown,
    Question,
    Talk,
    Touch,
    When,
    Where,
    Which,
    Why,
)
from agent.language.descriptions import Both, Clause, Description, Either, Node, Noun, Ref, Region

_ANY = ("any", "a", "some")
_ALL = ("all", "both", "every")
_ASIDE = ("yes", "no", "sorry")


def resume(
    said: tuple[Act, ...], pending: Pending | None, last: tuple[Act, ...], working: Working
) -> tuple[tuple[Act, ...], bool]:
    """The acts that an utterance amounts to, and whether it answered the question that was put back.

    An answer takes up the acts that waited, and what it settles goes into `working.bound`; a bare phrase repeats the
    last question or command with that phrase in it; anything else stands for itself.
    """
    if isinstance(said[0], Talk) and said[0].about in _ASIDE and isinstance(said[-1], Fragment | Choose):
        said = said[1:]  # "no, on the blue block"
    first, *more = said
    working.last = last[-1] if last and pending is None else None
    if pending is not None:
        if pending.noun is not None and len(pending.candidates) > 1:
            # What was asked about can be spoken of: "take any of them", "put it on the blue one".
            group = Mention(pending.candidates, pending.noun.kind, EMBEDDED, working.focus.turn)
            working.focus = working.focus.add(group).use([pending.noun.kind])
        working.bound.update(dict(pending.bound))
        if pending.readings:
            agreed = isinstance(first, Talk) and first.about == "yes" and len(pending.readings) == 1
            number = first.n if isinstance(first, Choose) else 1 if agreed else _reading_meant(first, pending)
            if 0 < number <= len(pending.readings):
                acts, working.resolved = pending.readings[number - 1]
                return (*acts, *more), True
        elif pending.noun is not None:
            chosen = _chosen(first, pending, working)
            if len(chosen) == 1 or (len(chosen) > 1 and _several(first, len(chosen))):
                working.bound[pending.noun] = tuple(chosen)
                return (*pending.acts, *more), True
            if not chosen and isinstance(first, Fragment) and first.rel is not None and pending.acts:
                # None of them stands there: it is another place for what was to be done.
                instead = _continued(pending.acts[0], first, working)
                if instead is not None and _understandable(first.what, working):
                    return (instead, *more), True
        if pending.acts and not isinstance(first, Fragment | Choose):
            working.bound.clear()
    if isinstance(first, Fragment) and last and pending is None and not more:
        again = working.ordered if _once_more(first, last[-1]) and working.ordered is not None else last[-1]
        continued = _continued(again, first, working)
        if continued is not None and _understandable(first.what, working):
            return (continued,), False
    if isinstance(first, Do) and first.verb == "do" and working.ordered is not None and not more:
        # "Do that again", "do the same with the red one".
        if first.what is None:
            return (working.ordered,), False
        continued = _continued(working.ordered, Fragment(act="fragment", what=first.what), working)
        if continued is not None:
            return (continued,), False
    return said, False


def _once_more(said: Fragment, last: Act) -> bool:
    """Whether a pronoun alone follows a question, so that it is the last command that is to be repeated: "that too"."""
    return said.rel is None and isinstance(said.what, Ref) and isinstance(last, Question)


def _reading_meant(said: Act, pending: Pending) -> int:
    """The number of the reading that a phrase picks out, "the second one" or "the green one"; 0 if it picks none."""
    if not isinstance(said, Fragment) or not isinstance(said.what, Noun):
        return 0
    if said.what.ord:
        return said.what.ord if said.what.ord > 0 else len(pending.readings)
    wanted = said.what.model_dump(exclude_none=True, exclude={"det", "of", "that"})
    if wanted["kind"] in ("one", "thing"):
        del wanted["kind"]
    fitting = [n for n, (acts, _) in enumerate(pending.readings, 1) if wanted and _speaks_of(acts, wanted)]
    return fitting[0] if len(fitting) == 1 else 0


def _speaks_of(part: object, wanted: dict[str, object]) -> bool:
    """Whether a noun phrase somewhere in a part of the language has these features."""
    if isinstance(part, tuple):
        return any(_speaks_of(each, wanted) for each in part)
    if not isinstance(part, Node):
        return False
    if isinstance(part, Noun) and all(getattr(part, name) == value for name, value in wanted.items()):
        return True
    return any(_speaks_of(getattr(part, name), wanted) for name in type(part).model_fields)


def _several(said: Act, found: int) -> bool:
    """Whether an answer asks for as many as it fits: "both of them", "the red one and the green one"."""
    if not isinstance(said, Fragment) or said.rel is not None:
        return False
    what = said.what
    return isinstance(what, Both) or (isinstance(what, Noun) and (what.det in _ALL or what.n == found))


def _chosen(act: Act, pending: Pending, working: Working) -> list[str]:
    """The candidates that an answer picks out."""
    if isinstance(act, Choose):
        return list(pending.candidates[act.n - 1 : act.n])
    if not isinstance(act, Fragment) or pending.noun is None:
        return []
    try:
        if act.rel is None:
            return _picked(act.what, pending, working)
        denoter = working.denoter()
        clause = Clause(rel=act.rel, of=act.what)
        found = [k for k in pending.candidates if denoter.satisfies(k, clause)]
    except Problem:
        found = []
    waiting = pending.acts[0] if pending.acts else None
    if not found and isinstance(waiting, Put) and waiting.where == pending.noun:
        return _picked(act.what, pending, working)  # which block? "On the blue one."
    return found


def _picked(what: Description, pending: Pending, working: Working) -> list[str]:
    """The candidates that a phrase fits, or one of them where any will do."""
    candidates, noun = pending.candidates, pending.noun
    match what:
        case Both(all=parts):
            found = [k for part in parts for k in _picked(part, pending, working)]
            return list(dict.fromkeys(found))
        case Either(any=parts):
            return [k for part in parts for k in _picked(part, pending, working)][:1]
        case Noun() if noun is not None:
            if what.ord is not None and not what.color and not what.sup:
                index = what.ord - 1 if what.ord > 0 else len(candidates) - 1
                return list(candidates[index : index + 1])
            any_will_do = what.det in _ANY or (what.n == 1 and what.det in (None, "at_least", "exactly"))
            if what.of is None or (isinstance(what.of, Ref) and what.of.ref == "them"):
                kind = "one" if what.kind in ("thing", noun.kind) else what.kind
                what = what.model_copy(update={"kind": kind, "of": noun})  # which is bound to the candidates
            denoter = working.denoter()
            denoter.bound[noun] = candidates
            found = _fitting(denoter, what.model_copy(update={"det": None, "n": None}), candidates)
            if what.n is not None and what.n > 1 and what.det in (None, "any", "some"):
                return found[: what.n]  # "two of them"
            return found[:1] if any_will_do else found
        case _:
            return _fitting(working.denoter(), what, candidates)


def _fitting(denoter: Denoter, what: Description, candidates: tuple[str, ...]) -> list[str]:
    try:
        return [k for k in denoter.extension(what) if k in candidates]
    except Problem:
        return []


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


def _continued(act: Any, fragment: Fragment, working: Working) -> Act | None:
    """The last act with the phrase in it ("and the green one?", "on the table"), if it has a place for it."""
    what, rel = fragment.what, fragment.rel
    if isinstance(act, Did | When | Why | How):
        if act.event is None or act.event.what is None:
            return None
        update = {"what": what} if rel is None else {"rel": rel, "where": what}
        return act.model_copy(update={"event": act.event.model_copy(update=update)})
    if isinstance(act, Fragment) or "what" not in type(act).model_fields:
        return None
    if rel is not None:
        return _with_place(act, rel, what)
    if isinstance(act, Put) and _is_place(act, what):
        return act.model_copy(update={"what": _again(act.what), "where": what})
    if isinstance(act, Is) and _is_predicate(act, what):
        first, *rest = act.that
        return act.model_copy(update={"that": (first.model_copy(update={"of": what}), *rest)})
    what = _of_that_kind(act, what, working)
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
    if isinstance(act, PickUp | PutDown | PutBack | Move | Touch | Find | Do):
        return Put(act="put", what=_again(act.what), rel=rel, where=where)
    if isinstance(act, Is | Claim):
        return act.model_copy(update={"that": (Clause(rel=rel, of=where),)})
    if isinstance(act, Where | Attr):
        return Is(act="is", what=act.what, that=(Clause(rel=rel, of=where),))
    if isinstance(act.what, Noun):
        what = act.what.model_copy(update={"that": (Clause(rel=rel, of=where),)})
        return act.model_copy(update={"what": what})  # type: ignore[no-any-return]
    return None


def _again(what: Description | None) -> Description:
    """What a command was about, once more: the thing that was taken, not another one of the kind."""
    if isinstance(what, Ref):
        return what
    if isinstance(what, Noun) and what.det in ("the", "that", "this", "all", "both") and not what.that:
        return what
    several = isinstance(what, Both) or (isinstance(what, Noun) and is_plural(what))
    return Ref(ref="them" if several else "it")


def _is_place(act: Put, new: Description) -> bool:
    """Whether a phrase after a put is another place for it: "put the pyramid on the red block" - "the blue block"."""
    if not isinstance(new, Noun) or not isinstance(act.where, Noun) or act.where.kind in ("box", "table"):
        return False
    if new.kind in ("one", "thing"):
        return isinstance(act.what, Ref)
    return _family(new) == _family(act.where) and not (isinstance(act.what, Noun) and _family(act.what) == _family(new))


def _family(noun: Noun) -> str:
    return "block" if noun.kind == "cube" else noun.kind


def _is_predicate(act: Is, new: Description) -> bool:
    """Whether a phrase after "is it a cube?" takes the place of "a cube"."""
    of = getattr(act.that[0], "of", None)
    definite = isinstance(act.what, Ref) or (isinstance(act.what, Noun) and act.what.det in ("the", "that", "this"))
    open_ = (None, "a", "any")
    return definite and all(isinstance(n, Noun) and n.det in open_ and n.of is None for n in (of, new))


def _of_that_kind(act: Any, what: Description, working: Working) -> Description:
    """A phrase with the noun of the last act for "one": "and green ones?" after "how many red cubes are there?"."""
    old = act.what
    if not (isinstance(what, Noun) and what.kind == "one" and what.of is None and isinstance(old, Noun)):
        return what
    if old.kind in ("one", "thing", "support") or what.det in ("another", "the_other"):
        return what
    same = what.model_copy(update={"kind": old.kind})
    if what.det in (None, "a", "any", "some") and isinstance(act, Question):
        return same
    try:
        return same if working.denoter().extension(same) else what
    except Problem:
        return what


def _same_sort(old: Description, new: Description) -> bool:
    """Whether both single something out ("the box", "the red block"), so that one may replace the other."""
    return isinstance(old, Noun) and isinstance(new, Noun) and (old.det == new.det or new.kind == old.kind)
