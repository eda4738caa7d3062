"""What is said of a thing that is pointed at."""

from dataclasses import replace

import pytest

from tui.scene import HAND
from tui.scene.facts import facts, name
from world.bodies import TABLE, Body, State
from world.events import Plan
from world.goals import Hold
from world.planner import plan
from world.scene import load_scene


@pytest.fixture(scope="module")
def classic() -> State:
    return load_scene("classic").state()


def text(state: State, key: str, owned: frozenset[str] = frozenset()) -> str:
    found = facts(state, key, owned)
    assert found
    return found.text


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("B1", "the red cube · 64×64×64 · on the table · supports the green pyramid"),
        ("B3", "the large green cube · 128×128×128 · on the table · supports the red pyramid"),
        ("B4", "the blue pyramid · 128×128×128 · in the box"),
        ("B5", "the red pyramid · 64×64×192 · on the large green cube"),
        ("B10", "the blue block · 128×64×256 · on the table · nothing on it"),
        ("BOX", "the box · 256×256×192 · on the table · contains the blue pyramid"),
        (TABLE, "the table · 640×640 · supports 5 things"),
        (HAND, "the hand · empty"),
    ],
)
def test_what_is_so(classic: State, key: str, said: str) -> None:
    assert text(classic, key) == said


def test_what_is_held_is_in_the_hand(classic: State) -> None:
    made = plan(classic, [Hold("B10")])
    assert isinstance(made, Plan)
    state = made.states[-1]
    assert text(state, "B10") == "the blue block · 128×64×256 · in the hand"
    assert text(state, HAND) == "the hand · holds the blue block"
    assert text(state, TABLE) == "the table · 640×640 · supports 4 things"


def test_whose_it_is_and_what_it_is_called(classic: State) -> None:
    assert text(classic, "B10", frozenset({"B10"})).endswith("nothing on it · yours")
    body = replace(classic.bodies["B10"], owner="Nell", name="superblock")
    state = replace(classic, bodies={**classic.bodies, "B10": body})
    assert text(state, "B10").startswith("the block named superblock · ")
    assert text(state, "B10").endswith(" · belongs to Nell")


def test_an_empty_box_and_an_empty_table() -> None:
    box = Body("BOX", "box", "white", (0, 0, 0), (200, 200, 100), wall=5, floor=1)
    state = State((640.0, 480.0), {"BOX": box}, {"BOX": TABLE}, None, (600.0, 400.0, 400.0))
    assert text(state, "BOX") == "the box · 200×200×100 · on the table · empty"
    assert text(replace(state, bodies={}, support={}), TABLE) == "the table · 640×480 · empty"


def test_nothing_is_said_of_what_is_not_there(classic: State) -> None:
    assert facts(classic, "B99") is None


def test_a_name_is_enough_to_know_which(classic: State) -> None:
    names = {key: name(classic, key) for key in classic.bodies}
    assert len(set(names.values())) == len(names)
    assert names["B6"] == "the large red block"
    assert all(said.startswith("the ") for said in names.values())
