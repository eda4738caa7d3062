"""Commands: sampling what is to be done, alone or several in one breath."""

from __future__ import annotations

from collections.abc import Callable

from training.generate.chance import spread
from training.generate.meaning import COUNTS, HAND, TABLE, Meaning
from training.generate.ordering.orders import TAKING
from training.generate.ordering.puttings import PLACING
from training.generate.things.descriptions import Describer
from training.generate.things.relations import place
from training.generate.things.stacks import some_colors
from training.generate.words.invention import lone_verb, new_noun, new_verb
from training.generate.words.vocabulary import COLORS, KINDS

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
_COLORS = tuple(COLORS)
_DIRECTIONS = ("left", "right", "forward", "back", "up", "down")
_IT: Meaning = {"ref": "it"}


def sample_command(describer: Describer, act: str | None = None) -> Meaning:
    """One command."""
    act = act or describer.r.pick(_ACTS)
    return {"act": act, **_SAMPLE[act](describer)}


def _target(describer: Describer, depth: int | None = None) -> Meaning:
    """What is to be handled: often just a thing by its colour and kind and where it is, as people mostly say."""
    if describer.r.maybe(0.38):
        return _everyday(describer, placed=0.4)
    return describer.thing("target") if depth is None else describer.thing("target", depth)


_WHERE_IT_IS = spread({"on": 12, "on_top_of": 12, "at": 10, "near": 3, "nearest": 6, "above": 3, "beside": 4, "in": 2})


def _everyday(describer: Describer, *, placed: float) -> Meaning:
    """A block, a cube or a pyramid by its colour; `placed` is how often where it stands is said too."""
    r = describer.r
    toy = r.pick(describer.view.toys) if describer.view.toys else None
    d: Meaning = {"kind": r.pick(("block", "block", "cube", "cube", "pyramid", "pyramid"))}
    if r.maybe(0.88):
        d["det"] = r.pick(("the",) * 14 + ("a", "the_other", "that"))
    else:
        d |= {"n": 1} if r.maybe(0.5) else {"det": "a"}
    if r.maybe(0.08):
        d["size"] = r.pick(toy.sizes) if toy and toy.sizes else "large"
    if r.maybe(0.85):
        d["color"] = toy.color if toy and r.maybe(0.7) else r.pick(_COLORS)
    if d.get("det") == "the" and r.maybe(0.05):
        d["sup"] = r.pick(("leftmost", "rightmost", "nearest", "farthest", "highest"))
    if r.maybe(placed * 0.3 if describer.plain else placed):
        rel = r.pick(_WHERE_IT_IS)
        if rel == "at":
            of = describer.region()
        elif rel == "in":
            of = {"kind": "box", "det": "the"}
        elif rel in ("near", "nearest") and r.maybe(0.7):
            of = describer.region()
        else:
            of = _landmark(describer)
        d["that"] = [{"rel": rel, "of": of}]
    return d


def _landmark(describer: Describer) -> Meaning:
    """What things stand on: a block by its colour, or a stack."""
    if describer.r.maybe(0.15):
        return describer.noun("landmark", 0, kind="stack")
    d = _everyday(describer, placed=0.15)
    if describer.r.maybe(0.06) and d.get("det") == "the":
        d["mod"] = ["single"]
    return d if d["kind"] != "pyramid" or describer.r.maybe(0.1) else d | {"kind": "block"}


def _what(describer: Describer) -> Meaning:
    return {"what": _target(describer)}


def _put(describer: Describer) -> Meaning:
    r = describer.r
    if r.maybe(0.32):
        what = _everyday(describer, placed=0.4)
        if r.maybe(0.7):
            return {"what": what, "rel": "on", "where": _landmark(describer)}
        return {"what": what, "rel": "at", "where": describer.region()}
    depth = describer.depth()
    what = _target(describer, min(depth, 2) if r.maybe(0.5) else 0)
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
    return {"what": _everyday(describer, placed=0) if r.maybe(0.5) else describer.thing("target")}


def _put_back(describer: Describer) -> Meaning:
    return (
        {"what": {"ref": describer.r.pick(("it", "it", "them", "that"))}}
        if describer.r.maybe(0.6)
        else _what(describer)
    )


def _move(describer: Describer) -> Meaning:
    r = describer.r
    what = dict(HAND) if r.maybe(0.05) else _target(describer, r.pick((0, 0, 0, 1)))
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
        if kind == "row" and "any" not in contents:
            what["of"] = contents
        else:
            what["that"] = [{"rel": "contains", "of": contents}]
    elif kind == "stack" and r.maybe(0.15):
        what |= {"of": {"all": [{"kind": "thing", "color": color} for color in some_colors(describer)]}}
        what.pop("color", None)
        if len(what["of"]["all"]) < 2:
            del what["of"]
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


_FIRSTS = ("pick_up",) * 12 + (
    "find",
    "find",
    "clear",
    "touch",
    "do",
    "put_down",
    "put_down",
    "stack",
    "move",
    "put_back",
)
_SECONDS = ("put",) * 14 + ("put_down", "put_down", "put_back", "move", "move", "pick_up", "do", "touch")


def sample_chain(describer: Describer) -> list[Meaning]:
    """Two to four commands, the later ones mostly about what the first took up."""
    r = describer.r
    kind = r.whole(0, 19)
    if kind < 14:
        first = sample_command(describer, r.pick(_FIRSTS))
        if "what" not in first or (first["act"] == "pick_up" and r.maybe(0.35)):
            first = {"act": "pick_up", "what": _everyday(describer, placed=0.55)}
        out = [first, _second(describer, first)]
        while len(out) < 4 and r.maybe(0.06 if describer.plain else 0.16):
            out.append(_following(describer, out[-1]))
        return out
    if kind < 17:
        put = sample_command(describer, "put")
        out = [
            put,
            {
                "act": "put",
                "what": _target(describer, 0),
                "rel": r.pick(("on", "on", "beside", "left_of", "right_of", "behind", "in_front_of")),
                "where": {"ref": r.pick(("it", "it", "that"))},
            },
        ]
        return out if r.maybe(0.5) else [put, {"act": "put", **_put(describer)}]
    count = 2 if describer.plain else r.pick((2, 2, 2, 2, 3, 3, 4, 4))
    return [sample_command(describer) if count == 2 or r.maybe(0.3) else _brief(describer) for _ in range(count)]


def _brief(describer: Describer) -> Meaning:
    """A command in few words, as they are when there are many."""
    r = describer.r
    act = r.pick(("pick_up", "pick_up", "put", "put", "put", "put_down", "move", "touch", "clear"))
    if act == "put":
        where: Meaning = r.pick((_everyday(describer, placed=0), {"kind": "box", "det": "the"}, {"ref": "it"}))
        what: Meaning = dict(_IT) if "kind" in where and r.maybe(0.4) else _everyday(describer, placed=0)
        return {"act": "put", "what": what, "rel": "in" if where.get("kind") == "box" else "on", "where": where}
    what = dict(_IT) if r.maybe(0.35) and act != "pick_up" else _everyday(describer, placed=0)
    return {**sample_command(describer, act), "what": what}


def _second(describer: Describer, first: Meaning) -> Meaning:
    """What is done next with what the first command was about."""
    r = describer.r
    pronoun: Meaning = (
        {"ref": "them"}
        if _many(first.get("what", {}))
        else dict(r.pick((*(_IT,) * 8, {"ref": "that"}, {"kind": "one", "det": "that"})))
    )
    act = r.pick(_SECONDS)
    if act == "pick_up" and first["act"] in ("pick_up", "clear"):
        act = "put"
    second = sample_command(describer, act)
    if first["act"] == "clear" and act == "put":
        return {"act": "put", "what": describer.thing("target", 0), "rel": "on", "where": {"ref": "it"}}
    if act != "do" or "what" in second:
        second["what"] = pronoun
    return second


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


def _following(describer: Describer, before: Meaning) -> Meaning:
    """One more command: about something else, or on top of what was just put somewhere."""
    r = describer.r
    if before["act"] == "put" and r.maybe(0.3):
        return {"act": "put", "what": _everyday(describer, placed=0.2), "rel": "on", "where": {"ref": "it"}}
    if r.maybe(0.6):
        return _brief(describer)
    act = r.pick(("pick_up", "pick_up", "put", "put", "put", "stack", "clear", "touch", "find", "move", "put_down"))
    return sample_command(describer, act)
