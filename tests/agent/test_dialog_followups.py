"""Phrases that follow on from what was said, and what several things are to one another (classic scene)."""

from __future__ import annotations

import pytest

from agent.language.acts import Utterance
from agent.session import Session
from tests.agent.acting import Chat, Json, a, before, doing, event, is_, it, not_, noun, some, the, them
from world.scene import load_scene

BOX, TABLE = the("box"), the("table")
RED_CUBE, BLUE_BLOCK = the("red cube"), the("blue block")
GREEN_PYRAMID, RED_PYRAMID, BLUE_PYRAMID = the("green pyramid"), the("red pyramid"), the("blue pyramid")
GREEN_CUBES = the("green cube", n=2)


@pytest.fixture
def chat() -> Chat:
    return Chat()


def both(*parts: Json) -> Json:
    return {"all": list(parts)}


# The same as one another.


@pytest.mark.parametrize(
    ("what", "that", "reply"),
    [
        (GREEN_CUBES, is_("same_size"), "Yes."),
        (both(RED_CUBE, GREEN_PYRAMID), is_("same_size"), "Yes."),
        (both(RED_CUBE, GREEN_PYRAMID), is_("same_color"), "No."),
        (some("all", "cube"), is_("same_shape"), "Yes."),
        (some("all", "cube"), is_("same_color"), "No."),
        (some("all", "pyramid"), not_("same_color"), "Yes."),  # each of another colour
        (some("all", "cube"), not_("same_color"), "No."),
        (noun("block", det="any", n=2), is_("as_tall_as"), "Yes, two large green cubes."),
        (noun("block", det="any", n=3), is_("same_color"), "No."),
        (both(RED_CUBE, GREEN_PYRAMID), is_("touching"), "Yes."),
        (both(the("large red block"), the("green cube", is_("clear")), RED_CUBE), is_("near"), "Yes."),
        (RED_CUBE, is_("touching"), "Yes."),
    ],
)
def test_what_things_are_to_one_another(chat: Chat, what: Json, that: Json, reply: str) -> None:
    assert chat("is", what, that=[that]) == reply


def test_things_that_share_something(chat: Chat) -> None:
    assert chat("which", noun("block", is_("same_size"))) == "Two large green cubes."
    assert chat("which", noun("block", not_("same_color"))) == "The blue one."
    assert chat("count", noun("block", is_("same_color"))) == "Four of them."
    assert chat("exists", noun("block", is_("same_color"), n=3)) == "No."
    chat("stack", noun("block", is_("same_color"), n=2))
    assert chat.below("B7") == "B3" or chat.below("B3") == "B7"  # not a red one on a green one


def test_a_comparison_with_nothing_named_is_with_what_was_spoken_of(chat: Chat) -> None:
    assert chat("is", BLUE_BLOCK, that=[is_("taller")]).startswith("Sorry")
    chat("where", RED_CUBE)
    assert chat("is", GREEN_PYRAMID, that=[is_("same_size")]) == "Yes."


# Answers to a question back.


@pytest.mark.parametrize(
    "answer",
    [
        doing("pick_up", the("red one")),
        doing("fragment", noun("red one", of=them)),
        doing("fragment", some("any", "red one")),
        doing("pick_up", noun("red one", det="any", of=them)),
    ],
)
def test_which_pyramid(chat: Chat, answer: Json) -> None:
    chat("pick_up", the("pyramid"))
    assert chat.all(answer) == "OK."
    assert chat.holding == "B5"


@pytest.mark.parametrize(
    "answer",
    [some("any", "one", of=them), some("any", "one"), noun("one", n=1, of=them), some("any", "pyramid")],
)
@pytest.mark.parametrize("act", ["fragment", "pick_up"])
def test_whichever(chat: Chat, act: str, answer: Json) -> None:
    chat("pick_up", the("pyramid"))
    assert chat(act, answer) == "OK."
    assert chat.holding in ("B2", "B4", "B5")


def test_all_of_them(chat: Chat) -> None:
    chat("put", the("pyramid"), rel="in", where=BOX)
    assert chat("fragment", some("all", "one", of=them)) == "OK."
    assert {chat.below(b) for b in ("B2", "B4", "B5")} == {"BOX"}


@pytest.mark.parametrize(
    "answer",
    [
        doing("fragment", the("blue one"), rel="on"),
        doing("put", it, rel="on", where=the("blue one")),
    ],
)
def test_which_block_is_answered_with_the_place(chat: Chat, answer: Json) -> None:
    chat("put", GREEN_PYRAMID, rel="on", where=the("block"))
    assert chat.all(answer) == "OK."
    assert chat.below("B2") == "B10"


# Once more, elsewhere or with another.


@pytest.mark.parametrize("lead", [[], [doing("talk", about="no")]])
def test_another_place(chat: Chat, lead: list[Json]) -> None:
    chat("put", a("green pyramid"), rel="in", where=BOX)
    assert chat.all(*lead, doing("fragment", BLUE_BLOCK, rel="on")) == "OK."
    assert chat.below("B2") == "B10"


def test_another_place_for_several(chat: Chat) -> None:
    chat("put", both(GREEN_PYRAMID, RED_PYRAMID), rel="in", where=BOX)
    assert chat("fragment", TABLE, rel="on") == "OK."
    assert (chat.below("B2"), chat.below("B5")) == ("TABLE", "TABLE")


def test_a_phrase_of_the_places_kind_is_another_place(chat: Chat) -> None:
    chat("put", GREEN_PYRAMID, rel="on", where=the("green cube", is_("clear")))
    assert chat("fragment", BLUE_BLOCK) == "OK."
    assert chat.below("B2") == "B10"


def test_that_one_too(chat: Chat) -> None:
    chat("put", GREEN_PYRAMID, rel="in", where=BOX)
    chat("where", RED_PYRAMID)
    assert chat("fragment", {"ref": "that"}) == "OK."
    assert chat.below("B5") == "BOX"
    assert chat("do", RED_CUBE, verb="do") == "OK."  # "the same with the red cube"
    assert chat.below("B1") == "BOX"


def test_and_pyramids(chat: Chat) -> None:
    on_table = noun("cube", is_("on", TABLE))
    assert chat("count", on_table) == "Two of them."
    assert chat("fragment", noun("pyramid")) == "None."
    chat("count", on_table)
    assert chat("count", noun("pyramid")) == "Three of them altogether, none of them there."


def test_phrases_after_questions(chat: Chat) -> None:
    chat("is", GREEN_PYRAMID, that=[is_("in", BOX)])
    assert chat("fragment", RED_CUBE, rel="on") == "Yes."
    chat("is", RED_CUBE, that=[is_("is", noun("pyramid"))])
    assert chat("fragment", a("cube")) == "Yes."
    chat("where", BLUE_PYRAMID)
    assert chat("fragment", BOX, rel="in") == "Yes."
    chat("exists", a("red cube"))
    assert chat("fragment", a("blue one")) == "No."
    chat("pick_up", GREEN_PYRAMID)
    chat("did", event=event("pick_up", RED_PYRAMID))
    assert chat("fragment", the("green one")) == "Yes."


# What was done.


@pytest.fixture
def moved(chat: Chat) -> Chat:
    chat("put", RED_CUBE, rel="on", where=BLUE_BLOCK)
    chat("pick_up", RED_PYRAMID)
    chat("put", it, rel="in", where=BOX)
    return chat


def test_first_and_last(moved: Chat) -> None:
    for ord_, reply in ((1, "The green pyramid."), (2, "The red cube."), (-1, "The red pyramid.")):
        assert moved("which", noun("thing", {"did": "pick_up"}, ord=ord_)) == reply


def test_before_it_was_picked_up_is_before_it_was_cleared(moved: Chat) -> None:
    on_it = noun("thing", is_("on", RED_CUBE))
    assert moved("which", on_it, time=before(event("pick_up", RED_CUBE))) == "The green pyramid."


def test_where_it_was_before_it_was_held(moved: Chat) -> None:
    was = "In my hand, and before that on the large green cube which is on the table."
    assert moved("where", RED_PYRAMID, time=before(event("put", RED_PYRAMID))) == was
    assert moved("where", RED_PYRAMID, time={"rel": "before"}) == was


def test_how_ends_with_what_was_asked_for(moved: Chat) -> None:
    put = "By cleaning off the red cube; then picking up that cube; then putting it on the blue block."
    assert moved("how", event=event("put", RED_CUBE)) == put
    assert moved("how", event=event("pick_up", RED_PYRAMID)) == "By grasping the red pyramid."
    moved("pick_up", the("large red block"))
    assert moved("how") == "By cleaning off a large red block; then picking it up."


def test_how_names_parts_of_the_table(chat: Chat) -> None:
    chat("put", GREEN_PYRAMID, rel="in", where={"region": "corner", "side": "back_left"})
    assert chat("how") == "By picking up the green pyramid; then putting it in the back left corner."


def test_why_what_was_not_done(chat: Chat) -> None:
    assert chat("why", event=event("do")) == "I have not done anything yet."
    assert chat("why") == "I have not done anything yet."
    chat("pick_up", BOX)
    assert chat("why", event=event("pick_up", it)) == "Because I can't move the box."


def test_it_is_what_the_event_happened_to(chat: Chat) -> None:
    chat("clear", the("large red block"))
    chat("where", the("green cube", is_("clear")))
    on_it = noun("thing", is_("on", the("large red block")))
    assert chat("which", on_it, time=before(event("clear", it))).endswith("A large green cube.")


def test_deeds_at_parts_of_the_table_and_of_stacks(chat: Chat) -> None:
    corner = {"region": "corner", "side": "back_left"}
    chat("put", RED_CUBE, rel="in", where=corner)
    assert chat("did", event=event("put", RED_CUBE, rel="in", where=corner)) == "Yes."
    assert chat("did", event=event("put", RED_CUBE, rel="in", where=corner | {"side": "front_right"})) == "No."
    chat("stack", both(RED_CUBE, BLUE_BLOCK))
    assert chat("did", event=event("build", a("stack"))) == "Yes, the stack of the blue block and the red cube."


def test_touching_is_for_its_own_sake(chat: Chat) -> None:
    chat("touch", RED_CUBE)
    assert chat("why", event=event("touch", RED_CUBE)) == "Because you asked me to."
    assert chat("how", event=event("touch", RED_CUBE)) == "By moving my hand to the red cube."


def test_then_at_the_end_of_a_question_need_not_be_a_time() -> None:
    talk = Session(None, load_scene("classic"))
    for act in (
        '{"act":"pick_up","what":{"kind":"pyramid","det":"the","color":"blue"}}',
        '{"act":"pick_up","what":{"kind":"block","det":"the","color":"blue"}}',
    ):
        talk.perform("", Utterance.model_validate_json(f'{{"acts":[{act}]}}'))
    event = '{"verb":"pick_up","what":{"kind":"pyramid","det":"the","color":"blue"},"time":{"rel":"then"}}'
    reply = talk.perform("", Utterance.model_validate_json(f'{{"acts":[{{"act":"when","event":{event}}}]}}')).reply
    assert reply == ("Before picking up the blue block.",), reply


def test_another_place_while_a_place_is_asked_about() -> None:
    talk = Session(None, load_scene("classic"))
    for act in (
        '{"act":"put","what":{"kind":"pyramid","det":"the","color":"red"},"rel":"on",'
        '"where":{"kind":"cube","det":"the"}}',
        '{"act":"fragment","rel":"in","what":{"kind":"box","det":"the"}}',
    ):
        talk.perform("", Utterance.model_validate_json(f'{{"acts":[{act}]}}'))
    assert talk.turns[0].choices
    assert talk.state.support["B5"] == "BOX"
