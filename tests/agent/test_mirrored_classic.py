"""The classic dialogs with every object renamed and recoloured, and the table seen in a mirror: nothing depends on the
script.

What "correspondingly changed" means here:

- Ids and colours are substituted one for one, in the scene, the actions and the expected replies; "a" becomes "an"
  where the new colour wants it.
- Left and right change places: in positions, hand and hints, in the actions (left_of, leftmost, "to the left", ...) and
  in the replies. Front, back and heights stay.
- The objects keep their order in the scene file. Lists in answers ("the blue pyramid and the blue block") and choices
  left to the hand ("a green cube") follow that order, and so correspond one for one.
- Sizes stay, so that large, small, tallest, ... are true of the corresponding things.
- Of two equally good free places on the table the hand takes the left one, in a mirror too. Which of them it took shows
  in one answer ("is there anything to the right of the red pyramid?"); so the mirrored run is given the mirrored places
  of what the plain run put on the table, as hints. Everything else corresponds without help.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass
from typing import Any, get_args

import pytest

from agent.language.acts import Utterance
from agent.language.descriptions import Color
from agent.script import Script, ScriptTurn, load_script, same_reply
from agent.session import Session
from world.bodies import TABLE, State
from world.scene import Scene, load_scene, parse_scene

COLORS = get_args(Color)
SCRIPTS = ("web42", "book44")


@dataclass(frozen=True)
class Change:
    """What every id and colour becomes, and whether left and right change places."""

    ids: dict[str, str]
    colors: dict[str, str]
    mirrored: bool
    width: float

    def x(self, x: float, breadth: float) -> float:
        return self.width - x - breadth if self.mirrored else x

    def word(self, word: str) -> str:
        """A word of the language or of a reply: colours, and left and right inside "left_of", "leftmost", ..."""
        if word in self.colors:
            return self.colors[word]
        swapped = {"left": "right", "right": "left"}
        return re.sub("left|right", lambda m: swapped[m[0]], word) if self.mirrored else word

    def text(self, text: str) -> str:
        changed = re.sub(r"[a-z_]+", lambda m: self.word(m[0]), text.lower())
        return re.sub(r"\ban? (?=(\w))", lambda m: "an " if m[1] in "aeiou" else "a ", changed)

    def action(self, node: Any) -> Any:
        """An action as JSON values, with every word in it changed."""
        if isinstance(node, dict):
            return {key: self.action(value) for key, value in node.items()}
        if isinstance(node, list):
            return [self.action(value) for value in node]
        return self.word(node) if isinstance(node, str) else node

    def scene(self, scene: Scene) -> Scene:
        data = scene.as_dict()
        data["hand"][0] = self.x(data["hand"][0], 0)
        for thing in data["objects"]:
            thing["position"][0] = self.x(thing["position"][0], thing["size"][0])
            thing["id"], thing["color"] = self.ids[thing["id"]], self.colors[thing["color"]]
        return parse_scene(data)

    def positions(self, state: State) -> dict[str, tuple[float, float, float]]:
        """Where everything should be in the changed world."""
        return {
            self.ids[k]: (self.x(b.position[0], b.size[0]), b.position[1], b.position[2])
            for k, b in state.bodies.items()
        }

    def hints(self, turn: ScriptTurn, before: State, after: State) -> dict[str, tuple[float, float]]:
        """The script's places, and in a mirror those on the table that the plain run chose."""
        found = {self.ids[k]: (self.x(x, before.bodies[k].size[0]), y) for k, (x, y) in turn.hints.items()}
        if not self.mirrored:
            return found
        put = [k for k, on in after.support.items() if on == TABLE and after.bodies[k] != before.bodies[k]]
        return found | {self.ids[k]: self.positions(after)[self.ids[k]][:2] for k in put}


def change(seed: int, scene: Scene, mirrored: bool) -> Change:
    """A random change; even seeds deal out the same ids anew (a pyramid may be called BOX), odd ones invent some."""
    rng = random.Random(seed)
    old = [b.id for b in scene.bodies]
    new = [*old] if seed % 2 == 0 else [f"{rng.choice('AKQXZ')}{n}" for n in rng.sample(range(100), len(old))]
    rng.shuffle(new)
    used = list(dict.fromkeys(b.color for b in scene.bodies))
    colors = dict(zip(used, rng.sample(COLORS, len(used)), strict=True))
    return Change(dict(zip(old, new, strict=True)), colors, mirrored, scene.table[0])


def replay(script: Script, it: Change) -> tuple[list[tuple[str, tuple[str, ...], str]], Session, Session]:
    """Play a script as it is and changed; the replies that do not correspond, and both sessions."""
    scene = load_scene(script.scene)
    plain, changed = Session(None, scene), Session(None, it.scene(scene))
    wrong = []
    for turn in script.turns:
        assert turn.gold is not None
        action = Utterance.model_validate(it.action(json.loads(turn.gold)))
        before = plain.state
        plain.perform(turn.say, Utterance.model_validate_json(turn.gold), turn.hints)
        reply = changed.perform(it.text(turn.say), action, it.hints(turn, before, plain.state)).reply
        if not same_reply(reply, it.text(turn.reply)):
            wrong.append((it.text(turn.say), reply, it.text(turn.reply)))
    return wrong, plain, changed


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", SCRIPTS)
def test_renamed_and_recoloured_the_same_happens_and_is_said(name: str, seed: int) -> None:
    script = load_script(name)
    it = change(seed, load_scene(script.scene), mirrored=False)
    wrong, plain, changed = replay(script, it)
    assert not wrong
    assert {k: b.position for k, b in changed.state.bodies.items()} == it.positions(plain.state)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", SCRIPTS)
def test_in_a_mirror_the_answers_are_mirrored(name: str, seed: int) -> None:
    script = load_script(name)
    it = change(seed, load_scene(script.scene), mirrored=True)
    wrong, plain, changed = replay(script, it)
    assert not wrong
    assert changed.state.support == {it.ids[k]: it.ids.get(on, on) for k, on in plain.state.support.items()}
