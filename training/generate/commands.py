"""Commands: sampling what is to be done, alone or several in one breath."""

from __future__ import annotations

from collections.abc import Callable

from training.generate.chance import spread
from training.generate.descriptions import Describer
from training.generate.invention import lone_verb, new_noun, new_verb
from training.generate.meaning import COUNTS, HAND, TABLE, Meaning
from training.generate.orders import PLACING, TAKING
from training.generate.relations import place
from training.generate.vocabulary import KINDS

_ACTS = spread(
    {
        "pick_up": 20,
        "put": 40,
        "put_down": 9,
        "put_back": 2,
        "move": 7,
        "stack": 7,
        "build": 5,
        "clear": 5,
        "swap": 4,
        "find": 5,
        "touch": 4,
        "undo": 3,
        "redo": 2,
        "do": 6,
    }
)
_DIRECTIONS = ("left", "right", "forward", "back", "up", "down")
_IT: Meaning = {"ref": "it"}


def sample_command(describer: Describer, act: str | None = None) -> Meaning:
    """One command."""
    act = act or describer.r.pick(_ACTS)
    return {"act": act, **_SAMPLE[act](describer)}


def _what(describer: Describer) -> Meaning:
    return {"what": describer.thing("target")}


def _put(describer: Describer) -> Meaning:
    depth = describer.depth()
    what = describer.thing("target", min(depth, 2) if describer.r.maybe(0.5) else 0)
    rel, steps, where = place(describer, min(depth, 2))
    return {"what": what, "rel": rel, **({"steps": steps} if steps else {}), "where": where}


def _put_down(describer: Describer) -> Meaning:
    r = describer.r
    choice = r.whole(0, 9)
    if choice == 0:
        return {}
    if choice < 3:
        return {"what": {"ref": "it"}}
    if choice < 6:
        what = describer.noun("target", 0, kind=r.pick(("block", "cube", "pyramid", "thing", "one")))
        rel = r.pick(("on", "on", "in"))
        return {
            "what": what
            | {
                "that": [
                    {
                        "rel": rel,
                        "of": describer.noun("landmark", 0, top=True) if rel == "on" else {"kind": "box", "det": "the"},
                    }
                ]
            }
        }
    return _what(describer)


def _put_back(describer: Describer) -> Meaning:
    return (
        {"what": {"ref": describer.r.pick(("it", "it", "them", "that"))}}
        if describer.r.maybe(0.6)
        else _what(describer)
    )


def _move(describer: Describer) -> Meaning:
    r = describer.r
    what = dict(HAND) if r.maybe(0.05) else describer.thing("target", r.pick((0, 0, 0, 1)))
    d: Meaning = {"what": what, "dir": r.pick(_DIRECTIONS)}
    if r.maybe(0.55):
        d["steps"] = 1 if r.maybe(0.25) else r.pick(COUNTS)
    return d


def _stack(describer: Describer) -> Meaning:
    r = describer.r
    if r.maybe(0.45):
        return {"what": describer.several("target", 1)}
    if r.maybe(0.2):
        return {"what": {"ref": "them"}}
    what = describer.noun(
        "target", describer.depth(), kind=r.pick(("block", "block", "cube", "cube", "pyramid", "thing", "one"))
    )
    what.pop("ord", None)
    if (
        what.get("det") in ("a", "the", "every", "that", "this", "the_other", "another", "any", "some", None)
        and "n" not in what
    ):
        what.pop("det", None)
        what |= r.pick(
            (
                {"n": 2},
                {"n": 3},
                {"n": r.pick(COUNTS)},
                {"det": "all"},
                {"det": "both"},
                {"det": "every"},
                {"det": "the", "n": 2},
                {"det": "some"},
            )
        )
    if what["kind"] == "one" and "that" not in what and "color" not in what:
        what["color"] = "red"
    return {"what": what}


def _build(describer: Describer) -> Meaning:
    r = describer.r
    choice = r.whole(0, 9)
    if choice == 0:
        return {"what": {"kind": "one", "det": r.pick(("a", "a", "another"))}}
    kind = new_noun(r) if choice < 6 else r.pick(("stack", "stack", "row"))
    what: Meaning = {"kind": kind, "det": r.pick(("a", "a", "a", "a", "another", "the"))}
    if r.maybe(0.12):
        what = {"kind": kind, "n": r.pick((2, 2, 3))}
    if r.maybe(0.25):
        what["size"] = r.pick(("large", "small", "tall", "tall", "short", "wide"))
    if r.maybe(0.15):
        what["color"] = r.pick(describer.view.toys).color if describer.view.toys else "red"
    if r.maybe(0.35):
        contents = (
            describer.several("landmark", 0)
            if r.maybe(0.6)
            else describer.noun("landmark", 0, kind=r.pick(("block", "cube"))) | {"n": r.pick((2, 3, 4))}
        )
        if "n" in contents:
            contents.pop("det", None)
            contents.pop("ord", None)
        what["that"] = [{"rel": "contains", "of": contents}]
    elif r.maybe(0.1):
        what["that"] = [{"rel": "at", "of": describer.region()}]
    return {"what": what}


def _clear(describer: Describer) -> Meaning:
    r = describer.r
    if r.maybe(0.2):
        return {"what": {"kind": "box", "det": "the"}}
    if r.maybe(0.08):
        return {"what": dict(TABLE)}
    return {"what": describer.thing("landmark", top=True)}


def _swap(describer: Describer) -> Meaning:
    r = describer.r
    return {
        "what": describer.thing("landmark", r.pick((0, 0, 1))),
        "with": describer.thing("landmark", r.pick((0, 0, 1))),
    }


def _steps(describer: Describer) -> Meaning:
    return {"n": describer.r.pick(COUNTS)} if describer.r.maybe(0.35) else {}


def _do(describer: Describer) -> Meaning:
    r = describer.r
    if r.maybe(0.12):
        return {"verb": lone_verb(r)}
    d: Meaning = {"verb": new_verb(r), "what": describer.thing("target", r.pick((0, 0, 1)))}
    if r.maybe(0.3):
        d["rel"], _, d["where"] = place(describer, 0)
    while d["verb"] in TAKING or (
        d["verb"] in PLACING and ("where" in d or not d["what"].keys() <= {"ref", "kind", "det"})
    ):
        d["verb"] = new_verb(r)  # "toss it on the table" is a way of putting it there
    return d


_SAMPLE: dict[str, Callable[[Describer], Meaning]] = {
    "pick_up": _what,
    "put": _put,
    "put_down": _put_down,
    "put_back": _put_back,
    "move": _move,
    "stack": _stack,
    "build": _build,
    "clear": _clear,
    "swap": _swap,
    "find": _what,
    "touch": _what,
    "undo": _steps,
    "redo": _steps,
    "do": _do,
}


def sample_chain(describer: Describer) -> list[Meaning]:
    """Two or three commands, the later ones mostly about what the first took up."""
    r = describer.r
    kind = r.whole(0, 9)
    first = sample_command(describer, r.pick(("pick_up",) * 6 + ("find", "find", "clear", "touch", "do", "put_down")))
    if "what" not in first:
        first = sample_command(describer, "pick_up")
    if kind < 6:
        pronoun: Meaning = (
            {"ref": "them"}
            if _many(first.get("what", {}))
            else dict(r.pick((_IT, _IT, _IT, _IT, _IT, {"ref": "that"}, {"kind": "one", "det": "that"})))
        )
        act = r.pick(
            ("put", "put", "put", "put", "put", "put", "put_down", "put_back", "move", "pick_up", "do", "touch")
        )
        if act == "pick_up" and first["act"] in ("pick_up", "clear"):
            act = "put"
        second = sample_command(describer, act)
        if first["act"] == "clear" and act == "put":
            second = {"act": "put", "what": describer.thing("target", 0), "rel": "on", "where": {"ref": "it"}}
        elif act != "do" or "what" in second:
            second["what"] = pronoun
        out = [first, second]
        if r.maybe(0.12):
            out.append(_following(describer))
        return out
    if kind < 8:
        put = sample_command(describer, "put")
        out = [
            put,
            {
                "act": "put",
                "what": describer.thing("target", 0),
                "rel": r.pick(("on", "on", "beside", "left_of", "behind", "in_front_of")),
                "where": {"ref": r.pick(("it", "it", "that"))},
            },
        ]
        return out if r.maybe(0.5) else [put, {"act": "put", **_put(describer)}]
    return [sample_command(describer) for _ in range(r.pick((2, 2, 2, 3)))]


def _many(d: Meaning) -> bool:
    """Whether a description is taken up by "them"."""
    return (
        d.get("ref") == "them"
        or "all" in d
        or d.get("n", 1) > 1
        or d.get("det") in ("all", "both", "most")
        or (d.get("det") == "every" and d["kind"] != "thing")
        or (d.keys() <= {"kind", "color", "size", "that"} and d.get("kind") in KINDS)
    )


def _following(describer: Describer) -> Meaning:
    r = describer.r
    return sample_command(describer, r.pick(("pick_up", "put", "put", "stack", "clear", "touch", "find")))
