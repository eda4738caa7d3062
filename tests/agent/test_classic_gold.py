"""The classic dialogs, played from their gold actions: the world, the planner and the dialog give SHRDLU's answers."""

from __future__ import annotations

import pytest

from agent.script import load_script, same_reply, script_names
from agent.session import Session
from training.evaluate.score import run
from training.evaluate.suite import load_suite
from world.scene import load_scene


@pytest.mark.parametrize("name", script_names())
def test_every_reply_of_the_script_is_verbatim(name: str) -> None:
    script = load_script(name)
    session = Session(None, load_scene(script.scene))
    wrong = []
    for turn in script.turns:
        assert turn.action is not None
        reply = session.perform(turn.say, turn.action, turn.hints).reply
        if not same_reply(reply, turn.reply):
            wrong.append((turn.say, reply, turn.reply))
    assert not wrong


@pytest.mark.parametrize("name", script_names())
def test_gold_actions_are_spelled_canonically(name: str) -> None:
    for turn in load_script(name).turns:
        assert turn.action is not None
        assert turn.action.to_json() == turn.gold


@pytest.mark.parametrize("name", ["handwritten", "everyday"])
def test_hand_written_gold_actions_give_what_is_expected(name: str) -> None:
    items = [item for item in load_suite(name) if item.gold]
    wrong = [(r.item.id, r.item.say, r.reply, r.wrong) for r in run(items, None) if not r.right]
    assert not wrong
