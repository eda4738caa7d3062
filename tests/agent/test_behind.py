"""Going through a turn again and watching: the same answer, what was meant, and how things were named."""

from __future__ import annotations

from itertools import pairwise

import pytest

from agent.dialog.behind import behind, place, purposes
from agent.english.refer import overheard, phrase
from agent.script import load_script
from agent.session import Session, Turn
from world.scene import load_scene


@pytest.fixture(scope="module", params=["opening", "web42", "book44"])
def turns(request: pytest.FixtureRequest) -> tuple[Turn, ...]:
    script = load_script(request.param)
    session = Session(None, load_scene(script.scene))
    for turn in script.turns:
        if turn.action is not None:
            session.perform(turn.say, turn.action, turn.hints)
    return session.turns


def test_the_answer_is_the_same_when_it_is_watched(turns: tuple[Turn, ...]) -> None:
    seen = 0
    for turn in turns:
        if turn.before is not None and turn.actions is not None:
            assert turn.reply[-len(behind(turn.before, turn.actions, turn.hints).said) :] == (
                behind(turn.before, turn.actions, turn.hints).said
            )
            seen += 1
    assert seen


def test_every_name_stands_in_the_answer_and_its_steps_leave_less_and_less(turns: tuple[Turn, ...]) -> None:
    for turn in turns:
        if turn.before is None or turn.actions is None:
            continue
        for naming in behind(turn.before, turn.actions, turn.hints).named:
            assert place(naming, " ".join(turn.reply)) is not None
            left = [set(step.left) for step in naming.steps]
            assert all(after <= before for before, after in pairwise(left))
            assert naming.key not in set().union(*left)


def test_each_step_of_a_plan_has_its_words(turns: tuple[Turn, ...]) -> None:
    for turn in turns:
        for plan in turn.plans:
            assert turn.before is not None
            told = purposes(turn.before, plan)
            assert [event for event, _ in told] == list(plan.events)
            assert all(words for _, words in told)


def test_names_are_overheard_only_while_someone_listens() -> None:
    state = load_scene("classic").state()
    with overheard() as names:
        phrase(state, "B1")
    phrase(state, "B6")
    assert [naming.key for naming in names] == ["B1"]
    assert [step.words for step in names[0].steps] == ["cube", "red"]


def test_the_history_before_a_turn_leaves_out_what_was_withdrawn() -> None:
    from agent.language.acts import Utterance

    session = Session(None, load_scene("classic"))
    act = Utterance.model_validate({"acts": [{"act": "words"}]})
    session.perform("one", act)
    session.perform("two", act)
    session.withdraw("/wrong")
    session.perform("three", act)
    assert [one.user for one in session.history()] == ["one", "three"]
    assert [one.user for one in session.history(3)] == ["one"]
    assert [one.user for one in session.history(2)] == ["one", "two"]
    assert list(session.history(0)) == []
