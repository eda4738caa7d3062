"""Things in the two or three words that people mostly use for them; shared by the casual questions and orders."""

from __future__ import annotations

from training.generate.chance import Chance, spread
from training.generate.meaning import Meaning
from training.generate.things.speech import Speaker
from training.generate.words.invention import new_name, new_noun

Casual = tuple[str, list[Meaning]]
"""What is said and its acts."""

_KINDS = spread({"block": 30, "cube": 26, "pyramid": 26, "box": 3, "one": 5, "unknown": 6})
_TOPS = spread({"block": 34, "cube": 34, "box": 10, "pyramid": 4, "unknown": 4})
_COLORS = spread({"red": 9, "green": 9, "blue": 9, "yellow": 5, "white": 3, "black": 3, "purple": 1, "gray": 1})
_SIZES = spread({"large": 4, "small": 4, "tall": 1})
_PLACES = spread(
    {
        "on": 16,
        "on_top_of": 4,
        "in": 8,
        "under": 3,
        "behind": 4,
        "in_front_of": 3,
        "left_of": 3,
        "right_of": 3,
        "beside": 4,
        "near": 2,
        "above": 1,
        "touching": 2,
    }
)
BOX: Meaning = {"kind": "box", "det": "the"}
ME: Meaning = {"ref": "me"}
END = ("", "", "", ".", "!", " please", " pls", " now")
"""How an order ends."""
MARK = ("?", "?", "?", "", "")
"""How a question ends."""
SPELT_ALIKE = {"on_top_of": "on"}
"""What is told apart in questions only: in an order "on top of" is on."""


def color(r: Chance) -> str:
    """One of the colours that blocks mostly have."""
    return r.pick(_COLORS)


def toy(r: Chance, det: str | None = "the", *, kinds: tuple[str, ...] = _KINDS, bare: float = 0.2) -> Meaning:
    """A noun with its determiner and mostly a colour: "the red block"; the noun is unknown now and then."""
    kind = r.pick(kinds)
    d: Meaning = {"kind": new_noun(r) if kind == "unknown" else kind}
    if det:
        d["det"] = det
    if kind == "box" and r.maybe(0.85):
        return d
    if r.maybe(0.16):
        d["size"] = r.pick(_SIZES)
    if kind == "one" or not r.maybe(bare):
        d["color"] = color(r)
    return d


def top(r: Chance) -> Meaning:
    """Something that other things are on."""
    return toy(r, kinds=_TOPS, bare=0.15)


def name(r: Chance) -> Meaning:
    """A proper name, mostly a short one."""
    word = new_name(r)
    return {"kind": word if len(word) <= 9 or r.maybe(0.3) else new_name(r)}


def known(r: Chance) -> Meaning:
    """One definite thing, now and then by its name."""
    return name(r) if r.maybe(0.1) else toy(r)


def place(r: Chance) -> tuple[str, Meaning]:
    """A relation and what it is to: in the box, on the green cube, behind a pyramid."""
    rel = r.pick(_PLACES)
    if rel == "in":
        return rel, dict(BOX)
    if rel == "on" and r.maybe(0.25):
        return rel, {"kind": "table", "det": "the"}
    return rel, top(r) if rel in ("on", "on_top_of") else known(r)


def target(r: Chance) -> tuple[str, Meaning]:
    """A place to which something is brought."""
    rel, of = place(r)
    rel = SPELT_ALIKE.get(rel, rel)
    return (rel if rel not in ("above", "touching") else "on"), of


def terse(speaker: Speaker, share: float = 0.5) -> Speaker:
    """The speaker, who drops articles for this much of the time."""
    if speaker.r.maybe(share):
        speaker.telegraphic = True
        speaker.dropping = speaker.r.pick((1.0, 0.9, 0.6))
    else:
        speaker.telegraphic, speaker.dropping = False, 0.0
    return speaker
