"""Saying what the hand does or did: verb phrases in every form, and the times built from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.generate.chance import forms
from training.generate.meaning import Meaning
from training.generate.words.vocabulary import TARGETS

if TYPE_CHECKING:
    from training.generate.things.speech import Speaker

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
_EXACTLY = forms("just*6|right*2|directly*2|immediately*2|exactly|immediately|a bit")
_TO = {
    "corner": forms("in*9|into*3|at*4|to*4|on*5|in to|onto|by|towards"),
    "edge": forms("at*4|on*3|along|to*3|by|onto|against"),
    "center": forms("in*6|at*2|to*2|into*2|on|onto"),
    "side": forms("on*5|to*3|at|along|onto|over on"),
}
"""How a part of the table is said to which something is brought."""
_ATOP = forms(
    "on*30|onto*14|on to*4|on top of*24|upon*2|atop*2|on the top of*6|to the top of*7|over*10|above*8|over top of|"
    "to top of|onto the top of*2|on to the top of|at the top of|up on*2|up onto|over the top of|to on top of"
)
"""To be put on something: above and over it too."""
_FAR = {
    "nearest": forms("closest to*3|nearest to*2|as close as possible to|as near as possible to|nearest"),
    "farthest": forms(
        "farthest from*2|as far as possible from|furthest from|as far away as possible from|far away from"
    ),
}
_ASIDE = {"left_of": "left", "right_of": "right"}
_SIDEWAYS = forms(
    "on the S side of*4|to the S side of*2|at the S of*2|at S of|on S of*2|S from|to the S from|at the S side of|"
    "on S side of|to S of*3|in the S of|on the S hand side of"
)
"""Rarer ways to say "to the left of", S being the side."""
_NEXT_TO = forms(
    "next to*8|beside*6|by*3|alongside|adjacent to*2|to the side of*2|right beside|at the side of|along side|"
    "besides|right by"
)


def destination(speaker: Speaker, rel: str, where: Meaning, steps: int | None = None, *, telling: bool = True) -> str:
    """A place to which something is brought."""
    r = speaker.r
    if "ref" in where and where["ref"] in ("there", "here"):
        return (
            str(where["ref"])
            if not telling or r.maybe(0.8)
            else f"{r.pick(('over', 'right', 'down', 'in', 'over'))} {where['ref']}"
        )
    if rel == "at":
        far = ("over ", "over ", "all the way ", "somewhere ", "right ", "back ")
        over = r.pick(far) if telling and r.maybe(0.1) else ""
        return f"{over}{r.pick(_TO[where['region']])} {speaker.region(where)}"
    prep = _preposition(speaker, rel, where, telling)
    adverb = ""
    if telling and not steps and r.maybe(0.1):
        adverb = f"{r.pick(_ONWARD if rel in ('on', 'in') else _AROUND)} "
    elif rel in _ASIDE and not steps and r.maybe(0.12):
        adverb = f"{r.pick(_EXACTLY)} "
    text = f"{adverb}{prep} {speaker.np(where)}"
    return f"{speaker.squares(steps)} {text}" if steps else text


def _preposition(speaker: Speaker, rel: str, where: Meaning, telling: bool) -> str:
    r = speaker.r
    if rel in _FAR:
        return r.pick(_FAR[rel])
    if rel == "beside":
        prep = r.pick(_NEXT_TO)
        return (
            "next to" if "region" in where and ("by" in prep or "side of" in prep) else prep
        )  # "by the edge" is at it
    if rel == "on" and where.get("kind") != "table":
        prep = r.pick(_ATOP)
        return prep if telling or not prep.startswith("to ") else "on top of"
    if rel in _ASIDE and where.get("kind") not in ("box", "table") and r.maybe(0.2):
        return r.pick(_SIDEWAYS).replace("S", _ASIDE[rel])
    prep = r.pick(TARGETS[rel])
    return "on" if not telling and prep == "to the top of" else prep


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


_WHEN = {
    "before": forms("before*5|prior to|b4|by the time|right before|just before*2"),
    "after": forms("after*6|once*3|right after|just after|as soon as"),
    "since": forms("since*6|ever since"),
}


def _otherwise_timed(speaker: Speaker, rel: str, event: Meaning) -> str:
    """As in "prior to moving it", "by the time you put it down", "before the cube went into the box"."""
    r = speaker.r
    when = r.pick(_WHEN[rel])
    what = event.get("what", {})
    if when != "prior to" and r.maybe(0.35) and "ref" not in what and "that" not in what:
        said = speaker.say(what, subject=True)
        was = r.pick(("were", "got", "were") if said.plural else ("was", "got", "was"))
        if event["verb"] == "put" and r.maybe(0.6):
            place = destination(speaker, event["rel"], event["where"], telling=False)
            return f"{when} {said.text} {r.pick(('went', 'went', 'was moved' if not said.plural else 'went'))} {place}"
        return f"{when} {said.text} {was} {event_phrase(speaker, event, 'passive')}"
    if when == "prior to" or (when in ("before", "after", "since", "right after", "just before") and r.maybe(0.6)):
        return f"{when} {event_phrase(speaker, event, 'gerund')}"
    if rel != "since" and r.maybe(0.35):
        return f"{when} you {r.pick(('had', 'have') if rel == 'after' else ('had',))} " + event_phrase(
            speaker, event, "participle"
        )
    return f"{when} you {event_phrase(speaker, event, 'past')}"


def time_phrase(speaker: Speaker, time: Meaning) -> str:
    """When: "before you put it on the table", "then", "since we began"."""
    r = speaker.r
    rel, event = time["rel"], time.get("event")
    if rel == "then":
        return r.pick(forms("then*6|at that time*2|at that moment|at that point|back then"))
    if rel == "beginning":
        return r.pick(
            forms(
                "at the very start|at the very beginning*2|in the first place|before anything was moved|"
                "before you did anything|"
                "at the beginning*4|in the beginning*2|at the start*2|at first|initially|originally|when we began|"
                "when we started|at the very beginning|to begin with"
            )
        )
    if rel == "last":
        return "last"
    if rel == "since" and event is None:
        return r.pick(
            forms(
                "since we began*4|since we started*3|since the beginning*3|since the start|"
                "since we started talking|since the beginning of our conversation|since we began talking"
            )
        )
    assert event is not None
    if event["verb"] != "do" and rel in ("before", "after", "since") and r.maybe(0.25):
        return _otherwise_timed(speaker, rel, event)
    if event["verb"] == "do" and rel in ("before", "after", "since") and r.maybe(0.5):
        return f"{rel} {r.pick(('that', 'that', 'this'))}"
    if rel == "while":
        word = r.pick(("while", "while", "while", "when", "as"))
        if word == "while" and r.maybe(0.15):
            return f"while {event_phrase(speaker, event, 'gerund')}"
        if r.maybe(0.2):
            return f"{r.pick(('when', 'when', 'as'))} you {event_phrase(speaker, event, 'past')}"
        return f"{word} you were {event_phrase(speaker, event, 'gerund')}"
    if rel in ("before", "after", "since") and r.maybe(0.3):
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
