"""Where the scene is looked at from: at first, on the way, and from above."""

import pytest

from tui.scene.camera import TOP, Camera, home
from tui.scene.painter import room
from world.bodies import State
from world.scene import load_scene


@pytest.fixture(scope="module")
def classic() -> State:
    return load_scene("classic").state()


def test_home_is_flat_in_a_wide_picture_and_steep_in_a_high_one(classic: State) -> None:
    points = room(classic)
    wide, high = (home(classic.table, points, *size) for size in ((160, 40), (60, 80)))
    assert wide.pitch < high.pitch
    for camera, size in ((wide, (160, 40)), (high, (60, 80))):
        best = camera.fit(classic.table, points, *size).scale
        assert best >= Camera().fit(classic.table, points, *size).scale
        assert camera.zoom == 1


@pytest.mark.parametrize("size", [(1, 1), (1, 200), (500, 2)])
def test_home_is_somewhere_in_any_picture(classic: State, size: tuple[int, int]) -> None:
    assert 20 <= home(classic.table, room(classic), *size).pitch <= 90


def test_the_way_to_another_place_takes_the_shorter_turn() -> None:
    start, goal = Camera(yaw=170, zoom=1), Camera(yaw=-170, zoom=4, pan=(0.2, 0.0))
    assert start.toward(goal, 0) == start
    assert start.toward(goal, 1) == goal
    middle = start.toward(goal, 0.5)
    assert abs(middle.yaw) == pytest.approx(180)
    assert middle.zoom == pytest.approx(2)
    assert middle.pan == (0.1, 0.0)


def test_panning_moves_the_picture_but_never_loses_the_table() -> None:
    flat = Camera().fit((640, 640), (), 100, 80)
    moved = Camera().moved(0.1, -0.25).fit((640, 640), (), 100, 80)
    assert moved(0, 0, 0) == pytest.approx((flat(0, 0, 0)[0] + 10, flat(0, 0, 0)[1] - 20))
    assert Camera().moved(9, -9).pan == (0.5, -0.5)


def test_a_picture_can_be_between_two_frames(classic: State) -> None:
    near = Camera().fit(classic.table, room(classic), 100, 80)
    far = Camera().fit(classic.table, (*room(classic), (0.0, 0.0, 2000.0)), 100, 80)
    assert near.moved(far, 0).scale == near.scale
    assert near.moved(far, 1) == far
    assert far.scale < near.moved(far, 0.5).scale < near.scale


def test_from_above_the_table_is_a_map() -> None:
    view = TOP.fit((640, 640), (), 100, 100)
    assert view(0, 0, 0)[0] == pytest.approx(view(0, 640, 0)[0])
    assert view(0, 0, 0)[1] == pytest.approx(view(640, 0, 0)[1])
