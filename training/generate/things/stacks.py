"""Stacks by what they are made of: "the red and green tower", "a pile of two blue cubes", "the double red column"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.generate.chance import forms, spread
from training.generate.meaning import Meaning
from training.generate.words.phrases import join_list
from training.generate.words.vocabulary import COLORS, KINDS, plural_of

if TYPE_CHECKING:
    from training.generate.things.descriptions import Describer
    from training.generate.things.speech import Speaker

_MAKES = spread({"color": 30, "colors": 45, "double": 3, "same": 10, "kind": 6, "mixed": 6})
_PART_KINDS = ("thing",) * 7 + ("block", "block", "cube", "cube")
_JOINTS = spread({" and ": 30, " ": 8, "-": 9, " & ": 1, ", ": 1, "/": 1})
_LISTS = spread({", ": 3, " ": 3, "-": 3, " and ": 1})
_ONE_BLOCK = forms("block*10|brick*2|cube*3|slab")
_MADE_OF = forms("of*14|made of*4|made out of|made up of|consisting of*2|composed of|built of|built from|formed by")
_TIMES = {2: forms("double"), 3: forms("triple")}


def compose(describer: Describer, d: Meaning) -> None:
    """Let a stack be made of something: of one colour or of several, of two cubes, of these and those."""
    r = describer.r
    make = r.pick(_MAKES)
    if d["kind"] == "row" and make in ("color", "double"):
        make = "same"
    colors = some_colors(describer)
    d.pop("color", None)
    if make == "color":
        d["color"] = colors[0]
        return
    d.pop("mod", None)
    if r.maybe(0.8):
        d.pop("size", None)
    kind = r.pick(_PART_KINDS)
    if d["kind"] == "row" and kind == "thing":
        kind = "block"
    if make == "colors":
        parts: list[Meaning] = [{"kind": kind, "color": color} for color in colors]
        if kind == "thing" and r.maybe(0.06):
            i = r.whole(0, len(parts) - 1)
            parts[i] = {"kind": kind, "n": 2, "color": colors[i]}
        d["of"] = {"all": parts} if len(parts) > 1 else {"kind": "block", "color": colors[0]}
    elif make == "double":
        d["of"] = {"kind": "thing", "n": r.pick((2, 2, 2, 3)), "color": colors[0]}
    elif make == "mixed":
        d["of"] = {"all": [describer.noun("landmark", 0, kind=r.pick(("block", "cube", "pyramid"))) for _ in range(2)]}
        for part in d["of"]["all"]:
            for key in ("that", "sup", "ord", "n", "mod"):
                part.pop(key, None)
            part["det"] = "a"
    else:
        kind = kind if kind != "thing" else "block"
        d["of"] = {"kind": kind}
        if r.maybe(0.6 if make == "same" else 0.3):
            d["of"]["n"] = r.pick((2, 2, 2, 3, 3, 4, 5))
        if make == "same":
            d["of"]["color"] = colors[0]


def some_colors(describer: Describer) -> list[str]:
    """Two colours, sometimes three, no two alike; mostly of what is there."""
    r = describer.r
    here = [toy.color for toy in describer.view.toys]
    drawn = [r.pick(here) if here and r.maybe(0.6) else r.pick(tuple(COLORS)) for _ in range(r.pick((2, 2, 2, 3, 3)))]
    return list(dict.fromkeys(drawn))


def say_made(speaker: Speaker, d: Meaning, noun: str, plural: bool) -> tuple[str, str, str]:
    """A stack's parts as said before the noun, the noun, and what is said after it."""
    r = speaker.r
    of = d["of"]
    parts: list[Meaning] = of.get("all", [of])
    plain = all(set(part) <= {"kind", "n", "color"} and "color" in part for part in parts)
    kinds = {part.get("kind") for part in parts}
    if plain and kinds == {"thing"}:
        colors = [_counted(speaker, part) for part in parts]
        doubled = any("n" in part for part in parts)
        if not plural and doubled == (len(parts) == 1) and r.maybe(0.17):
            noun = r.pick(_ONE_BLOCK)
        return " and ".join(colors) if doubled else _joined(speaker, colors), noun, ""
    if plain and len(kinds) == 1 and kinds <= {"block", "cube"} and all("n" not in part for part in parts):
        colors = [speaker.color(part["color"]) for part in parts]
        word = r.pick(KINDS[parts[0]["kind"]])
        if r.maybe(0.3):
            return f"{_joined(speaker, colors)} {word}", noun, ""
        if len(parts) > 1 and r.maybe(0.1):
            return "", noun, f"{r.pick(_MADE_OF)} {' and '.join(f'{color} {plural_of(word)}' for color in colors)}"
        return "", noun, f"{r.pick(_MADE_OF)} {_joined(speaker, colors)} {plural_of(word)}"
    return "", noun, f"{r.pick(_MADE_OF)} {speaker.np(of)}"


def _counted(speaker: Speaker, part: Meaning) -> str:
    color = speaker.color(part["color"])
    return f"{speaker.r.pick(_TIMES.get(part['n'], (str(part['n']),)))} {color}" if "n" in part else color


def _joined(speaker: Speaker, colors: list[str]) -> str:
    r = speaker.r
    if len(colors) == 2:
        return r.pick(_JOINTS).join(colors)
    if len(colors) > 2 and r.maybe(0.5):
        return r.pick(_LISTS).join(colors)
    return join_list(colors, "and", r) if len(colors) > 1 else colors[0]
