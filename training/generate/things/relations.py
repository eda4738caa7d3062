"""Sampling what is said of things: clauses with every relation, and the events and times that some of them mention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.generate.chance import spread
from training.generate.meaning import COUNTS, TABLE, TOLD, Meaning
from training.generate.words.invention import new_adjective
from training.generate.words.vocabulary import COLORS, SIZES, SUPERLATIVES

if TYPE_CHECKING:
    from training.generate.things.descriptions import Describer

_RELATIONS = spread(
    {
        "on": 18,
        "on_top_of": 9,
        "in": 8,
        "under": 5,
        "above": 4,
        "left_of": 6,
        "right_of": 6,
        "in_front_of": 5,
        "behind": 6,
        "beside": 5,
        "near": 4,
        "between": 4,
        "touching": 3,
        "nearest": 8,
        "farthest": 3,
        "at": 9,
        "supports": 11,
        "supported_by": 9,
        "held": 7,
        "clear": 5,
        "bigger": 4,
        "smaller": 4,
        "taller": 4,
        "shorter": 3,
        "wider": 3,
        "narrower": 3,
        "as_big_as": 3,
        "as_tall_as": 3,
        "as_wide_as": 3,
        "same_color": 3,
        "same_size": 2,
        "same_shape": 2,
        "is": 9,
        "part_of": 2,
        "owned_by": 5,
        "did": 7,
        "told": 4,
    }
)
_OF_STACK = spread(
    {
        "contains": 12,
        "on": 5,
        "left_of": 2,
        "right_of": 2,
        "behind": 2,
        "in_front_of": 2,
        "taller": 3,
        "shorter": 1,
        "at": 3,
        "is": 3,
        "did": 2,
        "beside": 2,
        "near": 1,
        "owned_by": 1,
    }
)
_OF_BOX = spread(
    {
        "contains": 6,
        "empty": 4,
        "left_of": 2,
        "right_of": 2,
        "behind": 2,
        "in_front_of": 2,
        "bigger": 2,
        "wider": 1,
        "taller": 1,
        "is": 3,
        "at": 2,
        "owned_by": 1,
        "on": 2,
        "beside": 1,
    }
)
_TO_REGION = {"near": 0.4, "nearest": 0.45, "farthest": 0.35, "beside": 0.06}
"""How often a thing is said to be near a part of the table, and not another thing."""
_STATE_TIMES = ("before", "before", "after", "while", "then", "then", "beginning")
DIRECTED = ("left_of", "right_of", "in_front_of", "behind")
_SIMPLE = (
    "pick_up",
    "pick_up",
    "move",
    "move",
    "touch",
    "touch",
    "put_down",
    "drop",
    "clear",
    "stack",
    "hold",
    "build",
    "get_rid",
)


def relation_for(describer: Describer, kind: str) -> str:
    """A relation that can be said of such a thing."""
    r = describer.r
    table = _OF_STACK if kind in ("stack", "row", "unknown") else _OF_BOX if kind == "box" else _RELATIONS
    return r.pick(table)


def sample_clause(describer: Describer, depth: int, kind: str) -> Meaning:
    """A clause for a thing of that kind, with a landmark of the depth that is left."""
    r = describer.r
    rel = relation_for(describer, kind)
    if rel == "told":
        return {"told": r.pick(TOLD)}
    if rel == "did":
        return did_clause(describer)
    clause = related(describer, rel, depth)
    if r.maybe(0.14) and clause.get("of", {}).get("det") != "no":
        clause["not"] = True
    elif "of" in clause and r.maybe(0.025):
        clause["time"] = time(describer, state=True)
    return clause


def related(describer: Describer, rel: str, depth: int, *, past: bool = False) -> Meaning:
    """A clause of one relation with a landmark that suits it."""
    r = describer.r
    inner = max(depth - 1, 0)
    clause: Meaning = {"rel": rel}
    if rel in ("held", "clear", "empty"):
        return clause
    if rel == "supported_by" and r.maybe(0.1):
        return clause
    if rel in DIRECTED and r.maybe(0.08):
        clause["steps"] = r.pick(COUNTS[:10]) if r.maybe(0.8) else 1
    clause["of"] = landmark(describer, rel, inner)
    return clause


def landmark(describer: Describer, rel: str, depth: int) -> Meaning:
    """The other end of a relation."""
    r = describer.r
    if rel == "is":
        if r.maybe(0.05):
            colors = tuple(COLORS)[:4] if r.maybe(0.7) else tuple(COLORS)
            first = r.pick(colors)
            second = r.pick(tuple(color for color in colors if color != first))
            return {"any": [{"kind": "thing", "color": first}, {"kind": "thing", "color": second}]}
        return quality(describer)
    if rel == "owned_by":
        return {"ref": "me" if r.maybe(0.8) else "you"}
    if rel == "at":
        return describer.region()
    if rel == "in":
        return (
            {"kind": "box", "det": "the"}
            if r.maybe(0.8)
            else describer.noun("landmark", depth, kind=r.pick(("box", "box", "stack", "row", "unknown")))
        )
    if rel == "on" and r.maybe(0.3):
        return dict(TABLE)
    if rel == "part_of":
        return describer.noun("landmark", depth, kind=r.pick(("stack", "stack", "row", "unknown")))
    if rel == "between":
        return between(describer, depth)
    if r.maybe(_TO_REGION.get(rel, 0)):
        return describer.region()
    if rel in ("nearest", "farthest", "near") and r.maybe(0.06 if rel == "near" else 0.25):
        return {"ref": "you" if r.maybe(0.85) else "me"}
    if rel in ("supports", "contains") and r.maybe(0.25):
        what: Meaning = {"kind": "thing", "det": r.pick(("any", "some", "a"))}
        if r.maybe(0.5):
            what |= {"det": r.pick(("any", "some", "no", "a")), "color": r.pick(tuple(COLORS))}
        return what
    if rel == "contains" and r.maybe(0.3):
        colors = tuple(COLORS)
        kind = r.pick(("block", "block", "cube"))
        parts = [
            {"kind": kind, "color": color}
            for color in dict.fromkeys(r.pick(colors) for _ in range(r.pick((2, 2, 2, 3))))
        ]
        return {"all": parts} if len(parts) > 1 else {"kind": "block", "color": parts[0]["color"]}
    if rel == "contains" and r.maybe(0.5):
        return describer.several("landmark", 0)
    if rel in ("bigger", "smaller", "taller", "shorter", "wider", "narrower") and r.maybe(0.15):
        return describer.noun("landmark", depth, kind=r.pick(("block", "cube", "pyramid", "thing"))) | {
            "det": r.pick(("every", "any", "all"))
        }
    if r.maybe(0.05) and rel not in ("on", "on_top_of", "under", "supported_by"):
        return (
            dict(TABLE)
            if rel not in ("left_of", "right_of", "behind", "in_front_of")
            else {"kind": "box", "det": "the"}
        )
    return describer.thing("landmark", depth, top=rel in ("on", "on_top_of", "supported_by"))


def between(describer: Describer, depth: int) -> Meaning:
    """Two things, or one word for two."""
    r = describer.r
    if r.maybe(0.72):
        return {"all": [describer.noun("landmark", min(depth, 1)), describer.noun("landmark", 0)]}
    if r.maybe(0.2):
        return {"ref": "them"}
    d = describer.noun("landmark", 0, kind=r.pick(("block", "cube", "pyramid", "thing")))
    for key in ("n", "ord", "sup"):
        d.pop(key, None)
    d.update(r.pick(({"det": "the", "n": 2}, {"det": "all"}, {"det": "both"}, {"n": 2})))
    if d.get("n") and r.maybe(0.3):
        d.pop("det", None)
    return d


def quality(describer: Describer) -> Meaning:
    """What something is said to be: an adjective ("red") or a noun ("a cube", "the biggest block")."""
    r = describer.r
    choice = r.whole(0, 99)
    if choice < 45:
        return {
            "kind": "thing",
            "color": r.pick(describer.view.toys).color
            if describer.view.toys and r.maybe(0.5)
            else r.pick(tuple(COLORS)),
        }
    if choice < 65:
        return {"kind": "thing", "size": r.pick(tuple(SIZES))}
    if choice < 70:
        return {"kind": "thing", "mod": [new_adjective(r)]}
    if choice < 93:
        d: Meaning = {
            "kind": r.pick(("cube", "cube", "block", "pyramid", "pyramid", "box", "stack", "thing")),
            "det": "a",
        }
        if r.maybe(0.35):
            d["color"] = r.pick(tuple(COLORS))
        if r.maybe(0.15):
            d["size"] = r.pick(tuple(SIZES))
        return d
    return {
        "kind": r.pick(("block", "cube", "pyramid", "one", "one", "thing")),
        "det": "the",
        "sup": r.pick(tuple(SUPERLATIVES)[:6]),
    }


def did_clause(describer: Describer) -> Meaning:
    """What was done to the thing described."""
    r = describer.r
    clause: Meaning = {"did": r.pick((*_SIMPLE, "put", "put"))}
    if clause["did"] == "put":
        rel, _, where = place(describer, 0)
        clause |= {"rel": rel, "where": where}
    if r.maybe(0.15):
        clause["not"] = True
    if r.maybe(0.12 if describer.plain else 0.35):
        clause["time"] = time(describer)
    return clause


def place(describer: Describer, depth: int) -> tuple[str, int | None, Meaning]:
    """Where to: a relation, perhaps a distance in squares, and a landmark."""
    r = describer.r
    rel = r.pick(_PLACES)
    steps = r.pick(COUNTS[:10]) if rel in DIRECTED and r.maybe(0.12) else None
    if rel == "at" and r.maybe(0.3):
        return rel, None, {"ref": r.pick(("there", "there", "there", "here"))}
    if rel == "on" and r.maybe(0.22):
        return rel, None, dict(TABLE)
    if rel == "in" and r.maybe(0.75):
        return rel, None, {"kind": "box", "det": "the"}
    return rel, steps, landmark(describer, rel, depth)


_PLACES = spread(
    {
        "on": 40,
        "in": 16,
        "under": 3,
        "left_of": 7,
        "right_of": 7,
        "in_front_of": 6,
        "behind": 6,
        "beside": 8,
        "near": 4,
        "between": 4,
        "touching": 2,
        "nearest": 1,
        "farthest": 1,
        "at": 12,
    }
)


def event(describer: Describer, *, timed: bool = True, depth: int = 1) -> Meaning:
    """Something the hand did; `do` alone is the event just spoken of."""
    r = describer.r
    if r.maybe(0.1):
        return {"verb": "do"}
    verb = r.pick((*_SIMPLE, "put", "put", "put"))
    made: Meaning = {"verb": verb}
    if verb == "build":
        made["what"] = describer.noun("landmark", 0, kind=r.pick(("stack", "stack", "row", "unknown"))) | {
            "det": r.pick(("a", "a", "the", "that"))
        }
        made["what"].pop("n", None)
    elif verb == "stack":
        made["what"] = (
            describer.several("landmark", 0)
            if r.maybe(0.5)
            else describer.noun("landmark", 0, kind=r.pick(("block", "cube"))) | {"det": "all"}
        )
        made["what"].pop("n", None)
    else:
        made["what"] = describer.thing("landmark", min(describer.depth(), depth))
    if verb == "put":
        made["rel"], _, made["where"] = place(describer, 0)
    if timed and r.maybe(0.3 if describer.plain else 0.42):
        made["time"] = time(describer)
    return made


def time(describer: Describer, *, state: bool = False) -> Meaning:
    """When: then, at the beginning, last, or by an event; of a `state` not "last" or "since"."""
    r = describer.r
    rel = (
        r.pick(_STATE_TIMES)
        if state
        else r.pick(
            (
                "before",
                "before",
                "before",
                "after",
                "after",
                "while",
                "since",
                "since",
                "then",
                "then",
                "beginning",
                "last",
            )
        )
    )
    made: Meaning = {"rel": rel}
    if rel in ("before", "after", "while") or (rel == "since" and r.maybe(0.55)):
        made["event"] = event(describer, timed=False, depth=0)
    return made
