"""Actions written by hand, tersely, for tests: `chat("put", a("small red cube"), rel="on", where=the("table"))`."""

from __future__ import annotations

from typing import Any, get_args

from agent.language.acts import Utterance
from agent.language.descriptions import Color, Size, Superlative
from agent.session import Session
from world.bodies import Vec
from world.scene import load_scene

Json = dict[str, Any]

_KINDS_OF_WORDS = {"sup": Superlative, "size": Size, "color": Color}


class Chat:
    """A conversation about a scene; calling it performs one act and gives the reply, sentences joined by spaces."""

    def __init__(self, scene: str = "classic") -> None:
        self.session = Session(None, load_scene(scene))

    def __call__(self, act: str, what: Json | None = None, **more: Any) -> str:
        return self.all(doing(act, what, **more))

    def all(self, *acts: Json) -> str:
        """Several acts in one utterance."""
        utterance = Utterance.model_validate({"acts": acts})
        return " ".join(self.session.perform("...", utterance).reply)

    def below(self, body: str) -> str | None:
        """What carries a body, None if the hand holds it."""
        return self.session.state.support.get(body)

    def position(self, body: str) -> Vec:
        return self.session.state.bodies[body].position

    @property
    def holding(self) -> str | None:
        return self.session.state.holding


def doing(act: str, what: Json | None = None, **more: Any) -> Json:
    """An act."""
    return {"act": act} | ({} if what is None else {"what": what}) | more


def noun(words: str, *that: Json, **fields: Any) -> Json:
    """A noun with its adjectives, in English order, and the clauses that follow it: `noun("large red block")`."""
    *adjectives, kind = words.split()
    found: Json = {"kind": kind}
    for word in adjectives:
        found |= next({name: word} for name, words in _KINDS_OF_WORDS.items() if word in get_args(words))
    return found | ({"that": list(that)} if that else {}) | fields


def a(words: str, *that: Json, **fields: Any) -> Json:
    return noun(words, *that, det="a", **fields)


def the(words: str, *that: Json, **fields: Any) -> Json:
    return noun(words, *that, det="the", **fields)


def some(det: str, words: str, *that: Json, **fields: Any) -> Json:
    """With any other determiner: `some("every", "pyramid")`."""
    return noun(words, *that, det=det, **fields)


def is_(rel: str, of: Json | None = None, **fields: Any) -> Json:
    """A clause: `is_("on", the("table"))`, `is_("held")`."""
    return {"rel": rel} | ({} if of is None else {"of": of}) | fields


def not_(rel: str, of: Json | None = None) -> Json:
    return is_(rel, of, **{"not": True})


def event(verb: str, what: Json | None = None, **more: Any) -> Json:
    """Something done in the past, inside did, when, why, how and times."""
    return {"verb": verb} | ({} if what is None else {"what": what}) | more


def before(said: Json) -> Json:
    return {"rel": "before", "event": said}


it, them, me, you, there = ({"ref": word} for word in ("it", "them", "me", "you", "there"))
