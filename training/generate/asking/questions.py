"""Questions about what is so: yes/no, is there, which, how many, where, of what colour; sampling and wording."""

from __future__ import annotations

from collections.abc import Callable

from training.generate.asking.ability import sample_can
from training.generate.asking.history import sample_did, sample_how, sample_why
from training.generate.chance import spread
from training.generate.meaning import HAND, Meaning
from training.generate.things.descriptions import Describer
from training.generate.things.mutual import sample_mutual
from training.generate.things.relations import event, related, relation_for, sample_clause, time
from training.generate.words.invention import new_name, new_noun
from training.generate.words.vocabulary import COMPARATIVES, COMPARED, PLACES, SUPERLATIVES

_ACTS = spread(
    {
        "is": 22,
        "exists": 15,
        "which": 24,
        "count": 12,
        "where": 7,
        "attr": 11,
        "can": 10,
        "did": 8,
        "when": 4,
        "why": 6,
        "how": 4,
    }
)
_IS_RELATIONS = (
    "on",
    "on",
    "on_top_of",
    "in",
    "in",
    "is",
    "is",
    "is",
    "supports",
    "supports",
    "supported_by",
    "contains",
    "held",
    "clear",
    "empty",
    "owned_by",
)
_STATIVE = frozenset({*PLACES, *COMPARED, "at", "supports", "contains", "held", "clear", "is", "supported_by"})


class _Plain(Describer):
    """Describes without clauses."""

    def depth(self) -> int:
        return 0


def sample_question(describer: Describer, act: str | None = None) -> Meaning:
    """One question; every third about things that are named in a word or two, as most are."""
    act = act or describer.r.pick(_ACTS)
    if not describer.plain and describer.r.maybe(0.15 if act == "is" else 0.33):
        describer = _Plain(describer.r, describer.view)
    return {"act": act, **_SAMPLE[act](describer)}


def predicate_clause(describer: Describer, subject: Meaning, depth: int) -> Meaning:
    """What is asked or claimed about a subject."""
    r = describer.r
    kind = subject.get("kind", "block")
    if r.maybe(0.3):
        rel = r.pick(_IS_RELATIONS)
        if (rel == "empty" and kind != "box") or (rel == "contains" and kind not in ("box", "stack")):
            rel = "is"
    else:
        rel = relation_for(describer, kind)
        if rel in ("did", "told"):
            rel = "is"
    return related(describer, rel, depth)


def _is(describer: Describer) -> Meaning:
    r = describer.r
    if r.maybe(0.05):
        return sample_mutual(describer)
    if r.maybe(0.012):
        return {"what": dict(HAND), "that": [{"rel": "empty"}]}
    depth = describer.depth()
    what = (
        describer.thing("subject", min(depth, 2))
        if not r.maybe(0.08)
        else {"kind": r.pick(("box", "box", "table")), "det": "the"}
    )
    count = 1 if describer.plain else r.pick((1,) * 12 + (2,))
    that: list[Meaning] = []
    for _ in range(count):
        clause = predicate_clause(describer, what, min(depth + 1, 2))
        if all(clause["rel"] != other["rel"] for other in that):
            that.append(clause)
    if r.maybe(0.08):
        that[-1]["not"] = True
    m: Meaning = {"what": what, "that": that}
    return m | _when(describer, that)


def _when(describer: Describer, that: list[Meaning]) -> Meaning:
    timed = describer.r.maybe(0.06 if describer.plain else 0.12)
    if timed and all(clause.get("rel") in _STATIVE and "not" not in clause for clause in that):
        return {"time": time(describer, state=True)}
    return {}


def _exists(describer: Describer) -> Meaning:
    r = describer.r
    what = (
        describer.noun("exists", max(1, describer.depth()))
        if r.maybe(0.65)
        else describer.whatever("exists", max(1, describer.depth()))
    )
    if what["kind"] == "one" and "color" not in what and "that" not in what and "size" not in what:
        what["color"] = r.pick(("red", "green", "blue"))
    if r.maybe(0.07) and "time" not in what:
        # "Do I own anything in the box?"
        what["that"] = [c for c in what.get("that", [])[:1] if c.get("rel") in PLACES and "time" not in c]
        what["that"].append({"rel": "owned_by", "of": {"ref": "me" if r.maybe(0.9) else "you"}})
        return {"what": what}
    return {"what": what} | (_when(describer, []) if r.maybe(0.6) else {})


def _bare(describer: Describer, *, things: float, count: bool = False) -> Meaning:
    """A noun after "which", "what" or "how many", with what is asked about it as its last clause."""
    r = describer.r
    depth = describer.depth()
    if r.maybe(things):
        what: Meaning = {"kind": "thing"}
    elif r.maybe(0.12):
        what = {
            "kind": "one",
            "of": {"ref": "them"}
            if r.maybe(0.65)
            else describer.noun("landmark", 0, kind=r.pick(("block", "cube", "pyramid", "thing"))) | {"det": "all"},
        }
        for key in ("n", "ord", "sup"):
            what["of"].pop(key, None)
    else:
        what = describer.noun("bare", 0)
        what.pop("sup", None)
        what.pop("ord", None)
        if r.maybe(0.12) and not describer.plain:
            what["that"] = [sample_clause(describer, min(depth, 1), what["kind"])]
    return what


def _timeless(what: Meaning) -> Meaning:
    """Without the time of a clause: "how many were blue then" asks about then."""
    for clause in what.get("that", ()):
        if "rel" in clause:
            clause.pop("time", None)
    return what


def _which(describer: Describer) -> Meaning:
    r = describer.r
    if r.maybe(0.09):
        return {"what": _compared(describer)}
    what = _bare(describer, things=0.42)
    if r.maybe(0.05):
        return {"what": _timeless(what) if r.maybe(0.6) else {"kind": "thing"}}
    if r.maybe(0.03):
        did = r.pick(("pick_up", "pick_up", "move", "touch", "put_down", "drop", "hold", "stack"))
        kind = {"kind": r.pick(("thing", "thing", "block", "cube", "pyramid"))}
        return {"what": {**kind, "that": [{"did": did, "time": {"rel": "last"}}]}}
    if r.maybe(0.02):
        rel = r.pick(("same_color", "same_color", "same_size", "same_size", "same_shape"))
        return {"what": {"kind": r.pick(("block", "block", "cube", "pyramid", "thing")), "that": [{"rel": rel}]}}
    if r.maybe(0.09):
        sup = r.pick(tuple(COMPARATIVES)) if r.maybe(0.7) else r.pick(tuple(SUPERLATIVES))
        ranked: Meaning = (
            {"ord": r.pick((2, 2, 2, 2, 3, 3, 4))} if r.maybe(0.25) and not {"of", "that"} & what.keys() else {}
        )
        return {"what": what | ranked | {"sup": sup}}
    return _asked(describer, what)


def _asked(describer: Describer, what: Meaning) -> Meaning:
    r = describer.r
    depth = describer.depth()
    if r.maybe(0.5):
        rel = r.pick(
            (
                "on",
                "in",
                "in",
                "supports",
                "supported_by",
                "supported_by",
                "held",
                "held",
                "is",
                "owned_by",
                "beside",
                "behind",
                "under",
                "on_top_of",
                "touching",
            )
        )
        clause = related(describer, rel, min(depth + 1, 3))
        if rel == "supports" and clause["of"].get("det") in ("any", "no", "some"):
            clause["of"] = describer.thing("landmark", 0)
    else:
        clause = sample_clause(
            describer, min(depth + 1, 3), what["kind"] if what["kind"] in ("box", "stack") else "block"
        )
        clause.pop("time", None)
    if "rel" in clause and "not" not in clause and r.maybe(0.1):
        clause["not"] = True
    if r.maybe(0.02) and "rel" in clause:
        kind = r.pick(("block", "cube", "pyramid", "box", "thing"))
        clause = {
            "rel": r.pick(("on", "on", "in", "behind", "beside", "left_of", "bigger", "same_color", "supports")),
            "of": {"kind": kind, "det": "which"},
        }
    if clause.get("rel") == "is" and "sup" in clause["of"]:
        clause = {"rel": "is", "of": {"kind": "thing", "color": r.pick(("red", "green", "blue", "yellow", "black"))}}
    if clause.get("rel") == "is" and what["kind"] == "thing" and "not" not in clause and r.maybe(0.7):
        clause = related(describer, r.pick(("in", "supports", "supported_by", "held", "on")), min(depth + 1, 3))
    m: Meaning = {
        "what": {**what, "that": [*(c for c in what.get("that", []) if c.get("rel") != clause.get("rel")), clause]}
    }
    return m | (_when(describer, [clause]) if "rel" in clause else {})


def _compared(describer: Describer) -> Meaning:
    r = describer.r
    whole: Meaning
    if r.maybe(0.75):
        whole = {
            "any": [
                describer.thing("landmark", 0) if r.maybe(0.2) else describer.noun("landmark", 0),
                describer.noun("landmark", r.pick((0, 0, 1))),
            ]
        }
        if r.maybe(0.08):
            whole["any"].append(describer.noun("landmark", 0))
    else:
        whole = {"ref": "them"}
    return {"kind": "one", "sup": r.pick(tuple(COMPARATIVES)), "of": whole}


def _count(describer: Describer) -> Meaning:
    r = describer.r
    what = _bare(describer, things=0.15)
    if what["kind"] == "table":
        what["kind"] = "block"
    if r.maybe(0.25) and "of" not in what:
        return {"what": _timeless(what)}
    return _asked(describer, what)


def _where(describer: Describer) -> Meaning:
    m: Meaning = {"what": describer.thing("topic", describer.depth())}
    return m | ({"time": time(describer)} if describer.r.maybe(0.15) else {})


_ATTRS = spread(
    {
        "color": 9,
        "size": 4,
        "shape": 4,
        "height": 4,
        "width": 4,
        "depth": 3,
        "distance": 5,
        "name": 4,
        "owner": 4,
        "kind": 5,
    }
)


def _attr(describer: Describer) -> Meaning:
    r = describer.r
    attr = r.pick(_ATTRS)
    if attr == "kind":
        what: Meaning = r.pick(
            (
                {"ref": "it"},
                {"ref": "that"},
                {"ref": "this"},
                {"kind": new_name(r)},
                {"kind": new_noun(r), "det": "a"},
                {"kind": new_noun(r), "det": "a"},
                describer.thing("topic", 1),
            )
        )
        return {"attr": attr, "what": what}
    what = describer.thing("topic", describer.depth())
    m: Meaning = {"attr": attr, "what": what}
    if attr == "distance" and r.maybe(0.85):
        m["to"] = describer.thing("landmark", r.pick((0, 0, 1)))
    return m


_SAMPLE: dict[str, Callable[[Describer], Meaning]] = {
    "is": _is,
    "exists": _exists,
    "which": _which,
    "count": _count,
    "where": _where,
    "attr": _attr,
    "can": sample_can,
    "did": sample_did,
    "when": lambda d: {"event": event(d)},
    "why": sample_why,
    "how": sample_how,
}
