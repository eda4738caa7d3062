"""Random utterances of the action language, straight from its models: everything a model could possibly decode."""

from __future__ import annotations

import random
import types
import typing
from collections.abc import Callable
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from agent.language.acts import Direction, Utterance
from agent.language.descriptions import (
    Color,
    Determiner,
    Relation,
    Side,
    Size,
    Superlative,
    TimeRelation,
    Verb,
)

WORDS = [
    "block",
    "cube",
    "pyramid",
    "box",
    "table",
    "thing",
    "one",
    "stack",
    "tower",
    "row",
    "hand",
    "support",
    "steeple",
    "bob",
]
MODS = ["single", "red", "magenta", "shiny"]


def random_utterance(rng: random.Random, depth: int = 3) -> Utterance:
    return Utterance.model_validate_json(Utterance(acts=_value(rng, Utterance.model_fields["acts"], depth)).to_json())


def _model(rng: random.Random, model: type[BaseModel], depth: int) -> BaseModel:
    values = {}
    for name, info in model.model_fields.items():
        optional = not info.is_required()
        nested = (
            "Description" in str(info.annotation) or "Clause" in str(info.annotation) or "Event" in str(info.annotation)
        )
        if optional and (rng.random() < 0.7 or (nested and depth <= 0)):
            continue
        values[name] = _value(rng, info, depth)
    return model(**values)


def likely_utterance(rng: random.Random) -> Utterance:
    """One that is mostly carried out, in the newer parts of the language: regions, stacks of something, "single"."""
    rel = rng.choice(get_args(Relation))
    where = rng.choice((region, description))(rng)
    acts: list[dict[str, Any]] = [
        {"act": "put", "what": description(rng), "rel": rng.choice(("on", "in", "at", "beside", rel)), "where": where},
        {"act": "move", "what": description(rng), "dir": rng.choice(get_args(Direction)), "steps": rng.randint(1, 9)},
        {"act": rng.choice(("pick_up", "clear", "stack", "find", "touch", "put_back")), "what": description(rng)},
        {"act": "swap", "what": description(rng), "with": description(rng)},
        {"act": rng.choice(("put_down", "put_back", "why", "how"))},
        {"act": rng.choice(("which", "count", "exists", "where")), "what": description(rng)}
        | _maybe(rng, "time", _time),
        {"act": rng.choice(("is", "claim")), "what": description(rng), "that": [clause(rng)]},
        {"act": "attr", "what": description(rng), "attr": rng.choice(("color", "size", "height", "kind"))},
        {"act": rng.choice(("did", "when", "why", "how")), "event": _event(rng)},
        {"act": "fragment", "what": where} | rng.choice(({}, {"rel": rel})),
        {"act": "do", "verb": "do"} | _maybe(rng, "what", description),
        {"act": "choose", "n": rng.randint(1, 3)},
    ]
    return Utterance.model_validate({"acts": [rng.choice(acts)]})


def description(rng: random.Random, depth: int = 2) -> dict[str, Any]:
    if rng.random() < 0.15:
        return {"ref": rng.choice(("it", "them", "that", "there", "me", "you"))}
    if depth and rng.random() < 0.1:
        return {rng.choice(("all", "any")): [description(rng, 0), description(rng, 0)]}
    kind = rng.choice(("block", "cube", "pyramid", "box", "thing", "one", "stack", "tower", "table"))
    fields: dict[str, Any] = {"kind": kind} | _maybe(rng, "det", lambda r: r.choice(get_args(Determiner)), 0.9)
    fields |= _maybe(rng, "n", lambda r: r.randint(0, 4), 0.15)
    fields |= _maybe(rng, "ord", lambda r: r.choice((-1, 1, 2, 3)), 0.1)
    fields |= _maybe(rng, "sup", lambda r: r.choice(get_args(Superlative)), 0.15)
    fields |= _maybe(rng, "size", lambda r: r.choice(get_args(Size)), 0.1)
    fields |= _maybe(rng, "color", lambda r: r.choice(get_args(Color)), 0.3)
    fields |= _maybe(rng, "mod", lambda r: [r.choice(MODS)], 0.1)
    if depth:
        of = {"all": [description(rng, 0), description(rng, 0)]} if rng.random() < 0.5 else description(rng, 0)
        fields |= {"of": of} if kind in ("stack", "tower") and rng.random() < 0.5 else {}
        fields |= _maybe(rng, "of", lambda r: description(r, depth - 1), 0.1)
        fields |= _maybe(rng, "but", lambda r: description(r, depth - 1), 0.1)
        fields |= _maybe(rng, "that", lambda r: [clause(r, depth - 1)], 0.4)
    return fields


def region(rng: random.Random) -> dict[str, Any]:
    return {"region": rng.choice(("corner", "edge", "center", "side"))} | _maybe(
        rng, "side", lambda r: r.choice(get_args(Side)), 0.8
    )


def clause(rng: random.Random, depth: int = 1) -> dict[str, Any]:
    if rng.random() < 0.15:
        return {"did": rng.choice(get_args(Verb))} | _maybe(rng, "time", _time)
    fields: dict[str, Any] = {"rel": rng.choice(get_args(Relation))} | _maybe(rng, "not", lambda r: True, 0.15)
    fields |= _maybe(rng, "of", lambda r: rng.choice((region, lambda q: description(q, depth)))(r), 0.8)
    return fields | _maybe(rng, "time", _time, 0.1)


def _event(rng: random.Random) -> dict[str, Any]:
    return {"verb": rng.choice(get_args(Verb))} | _maybe(rng, "what", lambda r: description(r, 0), 0.7)


def _time(rng: random.Random) -> dict[str, Any]:
    return {"rel": rng.choice(get_args(TimeRelation))} | _maybe(rng, "event", _event)


def _maybe(rng: random.Random, name: str, make: Callable[[random.Random], Any], chance: float = 0.5) -> dict[str, Any]:
    return {name: make(rng)} if rng.random() < chance else {}


def _value(rng: random.Random, info: FieldInfo, depth: int) -> Any:
    low = next((m.ge for m in info.metadata if hasattr(m, "ge")), 0)
    high = next((m.le for m in info.metadata if hasattr(m, "le")), 20)
    sizes = [m for m in info.metadata if hasattr(m, "min_length")]
    tops = [m for m in info.metadata if hasattr(m, "max_length")]
    least = sizes[0].min_length if sizes else 1
    most = tops[0].max_length if tops else 2
    return _typed(rng, info.annotation, depth, low, high, least, most)


def _typed(
    rng: random.Random, kind: Any, depth: int, low: int = 0, high: int = 20, least: int = 1, most: int = 2
) -> Any:
    origin = get_origin(kind)
    if isinstance(kind, typing.ForwardRef):
        raise AssertionError(kind)
    if origin is Annotated:
        base, *meta = get_args(kind)
        for m in meta:
            for x in getattr(m, "metadata", [m]):
                low, high = getattr(x, "ge", low), getattr(x, "le", high)
                least, most = getattr(x, "min_length", least), getattr(x, "max_length", most)
        return _typed(rng, base, depth, low, high, least, most)
    if origin is Literal:
        return rng.choice(get_args(kind))
    if origin in (typing.Union, types.UnionType):
        options = [a for a in get_args(kind) if a is not type(None)]
        if depth <= 0:
            options = [o for o in options if "Both" not in str(o) and "Either" not in str(o)] or options
        return _typed(rng, rng.choice(options), depth, low, high, least, most)
    if origin is tuple:
        return tuple(_typed(rng, get_args(kind)[0], depth) for _ in range(rng.randint(least, min(most, least + 1))))
    if kind is int:
        return rng.randint(low, min(high, 5))
    if kind is str:
        return rng.choice(WORDS)
    return _model(rng, kind, depth - 1)
