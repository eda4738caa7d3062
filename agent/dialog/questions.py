"""Questions about how things stand (or stood): yes or no, which, how many, where, what colour, can it be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from agent.dialog.ability import can
from agent.dialog.times import state_then
from agent.dialog.working import Working
from agent.english.refer import listing, noun, number, phrase, refer, refer_all, sentence
from agent.grounding.compare import holds
from agent.grounding.denote import Denoter
from agent.grounding.determiners import enough
from agent.grounding.focus import noun_of
from agent.grounding.piles import is_pile, members
from agent.grounding.problems import NoReferent, UnclearRelation, Unsupported
from agent.grounding.qualities import HAND, MEASURES, size_word
from agent.language import acts
from agent.language.descriptions import Clause, Description, DidClause, Either, Noun, Ref
from world import relations
from world.bodies import TABLE, State

Timed = TypeVar("Timed", acts.Exists, acts.Which, acts.Count)

_PLACES = ("on", "in", "at")
_INDEFINITE = ("a", "any", "some", None, "at_least", "more_than", "another", "which")


def _listed(state: State, keys: Sequence[str], asked: Description) -> str:
    """Several things as Winograd's program named them: "a large red one, a large green cube, and the blue one"."""
    word = noun_of(asked)
    phrases = [phrase(state, k) for k in keys]
    same = [p.noun == word and word not in ("thing", "stack") for p in phrases]
    if len(phrases) >= 3 and len(set(phrases)) == len(phrases):
        texts = [p.text(one=s) for p, s in zip(phrases, same, strict=True)]
        return ", ".join(texts[:-1]) + ", and " + texts[-1]
    return refer_all(state, keys)


def check_relations(denoter: Denoter, what: Description, resolved: frozenset[str]) -> None:
    """Ask back where "on top of" can mean the surface or anything above it, and the two differ here.

    Raises UnclearRelation.
    """
    if not isinstance(what, Noun) or "on_top_of" in resolved:
        return
    for clause in what.that or ():
        if isinstance(clause, Clause) and clause.rel == "on_top_of":
            directly = what.model_copy(
                update={"that": tuple(_directly(c) if c == clause else c for c in what.that or ())}
            )
            if denoter.extension(directly) != denoter.extension(what):
                raise UnclearRelation(clause, ("directly on the surface", "anywhere on top of"))


def _directly(clause: Clause) -> Clause:
    return clause.model_copy(update={"rel": "on"})


def with_time_of_deed(act: Timed) -> Timed:
    """The question with its time where it belongs: "what did you touch while you did it?" asks when it was touched."""
    what = act.what
    if act.time is None or not isinstance(what, Noun):
        return act
    clauses = what.that or ()
    if not any(isinstance(c, DidClause) and c.time is None for c in clauses):
        return act
    that = tuple(
        c.model_copy(update={"time": act.time}) if isinstance(c, DidClause) and c.time is None else c for c in clauses
    )
    return act.model_copy(update={"what": what.model_copy(update={"that": that}), "time": None})


def exists(working: Working, act: acts.Exists) -> None:
    """Is there one? Those there are, named."""
    act = with_time_of_deed(act)
    denoter = working.denoter(state_then(working, act.time, act.what))
    what = act.what
    check_relations(denoter, what, working.resolved)
    keys = denoter.extension(what)
    working.settle(denoter)
    wanted = isinstance(what, Noun) and (what.n is not None or what.det in ("no", "exactly", "at_most"))
    yes = enough(what, len(keys), len(keys)) if wanted and isinstance(what, Noun) else bool(keys)
    if not keys or (wanted and isinstance(what, Noun) and what.det == "no"):
        working.answer("Yes." if yes else "No.")
        return
    answer = "Yes" if yes else "No, only" if isinstance(what, Noun) and what.n and len(keys) < what.n else "No"
    if len(keys) == 1:
        text = f"{answer}{'' if 'only' in answer else ','} {refer(denoter.state, keys[0])}"
    else:
        counted = f"{number(len(keys))} {'things' if noun_of(what) == 'thing' else 'of them'}"
        text = f"{answer}{'' if 'only' in answer else ','} {counted}: {_listed(denoter.state, keys, what)}"
    working.answer(sentence(text), keys, noun_of(what))


def which(working: Working, act: acts.Which) -> None:
    """Name the things that fit."""
    act = with_time_of_deed(act)
    denoter = working.denoter(state_then(working, act.time, act.what))
    what = act.what
    check_relations(denoter, what, working.resolved)
    keys = denoter.meant(what) if isinstance(what, Noun) and what.det and not what.sup else denoter.extension(what)
    working.settle(denoter)
    if not keys:
        working.answer("Nothing." if noun_of(what) in ("thing", "support") else "None of them.")
        return
    word = noun_of(what)
    if len(keys) == 1:
        told_apart = word not in ("thing", "one", "support")
        said = phrase(denoter.state, keys[0], identify=told_apart)
        working.answer(sentence(said.text(one=told_apart and said.noun == word and bool(said.adjectives))), keys, word)
        return
    working.answer(sentence(refer_all(denoter.state, keys)), keys, word)


def count(working: Working, act: acts.Count) -> None:
    """How many there are."""
    act = with_time_of_deed(act)
    denoter = working.denoter(state_then(working, act.time, act.what))
    check_relations(denoter, act.what, working.resolved)
    keys = denoter.extension(act.what)
    working.settle(denoter)
    text = f"{number(len(keys))} of them" if keys else "none"
    there = _of_those_asked_about(working, act)
    if there is not None and 0 <= there < len(keys):
        text = f"{text} altogether, {number(there) if there else 'none'} of them there"
    working.answer(sentence(text), keys, noun_of(act.what), plural=True)


def _of_those_asked_about(working: Working, act: acts.Count) -> int | None:
    """How many there are where it was just asked about: "how many cubes are on the table?" - "how many pyramids?".

    None where that was not asked: the bare question is about all of them, but perhaps only about those.
    """
    last, what = working.last, act.what
    if not isinstance(last, acts.Count) or not isinstance(last.what, Noun) or last.time != act.time:
        return None
    that = last.what.that
    if not isinstance(what, Noun) or not that or what.kind in ("one", "thing", last.what.kind):
        return None
    if what.that or what.of or what.det or not all(isinstance(c, Clause) and c.rel in _PLACES for c in that):
        return None
    denoter = working.denoter(state_then(working, act.time))
    return len(denoter.extension(what.model_copy(update={"that": that})))


def is_(working: Working, act: acts.Is) -> None:
    """Whether the clauses are true of the thing or things; with the ones that make it true."""
    denoter = working.denoter(state_then(working, act.time, act.what))
    what = act.what
    domain = [HAND] if what == Ref(ref="you") else denoter.meant(what)
    if not domain and isinstance(what, Ref):
        raise NoReferent(what.ref)
    fits = denoter.fitting(what, domain, act.that)
    yes = enough(what, len(fits), len(domain)) if isinstance(what, Noun) else len(fits) == len(domain) > 0
    if isinstance(what, Either):
        yes = bool(fits)
        if yes:
            working.settle(denoter)
            working.answer(sentence(f"yes, {refer_all(denoter.state, fits)}"), fits)
            return
    working.settle(denoter)
    if not (isinstance(what, Noun) and what.of is not None):
        working.spoke_of(what, [k for k in domain if k != HAND])
    if not yes:
        left = [k for k in domain if k not in fits]
        if isinstance(what, Noun) and what.det in ("all", "every", "both") and 0 < len(left) < len(domain):
            working.answer(sentence(f"no, not {refer_all(denoter.state, left)}"), left)
        else:
            working.answer("No.")
        return
    if isinstance(what, Noun) and what.det in _INDEFINITE and what.kind != "support" and fits and _picks(what):
        working.answer(sentence(f"yes, {refer_all(denoter.state, fits)}"), fits, noun_of(what))
        return
    witnesses = _witnesses(denoter, domain, act.that)
    if witnesses is None:
        working.answer("Yes.")
    else:
        by, keys, asked = witnesses
        known = "color" if isinstance(asked, Noun) and asked.color else None
        working.answer(sentence(f"yes, {by}{refer_all(denoter.state, keys)}"), keys, noun_of(asked), known=known)


def _picks(what: Noun) -> bool:
    """Whether the subject leaves open which things are meant, so that the answer should say."""
    return what.det in ("any", "some", "at_least", "more_than", "a") or what.n is not None


def _witnesses(
    denoter: Denoter, domain: Sequence[str], that: Sequence[Any]
) -> tuple[str, list[str], Description] | None:
    """What makes a clause with an open other side true ("by the table", "the green pyramid"); None where nothing is
    open.
    """
    if len(domain) != 1 or len(that) != 1 or not isinstance(that[0], Clause) or that[0].negated:
        return None
    [key], clause = domain, that[0]
    if clause.rel == "supported_by" and clause.of is None:
        return "by ", [denoter.state.support[key]], Noun(kind="thing")
    if clause.rel in ("supports", "contains") and clause.of is None:
        return "", [k for k, below in denoter.state.support.items() if below == key], Noun(kind="thing")
    if (
        clause.of is None
        or not isinstance(clause.of, Noun)
        or clause.of.det not in ("a", "any", "some")
        or clause.rel == "is"
    ):
        return None
    found = [k for k in denoter.meant(clause.of, (key,)) if holds(denoter.state, clause.rel, key, k)]
    return ("by " if clause.rel == "supported_by" else "", found, clause.of) if found else None


def where(working: Working, act: acts.Where) -> None:
    """Where things are: what carries or holds them."""
    denoter = working.denoter(state_then(working, act.time, act.what))
    keys = denoter.meant(act.what)
    working.settle(denoter)
    if not keys:
        working.answer("Nowhere: I don't see any.")
        return
    working.spoke_of(act.what, keys)
    if len(keys) == 1:
        place = _place_of(denoter.state, keys[0]) + _stood_before(working, denoter.state, keys[0])
        working.lines.append(sentence(place))
        return
    parts = [f"{refer(denoter.state, k)} is {_place_of(denoter.state, k)}" for k in keys]
    working.lines.append(sentence(listing(parts)))


def _stood_before(working: Working, then: State, key: str) -> str:
    """Where a thing was that was in the hand then, for who asks where it had been."""
    states = working.world.history.states
    if then is states[-1] or then.holding != key:
        return ""
    tick = next(n for n, state in enumerate(states) if state is then)
    earlier = next((state for state in reversed(states[:tick]) if key in state.support), None)
    return "" if earlier is None else f", and before that {_place_of(earlier, key)}"


def _place_of(state: State, key: str) -> str:
    if key == TABLE:
        return "right here in front of you"
    if is_pile(key):
        return _place_of(state, members(key)[0])
    if state.holding == key:
        return "in my hand"
    below = state.support.get(key, TABLE)
    inside = below != TABLE and state.bodies[below].shape == "box"
    place = f"{'in' if inside else 'on'} {refer(state, below, identify=True, besides=key)}"
    if not inside:
        box = next(
            (b for b in state.bodies if state.bodies[b].shape == "box" and relations.inside(state, key, b)), None
        )
        place += f", in {refer(state, box)}" if box else ""
    return place


def attr(working: Working, act: acts.Attr) -> None:
    """A quality of a thing."""
    denoter = working.denoter()
    denoter.set_aside = act.attr
    superlative = isinstance(act.what, Noun) and act.what.sup is not None
    keys = denoter.extension(act.what) if superlative else denoter.meant(act.what)
    other = denoter.meant(act.to) if act.to is not None else []
    working.settle(denoter)
    if not keys:
        working.answer("I don't see any.")
        return
    working.spoke_of(act.what, keys)
    state = working.state
    values = [_quality(working, act.attr, key, other) for key in keys]
    if len(set(values)) == 1:
        working.lines.append(sentence(values[0]))
    else:
        alike = {v: [k for k, w in zip(keys, values, strict=True) if w == v] for v in values}
        parts = [f"{refer_all(state, ks)} {'is' if len(ks) == 1 else 'are'} {v}" for v, ks in alike.items()]
        working.lines.append(sentence(listing(parts)))


def _quality(working: Working, attribute: str, key: str, other: Sequence[str]) -> str:
    state = working.state
    if key in (TABLE, HAND):
        if key == TABLE and attribute in ("color", "width", "depth"):
            return {"color": "black", "width": _units(state.table[0]), "depth": _units(state.table[1])}[attribute]
        raise Unsupported(f"tell the {attribute} of the {key.lower()}")
    if is_pile(key):
        if attribute != "height":
            raise Unsupported(f"tell the {attribute} of a whole stack")
        return _units(sum(state.bodies[part].size[2] for part in members(key)))
    body = state.bodies[key]
    match attribute:
        case "color":
            return body.color
        case "size":
            w, d, h = (f"{v:g}" for v in body.size)
            word = size_word(state, body)
            return f"{word + ': ' if word else ''}{w} wide, {d} deep and {h} high"
        case "shape" | "kind":
            return f"a {noun(body)}" if attribute == "shape" else refer(state, key, identify=True)
        case "height" | "width" | "depth":
            return _units(MEASURES[attribute](body))
        case "name":
            return body.name or "it has no name"
        case "owner":
            return "it is yours" if working.knowledge.is_owned(key) else body.owner or "nobody's, as far as I know"
        case _:
            if not other or other[0] not in state.bodies:
                raise Unsupported("tell a distance to that")
            return _units(relations.gap(state, key, other[0]))


def _units(value: float) -> str:
    return f"{value:g} units" if value == int(value) else f"about {round(value)} units"


QUESTIONS: dict[type[Any], Callable[[Working, Any], None]] = {
    acts.Exists: exists,
    acts.Which: which,
    acts.Count: count,
    acts.Is: is_,
    acts.Where: where,
    acts.Attr: attr,
    acts.Can: can,
}
