"""Statements: what the person tells the agent, checked or remembered."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from agent.dialog.times import state_then
from agent.dialog.working import Working
from agent.english.refer import listing, number, refer_all, sentence
from agent.english.said import said
from agent.grounding.determiners import enough
from agent.grounding.focus import noun_of
from agent.grounding.knowledge import Ownership
from agent.grounding.problems import Ambiguous, NoReferent, NoSuch, Unsupported
from agent.grounding.qualities import KINDS
from agent.language import acts
from agent.language.descriptions import Description, Noun


def claim(working: Working, act: acts.Claim) -> None:
    """Something said to be so: agreed with, or corrected by what was the case."""
    denoter = working.denoter(state_then(working, act.time, act.what))
    what = act.what
    if act.that is None:
        keys = denoter.extension(what)
        true = enough(what, len(keys), len(keys)) if isinstance(what, Noun) else bool(keys)
        if isinstance(what, Noun) and what.n is not None and what.det is None:
            true = len(keys) == what.n
        working.settle(denoter)
        if true:
            working.answer("Yes, that's right.", keys, noun_of(what))
        elif not keys:
            working.answer("No, there are none.")
        else:
            wanted = what.n if isinstance(what, Noun) else None
            only = "only " if wanted is not None and len(keys) < wanted else ""
            text = f"no, {only}{number(len(keys))} of them: {refer_all(denoter.state, keys)}"
            working.answer(sentence(text), keys, noun_of(what))
        return
    domain = denoter.meant(what)
    fits = denoter.fitting(what, domain, act.that)
    true = enough(what, len(fits), len(domain)) if isinstance(what, Noun) else len(fits) == len(domain) > 0
    working.settle(denoter)
    working.spoke_of(what, domain)
    working.lines.append("Yes, that's right." if true else "No, that is not so.")


def own(working: Working, act: acts.Own) -> None:
    """Things become the speaker's, or are said not to be."""
    ids = frozenset(_all(working, act.what))
    working.knowledge = working.knowledge.own(Ownership(act.what, act.negated is None, ids))
    working.done = True
    _understood(working)


def _all(working: Working, what: Description) -> list[str]:
    denoter = working.denoter()
    keys = denoter.meant(what)
    if not keys:
        raise NoSuch(what)
    working.settle(denoter)
    return keys


def _understood(working: Working) -> None:
    working.done = False
    if "I understand." not in working.lines:
        working.lines.append("I understand.")


def name(working: Working, act: acts.Name) -> None:
    """A thing gets a name."""
    keys = _all(working, act.what)
    if len(keys) != 1:
        raise Unsupported("give one name to several things")
    if act.name in KINDS or working.knowledge.noun(act.name) is not None:
        raise Unsupported(f'use "{act.name}" as a name: it already means something')
    holder = next((b for b in working.state.bodies.values() if b.name == act.name and b.id != keys[0]), None)
    if holder is not None:
        raise Unsupported(f'call it "{act.name}": that is the name of another thing')
    if keys[0] not in working.state.bodies:
        raise Unsupported("name that")
    body = working.state.bodies[keys[0]]
    working.world = working.world.with_bodies(replace(body, name=act.name))
    working.spoke_of(Noun(kind=act.name), keys)
    working.done = True


def define(working: Working, act: acts.Define) -> None:
    """A noun gets a meaning."""
    if act.word in KINDS:
        raise Unsupported(f'give a new meaning to "{act.word}"')
    with suppress(Ambiguous, NoSuch, NoReferent, Unsupported):
        working.denoter().extension(act.what)  # raises UnknownWord if it is explained by words that mean nothing
    working.knowledge = working.knowledge.define(act.word, act.what)
    _understood(working)


def teach(working: Working, act: acts.Teach) -> None:
    """A verb gets a meaning."""
    working.knowledge = working.knowledge.teach(act.word, act.by)
    _understood(working)


def forget(working: Working, act: acts.Forget) -> None:
    """A taught word or a name is forgotten."""
    named = next((b for b in working.state.bodies.values() if b.name == act.word), None)
    if act.word not in working.knowledge.words() and named is None:
        working.lines.append(f'I don\'t know the word "{act.word}" anyway.')
        return
    working.knowledge = working.knowledge.forget(act.word)
    if named is not None:
        working.world = working.world.with_bodies(replace(named, name=None))
    working.done = True


def words(working: Working, act: acts.Words) -> None:
    """The taught words and names, with their meanings."""
    parts = [f'"{word}": {said(meaning)}' for word, meaning in working.knowledge.nouns]
    parts += [f'"{word}" (a verb)' for word, _ in working.knowledge.verbs]
    parts += [f'"{b.name}" (a {b.color} {b.shape})' for b in working.state.bodies.values() if b.name]
    working.lines.append(
        sentence(f"you taught me {listing(parts)}") if parts else "You have not taught me any words yet."
    )


STATEMENTS: dict[type[Any], Callable[[Working, Any], None]] = {
    acts.Claim: claim,
    acts.Own: own,
    acts.Name: name,
    acts.Define: define,
    acts.Teach: teach,
    acts.Forget: forget,
    acts.Words: words,
}
