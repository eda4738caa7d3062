"""Places: parts of the table, how they are sampled and in how many ways they are said, alone and as "in the corner"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.generate.chance import Chance, forms, spread
from training.generate.meaning import Meaning
from training.generate.words.vocabulary import PLACES, REGIONS, SIDES

if TYPE_CHECKING:
    from training.generate.things.speech import Speaker

_SQUARE = ("left", "right", "front", "back", "far", "near")
_SINGLE = spread({"left": 5, "right": 5, "front": 3, "back": 4, "far": 4, "near": 3})
_PAIRS = spread(
    {
        "far_left": 6,
        "far_right": 6,
        "near_left": 6,
        "near_right": 6,
        "back_left": 4,
        "back_right": 4,
        "front_left": 4,
        "front_right": 4,
    }
)
_KINDS = spread({"corner": 45, "edge": 20, "side": 22, "center": 13})
_OF_TABLE = forms(
    "the table*8|the board*10|the grid*2|the floor|the desk|the surface|the table top|the playing field|the area|"
    "the scene|the board*3"
)
_AT = {
    "corner": forms("in*12|at*6|on*3|placed in*2|located in|located at|standing in|sitting in"),
    "edge": forms("at*6|on*5|along*2|by|up against|against|located at|placed on|standing at"),
    "center": forms("in*12|at*5|on|located in|placed in|standing in|right in"),
    "side": forms("on*12|at*3|over on|located on|placed on|standing on"),
}
_AT_BARE = {
    "left": forms("on the left*8|at the left*2|at left|on left|over on the left|in the left"),
    "right": forms("on the right*8|at the right*2|at right|on right|over on the right|in the right"),
    "front": forms("at the front*6|in the front*3|in front|up front|on the front"),
    "back": forms("at the back*6|in the back*4|at the rear|on the back|in back"),
    "far": forms("at the top*8|in the upper part|up at the top|at the far end"),
    "near": forms("at the bottom*8|in the lower part|down at the bottom|at the near end"),
}
"""A side without the word."""
_TOP = {"far": forms("the top*5|the far end"), "near": forms("the bottom*5|the near end")}
_BARE = {
    "left": forms("the left*12|left"),
    "right": forms("the right*12|right"),
    "front": forms("the front*12|front"),
    "back": forms("the back*9|the rear|back"),
    "far": forms("the top*12|the far end|top"),
    "near": forms("the bottom*12|the near end|bottom"),
}
_FROM_ME = {
    "far": forms("away from me*2|far from me|furthest from me|farthest from me|away from us"),
    "near": forms("closest to me*2|nearest to me|nearest me|close to me|near me|facing me"),
}
_YOU = forms("you*9|the robot*3|the arm*2|yourself*2|robot|the robot arm|your arm|your hand")
_OWN = spread({"": 8, " side": 4, " hand side": 1, "-hand side": 1, " hand": 1})
_YOURS = {"you": ("your",), "me": ("my",)}


def sample_region(r: Chance) -> Meaning:
    """A part of the table; a corner or an edge without a side is any of them."""
    region = r.pick(_KINDS)
    d: Meaning = {"region": region}
    if region == "corner" and r.maybe(0.84):
        d["side"] = r.pick(_PAIRS)
    elif region == "side" or (region == "edge" and r.maybe(0.85)):
        d["side"] = r.pick(_SINGLE)
    if region == "side" and r.maybe(0.06):
        d["of"] = {"ref": r.pick(("you", "me"))}
        d["side"] = r.pick(("left", "right"))
        if r.maybe(0.25):
            del d["side"]
    elif region != "side" and r.maybe(0.03):
        d["of"] = {"kind": "box", "det": "the"}
    return d


def say_region(speaker: Speaker, d: Meaning) -> str:
    """A region as a noun phrase: "the back left corner of the board", "the left-hand side", "the middle"."""
    r = speaker.r
    region, side, of = d["region"], d.get("side"), d.get("of")
    word = r.pick(REGIONS[region])
    if speaker.british:
        word = word.replace("center", "centre")
    if of is not None and of.get("ref") in _YOURS:
        return _own_side(r, d)
    tail = f" of {speaker.np(of)}" if of is not None else f" of {r.pick(_OF_TABLE)}" if r.maybe(0.17) else ""
    if speaker.telegraphic and r.maybe(0.7):
        tail = tail.replace("the ", "")
    if side is None:
        start = "the " if region == "center" else r.pick(("a ", "a ", "the ", "the ", "one ", "any "))
        if region == "corner" and r.maybe(0.05):
            return f"one of the corners{tail}"
        return f"{speaker.the(word) if start == 'the ' else start + word}{tail}"
    name = r.pick(SIDES[side])
    if "-hand" not in name and " hand" not in name and " " in name and r.maybe(0.1):
        name = name.replace(" ", "-")
    choice = r.whole(0, 99)
    if region == "corner":
        along, _, across = side.partition("_")
        if choice < 4 and not tail and "far" not in name and "hand" not in name:
            return speaker.the(name)
        if choice < 13:
            return _corner_split(speaker, along, across) + tail
    elif side in ("far", "near") and not tail and choice > 93:
        return f"{speaker.the(word)} {r.pick(_FROM_ME[side])}"
    elif region == "edge" and choice < 8:
        return f"{speaker.the(word)} {r.pick(_AT_BARE[side])}{tail}"
    elif region == "side":
        if side in ("left", "right", "back", "front") and choice < 12:
            word = "half"
        elif choice < 20:
            word = r.pick(forms("end*2|part|area"))
        elif side in ("left", "right") and choice < 32:
            name = f"{side}{r.pick((' hand', '-hand', 'hand'))}"
        elif tail and choice < 60 and side not in ("far", "near"):  # "on the top of the board" is on it
            return r.pick(_BARE[side]) + tail
    return f"{speaker.the(f'{name} {word}')}{tail}"


def _own_side(r: Chance, d: Meaning) -> str:
    """As in "your left", "my right-hand side", "my side"."""
    whose = "your" if d["of"]["ref"] == "you" else "my"
    if "side" not in d:
        return f"{whose} {r.pick(forms('side*5|end'))}"
    return f"{whose} {d['side']}{r.pick(_OWN)}"


def _corner_split(speaker: Speaker, along: str, across: str) -> str:
    """The two sides of a corner apart: "the left corner at the back", "the corner at the bottom on the right"."""
    r = speaker.r
    first = {"front": "front", "back": "back", "far": "top", "near": "bottom"}[along]
    return r.pick(
        (
            f"{speaker.the(f'{across} corner')} at the {first}",
            f"{speaker.the(f'{first} corner')} on the {across}",
            f"{speaker.the('corner')} at the {first} {across}",
            f"{speaker.the('corner')} at the {first} on the {across}",
            f"{speaker.the('corner')} on the {first} {across}",
            f"{speaker.the(f'{across} hand corner')} at the {first}",
            f"{speaker.the(f'{across} corner')} {first}",
            f"{speaker.the(f'{first} corner')} to the {across}",
        )
    )


def at_words(speaker: Speaker, of: Meaning) -> str:
    """A region as a place: "in the corner", "at the left edge", "on the right"."""
    r = speaker.r
    if "ref" in of:
        return str(of["ref"])
    if of["region"] == "side" and "of" not in of and "side" in of and r.maybe(0.55):
        tail = f" of {r.pick(_OF_TABLE)}" if of["side"] in ("far", "near") and r.maybe(0.3) else ""
        return f"at {r.pick(_TOP[of['side']])}{tail}" if tail else r.pick(_AT_BARE[of["side"]])
    if of["region"] == "side" and of.get("of", {}).get("ref") in _YOURS:
        return f"{r.pick(forms('on*4|to*2|at'))} {say_region(speaker, of)}"
    return f"{r.pick(_AT[of['region']])} {say_region(speaker, of)}"


def near_words(speaker: Speaker, rel: str, of: Meaning, *, guard: bool = False, prep: str = "") -> str:
    """What one thing is near to or nearest to: a thing, a part of the table, or the hearer, who is the robot."""
    r = speaker.r
    prep = prep or r.pick(PLACES[rel])
    if "region" in of and prep.endswith(("by", "side of")):
        prep = "next to"  # "by the edge" is at it
    if of.get("region") == "side" and "of" not in of and "side" in of and r.maybe(0.7):
        return f"{prep} {r.pick(_BARE[of['side']])}{f' of {r.pick(_OF_TABLE)}' if r.maybe(0.15) else ''}"
    if of == {"ref": "you"}:
        return f"{prep} {r.pick(_YOU)}"
    return f"{prep} {speaker.np(of, guard=guard)}"


def place_words(speaker: Speaker, rel: str, of: Meaning, steps: int | None = None, *, guard: bool = False) -> str:
    """A place in a description, a question or a claim: "two squares to the left of the box"."""
    r = speaker.r
    if rel == "at":
        return at_words(speaker, of)
    if rel in ("near", "nearest", "farthest", "beside"):
        return near_words(speaker, rel, of, guard=guard)
    prep = r.pick(PLACES[rel])
    if of.get("kind") == "table" and prep.startswith("at "):
        prep = "on top of"  # "at the top of the board" is its far side
    if steps:
        while prep.startswith(("just", "directly", "immediately")) or "side" in prep:
            prep = r.pick(PLACES[rel])
        prep = prep.replace("on the", "to the").replace("at the", "to the")
        return (
            f"{speaker.squares(steps)} {r.pick(('', '', '', '', '', '', 'away '))}{prep} {speaker.np(of, guard=guard)}"
        )
    return f"{prep} {speaker.np(of, guard=guard)}"
