"""What a beginner is offered: real things, which can be done and are understood, never the classic sentences."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from agent.dialog.engine import Choice
from agent.lm.registry import load_model
from agent.session import Session, Turn
from training.generate.exclude import SCRIPTS, fold
from tui.mind.suggestions import Suggestion, suggestions
from world.scene import load_scene, scene_names

NANO = Path(__file__).parents[2] / "agent" / "models" / "nano"
CLASSIC = {fold(turn["say"]) for path in SCRIPTS.glob("*.yml") for turn in yaml.safe_load(path.read_text())["turns"]}


def test_the_first_one_moves_something_and_they_are_different():
    state = load_scene("classic").state()
    first, second, third = suggestions(state)
    assert first.say.startswith("put ")
    assert second.say.endswith("?")
    assert third.say.startswith(("pick up ", "put "))
    assert suggestions(state) == (first, second, third), "the same state, the same suggestions"
    again = suggestions(state, None, [first.say, second.say, third.say])
    assert not {one.say for one in again} & {first.say, second.say, third.say}


def test_a_question_back_is_answered_by_number():
    state = load_scene("classic").state()
    choices = tuple(Choice(text) for text in ("the green one", "the blue one", "the red one", "another"))
    turn = Turn("grasp it", None, ("Which?",), (), state, 0.0, 0.0, choices=choices)
    assert suggestions(state, turn) == (
        Suggestion("1", "the green one"), Suggestion("2", "the blue one"), Suggestion("3", "the red one"),
    )  # fmt: skip


@pytest.mark.skipif(not NANO.exists(), reason=f"nano is not there: {NANO}")
@pytest.mark.parametrize("scene", scene_names())
def test_what_is_offered_can_be_said_and_done(scene):
    session = Session(load_model("nano"), load_scene(scene))
    said: list[str] = []
    turn = None
    moved = 0
    for number in range(14):
        items = suggestions(session.state, turn, said)
        assert items, "there is always something to say"
        for item in items:
            assert fold(item.say) not in CLASSIC
        talk = [item for item in items if not item.say.startswith("/")]
        item = talk[number % len(talk)]
        turn = session.say(item.say)
        said.append(item.say)
        assert turn.failed is None, (item, turn.reply)
        assert turn.readings[0].outcome == "done", (item, turn.reply)
        if not item.say.endswith("?"):
            assert any(plan.moves for plan in turn.plans), (item, turn.reply)
            moved += 1
    assert moved >= 5
    assert any(
        item.say == "/undo"
        for item in suggestions(session.state, next(turn for turn in session.turns if turn.plans), said)
    )


def test_a_bare_scene_offers_what_there_is(tmp_path):
    file = tmp_path / "bare.toml"
    file.write_text(
        'name = "bare"\ntable = [100, 100]\n[[objects]]\nid = "B1"\nshape = "block"\ncolor = "red"\n'
        "position = [0, 0, 0]\nsize = [50, 50, 50]\n"
    )
    assert [one.say for one in suggestions(load_scene(file).state())] == ["pick up the cube", "where is the cube?"]
