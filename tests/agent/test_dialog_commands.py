"""Commands on the classic scene: what is done, and why not (see test_dialog_reference.py for what is where)."""

from __future__ import annotations

import pytest

from tests.agent.acting import Chat, Json, a, doing, is_, it, noun, some, the

BOX, TABLE = the("box"), the("table")
RED_CUBE, BLUE_BLOCK, RED_BLOCK = the("red cube"), the("blue block"), the("large red block")
GREEN_PYRAMID, RED_PYRAMID, BLUE_PYRAMID = the("green pyramid"), the("red pyramid"), the("blue pyramid")


@pytest.fixture
def chat() -> Chat:
    return Chat()


def test_what_is_in_the_way_is_cleared_off_first(chat: Chat) -> None:
    assert chat("put", RED_CUBE, rel="on", where=BLUE_BLOCK) == "OK."
    assert (chat.below("B1"), chat.below("B2")) == ("B10", "TABLE")


def test_stack_finds_an_order_that_physics_allows(chat: Chat) -> None:
    parts = [some("both", "red block"), {"any": [a("green cube"), a("pyramid")]}]
    assert chat("stack", {"all": parts}) == "OK."
    assert (chat.below("B1"), chat.below("B7"), chat.below("B6")) == ("B7", "B6", "TABLE")


def test_all_but_one(chat: Chat) -> None:
    chat("put", some("all", "pyramid", but=RED_PYRAMID), rel="in", where=BOX)
    assert [chat.below(b) for b in ("B2", "B4", "B5")] == ["BOX", "BOX", "B3"]


def test_either_takes_what_can_be_done(chat: Chat) -> None:
    assert chat("put", RED_CUBE, rel="on", where={"any": [RED_PYRAMID, BLUE_BLOCK]}) == "OK."
    assert chat.below("B1") == "B10"


def test_beside_and_between(chat: Chat) -> None:
    chat("put", GREEN_PYRAMID, rel="left_of", where=BOX)
    assert chat("is", GREEN_PYRAMID, that=[is_("left_of", BOX)]) == "Yes."
    ends = {"all": [RED_BLOCK, BOX]}
    chat("put", GREEN_PYRAMID, rel="between", where=ends)
    assert chat("is", GREEN_PYRAMID, that=[is_("between", ends)]) == "Yes."


def test_into_a_corner_and_some_steps_along(chat: Chat) -> None:
    chat("put", RED_CUBE, rel="at", where={"region": "corner", "side": "back_left"})
    assert chat.position("B1") == (0, 576, 0)
    chat("move", it, dir="right", steps=2)
    assert chat.position("B1") == (128, 576, 0)


def test_clear_and_put_back(chat: Chat) -> None:
    chat("clear", RED_CUBE)
    assert chat.below("B2") == "TABLE"
    assert chat("put_back", GREEN_PYRAMID) == "OK."
    assert chat.below("B2") == "B1"


def test_swap(chat: Chat) -> None:
    assert chat("swap", GREEN_PYRAMID, **{"with": RED_PYRAMID}) == "OK."
    assert (chat.below("B2"), chat.below("B5")) == ("B3", "B1")


def test_touching_moves_nothing(chat: Chat) -> None:
    before = {b: chat.position(b) for b in ("B1", "B2", "B5")}
    assert chat("touch", RED_PYRAMID) == "OK."
    assert before == {b: chat.position(b) for b in before}


def test_several_commands_in_one_utterance(chat: Chat) -> None:
    assert chat.all(doing("pick_up", GREEN_PYRAMID), doing("put", it, rel="in", where=BOX)) == "OK."
    assert chat.below("B2") == "BOX"


# Why not.


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        (doing("pick_up", BOX), "I can't move the box."),
        (doing("pick_up", noun("block", n=2)), "Sorry, I can't hold more than one thing at a time."),
        (doing("put_down"), "I am not holding anything."),
        (doing("put", RED_CUBE, rel="on", where=BLUE_PYRAMID), "I can't: the blue pyramid has no flat top."),
        (
            doing("put", RED_BLOCK, rel="on", where=RED_CUBE),
            "I can't: the large red block is too big for the red cube.",
        ),
        (doing("put", RED_CUBE, rel="in", where=BLUE_BLOCK), "I can't: the blue block is not a box."),
        (doing("put", RED_CUBE, rel="on", where=RED_CUBE), "I can't put a thing on itself."),
        (doing("put", RED_CUBE, rel="left_of", where=RED_BLOCK), "I can't: that would be off the table."),
        (doing("move", GREEN_PYRAMID, dir="left", steps=5), "I can't: that would be off the table."),
        (doing("put", RED_CUBE, rel="under", where=BOX), "Sorry, I can't put things under others."),
        (doing("stack", noun("pyramid", n=2)), "I can't."),  # as SHRDLU said
        (doing("stack", RED_CUBE), "Sorry, I can't make a stack of one thing."),
        (doing("build", a("steeple")), 'Sorry, I don\'t know the word "steeple".'),
        (doing("do", RED_CUBE, verb="juggle"), 'Sorry, I don\'t know the word "juggle".'),
    ],
)
def test_what_cannot_be_done_is_explained_and_not_begun(chat: Chat, command: Json, reply: str) -> None:
    start = chat.session.state
    assert chat.all(command) == reply
    assert chat.session.state == start


def test_acts_before_the_impossible_one_are_done(chat: Chat) -> None:
    put = doing("put", it, rel="on", where=BLUE_PYRAMID)
    assert chat.all(doing("pick_up", RED_CUBE), put) == "OK. I can't: the blue pyramid has no flat top."
    assert chat.holding == "B1"


# Undo and redo.


def test_undo_takes_back_any_number_of_turns(chat: Chat) -> None:
    start = chat.session.state
    chat("pick_up", RED_CUBE)
    chat("put", it, rel="in", where=BOX)
    assert chat("undo", n=2) == "OK."
    assert chat.session.state == start
    assert chat("undo") == "There is nothing to undo."


def test_redo_brings_it_back_until_something_else_is_done(chat: Chat) -> None:
    chat("pick_up", RED_CUBE)
    chat("undo")
    assert chat("redo") == "OK."
    assert chat.holding == "B1"
    chat("undo")
    chat("pick_up", GREEN_PYRAMID)
    assert chat("redo") == "There is nothing to redo."


def test_questions_are_no_steps_of_undoing(chat: Chat) -> None:
    chat("pick_up", RED_CUBE)
    chat("count", noun("cube"))
    chat("undo")
    assert chat.holding is None


def test_what_was_taught_and_told_is_undone_too(chat: Chat) -> None:
    chat("name", RED_CUBE, name="bob")
    chat("undo")
    assert chat("pick_up", noun("bob")) == 'Sorry, I don\'t know the word "bob".'
