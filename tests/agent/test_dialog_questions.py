"""Questions about how things stand, on the classic scene (see test_dialog_reference.py for what is where)."""

from __future__ import annotations

import pytest

from tests.agent.acting import Chat, Json, a, is_, me, not_, noun, some, the, you

BOX, TABLE = the("box"), the("table")
RED_CUBE, BLUE_BLOCK, RED_BLOCK = the("red cube"), the("blue block"), the("large red block")


@pytest.fixture
def chat() -> Chat:
    return Chat()


@pytest.mark.parametrize(
    ("what", "reply"),
    [
        (noun("block"), "Five of them."),
        (noun("cube"), "Three of them."),
        (noun("thing"), "Eight of them."),  # the box is none of the toys
        (noun("box"), "One of them."),
        (noun("large block"), "Four of them."),
        (noun("yellow block"), "None."),
        (noun("pyramid", not_("in", BOX)), "Two of them."),
        (noun("green thing", is_("supported_by", noun("block"))), "Two of them."),
        (noun("block", is_("bigger", some("every", "pyramid"))), "One of them."),
        (noun("block", is_("on", TABLE), is_("clear")), "One of them."),
        (noun("cube", but=RED_CUBE), "Two of them."),
    ],
)
def test_how_many(chat: Chat, what: Json, reply: str) -> None:
    assert chat("count", what) == reply


@pytest.mark.parametrize(
    ("what", "reply"),
    [
        (noun("thing", is_("in", BOX)), "The blue pyramid."),
        (noun("thing", is_("supports", the("green pyramid"))), "The red cube."),
        (noun("block", is_("clear")), "A large green cube and the blue block."),
        (noun("block", not_("clear")), "The red cube, a large green cube and a large red block."),
        (noun("block", not_("supports", a("pyramid"))), "A large red block, a large green cube and the blue block."),
        (noun("block", is_("nearest", BOX)), "The blue one."),
        (noun("block", is_("between", {"all": [RED_BLOCK, BOX]})), "The blue one."),
        (noun("thing", is_("same_color", RED_CUBE)), "The red pyramid and a large red block."),
        (noun("thing", is_("above", RED_CUBE)), "The green pyramid."),
        (noun("thing", is_("smaller", RED_CUBE)), "Nothing."),
        (noun("one", sup="biggest", of={"any": [BLUE_BLOCK, RED_CUBE]}), "The blue block."),
        (noun("stack", is_("contains", the("red pyramid"))), "The stack of a large green cube and the red pyramid."),
    ],
)
def test_which(chat: Chat, what: Json, reply: str) -> None:
    assert chat("which", what) == reply


@pytest.mark.parametrize(
    ("what", "that", "reply"),
    [
        (RED_CUBE, is_("is", noun("red thing")), "Yes."),
        (RED_CUBE, is_("is", noun("green thing")), "No."),
        (some("every", "cube"), is_("is", noun("block")), "Yes."),
        (some("all", "cube"), is_("is", noun("green thing")), "No, not the red cube."),
        (some("any", "pyramid"), is_("on", TABLE), "No."),
        (some("no", "pyramid"), is_("on", TABLE), "Yes."),
        (some("at_least", "block", n=2), is_("clear"), "Yes, a large green cube and the blue block."),
        (some("exactly", "pyramid", n=2), is_("in", BOX), "No."),
        (some("most", "block"), is_("on", TABLE), "Yes."),
        (the("green pyramid"), is_("supported_by"), "Yes, by the red cube."),
        (RED_CUBE, is_("supports"), "Yes, the green pyramid."),
        (BOX, is_("empty"), "No."),
        (BLUE_BLOCK, is_("taller", RED_BLOCK), "Yes."),
        (BLUE_BLOCK, is_("wider", RED_BLOCK), "No."),
        (BLUE_BLOCK, not_("as_tall_as", RED_BLOCK), "No."),
        (RED_CUBE, is_("left_of", BOX), "Yes."),
        (the("blue pyramid"), is_("at", {"region": "corner", "side": "back_right"}), "Yes."),
        (you, is_("held", RED_CUBE), "No."),
    ],
)
def test_yes_or_no(chat: Chat, what: Json, that: Json, reply: str) -> None:
    assert chat("is", what, that=[that]) == reply


@pytest.mark.parametrize(
    ("what", "reply"),
    [
        (a("block", is_("on", a("block"))), "Yes, a large green cube."),
        (a("pyramid", is_("on", TABLE)), "No."),
        (noun("cube", n=5), "No, only three of them: the red cube and two large green cubes."),
        (some("at_least", "pyramid", n=2), "Yes, three of them: the green one, the blue one, and the red one."),
        (some("exactly", "cube", n=2), "No, three of them: the red cube and two large green cubes."),
    ],
)
def test_is_there(chat: Chat, what: Json, reply: str) -> None:
    assert chat("exists", what) == reply


def test_where(chat: Chat) -> None:
    assert chat("where", RED_CUBE) == "On the table."
    assert chat("where", the("blue pyramid")) == "In the box."
    chat("pick_up", the("green pyramid"))
    assert chat("where", {"ref": "it"}) == "In my hand."


@pytest.mark.parametrize(
    ("attr", "reply"),
    [
        ("color", "Blue."),
        ("size", "Large: 128 wide, 64 deep and 256 high."),
        ("height", "256 units."),
        ("shape", "A block."),
        ("name", "It has no name."),
        ("owner", "Nobody's, as far as I know."),
    ],
)
def test_qualities(chat: Chat, attr: str, reply: str) -> None:
    assert chat("attr", BLUE_BLOCK, attr=attr) == reply


@pytest.mark.parametrize(
    ("who", "verb", "what", "reply"),
    [
        (you, "pick_up", a("block"), "Yes."),
        (you, "pick_up", BOX, "No."),
        (TABLE, "pick_up", noun("block"), "No."),
        (a("block"), "support", a("pyramid"), "Yes."),
        (a("pyramid"), "support", a("block"), "I don't know."),  # never seen, and nothing shows that it cannot be
        (BOX, "contain", a("pyramid"), "Yes."),
        (a("block"), "contain", a("pyramid"), "No."),
    ],
)
def test_can(chat: Chat, who: Json, verb: str, what: Json, reply: str) -> None:
    assert chat("can", what, who=who, verb=verb) == reply


def test_on_top_of_is_asked_about_only_where_its_readings_differ(chat: Chat) -> None:
    green = noun("thing", is_("on_top_of", noun("green cube")))
    assert chat("count", green) == "One of them."
    chat("put", the("green pyramid"), rel="on", where=RED_CUBE)
    chat("put", RED_CUBE, rel="on", where=the("green cube", is_("clear")))
    chat("put", the("green pyramid"), rel="on", where=RED_CUBE)
    assert chat("count", green).endswith("1 - directly on the surface 2 - anywhere on top of?")
    assert chat("choose", n=2) == "Three of them."


def test_unknown_words_are_named(chat: Chat) -> None:
    assert chat("count", noun("steeple")) == 'Sorry, I don\'t know the word "steeple".'
    assert chat("pick_up", the("block", mod=["shiny"])) == 'Sorry, I don\'t know the word "shiny".'


# Claims.


@pytest.mark.parametrize(
    ("what", "that", "reply"),
    [
        (noun("pyramid", n=3), None, "Yes, that's right."),
        (noun("cube", n=4), None, "No, only three of them: the red cube and two large green cubes."),
        (a("block", is_("in", BOX)), None, "No, there are none."),
        (RED_CUBE, is_("on", TABLE), "Yes, that's right."),
        (some("every", "cube"), is_("is", noun("green thing")), "No, that is not so."),
    ],
)
def test_claims_are_checked(chat: Chat, what: Json, that: Json | None, reply: str) -> None:
    assert chat("claim", what, **({} if that is None else {"that": [that]})) == reply


# Owning.


def test_what_is_mine_can_be_described(chat: Chat) -> None:
    mine = is_("owned_by", me)
    chat("own", noun("block", not_("is", noun("red thing"))))
    assert chat("count", noun("block", mine)) == "Three of them."
    chat("own", BLUE_BLOCK, **{"not": True})
    assert chat("which", noun("thing", mine)) == "Two large green cubes."
    assert chat("attr", BLUE_BLOCK, attr="owner") == "Nobody's, as far as I know."


def test_owning_belongs_to_the_thing_not_to_what_it_looks_like(chat: Chat) -> None:
    chat("own", a("thing", is_("on", RED_CUBE)))
    chat("put", the("green pyramid"), rel="in", where=BOX)
    assert chat("is", the("green pyramid"), that=[is_("owned_by", me)]) == "Yes."
