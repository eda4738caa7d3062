"""The past, and what the person taught: when, why, how, did you; names, nouns and verbs (classic scene)."""

from __future__ import annotations

import pytest

from tests.agent.acting import Chat, a, before, doing, event, is_, it, noun, some, the

BOX, TABLE = the("box"), the("table")
RED_CUBE, BLUE_BLOCK = the("red cube"), the("blue block")
GREEN_PYRAMID, RED_PYRAMID = the("green pyramid"), the("red pyramid")
PARK = [doing("put", it, rel="in", where=BOX)]


@pytest.fixture
def chat() -> Chat:
    return Chat()


@pytest.fixture
def moved(chat: Chat) -> Chat:
    """After "put the red cube on the blue block", for which the green pyramid had to go."""
    chat("put", RED_CUBE, rel="on", where=BLUE_BLOCK)
    return chat


# Why, when, how.


def test_why_goes_up_to_what_was_asked(moved: Chat) -> None:
    assert moved("why", event=event("pick_up", GREEN_PYRAMID)) == "To get rid of it."
    assert moved("why") == "To clean off the red cube."
    assert moved("why", event=event("do")) == "To put it on the blue block."
    assert moved("why") == "Because you asked me to."


def test_when_is_told_by_what_was_being_done(moved: Chat) -> None:
    assert moved("when", event=event("pick_up", GREEN_PYRAMID)) == "While I was putting the red cube on the blue block."
    moved("pick_up", RED_PYRAMID)
    assert moved("when", event=event("pick_up", RED_PYRAMID)) == "After putting the red cube on the blue block."


def test_how_tells_the_steps(moved: Chat) -> None:
    assert moved("how", event=event("clear", RED_CUBE)) == "By getting rid of the green pyramid."


def test_what_never_happened_cannot_be_explained(moved: Chat) -> None:
    assert moved("why", event=event("pick_up", RED_PYRAMID)) == "I can't explain a non-existent event."


# Did you, and which you did.


def test_did_you(moved: Chat) -> None:
    assert moved("did", event=event("touch", some("any", "pyramid"))) == "Yes, the green one."
    assert moved("did", event=event("pick_up", RED_PYRAMID)) == "No."
    assert moved("did", event=event("put", RED_CUBE, rel="on", where=BLUE_BLOCK)) == "Yes."
    assert moved("did", event=event("put", RED_CUBE, rel="in", where=BOX)) == "No."


def test_before_and_after(moved: Chat) -> None:
    moved("pick_up", RED_PYRAMID)
    put = event("put", RED_CUBE)
    assert moved("did", event=event("pick_up", RED_PYRAMID, time=before(put))) == "No."
    assert moved("did", event=event("pick_up", RED_PYRAMID, time={"rel": "after", "event": put})) == "Yes."


def test_things_by_what_was_done_to_them(moved: Chat) -> None:
    moved("pick_up", RED_PYRAMID)
    assert moved("which", noun("pyramid", {"did": "pick_up"})) == "The green pyramid and the red pyramid."
    assert moved("which", noun("pyramid", {"did": "pick_up", "not": True})) == "The blue one."
    assert moved("which", noun("thing", {"did": "pick_up", "time": {"rel": "last"}})) == "The red pyramid."


def test_the_time_of_a_deed_may_stand_outside_its_clause(moved: Chat) -> None:
    """What did you touch before you did that? And what did you touch while you were doing it?"""
    moved("pick_up", RED_PYRAMID)
    earlier = {"rel": "before", "event": event("do")}
    outside = moved("count", noun("thing", {"did": "touch"}), time=earlier)
    assert outside == moved("count", noun("thing", {"did": "touch", "time": earlier})) == "Two of them."


def test_how_things_stood(moved: Chat) -> None:
    on_it = noun("thing", is_("supported_by", RED_CUBE))
    assert moved("which", on_it) == "Nothing."
    assert moved("which", on_it, time=before(event("put", RED_CUBE))) == "The green pyramid."
    assert moved("where", GREEN_PYRAMID, time={"rel": "beginning"}) == "On the red cube."


def test_claims_about_the_past(moved: Chat) -> None:
    on_table = is_("on", TABLE)
    assert moved("claim", RED_CUBE, that=[on_table]) == "No, that is not so."
    assert moved("claim", RED_CUBE, that=[on_table], time={"rel": "beginning"}) == "Yes, that's right."


# Names, nouns, verbs.


def test_a_name_is_used_and_answered_with(chat: Chat) -> None:
    assert chat("name", the("biggest block"), name="superblock") == "OK."
    assert chat("pick_up", noun("superblock")) == "OK."
    assert chat("which", noun("thing", is_("held"))) == "The block named superblock."
    assert chat("words") == 'You taught me "superblock" (a blue block).'


def test_a_name_belongs_to_one_thing(chat: Chat) -> None:
    chat("name", RED_CUBE, name="bob")
    assert chat("name", GREEN_PYRAMID, name="bob").startswith('Sorry, I can\'t call it "bob"')
    assert chat("name", noun("pyramid"), name="tim") == "Sorry, I can't give one name to several things."
    assert chat("name", RED_CUBE, name="box").startswith('Sorry, I can\'t use "box" as a name')


def test_a_defined_noun_takes_adjectives(chat: Chat) -> None:
    assert chat("define", a("red block"), word="ruby") == "I understand."
    assert chat("count", noun("ruby")) == "Two of them."
    chat("pick_up", the("small ruby"))
    assert chat.holding == "B1"


def test_a_thing_can_be_built_from_its_definition(chat: Chat) -> None:
    parts = {"all": [noun("green cube", n=2), a("pyramid")]}
    chat("define", a("stack", is_("contains", parts)), word="steeple")
    assert chat("exists", some("any", "steeple")) == "No."
    assert chat("build", a("steeple")) == "OK."
    assert chat("which", noun("stack")) == "The stack of two large green cubes and the green pyramid."


def test_a_taught_verb_is_carried_out_with_its_object_for_it(chat: Chat) -> None:
    assert chat("do", RED_CUBE, verb="park") == 'Sorry, I don\'t know the word "park".'
    assert chat("teach", word="park", by=PARK) == "I understand."
    assert chat("do", some("all", "pyramid"), verb="park") == "OK."
    assert [chat.below(b) for b in ("B2", "B4", "B5")] == ["BOX", "BOX", "BOX"]


def test_a_taught_verb_may_use_another(chat: Chat) -> None:
    chat("teach", word="lift", by=[doing("pick_up", it)])
    chat("teach", word="park", by=[doing("do", it, verb="lift"), *PARK])
    assert chat("do", RED_CUBE, verb="park") == "OK."
    assert chat.below("B1") == "BOX"


def test_words_are_listed_and_forgotten(chat: Chat) -> None:
    chat("define", a("red block"), word="ruby")
    chat("teach", word="park", by=PARK)
    assert chat("words") == 'You taught me "ruby": a red block and "park" (a verb).'
    assert chat("forget", word="ruby") == "OK."
    assert chat("count", noun("ruby")) == 'Sorry, I don\'t know the word "ruby".'
    assert chat("forget", word="nix") == 'I don\'t know the word "nix" anyway.'
