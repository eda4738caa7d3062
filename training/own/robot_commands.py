"""What people typed to a robot, with the annotators' parse, as examples in the action language: for adapters only.

The Robot Commands Treebank (Dukes 2013) has a tree in its own language for each command:

    (event: (action: drop) (entity: (color: red) (type: cube)) (destination: (spatial-relation: ...)))

The tree says what is meant; the words say how, where our language keeps that apart: a block or a cube, "the" or
"another", "on top of" or "above", the top of the board or its front. So the words are followed along the tree, by
kinds of word and never by sentence. The world is the judge: what the action does on the board must be what the
annotators saw.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from agent.language.acts import Utterance
from agent.session import Session
from training.evaluate.robot_commands import RobotCommand
from training.own.robot_trees import Tree, UnconvertedError, parse_tree
from world.scene import SceneError

Meaning = dict[str, Any]

_NOUNS = {
    "cube": {"cube": "cube", "block": "block", "brick": "block", "slab": "block", "square": "cube", "box": "box"},
    "prism": dict.fromkeys(("pyramid", "prism", "tetrahedron", "triangle", "cone"), "pyramid"),
    "stack": dict.fromkeys(
        ("stack", "tower", "pile", "pillar", "column", "heap", "bunch", "combination", "parallelepiped",
         "parallelipiped", "structure", "cuboid"), "stack",
    ),
    "corner": {"corner": "corner"},
    "edge": {"edge": "edge", "border": "edge", "margin": "edge", "rim": "edge", "side": "side"},
    "region": {"center": "center", "centre": "center", "middle": "center", "side": "side", "edge": "edge"},
    "board": dict.fromkeys(("board", "floor", "table", "ground", "grid"), "table"),
    "robot": {"you": "you", "robot": "you"},
    "type-reference": {"one": "one"},
}  # fmt: skip
_NOUNS["cube-group"] = _NOUNS["stack"] | _NOUNS["cube"]
_NOUNS["type-reference-group"] = _NOUNS["type-reference"]
_WORDS = sorted({word for family in _NOUNS.values() for word in family})
_COLORS = {"magenta": "pink"}
_COLOR_WORDS = {color: {color} for color in ("red", "green", "blue", "yellow", "white", "black")} | {
    "cyan": {"cyan", "turquoise", "sky"},
    "gray": {"gray", "grey"},
    "magenta": {"pink", "magenta", "purple", "violet"},
}
_DETERMINERS = {"a": "a", "an": "a", "another": "another", "this": "this", "that": "that", "any": "any", "all": "all"}
_SIDES = {
    "front": ("front", "far", {"top", "upper", "far"}),
    "back": ("back", "near", {"bottom", "lower", "botton", "below"}),
}
_DIRECTIONS = {"left": "left", "right": "right", "forward": "forward", "backward": "back"}
_RELATIONS = {
    "left": "left_of", "right": "right_of", "front": "in_front_of", "forward": "in_front_of", "backward": "behind",
    "adjacent": "beside", "below": "under",
}  # fmt: skip
_SUPERLATIVES = {
    "nearest": "nearest", "leftmost": "leftmost", "rightmost": "rightmost", "left": "leftmost", "right": "rightmost",
    "front": "frontmost", "back": "backmost",
}  # fmt: skip
_TOKEN = re.compile(r"[a-z']+|[0-9]+")


def convert(text: str, tree: Tree, *, literal: bool = False) -> tuple[Utterance, bool]:
    """The action that a tree says in these words, and whether each of its nouns and colours was found among them.

    `literal` takes the annotators' word where what was said is looser ("near" for nearest, "purple" for magenta).
    Raises UnconvertedError.
    """
    words = _Words(text, literal)
    events = tree.all("event") if tree.label == "sequence" else [tree]
    acts = [_event(words, event) for event in events]
    try:
        return Utterance.model_validate({"acts": acts}), words.fit(tree)
    except ValidationError as error:
        raise UnconvertedError(f"no valid action: {error.errors()[0]['type']}") from None


def does_the_same(command: RobotCommand, utterance: Utterance) -> bool:
    """Whether an action, carried out on the board before, leaves the moved piece where the annotators have it."""
    session = Session(None, command.scene)
    before = session.state
    turn = session.perform(command.text, utterance)
    return not command.failures(before, turn.state, " ".join(turn.reply))


@dataclass
class Report:
    """What became of the commands: `loose` of the verified have unsound words, `reasons` counts those left out."""

    verified: int = 0
    loose: int = 0
    sound: int = 0
    unsound: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        left_out = sum(self.reasons.values())
        why = ", ".join(f"{reason}: {count}" for reason, count in self.reasons.most_common(5))
        return (
            f"{self.verified} do on the board what they should ({self.loose} of them with words that do not fit), "
            f"{self.sound} do not but their words fit, {self.unsound} neither, {left_out} were not converted"
            + (f" ({why})" if why else "")
        )


@dataclass(frozen=True, slots=True)
class Converted:
    """A command as an action; `verified` on its board, `sound` if each noun of the tree is among the words."""

    command: RobotCommand
    utterance: Utterance
    verified: bool
    sound: bool


def convert_all(commands: Iterable[RobotCommand]) -> tuple[list[Converted], Report]:
    """All commands that can be said in the action language, the readings that the board confirms before others."""
    report, found = Report(), []
    for command in commands:
        try:
            tree, _ = parse_tree(command.rcl), command.scene
            readings = [convert(command.text, tree, literal=literal) for literal in (False, True)]
        except UnconvertedError as error:
            report.reasons[str(error)] += 1
            continue
        except SceneError:
            report.reasons["an impossible board"] += 1
            continue
        right = [reading for reading in readings if does_the_same(command, reading[0])]
        utterance, sound = (right or readings)[0]
        found.append(Converted(command, utterance, bool(right), sound))
        if right:
            report.verified += 1
            report.loose += not sound
        elif sound:
            report.sound += 1
        else:
            report.unsound += 1
    return found, report


class _Words:
    """The words of a command and how far the tree has come in them."""

    def __init__(self, text: str, literal: bool) -> None:
        self.tokens = [_known(token) for token in _TOKEN.findall(text.lower())]
        self.literal, self.at, self.missed = literal, 0, False

    def find(self, kind: str, colors: Sequence[str] = ()) -> tuple[str, list[str]]:
        """The next noun for a type, with its colours if it can be, and the words from the last noun to it."""
        family = _NOUNS[kind]
        places = [i for i in range(self.at, len(self.tokens)) if _single(self.tokens[i]) in family]
        if colors:
            wanted = _COLOR_WORDS.get("magenta" if colors[-1] == "pink" else colors[-1], set())
            near = [i for i in places if wanted & set(self.tokens[max(self.at, i - 4) : i + 5])]
            places = near or places
        if not places:
            self.missed = self.missed or kind not in ("region", "corner")
            return "", self.tokens[self.at :]
        before = self.tokens[self.at : places[0]]
        self.at = places[0] + 1
        return self.tokens[places[0]], before

    def fit(self, tree: Tree) -> bool:
        """Whether the nouns were found and the colours of the words are those of the tree."""
        colors = {color for color, names in _COLOR_WORDS.items() if names & set(self.tokens)}
        if "sky" in self.tokens or "light" in self.tokens:  # "sky blue"
            return not self.missed
        return not self.missed and colors == tree.anywhere("color")

    def next_of(self, wanted: Sequence[str], window: int) -> str:
        """The first of some words in the next few, or nothing."""
        return next((token for token in self.tokens[self.at : self.at + window] if token in wanted), "")


def _event(words: _Words, event: Tree) -> Meaning:
    action, entities = event.value_of("action"), event.all("entity")
    if action not in ("take", "drop", "move") or len(entities) != 1:
        raise UnconvertedError(f"action {action} of {len(entities)} things")
    what = _entity(words, entities[0])
    places = event.all("destination")
    if not places:
        if action == "move":
            raise UnconvertedError("a move without a destination")
        return {"act": "pick_up" if action == "take" else "put_down", "what": what}
    relations = [relation for place in places for relation in place.all("spatial-relation")]
    if len(relations) != 1:
        raise UnconvertedError(f"{len(relations)} relations in one destination")
    place = _relation(words, relations[0], command=True)
    if "of" in place:
        steps = {"steps": place["steps"]} if "steps" in place else {}
        return {"act": "put", "what": what, "rel": place["rel"], **steps, "where": place["of"]}
    direction = place["rel"]
    if not words.literal and direction in ("forward", "back"):
        upright = {"up": "up", "upward": "up", "upwards": "up", "down": "down", "downward": "down"}
        direction = next((upright[t] for t in words.tokens[words.at :] if t in upright), direction)
    return {"act": "move", "what": what, "dir": direction, **{k: place[k] for k in ("steps",) if k in place}}


def _relation(words: _Words, relation: Tree, *, command: bool = False) -> Meaning:
    """A spatial relation as a clause; without `of` it is a direction."""
    name, entities = relation.value_of("relation"), relation.all("entity")
    steps: Meaning = {}
    for measure in relation.all("measure"):
        tile = measure.all("entity")[0]
        if tile.value_of("type") != "tile" or not tile.value_of("cardinal").isdigit():
            raise UnconvertedError(f"a distance in {tile.value_of('type')}")
        steps = {"steps": int(tile.value_of("cardinal"))}
    if not entities:
        if name not in _DIRECTIONS:
            raise UnconvertedError(f"{name} alone")
        return {"rel": _DIRECTIONS[name], **steps}
    start = words.at
    of = _entity(words, entities[0])
    # What stands between this noun and the last says how the place was said.
    said = set(words.tokens[start : words.at])
    return {"rel": _place(name, said, of, command=command, literal=words.literal), **steps, "of": of}


def _place(name: str, said: set[str], of: Meaning, *, command: bool, literal: bool) -> str:
    if name in ("above", "within"):
        if "region" in of:
            return "at"
        if name == "within":
            return "in"
        if command or literal:
            return "on"
        return "above" if said & {"above", "over"} else "on_top_of" if said & {"top", "atop"} else "on"
    if name == "nearest":
        return "near" if not literal and said & {"near", "close"} and not said & {"nearest", "closest"} else "nearest"
    if name == "adjacent" and not literal and said & {"near", "close"}:
        return "near"
    if name not in _RELATIONS:
        raise UnconvertedError(f"relation {name}")
    return _RELATIONS[name]


def _entity(words: _Words, entity: Tree) -> Meaning:
    kind = entity.value_of("type")
    if kind == "reference":
        return {"ref": words.next_of(("it", "that", "this"), 5) or "it"}
    if kind not in _NOUNS:
        raise UnconvertedError(f"type {kind}")
    indicators = entity.values("indicator")
    if kind in ("corner", "edge", "region"):
        return _part_of_the_board(words, kind, indicators)
    colors = [_COLORS.get(color, color) for color in entity.values("color")]
    noun, before = words.find(kind, colors)
    if kind == "robot":
        return {"ref": "you"}
    plural = noun.endswith("s")
    d: Meaning = {"kind": _NOUNS[kind].get(_single(noun), "stack" if kind == "cube-group" else "block")}
    if kind == "prism":
        d["kind"] = "pyramid"
    elif kind == "stack":
        d["kind"] = "stack"
    elif kind == "board":
        d["kind"] = "table"
    elif kind.startswith("type-reference"):
        d["kind"] = "one"
    elif words.literal and d["kind"] == "box":
        d["kind"] = "block"
    det = _determiner(before, plural=plural and kind in ("cube-group", "type-reference-group"))
    d |= {"det": det} if det else {}
    if cardinals := entity.values("cardinal"):
        d["n"] = int(cardinals[0])
    _indicate(d, indicators)
    _colored(words, d, kind, colors, before, noun)
    clauses = [_relation(words, relation) for relation in entity.all("spatial-relation")]
    if clauses:
        d["that"] = clauses
    return d


def _indicate(d: Meaning, indicators: Sequence[str]) -> None:
    for indicator in indicators:
        if indicator == "individual":
            d["mod"] = ["single"]
        elif indicator in _SUPERLATIVES and "sup" not in d:
            d["sup"] = _SUPERLATIVES[indicator]
        else:
            raise UnconvertedError(f"indicator {indicator}")


def _colored(words: _Words, d: Meaning, kind: str, colors: list[str], before: list[str], noun: str) -> None:
    """Puts the colours where our language has them: one is an adjective, several are what a stack is made of."""
    if len(colors) == 1 and colors[0] == "pink" and not words.literal and {"purple", "violet"} & set(before[-4:]):
        colors = ["purple"]
    grouped = kind == "cube-group" and (len(colors) > 1 or (words.literal and noun.endswith("s")))
    if d["kind"] != "stack" and not grouped:
        if len(colors) > 1:
            raise UnconvertedError("one thing of several colours")
        d |= {"color": colors[0]} if colors else {}
        return
    after = words.tokens[words.at : words.at + 6]
    parts = "thing"
    if _single(noun) in _NOUNS["stack"]:
        made_of = after[1:] if after[:1] == ["of"] else []
        found = next((i for i, token in enumerate(made_of) if _single(token) in ("block", "cube", "brick")), None)
        if found is not None and not {"on", "to", "and", "in"} & set(made_of[:found]) - {"and"}:
            parts = _NOUNS["cube"][_single(made_of[found])]
            words.at += found + 2
    elif noun.endswith("s") or len(colors) == 1:
        parts = _NOUNS["cube"].get(_single(noun), "block")
    d["kind"] = "stack"
    if grouped and "det" in d and d["det"] == "all":
        d["det"] = "the"
    d.setdefault("det", "the")
    if len(colors) > 1:
        d["of"] = {"all": [{"kind": parts, "color": color} for color in colors]}
    elif colors and parts == "thing":
        d["color"] = colors[0]
    elif colors:
        d["of"] = {"kind": parts, "color": colors[0]}


def _part_of_the_board(words: _Words, kind: str, indicators: Sequence[str]) -> Meaning:
    """A region with its sides as said: the annotators have front also for the top of the picture."""
    start = words.at
    noun, _ = words.find(kind)
    region = _NOUNS[kind].get(_single(noun), "side" if kind == "region" else kind)
    if kind in ("corner", "edge") and not words.literal:
        region = region if noun else kind
    # "the corner at the bottom left": the sides may come after the noun, but then another noun must not be between.
    end = words.at if noun else start + 8
    said = set(words.tokens[start:end])
    if not said & {"top", "bottom", "upper", "lower", "front", "back", "left", "right", "center", "centre", "middle"}:
        said |= set(words.tokens[end : end + 6])
    sides = []
    for indicator in sorted(indicators, key=("front", "back", "left", "right", "center").index):
        if indicator == "center":
            region = "center"
        elif indicator in _SIDES:
            plain, seen, names = _SIDES[indicator]
            sides.append(seen if said & names else plain)
        else:
            sides.append(indicator)
    if region == "side" and not sides:
        region = "edge"
    return {"region": region} | ({"side": "_".join(sides)} if sides else {})


def _determiner(before: Sequence[str], *, plural: bool) -> str:
    """From the words before a noun; commands in telegraph style mean "the"."""
    for i in range(len(before) - 1, -1, -1):
        if before[i] == "other" and "the" in before[max(0, i - 1) : i]:
            return "the_other"
        if before[i] == "the":
            return "all" if plural else "the"
        if before[i] in _DETERMINERS and i >= len(before) - 4 and before[i + 1 : i + 2] not in (["is"], ["was"]):
            return _DETERMINERS[before[i]]
    return "" if plural else "the"


def _single(token: str) -> str:
    return token.removesuffix("s") if token.removesuffix("s") in _WORDS else token


def _known(token: str) -> str:
    """A token, or the noun that it is a misspelling of."""
    if len(token) < 4 or _single(token) in _WORDS:
        return token
    near = difflib.get_close_matches(token, _WORDS, n=1, cutoff=0.84)
    return near[0] if near else token
