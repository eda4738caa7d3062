"""What phrases refer to, on the classic scene: "the", "a", "it", "them", "one", and asking back when several are meant.

B1 is the small red cube with the green pyramid B2 on it, B3 and B7 the large green cubes (the red pyramid B5 on B3, and
B7 on the large red block B6), B10 the blue block, B4 the blue pyramid in the box.
"""

from __future__ import annotations

import pytest

from tests.agent.acting import Chat, Json, a, doing, is_, it, noun, some, the, them, there

BOX, TABLE = the("box"), the("table")


@pytest.fixture
def chat() -> Chat:
    return Chat()


# The and a.


def test_the_singles_out_by_colour_and_kind(chat: Chat) -> None:
    assert chat("pick_up", the("red cube")) == "OK."
    assert chat.holding == "B1"


def test_a_leaves_the_choice_and_takes_what_is_clear(chat: Chat) -> None:
    assert chat("pick_up", a("large green cube")) == "OK."
    assert chat.holding == "B7"  # B3 carries a pyramid


def test_the_is_resolved_through_a_relative_clause(chat: Chat) -> None:
    assert chat("pick_up", the("pyramid", is_("on", a("green cube")))) == "OK."
    assert chat.holding == "B5"


def test_a_comparative_inside_a_relative_clause(chat: Chat) -> None:
    chat("pick_up", the("large red block"))
    taller = a("block", is_("taller", the("one", is_("held"))))
    reply = chat.all(doing("find", taller), doing("put", it, rel="in", where=BOX))
    assert reply == 'By "it", I assume you mean the block which is taller than the one I am holding. OK.'
    assert chat.below("B10") == "BOX"


def test_superlatives_and_ordinals(chat: Chat) -> None:
    assert chat("which", the("tallest pyramid")) == "The red one."
    assert chat("which", the("tallest block", ord=2)) == "The large red one."
    assert chat("which", the("leftmost block")) == "A large red block and a large green cube."  # equally far left


def test_what_is_not_there_is_said_so(chat: Chat) -> None:
    assert chat("pick_up", the("yellow block")) == "I don't see a yellow block."
    assert chat("pick_up", the("small green cube")) == "I don't see a small green cube."


def test_too_few_are_counted(chat: Chat) -> None:
    assert chat("put", some("both", "cube"), rel="in", where=BOX) == "There are three cubes."
    assert chat("put", the("green cube", n=3), rel="in", where=BOX) == "There are only two green cubes."


# Pronouns.


def test_it_is_the_object_of_the_last_command(chat: Chat) -> None:
    chat("pick_up", the("red cube"))
    assert chat("put", it, rel="in", where=BOX) == "OK."
    assert chat.below("B1") == "BOX"


def test_it_can_be_what_was_just_answered(chat: Chat) -> None:
    chat("which", noun("thing", is_("in", BOX)))
    assert chat("pick_up", it) == "OK."
    assert chat.holding == "B4"


def test_it_with_nothing_spoken_of(chat: Chat) -> None:
    assert chat("pick_up", it) == 'I don\'t know what you mean by "it".'


def test_there_is_where_one_has_just_looked(chat: Chat) -> None:
    chat("where", the("blue block"))
    assert chat("put", the("red cube"), rel="on", where=there) == "OK."
    assert chat.below("B1") == "B10"


def test_them_is_the_group_that_was_counted(chat: Chat) -> None:
    assert chat("count", noun("cube", is_("on", TABLE))) == "Two of them."
    assert chat("stack", them) == "OK."
    assert chat.below("B1") == "B3"


def test_the_tallest_of_them(chat: Chat) -> None:
    chat("count", noun("block", is_("on", TABLE)))
    assert chat("which", noun("one", sup="tallest", of=them)) == "The blue block."


def test_one_takes_its_noun_from_before(chat: Chat) -> None:
    chat("pick_up", the("red cube"))
    assert chat("which", the("one", is_("held"))) == "The red cube."
    chat("put", a("large one"), rel="on", where=TABLE)
    assert chat.below("B7") == "TABLE"


def test_the_one_which_i_told_you_to_pick_up(chat: Chat) -> None:
    chat("pick_up", the("large red block"))
    assert chat("which", noun("block", is_("taller", the("one", {"told": "pick_up"})))) == "The blue one."


def test_another_is_not_the_one_just_spoken_of(chat: Chat) -> None:
    chat("pick_up", the("green pyramid"))
    assert chat("pick_up", some("another", "pyramid")) == "OK."
    assert chat.holding not in (None, "B2")


# "The pyramid": the one just mentioned, or a question back.


def test_the_pyramid_can_be_the_one_just_mentioned(chat: Chat) -> None:
    assert chat("which", noun("thing", is_("in", BOX))) == "The blue pyramid."
    assert chat("pick_up", the("pyramid")) == "OK."
    assert chat.holding == "B4"


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        (doing("choose", n=1), "B2"),  # "the first"
        (doing("choose", n=3), "B5"),
        (doing("fragment", the("red one")), "B5"),
        (doing("fragment", noun("blue one")), "B4"),  # "blue"
        (doing("fragment", the("green pyramid")), "B2"),
        (doing("fragment", the("one", ord=2)), "B4"),  # "the second one"
        (doing("fragment", the("one", ord=-1)), "B5"),  # "the last one"
        (doing("fragment", the("one", is_("in", BOX))), "B4"),
        (doing("fragment", the("smallest one")), "B2"),
    ],
)
def test_asking_back_and_any_form_of_answer(chat: Chat, answer: Json, meant: str) -> None:
    assert chat("pick_up", the("pyramid")) == "I don't understand which pyramid you mean."
    assert chat.all(answer) == "OK."
    assert chat.holding == meant


def test_an_answer_also_finishes_what_was_to_come_after(chat: Chat) -> None:
    chat.all(doing("pick_up", the("pyramid")), doing("put", it, rel="on", where=the("blue block")))
    assert chat("fragment", the("red one")) == "OK."
    assert chat.below("B5") == "B10"


def test_the_place_can_be_asked_about_too(chat: Chat) -> None:
    chat("pick_up", the("red cube"))
    assert chat("put", it, rel="on", where=the("green cube")) == "I don't understand which green cube you mean."
    assert chat("fragment", the("one", is_("clear"))) == "OK."
    assert chat.below("B1") == "B7"


def test_a_new_command_or_never_mind_escapes_the_question(chat: Chat) -> None:
    chat("pick_up", the("pyramid"))
    assert chat("pick_up", the("red cube")) == "OK."
    chat("pick_up", the("block"))
    assert chat("talk", about="never_mind") == "All right, never mind."
    assert chat("choose", n=1) == "I did not offer that choice."


# Phrases without a verb.


def test_a_phrase_repeats_the_last_question(chat: Chat) -> None:
    assert chat("attr", the("red cube"), attr="color") == "Red."
    assert chat("fragment", the("blue block")) == "Blue."


def test_a_phrase_goes_where_its_like_stood(chat: Chat) -> None:
    assert chat("which", noun("thing", is_("supported_by", the("red cube")))) == "The green pyramid."
    assert chat("fragment", the("large red block")) == "A large green cube."


def test_a_phrase_repeats_the_last_command(chat: Chat) -> None:
    chat("put", the("green pyramid"), rel="in", where=BOX)
    assert chat("fragment", the("red cube")) == "OK."
    assert chat.below("B1") == "BOX"


def test_a_phrase_out_of_nowhere(chat: Chat) -> None:
    assert chat("fragment", the("red cube")) == "What about it?"
