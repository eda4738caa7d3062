"""Saying what the hand does or did: verb phrases in every form, and the times built from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.generate.chance import forms
from training.generate.meaning import Meaning
from training.generate.vocabulary import TARGETS

if TYPE_CHECKING:
    from training.generate.speech import Speaker

Forms = tuple[str, str, str, str, str]
"""base, past, participle, gerund, and a particle that may stand before or after the object."""

_V: dict[str, tuple[Forms, ...]] = {
    "pick_up": (
        ("pick", "picked", "picked", "picking", "up"),
        ("pick", "picked", "picked", "picking", "up"),
        ("pick", "picked", "picked", "picking", "up"),
        ("pick", "picked", "picked", "picking", "up"),
        ("grasp", "grasped", "grasped", "grasping", ""),
        ("grab", "grabbed", "grabbed", "grabbing", ""),
        ("take", "took", "taken", "taking", ""),
        ("lift", "lifted", "lifted", "lifting", ""),
        ("lift", "lifted", "lifted", "lifting", "up"),
        ("raise", "raised", "raised", "raising", ""),
    ),
    "put": (
        ("put", "put", "put", "putting", ""),
        ("put", "put", "put", "putting", ""),
        ("put", "put", "put", "putting", ""),
        ("place", "placed", "placed", "placing", ""),
        ("place", "placed", "placed", "placing", ""),
        ("set", "set", "set", "setting", ""),
        ("move", "moved", "moved", "moving", ""),
        ("drop", "dropped", "dropped", "dropping", ""),
    ),
    "put_down": (
        ("put", "put", "put", "putting", "down"),
        ("put", "put", "put", "putting", "down"),
        ("release", "released", "released", "releasing", ""),
        ("let go of", "let go of", "let go of", "letting go of", ""),
        ("set", "set", "set", "setting", "down"),
    ),
    "drop": (("drop", "dropped", "dropped", "dropping", ""), ("let fall", "let fall", "let fall", "letting fall", "")),
    "stack": (
        ("stack", "stacked", "stacked", "stacking", "up"),
        ("stack", "stacked", "stacked", "stacking", ""),
        ("pile", "piled", "piled", "piling", "up"),
    ),
    "clear": (
        ("clear", "cleared", "cleared", "clearing", "off"),
        ("clear", "cleared", "cleared", "clearing", ""),
        ("clean", "cleaned", "cleaned", "cleaning", "off"),
        ("empty", "emptied", "emptied", "emptying", ""),
    ),
    "build": (
        ("build", "built", "built", "building", ""),
        ("build", "built", "built", "building", ""),
        ("make", "made", "made", "making", ""),
        ("construct", "constructed", "constructed", "constructing", ""),
    ),
    "touch": (("touch", "touched", "touched", "touching", ""),) * 4
    + (("point at", "pointed at", "pointed at", "pointing at", ""),),
    "move": (("move", "moved", "moved", "moving", ""),) * 4
    + (("shift", "shifted", "shifted", "shifting", ""), ("push", "pushed", "pushed", "pushing", "")),
    "get_rid": (("get rid of", "got rid of", "gotten rid of", "getting rid of", ""),),
    "hold": (("hold", "held", "held", "holding", ""),),
    "support": (("support", "supported", "supported", "supporting", ""),) * 3
    + (("hold", "held", "held", "holding", "up"), ("carry", "carried", "carried", "carrying", "")),
    "contain": (("contain", "contained", "contained", "containing", ""),),
    "do": (("do", "did", "done", "doing", ""),),
}

TOLD_VERBS: dict[str, tuple[str, ...]] = {
    "pick_up": forms("pick up*5|grasp|grab*2|take*2|lift|lift up"),
    "put_down": forms("put down*3|drop*2|release|let go of|set down"),
    "move": forms("move*4|shift|push"),
    "touch": forms("touch*4|point at|point to"),
    "stack": forms("stack*2|stack up*2|pile up"),
    "clear": forms("clear*2|clear off*2|clean off|empty"),
    "build": forms("build*3|make*2|construct"),
    "hold": forms("hold"),
    "get_rid": forms("get rid of"),
    "put": forms("put on the table*2|put in the box*2|place on the table|put into the box|put there|set on the floor"),
}

_SHAPES = {"base": 0, "past": 1, "participle": 2, "gerund": 3, "passive": 2}


_ONWARD = forms("over*4|somewhere*2|just|directly|straight|safely|nicely|back over|right|right up|up|down|all the way")
_AROUND = forms("over*4|somewhere*3|just|directly|so that it is|so it's|right over")


def destination(speaker: Speaker, rel: str, where: Meaning, steps: int | None = None, *, telling: bool = True) -> str:
    """A place to which something is brought."""
    r = speaker.r
    if "ref" in where and where["ref"] in ("there", "here"):
        return str(where["ref"])
    if rel == "at":
        preps = {
            "corner": forms("in*5|into|at|to|on"),
            "edge": forms("at*4|on*2|along|to*3|by"),
            "center": forms("in*5|at|to|into"),
            "side": forms("on*4|to*2|at"),
        }
        far = ("over ", "over ", "all the way ", "somewhere ", "right ")
        over = r.pick(far) if telling and r.maybe(0.12) else ""
        return f"{over}{r.pick(preps[where['region']])} {speaker.region(where)}"
    prep = r.pick(TARGETS[rel])
    if rel in ("nearest", "farthest"):
        prep = r.pick(
            ("closest to", "nearest to", "as close as possible to")
            if rel == "nearest"
            else ("farthest from", "as far as possible from", "furthest from")
        )
    if not telling and rel == "on" and prep in ("to the top of",):
        prep = "on"
    adverb = ""
    if telling and not steps and r.maybe(0.1):
        adverb = f"{r.pick(_ONWARD if rel in ('on', 'in') else _AROUND)} "
    text = f"{adverb}{prep} {speaker.np(where)}"
    return f"{speaker.squares(steps)} {text}" if steps else text


def event_phrase(speaker: Speaker, event: Meaning, shape: str, *, subject_said: bool = False) -> str:
    """An event's verb and what goes with it, without subject and time; a "passive" or relative one has no object."""
    r = speaker.r
    verb = event["verb"]
    if verb == "do":
        return (
            f"{_V['do'][0][_SHAPES[shape]]} {r.pick(('it', 'that', 'that', 'this', 'so'))}"
            if shape != "passive"
            else "done"
        )
    words = r.pick(_V[verb])
    form, particle = words[_SHAPES[shape]], words[4]
    what = event.get("what")
    place = ""
    if "where" in event:
        place = " " + destination(speaker, event["rel"], event["where"], telling=False)
    if what is None or shape == "passive" or subject_said:
        return f"{form}{' ' + particle if particle else ''}{place}"
    text = speaker.np(what, guard=bool(place))
    if particle and ("ref" in what or (len(text.split()) <= 4 and r.maybe(0.4))):
        return f"{form} {text} {particle}{place}"
    return f"{form} {particle + ' ' if particle else ''}{text}{place}"


def time_phrase(speaker: Speaker, time: Meaning) -> str:
    """When: "before you put it on the table", "then", "since we began"."""
    r = speaker.r
    rel, event = time["rel"], time.get("event")
    if rel == "then":
        return r.pick(forms("then*6|at that time*2|at that moment|at that point|back then"))
    if rel == "beginning":
        return r.pick(
            forms(
                "at the beginning*4|in the beginning*2|at the start*2|at first|initially|originally|when we began|"
                "when we started|at the very beginning|to begin with"
            )
        )
    if rel == "last":
        return "last"
    if rel == "since" and event is None:
        return r.pick(
            forms(
                "since we began*4|since we started*3|since the beginning*3|since the start|since we started talking|"
                "since the beginning of our conversation|since we began talking"
            )
        )
    assert event is not None
    if event["verb"] == "do" and rel in ("before", "after", "since") and r.maybe(0.5):
        return f"{rel} {r.pick(('that', 'that', 'this'))}"
    if rel == "while":
        word = r.pick(("while", "while", "while", "when", "as"))
        if word == "while" and r.maybe(0.15):
            return f"while {event_phrase(speaker, event, 'gerund')}"
        if r.maybe(0.2):
            return f"{r.pick(('when', 'when', 'as'))} you {event_phrase(speaker, event, 'past')}"
        return f"{word} you were {event_phrase(speaker, event, 'gerund')}"
    if rel in ("before", "after") and r.maybe(0.15):
        return f"{rel} {event_phrase(speaker, event, 'gerund')}"
    if (
        rel in ("before", "since", "after")
        and event["verb"] in ("clear", "stack", "build", "do", "move")
        and r.maybe(0.3)
    ):
        start = {
            "before": ("started", "began", "start"),
            "since": ("started", "began"),
            "after": ("finished", "had finished"),
        }[rel]
        word = r.pick(start)
        if word.endswith("finished") or r.maybe(0.5):
            return f"{rel} you {word} {event_phrase(speaker, event, 'gerund')}"
        return f"{rel} you {word} to {event_phrase(speaker, event, 'base')}"
    if rel == "after" and r.maybe(0.2):
        return f"{rel} you had {event_phrase(speaker, event, 'participle')}"
    return f"{rel} you {event_phrase(speaker, event, 'past')}"
