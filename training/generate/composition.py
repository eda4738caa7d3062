"""What nano is never shown although it knows the parts: combinations kept for testing whether it composes them.

Every training example with one of these is dropped; `etaoin eval --suite compositional` is made of nothing else. The
combinations are rare in talk, so that nobody misses them if a model does not compose.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from agent.language.acts import Utterance

PAIRS = frozenset({("brown", "pyramid"), ("orange", "cube")})
"""A colour and a shape that never come together, though each does with everything else."""
VERB_RELATIONS = frozenset({("find", "behind"), ("clear", "nearest"), ("touch", "between")})
"""An act and a relation in what it is about."""
DEEPEST = 3
"""Descriptions inside descriptions in training; one more is "deeper"."""
MOST_ACTS = 3
"""Acts in one utterance in training; one more is "longer"."""

SPLITS = ("colour x shape", "verb x relation", "deeper", "longer")


def split_of(actions: Utterance) -> str | None:
    """Which of the splits an utterance belongs to; None: it may be trained on."""
    data = actions.model_dump(exclude_none=True, by_alias=True)
    nodes = list(_nodes(data))
    if any((node.get("color"), node.get("kind")) in PAIRS for node in nodes):
        return SPLITS[0]
    for act in data["acts"]:
        relations = {node["rel"] for node in _nodes(act.get("what")) if "rel" in node}
        if any((act["act"], rel) in VERB_RELATIONS for rel in relations):
            return SPLITS[1]
    if _depth(data) > DEEPEST:
        return SPLITS[2]
    return SPLITS[3] if len(actions.acts) > MOST_ACTS else None


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a tree of the language, from the outside in."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from _nodes(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _nodes(part)


def _depth(value: Any) -> int:
    """How many noun phrases stand inside one another."""
    if isinstance(value, dict):
        return ("kind" in value) + max((_depth(part) for part in value.values()), default=0)
    if isinstance(value, list | tuple):
        return max((_depth(part) for part in value), default=0)
    return 0
