"""What a turn spoke of, told from the dialog."""

import json

import pytest

from agent.language.acts import Utterance
from agent.script import load_script
from agent.session import Session
from tui.scene import spoken
from world.scene import load_scene


@pytest.fixture
def session() -> Session:
    return Session(None, load_scene("classic"))


def said(session: Session, **act: object) -> frozenset[str]:
    actions = Utterance.model_validate_json(json.dumps({"acts": [act]}))
    turn = session.perform("…", actions)
    return spoken(session.dialog, turn)


def test_a_command_speaks_of_what_is_handled(session: Session) -> None:
    found = said(session, act="pick_up", what={"kind": "block", "det": "a", "size": "large", "color": "red"})
    assert found == {"B6"}


def test_where_it_goes_is_spoken_of_too(session: Session) -> None:
    pyramid = {"kind": "pyramid", "det": "the", "color": "green"}
    found = said(session, act="put", what=pyramid, rel="in", where={"kind": "box", "det": "the"})
    assert found == {"B2", "BOX"}


def test_the_next_turn_speaks_of_something_else(session: Session) -> None:
    said(session, act="pick_up", what={"kind": "pyramid", "det": "the", "color": "green"})
    assert said(session, act="pick_up", what={"kind": "block", "det": "the", "color": "blue"}) == {"B10"}
    assert said(session, act="talk", about="thanks") == frozenset()


def test_a_question_back_speaks_of_the_candidates(session: Session) -> None:
    assert said(session, act="pick_up", what={"kind": "pyramid", "det": "the"}) == {"B2", "B4", "B5"}


def test_undoing_speaks_of_nothing(session: Session) -> None:
    said(session, act="pick_up", what={"kind": "pyramid", "det": "the", "color": "green"})
    assert said(session, act="undo") == frozenset()


def test_a_turn_that_was_taken_back_or_not_understood_speaks_of_nothing(session: Session) -> None:
    said(session, act="pick_up", what={"kind": "pyramid", "det": "the", "color": "green"})
    for turn in (session.withdraw("/wrong"), session.say("")):
        assert spoken(session.dialog, turn) == frozenset()
    assert spoken(None, None) == frozenset()


def test_the_classic_dialog() -> None:
    script = load_script("web42")
    session = Session(None, load_scene(script.scene))
    found = {}
    for turn in script.turns:
        done = session.perform(turn.say, turn.action)
        found[turn.say] = spoken(session.dialog, done)
    assert found["What does the box contain?"] == {"B4", "B10"}
    assert found["Which cube is sitting on the table?"] == {"B3"}
    assert found["Can a pyramid support a pyramid?"] == frozenset()
    assert found["Put the blue pyramid on the block in the box."] == {"B4", "B10"}
