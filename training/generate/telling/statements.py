"""Statements: claims, ownership, names, definitions, taught verbs; what is stated (stating says it)."""

from __future__ import annotations

from collections.abc import Callable

from training.generate.asking.questions import predicate_clause
from training.generate.chance import spread
from training.generate.meaning import Meaning
from training.generate.ordering.commands import sample_command
from training.generate.things.descriptions import Describer
from training.generate.things.mutual import sample_mutual
from training.generate.things.relations import did_clause, time
from training.generate.words.invention import new_name, new_noun, new_verb
from training.generate.words.vocabulary import KINDS

_ACTS = spread({"claim": 11, "own": 9, "name": 10, "define": 10, "teach": 8, "forget": 3, "words": 2})


def sample_statement(describer: Describer, act: str | None = None) -> Meaning:
    """One statement."""
    act = act or describer.r.pick(_ACTS)
    return {"act": act, **_SAMPLE[act](describer)}


def _past(describer: Describer) -> Meaning:
    return time(describer, state=True)


def _claim(describer: Describer) -> Meaning:
    r = describer.r
    if r.maybe(0.45):
        what = describer.noun("exists", max(1, describer.depth()))
        if what["kind"] == "one" or what.get("det") == "any":
            what["kind"] = "block" if what["kind"] == "one" else what["kind"]
            what.pop("det", None)
            what.setdefault("n", r.pick((1, 2, 2, 3, 4, 5)))
        return {"what": what} | ({"time": _past(describer)} if r.maybe(0.35) else {})
    if r.maybe(0.05):
        return sample_mutual(describer)
    what = describer.thing("subject", r.pick((0, 0, 1)))
    if r.maybe(0.25) and (what.get("det") in ("the", "all", "both", "that", "this", "the_other") or "ref" in what):
        done = {key: value for key, value in did_clause(describer).items() if key != "time"}
        if done["did"] not in ("do", "support", "contain", "hold") and ("where" not in done or "that" not in what):
            verb = done.pop("did")
            return {"what": what, "that": [{"did": verb} | ({"not": True} if r.maybe(0.4) else {}) | done]}
    clause = predicate_clause(describer, what, r.pick((1, 1, 2)))
    new = what.get("kind") not in (*KINDS, None)
    # "A zork is a red block" is a definition.
    while clause["rel"] == "owned_by" or (clause["rel"] == "is" and new):
        clause = predicate_clause(describer, what, 1)
    if r.maybe(0.15):
        clause["not"] = True
    return {"what": what, "that": [clause]} | (
        {"time": _past(describer)} if r.maybe(0.2) and clause["rel"] != "is" else {}
    )


def _own(describer: Describer) -> Meaning:
    r = describer.r
    m: Meaning = {"not": True} if r.maybe(0.25) else {}
    if r.maybe(0.2):
        kind = r.pick(("block", "cube", "pyramid", "thing"))
        what: Meaning = {"kind": kind}
        if r.maybe(0.5):
            what["color"] = r.pick(("red", "green", "blue", "yellow", "black", "orange"))
        if "color" not in what or r.maybe(0.3):
            what["that"] = describer.clauses(1, kind)
        if kind == "thing" or m:
            what["det"] = "any" if m else "every"
        return m | {"what": what}
    what = describer.thing("subject", describer.depth())
    if what.get("det") in ("no", "most") or (what.get("kind") == "thing" and what.get("det") == "any" and not m):
        what = describer.noun("landmark", 1)
    return m | {"what": what}


def _name(describer: Describer) -> Meaning:
    what = (
        describer.thing("landmark", describer.depth())
        if describer.r.maybe(0.8)
        else {"ref": describer.r.pick(("it", "it", "that", "this"))}
    )
    if what.get("ref") == "them":
        what = {"ref": "it"}
    return {"what": what, "name": new_name(describer.r)}


def _define(describer: Describer) -> Meaning:
    r = describer.r
    word = new_noun(r)
    kind = r.pick(("stack", "stack", "stack", "block", "cube", "pyramid", "thing", "row", "box"))
    what: Meaning = {"kind": kind, "det": "a"}
    if r.maybe(0.3):
        what["color"] = r.pick(("red", "green", "blue", "yellow", "black", "orange"))
    if r.maybe(0.35):
        what["size"] = r.pick(("large", "small", "tall", "short", "wide", "narrow"))
    if kind in ("stack", "row") and r.maybe(0.85):
        contents = (
            describer.several("landmark", 0)
            if r.maybe(0.65)
            else describer.noun("landmark", 0, kind=r.pick(("block", "cube", "pyramid")))
        )
        for part in contents.get("all", [contents]):
            if isinstance(part, dict) and "kind" in part and part.get("det") not in ("a", None):
                part.pop("det", None)
                part.pop("sup", None)
                part.pop("ord", None)
                if "n" not in part:
                    part |= r.pick(({"det": "a"}, {"n": 2}, {"n": 3}))
        if r.maybe(0.3) and "any" not in contents:
            what["of"] = contents
        else:
            what["that"] = [{"rel": "contains", "of": contents}]
    elif r.maybe(0.7) or len(what) == 2:
        what["that"] = describer.clauses(max(1, describer.depth()), kind)
    return {"word": word, "what": what}


def _teach(describer: Describer) -> Meaning:
    r = describer.r
    steps: list[Meaning] = []
    for _ in range(r.pick((1, 1, 1, 2, 2, 3))):
        act = r.pick(("pick_up", "put", "put", "put", "put", "move", "put_down", "clear", "touch", "stack", "put_back"))
        step = sample_command(describer, act)
        if "what" in step or act == "put_down":
            step["what"] = {"ref": "it"}
        steps.append(step)
    return {"word": new_verb(r), "by": steps}


def _forget(describer: Describer) -> Meaning:
    r = describer.r
    return {"word": r.pick((new_noun, new_verb, new_name))(r)}


_SAMPLE: dict[str, Callable[[Describer], Meaning]] = {
    "claim": _claim,
    "own": _own,
    "name": _name,
    "define": _define,
    "teach": _teach,
    "forget": _forget,
    "words": lambda d: {},
}
