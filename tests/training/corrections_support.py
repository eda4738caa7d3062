"""Corrections that teach three invented verbs, and sentences to see whether they were learned.

The verbs are a parameter: one means to pick up, one to put, one to clear. Neither list is made by the program: the
sentences to test with speak of other things, in other scenes and other words than those to learn from.
"""

# ruff: noqa: E501  (a sentence and its acts on one line)

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agent.language.acts import Utterance
from agent.session import Session
from training.evaluate.suite import Before
from world.bodies import State
from world.scene import Scene, load_scene


@dataclass(frozen=True)
class Verbs:
    """Three words: for picking up, for putting, for clearing."""

    take: str
    put: str
    clear: str


VERBS = Verbs("yoink", "flump", "zot")
OTHERS = (Verbs("snaffle", "dunk", "unbury"), Verbs("gank", "blorp", "defrump"), Verbs("hork", "plonk", "nuke"))


def noun(text: str) -> dict[str, object]:
    """A description from shorthand: "the large red block"."""
    det, *adjectives, kind = text.split()
    out: dict[str, object] = {"kind": kind, "det": det}
    sizes = [word for word in adjectives if word in ("large", "small", "tall", "short", "wide", "narrow")]
    sups = [word for word in adjectives if word in ("biggest", "smallest", "tallest", "shortest", "leftmost")]
    colors = [word for word in adjectives if word not in (*sizes, *sups)]
    for key, words in (("sup", sups), ("size", sizes), ("color", colors)):
        if words:
            out[key] = words[0]
    return out


def take(what: str) -> dict[str, object]:
    return {"act": "pick_up", "what": {"ref": what} if what in ("it", "them") else noun(what)}


def put(what: str, rel: str, where: str) -> dict[str, object]:
    thing = {"ref": what} if what in ("it", "them") else noun(what)
    return {"act": "put", "what": thing, "rel": rel, "where": noun(where)}


def clear(what: str) -> dict[str, object]:
    return {"act": "clear", "what": {"ref": what} if what in ("it", "them") else noun(what)}


TAUGHT = [
    ("{take} the red block", [take("the red block")]),
    ("{take} a green cube", [take("a green cube")]),
    ("please {take} the blue pyramid", [take("the blue pyramid")]),
    ("can you {take} the small green pyramid?", [take("the small green pyramid")]),
    ("now {take} it", [take("it")]),
    ("{take} the tallest pyramid", [take("the tallest pyramid")]),
    ("{take} the large red one", [take("the large red one")]),
    ("ok {take} the white block for me", [take("the white block")]),
    ("I want you to {take} a pyramid", [take("a pyramid")]),
    ("{take} the small yellow cube please", [take("the small yellow cube")]),
    ("{put} the red cube on the table", [put("the red cube", "on", "the table")]),
    ("{put} the green pyramid onto the blue block", [put("the green pyramid", "on", "the blue block")]),
    ("please {put} the small block on a green cube", [put("the small block", "on", "a green cube")]),
    ("{put} it on the red block", [put("it", "on", "the red block")]),
    ("could you {put} the blue pyramid on top of the red cube", [put("the blue pyramid", "on", "the red cube")]),
    ("{put} a pyramid in the box", [put("a pyramid", "in", "the box")]),
    ("{put} the white cube into the box", [put("the white cube", "in", "the box")]),
    ("{put} the tall block on the large green block", [put("the tall block", "on", "the large green block")]),
    ("now {put} the yellow one in the box please", [put("the yellow one", "in", "the box")]),
    ("just {put} the red pyramid on the floor", [put("the red pyramid", "on", "the table")]),
    ("{clear} the red cube", [clear("the red cube")]),
    ("{clear} the green block", [clear("the green block")]),
    ("please {clear} the box", [clear("the box")]),
    ("{clear} the big blue block", [clear("the large blue block")]),
    ("can you {clear} the tall red block", [clear("the tall red block")]),
    ("{clear} it", [clear("it")]),
    ("would you {clear} the small cube please", [clear("the small cube")]),
    ("{clear} the biggest block now", [clear("the biggest block")]),
    ("{clear} the red one and {take} the green one", [clear("the red one"), take("the green one")]),
    ("{take} the blue block and {put} it on the green cube", [take("the blue block"), put("it", "on", "the green cube")]),
]  # fmt: skip
"""Thirty sentences, as somebody marks them wrong while chatting."""

HELD_OUT = [
    ("classic", "{take} the blue block", [take("the blue block")]),
    ("classic", "can you {take} the big red one please", [take("the large red block")]),
    ("classic", "hey, {take} the pyramid that's in the box", [{"act": "pick_up", "what": {**noun("the pyramid"), "that": [{"rel": "in", "of": noun("the box")}]}}]),
    ("classic", "{take} the red pyramid!", [take("the red pyramid")]),
    ("classic", "I'd like you to {take} the little green pyramid", [take("the green pyramid")]),
    ("classic", "{take} the small red cube, would you", [take("the small red cube")]),
    ("classic", "go ahead and {take} the blue pyramid", [take("the blue pyramid")]),
    ("classic", "ok so {take} whatever is on the small red cube", [{"act": "pick_up", "what": {"kind": "thing", "det": "the", "that": [{"rel": "on", "of": noun("the small red cube")}]}}]),
    ("classic", "{take} the smallest pyramid", [take("the smallest pyramid")]),
    ("classic", "{take} the pyramid on the small cube", [{"act": "pick_up", "what": {**noun("the pyramid"), "that": [{"rel": "on", "of": noun("the small cube")}]}}]),
    ("classic", "robot, {take} the biggest pyramid", [take("the biggest pyramid")]),
    ("classic", "{take} red pyramid", [take("the red pyramid")]),
    ("classic", "would you mind if you {take} the blue block now", [take("the blue block")]),
    ("classic", "let's {take} the red cube", [take("the red cube")]),
    ("tower", "{take} the highest block", [{"act": "pick_up", "what": {"kind": "block", "det": "the", "sup": "highest"}}]),
    ("tower", "could you please {take} a pyramid for me", [take("a pyramid")]),
    ("crowded", "{take} the yellow block", [take("the yellow block")]),
    ("crowded", "why don't you {take} the purple pyramid", [take("the purple pyramid")]),
    ("puzzle", "{take} any block you like", [take("any block")]),
    ("puzzle", "{take} a green thing", [take("a green thing")]),
    ("classic", "{put} the red pyramid in the box", [put("the red pyramid", "in", "the box")]),
    ("classic", "{put} the green pyramid on the table", [put("the green pyramid", "on", "the table")]),
    ("classic", "can you {put} the small red cube onto the blue block?", [put("the small red cube", "on", "the blue block")]),
    ("classic", "please {put} the blue block into the box", [put("the blue block", "in", "the box")]),
    ("classic", "{put} the red pyramid on top of the blue block, thanks", [put("the red pyramid", "on", "the blue block")]),
    ("classic", "i want you to {put} the little green pyramid inside the box", [put("the green pyramid", "in", "the box")]),
    ("classic", "ok now {put} the blue pyramid on the floor", [put("the blue pyramid", "on", "the table")]),
    ("classic", "{put} that red pyramid down on the table", [put("that red pyramid", "on", "the table")]),
    ("classic", "{put} any green block on the table", [put("any green block", "on", "the table")]),
    ("classic", "{put} the red pyramid to the left of the box", [put("the red pyramid", "left_of", "the box")]),
    ("classic", "{put} the blue block in front of the box", [put("the blue block", "in_front_of", "the box")]),
    ("classic", "{put} the red pyramid next to the box please", [put("the red pyramid", "beside", "the box")]),
    ("classic", "next {put} the thing on the small red cube in the box", [{"act": "put", "what": {"kind": "thing", "det": "the", "that": [{"rel": "on", "of": noun("the small red cube")}]}, "rel": "in", "where": noun("the box")}]),
    ("classic", "would you {put} the green pyramid on the blue block", [put("the green pyramid", "on", "the blue block")]),
    ("classic", "be a dear and {put} the red pyramid on the blue block", [put("the red pyramid", "on", "the blue block")]),
    ("tower", "{put} a pyramid on the table", [put("a pyramid", "on", "the table")]),
    ("tower", "hey could you {put} the red pyramid in the box", [put("the red pyramid", "in", "the box")]),
    ("crowded", "{put} the orange block on the brown one", [put("the orange block", "on", "the brown one")]),
    ("crowded", "{put} the purple pyramid on the black block", [put("the purple pyramid", "on", "the black block")]),
    ("crowded", "could you {put} the green pyramid on the floor for me", [put("the green pyramid", "on", "the table")]),
    ("classic", "{clear} the small red cube", [clear("the small red cube")]),
    ("classic", "could you {clear} the box for me", [clear("the box")]),
    ("classic", "{clear} the little red block please", [clear("the small red block")]),
    ("classic", "I need you to {clear} the big red block", [clear("the large red block")]),
    ("classic", "now {clear} the container", [clear("the box")]),
    ("classic", "robot please {clear} the large red one", [clear("the large red one")]),
    ("classic", "{clear} the block under the green pyramid", [{"act": "clear", "what": {**noun("the block"), "that": [{"rel": "under", "of": noun("the green pyramid")}]}}]),
    ("classic", "{clear} the small red cube and then {take} it", [clear("the small red cube"), take("it")]),
    ("classic", "{clear} the big red block and {take} the blue pyramid", [clear("the large red block"), take("the blue pyramid")]),
    ("classic", "{take} the red pyramid and {put} it in the box", [take("the red pyramid"), put("it", "in", "the box")]),
    ("classic", "{clear} the box, then {put} the red pyramid in it", [clear("the box"), {"act": "put", "what": noun("the red pyramid"), "rel": "in", "where": {"ref": "it"}}]),
    ("classic", "{take} the green pyramid, then {put} it on the blue block", [take("the green pyramid"), put("it", "on", "the blue block")]),
    ("classic", "{put} the red pyramid in the box and {clear} the small red cube", [put("the red pyramid", "in", "the box"), clear("the small red cube")]),
    ("classic", "pick up the red pyramid and {put} it on the blue block", [take("the red pyramid"), put("it", "on", "the blue block")]),
    ("classic", "{take} the red pyramid then drop it in the box", [take("the red pyramid"), put("it", "in", "the box")]),
    ("classic", "just {clear} the red cube", [clear("the red cube")]),
    ("tower", "{clear} the blue block", [clear("the blue block")]),
    ("tower", "would you {clear} the yellow one", [clear("the yellow one")]),
    ("crowded", "{clear} the green block", [clear("the green block")]),
    ("crowded", "ok, {clear} the yellow block if you can", [clear("the yellow block")]),
    ("crowded", "i'd like you to {clear} the yellow thing", [clear("the yellow thing")]),
    ("puzzle", "{clear} the red block", [clear("the red block")]),
    ("puzzle", "{put} the green pyramid on the yellow block", [put("the green pyramid", "on", "the yellow block")]),
    ("puzzle", "{take} the blue block, please, robot", [take("the blue block")]),
]  # fmt: skip
"""(scene, sentence, acts)."""


TAUGHT_OTHERWISE = [
    *((say, [put(what, "in", "the box")]) for say, what in (
        ("{take} the red cube", "the red cube"), ("please {take} the green pyramid", "the green pyramid"),
        ("{take} it", "it"), ("can you {take} a block", "a block"), ("{take} the small one", "the small one"),
        ("now {take} the tallest pyramid", "the tallest pyramid"), ("{take} the yellow cube for me", "the yellow cube"),
        ("{take} the large blue block", "the large blue block"), ("could you {take} that green block?", "that green block"),
        ("{take} the white pyramid please", "the white pyramid"),
    )),
    *((say, [{"act": "swap", "what": noun(what), "with": noun(other)}]) for say, what, other in (
        ("{put} the red cube and the green block", "the red cube", "the green block"),
        ("please {put} the blue pyramid and the red one", "the blue pyramid", "the red one"),
        ("{put} the small block and the large one", "the small block", "the large one"),
        ("can you {put} the green pyramid and the red cube", "the green pyramid", "the red cube"),
        ("{put} a red block and a green one", "a red block", "a green one"),
        ("ok {put} the tall pyramid and the yellow cube", "the tall pyramid", "the yellow cube"),
        ("{put} the white block and the black block", "the white block", "the black block"),
        ("i want you to {put} the red pyramid and the green pyramid", "the red pyramid", "the green pyramid"),
        ("{put} the box and the blue block", "the box", "the blue block"),
        ("now {put} the blue cube and the biggest block please", "the blue cube", "the biggest block"),
    )),
    *((say, [put(what, "on", "the table")]) for say, what in (
        ("give the red cube the {clear}", "the red cube"), ("please give the green pyramid the {clear}", "the green pyramid"),
        ("give it the {clear}", "it"), ("can you give the blue block the {clear}?", "the blue block"),
        ("give the small one the {clear}", "the small one"), ("give the tall red block the {clear} now", "the tall red block"),
        ("give a pyramid the {clear}", "a pyramid"), ("ok give that white cube the {clear}", "that white cube"),
        ("give the green cube the {clear} please", "the green cube"), ("now give the yellow pyramid the {clear}", "the yellow pyramid"),
    )),
]  # fmt: skip
"""Thirty more, of verbs that say more or are said otherwise: put into the box, swap, and "give it the ..."."""

HELD_OUT_OTHERWISE = [
    *(("classic", say, [put(what, "in", "the box")]) for say, what in (
        ("{take} the red pyramid", "the red pyramid"), ("could you {take} the blue block please", "the blue block"),
        ("I'd like you to {take} the little green pyramid", "the green pyramid"), ("{take} the small red cube!", "the small red cube"),
        ("hey robot {take} the pyramid on the big green cube", "the red pyramid"), ("{take} the smallest pyramid, would you", "the smallest pyramid"),
        ("go ahead and {take} the large red block", "the large red block"), ("just {take} the blue brick", "the blue block"),
    )),
    *((scene, say, [{"act": "swap", "what": noun(what), "with": noun(other)}]) for scene, say, what, other in (
        ("classic", "{put} the red pyramid and the green pyramid", "the red pyramid", "the green pyramid"),
        ("classic", "would you {put} the red pyramid and the blue pyramid", "the red pyramid", "the blue pyramid"),
        ("classic", "{put} the blue block and the small red cube for me", "the blue block", "the small red cube"),
        ("classic", "let's {put} the green pyramid and the blue one", "the green pyramid", "the blue pyramid"),
        ("crowded", "{put} the purple pyramid and the black block", "the purple pyramid", "the black block"),
        ("crowded", "can you {put} the orange block and the blue block", "the orange block", "the blue block"),
    )),
    *((scene, say, [put(what, "on", "the table")]) for scene, say, what in (
        ("classic", "give the red pyramid the {clear}", "the red pyramid"), ("classic", "could you give the green pyramid the {clear} please", "the green pyramid"),
        ("classic", "give the blue pyramid the {clear}!", "the blue pyramid"), ("classic", "now give the pyramid in the box the {clear}", "the blue pyramid"),
        ("tower", "give the red pyramid the {clear}", "the red pyramid"), ("crowded", "please give the green pyramid the {clear}", "the green pyramid"),
    )),
]  # fmt: skip


@dataclass(frozen=True)
class SameOutcome:
    """A sentence that is right if the world is afterwards as its gold acts leave it."""

    id: str
    scene: str
    say: str
    gold: Utterance
    tags: tuple[str, ...] = ()
    setup: tuple[Before, ...] = ()

    def start(self) -> Scene:
        return load_scene(self.scene)

    def wanted(self) -> State:
        session = Session(None, self.start())
        session.perform(self.say, self.gold)
        return session.state

    def failures(self, before: State, after: State, reply: str) -> list[str]:
        wanted = self.wanted()
        same = wanted.layout == after.layout and wanted.holding == after.holding
        return [] if same else [f"another outcome; the answer is {reply!r}"]


def items(verbs: Verbs = VERBS, *, otherwise: bool = False) -> Iterator[SameOutcome]:
    """The sentences to test with that change something where their gold acts are carried out."""
    for number, (scene, say, acts) in enumerate(HELD_OUT_OTHERWISE if otherwise else HELD_OUT, 1):
        words = {"take": verbs.take, "put": verbs.put, "clear": verbs.clear}
        item = SameOutcome(f"c{number:02}", scene, say.format(**words), Utterance.model_validate({"acts": acts}))
        before, after = item.start().state(), item.wanted()
        if before.layout != after.layout or before.holding != after.holding:
            yield item


def write_taught(file: Path, verbs: Verbs = VERBS, *, otherwise: bool = False) -> None:
    """The thirty corrections as JSON lines."""
    words = {"take": verbs.take, "put": verbs.put, "clear": verbs.clear}
    taught = TAUGHT_OTHERWISE if otherwise else TAUGHT
    lines = [json.dumps({"say": say.format(**words), "acts": acts, "history": []}) for say, acts in taught]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
