"""The action language as a decoding grammar, so that a model can only write what the validator accepts.

pydantic's JSON schema of `Utterance` is recursive (a description may hold clauses that hold descriptions). Here it is
unrolled to a bounded depth, so that every derivation is finite, and reduced to what llguidance reads best: `anyOf`
for tagged unions, no nulls (a field that says nothing is left out), no titles. Nothing heavy is imported.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from agent.language.acts import Utterance

Schema = dict[str, Any]

DEFAULT_DEPTH = 4
"""Descriptions inside descriptions: 4 allows five levels, one more than "the thing on the block behind ... the box"."""

_DESCRIPTIONS = frozenset({"Noun", "Region", "Both", "Either"})
_NESTING = _DESCRIPTIONS | {"Clause", "DidClause"}
_LEVELLED = _NESTING | {"Event", "Time"}
_NOISE = frozenset({"title", "description", "default", "discriminator"})
_OPTIONS = {"whitespace_flexible": False, "item_separator": ",", "key_separator": ":"}


def build_schema(depth: int = DEFAULT_DEPTH, *, free_talk: bool = True) -> Schema:
    """The JSON schema of one utterance with descriptions nested at most `depth` deep, fields in canonical order.

    `free_talk=False` leaves out the act `say`, for models that answer nothing freely (nano). Definitions that recur are
    numbered by what depth is left: `Noun4` may hold `Noun3`; a field for which no depth is left is not there.
    Raises ValueError for a negative depth.
    """
    if depth < 0:
        raise ValueError(f"the depth of a schema is zero or more, not {depth}")
    unrolled = _Unroller(Utterance.model_json_schema(by_alias=True), without=frozenset() if free_talk else {"Say"})
    return unrolled.run(depth)


@lru_cache(maxsize=8)
def grammar(depth: int = DEFAULT_DEPTH, *, free_talk: bool = True) -> str:
    """The same as the text of an llguidance grammar: compact separators, no whitespace."""
    schema = build_schema(depth, free_talk=free_talk) | {"x-guidance": _OPTIONS}
    return json.dumps({"grammars": [{"json_schema": schema}]})


class _Unroller:
    """Copies definitions level by level, on demand."""

    def __init__(self, schema: Schema, without: frozenset[str] | set[str]) -> None:
        self._source: dict[str, Schema] = schema["$defs"]
        self._root = schema
        self._without = without
        self._made: dict[str, Schema | None] = {}

    def run(self, depth: int) -> Schema:
        root = self._object(self._root, "Utterance", depth)
        assert root is not None
        return root | {"$defs": {name: made for name, made in self._made.items() if made is not None}}

    def _object(self, node: Schema, owner: str, depth: int) -> Schema | None:
        """An object's definition with `depth` levels left, or None where a required field has none left."""
        required = node.get("required", [])
        properties: Schema = {}
        for key, value in node["properties"].items():
            made = self._value(value, owner, depth)
            if made is not None:
                properties[key] = made
            elif key in required:
                return None
        return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}

    def _value(self, node: Schema, owner: str, depth: int) -> Schema | None:
        """A field's schema, or None where no depth is left for it."""
        if "$ref" in node:
            return self._reference(node["$ref"].rpartition("/")[2], owner, depth)
        for union in ("oneOf", "anyOf"):
            if union in node:
                made = [self._value(one, owner, depth) for one in node[union] if one.get("type") != "null"]
                kept = [one for one in made if one is not None]
                return None if not kept else kept[0] if len(kept) == 1 else {"anyOf": kept}
        clean = {key: value for key, value in node.items() if key not in _NOISE}
        if "items" in clean:
            items = self._value(clean["items"], owner, depth)
            return None if items is None else clean | {"items": items}
        return clean

    def _reference(self, target: str, owner: str, depth: int) -> Schema | None:
        if target in self._without:
            return None
        if target not in _LEVELLED:
            name, left = target, depth
        else:
            # Each cycle of the schema passes one of these: a description's own parts, or the event that tells a time.
            deeper = target in _DESCRIPTIONS if owner in _NESTING else (owner, target) == ("Time", "Event")
            left = depth - deeper
            if left < 0:
                return None
            name = f"{target}{left}"
        if name not in self._made:
            self._made[name] = {}  # a place for what refers to itself while it is being made
            self._made[name] = self._object(self._source[target], target, left)
        return None if self._made[name] is None else {"$ref": f"#/$defs/{name}"}
