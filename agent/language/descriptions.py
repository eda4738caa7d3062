"""How people refer to things: descriptions, the clauses inside them, and the times and events those mention.

A description keeps what was *said* ("it", "the one which I told you to pick up"); which object was meant is decided by
grounding. One meaning has one spelling: fields stand in the order given here and are left out where nothing was said.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,23}$")]
"""One lower-case word: a noun the language knows, a name, or a word that was never taught."""

Determiner = Literal[
    "a", "the", "any", "some", "all", "every", "both", "no", "another", "the_other", "which", "that", "this",
    "at_least", "at_most", "exactly", "more_than", "fewer_than", "most",
]  # fmt: skip
Size = Literal["large", "small", "tall", "short", "wide", "narrow", "medium"]
Color = Literal[
    "red", "green", "blue", "yellow", "white", "black", "gray", "orange", "purple", "pink", "brown", "cyan",
]  # fmt: skip
Superlative = Literal[
    "biggest", "smallest", "tallest", "shortest", "widest", "narrowest",
    "leftmost", "rightmost", "frontmost", "backmost", "highest", "lowest", "nearest", "farthest",
]  # fmt: skip
Side = Literal[
    "left", "right", "front", "back", "front_left", "front_right", "back_left", "back_right",
    "far", "near", "far_left", "far_right", "near_left", "near_right",
]  # fmt: skip
Relation = Literal[
    "on", "on_top_of", "in", "under", "above", "left_of", "right_of", "in_front_of", "behind", "beside", "near",
    "between", "touching", "nearest", "farthest", "at",
    "supports", "supported_by", "contains", "held", "clear", "empty",
    "bigger", "smaller", "taller", "shorter", "wider", "narrower",
    "as_big_as", "as_tall_as", "as_wide_as", "same_color", "same_size", "same_shape",
    "is", "part_of", "owned_by",
]  # fmt: skip
Verb = Literal[
    "pick_up", "put", "put_down", "drop", "stack", "clear", "build", "touch", "move", "get_rid", "hold",
    "support", "contain", "do",
]  # fmt: skip
TimeRelation = Literal["before", "after", "while", "since", "then", "beginning", "last"]


class Node(BaseModel):
    """Base of everything in the language: immutable, and nothing unknown passes."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Ref(Node):
    """A pronoun or adverb that points: "it", "them", "that" (what was just spoken of), "there", "me", "you"."""

    ref: Literal["it", "them", "that", "this", "there", "here", "me", "you", "itself"]


class Noun(Node):
    """A noun phrase, or a proper name (`kind` alone).

    `kind` is a known noun (block, cube, pyramid, box, table, thing, stack, tower, row, hand, one, support) or any other
    word. `n` counts ("two", with `det` for "at least two"), `ord` picks ("the second"; -1 the last), `size` and `color`
    are adjectives, `mod` holds adjectives outside the vocabulary, `sup` is a superlative, `of` the set or owner it is
    taken from ("one of them", "the pyramid's support"), `but` what is left out, `that` what must be true of it.
    """

    kind: Word
    det: Determiner | None = None
    n: Annotated[int, Field(ge=0, le=99)] | None = None
    ord: Annotated[int, Field(ge=-1, le=9)] | None = None
    sup: Superlative | None = None
    size: Size | None = None
    color: Color | None = None
    mod: Annotated[tuple[Word, ...], Field(min_length=1, max_length=2)] | None = None
    of: Description | None = None
    but: Description | None = None
    that: Annotated[tuple[AnyClause, ...], Field(min_length=1, max_length=3)] | None = None


class Region(Node):
    """A part of the table (or of `of`): "the left back corner", "the right edge", "the middle".

    far and near are seen from where the speaker sits ("the top left corner", "the bottom edge"); front and back are the
    table's own, which most scenes have at the near and the far side.
    """

    region: Literal["corner", "edge", "center", "side"]
    side: Side | None = None
    of: Description | None = None


class Both(Node):
    """Several together: "the red block and a pyramid"."""

    all: Annotated[tuple[Description, ...], Field(min_length=2, max_length=4)]


class Either(Node):
    """A choice left to the hearer: "a green cube or a pyramid"."""

    any: Annotated[tuple[Description, ...], Field(min_length=2, max_length=4)]


class Clause(Node):
    """Something true of the thing described: its relation to others ("which is taller than ...", "in the box").

    Without `of`: "held", "clear", "empty", or supported by whatever it may be ("is it supported?"). `steps` is a
    distance in squares ("two squares to the left of"). `time` is for the past ("was on ... before ...").
    """

    rel: Relation
    negated: Literal[True] | None = Field(default=None, alias="not")
    steps: Annotated[int, Field(ge=1, le=20)] | None = None
    of: Description | None = None
    time: Time | None = None


class DidClause(Node):
    """What was done to the thing described: "which you picked up before ..."."""

    did: Verb
    negated: Literal[True] | None = Field(default=None, alias="not")
    rel: Relation | None = None
    where: Description | None = None
    time: Time | None = None


class ToldClause(Node):
    """What the hearer was told to do with it: "which I told you to pick up"."""

    told: Verb


class Event(Node):
    """Something done by the hand: "you put the green one on the little cube"; `do` alone is the one spoken of."""

    verb: Verb
    what: Description | None = None
    rel: Relation | None = None
    where: Description | None = None
    time: Time | None = None


class Time(Node):
    """When: relative to an event, or "then", "at the beginning", "last"; `since` alone is since we began."""

    rel: TimeRelation
    event: Event | None = None


def _first_key(value: Any) -> str | None:
    """The tag of a node: the name of its first field, which no other variant of the same union has."""
    if isinstance(value, dict):
        return next(iter(value), None)
    return next(iter(type(value).model_fields), None) if isinstance(value, BaseModel) else None


Description = Annotated[
    Annotated[Ref, Tag("ref")]
    | Annotated[Noun, Tag("kind")]
    | Annotated[Region, Tag("region")]
    | Annotated[Both, Tag("all")]
    | Annotated[Either, Tag("any")],
    Discriminator(_first_key),
]
AnyClause = Annotated[
    Annotated[Clause, Tag("rel")] | Annotated[DidClause, Tag("did")] | Annotated[ToldClause, Tag("told")],
    Discriminator(_first_key),
]

for _model in (Noun, Region, Both, Either, Clause, DidClause, Event, Time):
    _model.model_rebuild()
