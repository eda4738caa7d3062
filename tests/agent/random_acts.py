"""Random utterances of the action language, straight from its models: everything a model could possibly decode."""

from __future__ import annotations

import random
import types
import typing
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from agent.language.acts import Utterance

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
