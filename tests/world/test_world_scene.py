"""Scenes: what is accepted, and what each mistake is answered with."""

import copy
import json

import pytest

from world.bodies import TABLE
from world.geometry import check
from world.random_scene import random_scene
from world.scene import SceneError, load_scene, parse_scene, scene_names


def cube(id_="A", at=(0, 0, 0), side=64, **more):
    return {"id": id_, "shape": "block", "color": "red", "position": list(at), "size": [side] * 3, **more}


def box(**more):
    return {**cube("BOX", (200, 200, 0), 200), "shape": "box", "wall": 8, "floor": 1, **more}


def scene(*objects, **more):
    return {"table": [640, 640], "objects": list(objects), **more}


def test_classic_scene_stands_as_winograds():
    state = load_scene("classic").state()
    assert list(state.bodies) == ["B1", "B2", "B3", "B4", "B5", "B6", "B7", "B10", "BOX"]
    assert state.support["B7"] == "B6"
    assert state.support["B4"] == "BOX"
    assert state.support["BOX"] == TABLE
    assert check(state) == []


@pytest.mark.parametrize("name", scene_names())
def test_shipped_scenes_are_possible(name):
    assert load_scene(name).name == name


def test_scene_survives_being_written(tmp_path):
    for original in (load_scene("classic"), random_scene(3, 10)):
        path = tmp_path / "again.json"
        path.write_text(json.dumps(original.as_dict()))
        assert load_scene(path) == original


def test_box_walls_have_defaults():
    it = box()
    del it["wall"], it["floor"]
    body = parse_scene(scene(it)).bodies[0]
    assert (body.wall, body.floor) == (200 / 32, 200 / 64)


def test_holding_sets_the_hand():
    state = parse_scene(scene(cube("A", (10, 10, 300)), holding="A")).state()
    assert state.holding == "A"
    assert state.hand == (42, 42, 364)
    assert "A" not in state.support
    assert check(state) == []


MISTAKES = [
    (scene(cube("A"), cube("B", (32, 0, 0))), "objects B and A overlap"),
    (scene(cube("A", (0, 0, 10))), "object A floats"),
    (scene(cube("A", (600, 0, 0))), "object A is partly outside the table, which is 640 by 640"),
    (scene(cube("A", (0, 0, -5))), "object A is partly outside"),
    (scene(cube("P", shape="pyramid"), cube("A", (0, 0, 64))), "A stands on P, but nothing stands on a pyramid"),
    (scene(cube("A"), cube("B", (40, 0, 64))), "object B would fall off A"),
    (scene(box(), cube("A", (190, 250, 1))), "goes through the other's wall or floor. Inside BOX, x goes from 208"),
    (scene(box(), cube("A", (250, 250, 0))), "wall or floor"),
    (scene(cube("A"), cube("A", (100, 0, 0))), "two objects have the id A"),
    (scene(cube("TABLE")), "an object has the id TABLE"),
    (scene(cube("A", colour="red")), "object A has an unknown key 'colour'. Did you mean 'color'?"),
    (scene(cube("A"), tabel=[1, 2]), "the scene has an unknown key 'tabel'. Did you mean 'table'?"),
    (scene({**cube("A"), "shape": "ball"}), "object A: shape: a shape is block, pyramid or box (it is 'ball')"),
    (scene({**cube("A"), "color": "Dark Red"}), "a colour is one lower-case word"),
    (scene({**cube("A"), "size": [64, 0, 64]}), "object A: size: a size is three numbers greater than 0"),
    (scene({**cube("A"), "size": [64, 64]}), "object A: size"),
    (scene({**cube("A"), "position": [0, float("nan"), 0]}), "object A: position: all numbers must be finite"),
    (scene({**cube("A"), "position": [0, float("inf"), 0]}), "all numbers must be finite"),
    (scene({**cube("A"), "position": ["0", 0, 0]}), "a position is three numbers"),
    (scene({k: v for k, v in cube("A").items() if k != "size"}), "object A has no 'size'"),
    (scene({k: v for k, v in cube("A").items() if k != "id"}), "object number 1 has no 'id'"),
    ({"objects": []}, "the scene has no 'table'"),
    (scene(cube("A", wall=3)), "object A is a block, but only a box has wall and floor"),
    (scene(box(wall=100)), "object BOX: its walls or its floor leave no inside"),
    (scene(cube("A"), holding="B"), "the hand holds 'B', but no object has that id"),
    (scene(box(), holding="BOX"), "it cannot lift a box"),
    (scene(cube("A"), cube("B", (0, 0, 64)), holding="A"), "the hand holds A, but B is on top of it"),
    ([], "a scene is a table"),
    (scene("A"), "object number 1"),
]


@pytest.mark.parametrize(("data", "said"), MISTAKES, ids=[said[:40] for _, said in MISTAKES])
def test_each_mistake_is_named(data, said):
    with pytest.raises(SceneError) as error:
        parse_scene(copy.deepcopy(data))
    assert said in str(error.value)


def test_unknown_scene_suggests_a_close_name():
    with pytest.raises(
        SceneError, match=r"Did you mean 'classic'\? Give one of the scenes board, classic, crowded, puzzle, tower"
    ):
        load_scene("clasic")


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("no.toml", None, "there is no such file"),
        ("bad.toml", b"table = [1,\nx", "not TOML"),
        ("bad.json", b'{\n"table": }', "not JSON: Expecting value (line 2"),
        ("bytes.json", b"\xff\xfe\x00", "UTF-8"),
        ("other.json", b'{"table": [9, 9], "objects": [{"id": "A"}]}', "object A has no 'shape'"),
    ],
)
def test_files_that_cannot_be_read(tmp_path, file, content, said):
    path = tmp_path / file
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SceneError) as error:
        load_scene(path)
    assert said in str(error.value)
    assert file in str(error.value)
