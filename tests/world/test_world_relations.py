"""What the words are true of."""

import pytest

from world import relations as rel
from world.bodies import TABLE
from world.geometry import Problem, check, moved, pile
from world.scene import load_scene, parse_scene


@pytest.fixture
def classic():
    return load_scene("classic").state()


def test_resting(classic):
    assert rel.on(classic, "B2", "B1")
    assert rel.on(classic, "B1", TABLE)
    assert not rel.on(classic, "B2", TABLE)
    assert rel.on_top_of(classic, "B2", TABLE)
    assert rel.supports(classic, "B3", "B5")
    assert rel.inside(classic, "B4", "BOX")
    assert not rel.inside(classic, "B4", TABLE)
    assert rel.contains(classic, "BOX", "B4")
    assert pile(classic, "B6") == ["B7"]


def test_above_and_under(classic):
    assert rel.above(classic, "B7", "B6")
    assert rel.under(classic, "B6", "B7")
    assert rel.above(classic, "B1", TABLE)
    assert rel.under(classic, TABLE, "B1")
    assert not rel.above(classic, "B7", "B1")
    assert not rel.above(classic, "B4", "BOX")


def test_directions_do_not_overlap(classic):
    assert rel.left_of(classic, "B3", "BOX")  # 384 <= 384
    assert rel.right_of(classic, "BOX", "B3")
    assert rel.behind(classic, "B10", "B6")
    assert rel.in_front_of(classic, "B1", "B6")
    assert not rel.left_of(classic, "B1", "B6")
    assert not rel.left_of(classic, TABLE, "B6")


def test_nearness():
    def cube(name, x, y, z=0):
        return {"id": name, "shape": "block", "color": "red", "position": [x, y, z], "size": [64, 64, 64]}

    objects = [cube("A", 0, 0), cube("B", 64, 0), cube("C", 192, 0), cube("D", 200, 200), cube("E", 0, 0, 64)]
    state = parse_scene({"table": [640, 640], "objects": objects}).state()
    assert rel.touching(state, "A", "B")
    assert rel.touching(state, "E", "A")
    assert not rel.touching(state, "E", "B")  # only an edge
    assert rel.touching(state, "A", TABLE)
    assert rel.beside(state, "B", "C")
    assert not rel.beside(state, "C", "D")
    assert not rel.beside(state, "A", "E")
    assert rel.near(state, "A", "B")
    assert not rel.near(state, "A", "C")
    assert rel.gap(state, "A", "C") == 128
    assert rel.center_distance(state, "A", "C") == 192
    assert rel.between(state, "B", "A", "C")
    assert rel.between(state, "B", "C", "A")
    assert not rel.between(state, "A", "B", "C")
    assert not rel.between(state, "D", "A", "C")


def test_touching_the_inside_of_a_box(classic):
    assert rel.touching(classic, "B4", "BOX")


def test_measures(classic):
    assert (rel.width(classic, "B6"), rel.depth(classic, "B6"), rel.height(classic, "B6")) == (128, 192, 192)
    assert rel.size(classic, "B10") == 256
    assert rel.volume(classic, "B1") == 64**3
    assert rel.width(classic, TABLE) == 640


def test_check_finds_what_is_wrong(classic):
    def put(body, position):
        bodies = {**classic.bodies, body: moved(classic.bodies[body], position)}
        return type(classic)(classic.table, bodies, classic.support, None, classic.hand)

    assert check(put("B1", (72, 64, 5)))[0] == Problem("floating", "B1")
    assert Problem("overlap", "B3", "B1") in check(put("B3", (100, 64, 0)))
    assert check(put("B5", (320, 300, 0))) == [Problem("wrong_support", "B5", TABLE)]
    assert check(put("B2", (600, 64, 0)))[0].kind == "outside"
