"""Undo and redo go back and forth exactly, by any number of turns; the same actions make the same session."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from agent.dialog.engine import Dialog
from agent.language.acts import Redo, Undo, Utterance
from agent.script import load_script
from agent.session import Session
from tests.agent.random_acts import random_utterance
from world.random_scene import random_scene
from world.scene import load_scene


def undo(n: int | None = None) -> Utterance:
    return Utterance(acts=(Undo(act="undo", n=n),))


def redo(n: int | None = None) -> Utterance:
    return Utterance(acts=(Redo(act="redo", n=n),))


GOLD = [turn.action for turn in load_script("web42").turns if turn.action is not None]
SENSIBLE = [
    Utterance.model_validate_json(f'{{"acts":[{act}]}}')
    for act in (
        '{"act":"pick_up","what":{"kind":"block","det":"a"}}',
        '{"act":"pick_up","what":{"kind":"pyramid","det":"a"}}',
        '{"act":"put","what":{"kind":"pyramid","det":"a"},"rel":"in","where":{"kind":"box","det":"the"}}',
        '{"act":"put","what":{"ref":"it"},"rel":"on","where":{"kind":"block","det":"a"}}',
        '{"act":"put","what":{"kind":"block","det":"a"},"rel":"on","where":{"kind":"table","det":"the"}}',
        '{"act":"own","what":{"kind":"pyramid","det":"all"}}',
        '{"act":"name","what":{"kind":"block","det":"the","sup":"biggest"},"name":"bob"}',
    )
]


def plain_utterance(rng: random.Random) -> Utterance:
    """Anything but undo and redo; most of them sensible, so that much happens."""
    if rng.random() < 0.7:
        return rng.choice(rng.choice([GOLD, SENSIBLE]))
    while True:
        utterance = random_utterance(rng)
        if not isinstance(utterance.acts[0], Undo | Redo):
            return utterance


def scene_of(seed: int):
    return load_scene("classic") if seed % 2 == 0 else random_scene(seed, 7)


def converse(seed: int, turns: int, *, steps: bool = True) -> Session:
    """A session of random actions; with `steps`, also of undoing and redoing."""
    rng = random.Random(seed)
    session = Session(None, scene_of(seed))
    for _ in range(turns):
        step = rng.choice([undo, redo])(rng.choice([None, 1, 2, 5])) if steps and rng.random() < 0.2 else None
        session.perform("...", step or plain_utterance(rng))
    return session


def same(one: Dialog, other: Dialog) -> bool:
    """Whether world, knowledge, topic and open question are equal; what was said goes on through an undo."""
    return replace(one, focus=other.focus, last=other.last, ordered=other.ordered) == other


@pytest.mark.parametrize("seed", range(6))
def test_n_undos_lead_back_to_what_was_and_n_redos_forth_again(seed: int) -> None:
    rng = random.Random(seed)
    session = Session(None, scene_of(seed))
    before, after = [], []
    for _ in range(60):
        old = session.dialog
        session.perform("...", plain_utterance(rng))
        new = session.dialog
        if new.world is not old.world or new.knowledge is not old.knowledge:
            before.append(old)
            after.append(new)
        elif after:
            after[-1] = new  # a question after a change goes with it
    assert len(before) >= 3
    last = session.dialog
    for dialog in reversed(before):
        session.perform("undo", undo())
        assert same(session.dialog, dialog)
    assert session.perform("undo", undo()).reply == ("There is nothing to undo.",)
    for dialog in after:
        session.perform("redo", redo())
        assert same(session.dialog, dialog)
    assert session.perform("redo", redo()).reply == ("There is nothing to redo.",)
    n = rng.randint(2, min(20, len(before)))
    session.perform("undo", undo(n))
    assert same(session.dialog, before[-n])
    session.perform("redo", redo(n))
    assert same(session.dialog, last)


def test_more_steps_than_there_are_go_to_the_beginning_and_say_so() -> None:
    session = Session(None, load_scene("classic"))
    first = session.dialog
    session.perform(
        "", Utterance.model_validate_json('{"acts":[{"act":"pick_up","what":{"kind":"pyramid","det":"a"}}]}')
    )
    assert session.perform("", undo(5)).reply == ("There was only 1 to undo. OK.",)
    assert same(session.dialog, first)


def test_undoing_and_something_else_in_one_breath_does_both() -> None:
    session = Session(None, load_scene("classic"))
    take = '{"act":"pick_up","what":{"kind":"pyramid","det":"a"}}'
    session.perform("", Utterance.model_validate_json(f'{{"acts":[{take}]}}'))
    held = session.state.holding
    instead = '{"act":"pick_up","what":{"kind":"cube","det":"a"}}'
    turn = session.perform("", Utterance.model_validate_json(f'{{"acts":[{{"act":"undo"}},{instead}]}}'))
    assert turn.reply == ("OK.",)
    assert session.state.holding not in (None, held)
    assert len(turn.plans) == 1


def test_something_new_after_an_undo_ends_what_could_be_redone() -> None:
    session = Session(None, load_scene("classic"))
    take = Utterance.model_validate_json('{"acts":[{"act":"pick_up","what":{"kind":"pyramid","det":"a"}}]}')
    session.perform("", take)
    session.perform("", undo())
    session.perform("", take)
    assert session.perform("", redo()).reply == ("There is nothing to redo.",)


@pytest.mark.parametrize("seed", range(4))
def test_the_same_actions_twice_are_the_same_session(seed: int) -> None:
    one, two = converse(seed, 40), converse(seed, 40)
    assert one.dialog == two.dialog
    assert [turn.reply for turn in one.turns] == [turn.reply for turn in two.turns]
    assert [turn.plans for turn in one.turns] == [turn.plans for turn in two.turns]


PRINT = """
from tests.agent.test_session_undo import converse
for seed in range(3):
    session = converse(seed, 30)
    print([t.reply for t in session.turns], session.state.bodies, session.state.support, session.state.hand)
"""


def test_the_same_actions_are_the_same_session_in_another_process() -> None:
    """Strings hash differently in each process: no order of a set may show in an answer."""
    outs = {
        subprocess.run(
            [sys.executable, "-c", PRINT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outs) == 1
