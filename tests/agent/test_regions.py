"""Places of the table: what "the top left corner" is, what is nearest to it, and whose front is the front."""

from __future__ import annotations

import pytest

from agent.grounding.regions import distance, in_region, parts
from agent.language.acts import Utterance
from agent.language.descriptions import Region
from agent.session import Session
from world.board import board_scene, cell_of

BOARD = board_scene(
    [
        (7, 7, 0, "cube", "red"),  # the far left corner of our table, and the front of the board
        (0, 0, 0, "cube", "green"),
        (5, 5, 0, "cube", "blue"),
        (3, 3, 0, "cube", "blue"),
        (3, 3, 1, "prism", "magenta"),
    ]
)


def after(scene, *acts: str) -> Session:
    session = Session(None, scene)
    for act in acts:
        session.perform("", Utterance.model_validate_json(f'{{"acts":[{act}]}}'))
    return session


def test_what_is_named_and_what_is_left_open() -> None:
    state = BOARD.state()
    assert parts(state, Region(region="corner", side="far_left")) == [(-1, 1)]
    assert parts(state, Region(region="corner", side="left")) == [(-1, -1), (-1, 1)]
    assert parts(state, Region(region="edge", side="near")) == [(None, -1)]
    assert len(parts(state, Region(region="edge"))) == len(parts(state, Region(region="corner"))) == 4


def test_front_and_back_are_the_scenes_far_and_near_the_speakers() -> None:
    state = BOARD.state()
    assert parts(state, Region(region="corner", side="front_left")) == [(-1, 1)]
    assert in_region(state, "P1", Region(region="corner", side="front_left"))
    assert in_region(state, "P1", Region(region="corner", side="far_left"))
    assert not in_region(state, "P1", Region(region="corner", side="back_left"))


def test_the_nearest_to_a_place() -> None:
    state = BOARD.state()
    corner = Region(region="corner", side="far_left")
    assert distance(state, "P3", corner) < distance(state, "P4", corner)
    assert distance(state, "P3", Region(region="edge", side="left")) == pytest.approx(2.5 * 64)


@pytest.mark.parametrize(
    ("of", "held"),
    [
        ('{"region":"corner","side":"far_left"}', "P3"),
        ('{"region":"side","side":"near"}', "P4"),
        ('{"ref":"you"}', "P4"),
        ('{"region":"center"}', "P4"),
    ],
)
def test_closest_to_it(of: str, held: str) -> None:
    blue = f'{{"kind":"cube","det":"the","color":"blue","that":[{{"rel":"nearest","of":{of}}}]}}'
    assert after(BOARD, f'{{"act":"pick_up","what":{blue}}}').state.holding == held


@pytest.mark.parametrize(("direction", "x", "y"), [("forward", 7, 5), ("back", 3, 5), ("left", 5, 7), ("up", 7, 5)])
def test_moving_on_a_board_goes_the_way_that_its_front_says(direction: str, x: int, y: int) -> None:
    act = f'{{"act":"move","what":{{"kind":"p3"}},"dir":"{direction}","steps":2}}'
    assert cell_of(after(BOARD, act).state.bodies["P3"]) == (x, y, 0)


def test_what_is_dropped_over_a_board_falls_straight_down() -> None:
    magenta = '{"kind":"pyramid","det":"the","color":"pink"}'
    session = after(BOARD, f'{{"act":"pick_up","what":{magenta}}}', '{"act":"put_down","what":{"ref":"it"}}')
    assert cell_of(session.state.bodies["P5"]) == (3, 3, 1)


def test_purple_is_what_magenta_was_taken_for() -> None:
    act = '{"act":"pick_up","what":{"kind":"pyramid","det":"the","color":"purple"}}'
    assert after(BOARD, act).state.holding == "P5"
