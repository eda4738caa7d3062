"""Boards: cells to scenes and back, and the hand keeps to the squares."""

import json
from pathlib import Path

import pytest

from world import relations
from world.blocksworld import World
from world.board import board_scene, cell_of, cell_position
from world.geometry import check
from world.goals import Anywhere, At, Beside, GetRid, Hold, LetGo, Put, Reason, Region
from world.scene import SceneError, load_scene, parse_scene

COMMANDS = Path(__file__).parents[3] / "shared/data/robot-commands/train.jsonl"


def test_cells_keep_left_and_front():
    scene = board_scene([(7, 7, 0, "cube", "grey"), (0, 0, 0, "cube", "magenta"), (0, 0, 1, "prism", "cyan")])
    front_left, back_right, top = scene.bodies
    assert (front_left.position, front_left.color, front_left.shape) == ((0, 448, 0), "gray", "block")
    assert (back_right.position, back_right.color) == ((448, 0, 0), "pink")
    assert (top.position, top.shape) == ((448, 0, 64), "pyramid")
    state = scene.state()
    assert relations.in_front_of(state, front_left.id, back_right.id)
    assert relations.behind(state, back_right.id, front_left.id)
    assert [cell_of(b) for b in scene.bodies] == [(7, 7, 0), (0, 0, 0), (0, 0, 1)]
    assert scene.table == (512, 512)
    assert parse_scene(scene.as_dict()) == scene


def test_what_floats_is_held():
    scene = board_scene([(3, 3, 0, "cube", "red"), (5, 5, 4, "prism", "blue")])
    assert scene.holding == "P2"
    world, _ = World.of(scene).achieve([Put("P2", Anywhere()), LetGo("P2")])
    assert cell_of(world.state.bodies["P2"]) == (5, 5, 0)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([(0, 0, 0, "cube", "red")] * 2, "same cell"),
        ([(0, 0, 0, "ball", "red")], "cubes and prisms"),
        ([(0, 0, 2, "cube", "red"), (1, 0, 2, "cube", "red")], "the hand holds only one"),
        ([(0, 0, 0, "prism", "red"), (0, 0, 1, "cube", "red")], "pyramid"),
        ([(8, 0, 0, "cube", "red")], "outside the table"),
    ],
)
def test_impossible_boards(cells, said):
    with pytest.raises(SceneError, match=said):
        board_scene(cells)


def test_everything_stays_on_squares():
    world = World.of(load_scene("board"))
    for goals in (
        [GetRid("P13")],
        [GetRid("P20")],
        [Put("P16", Region(0, 0))],
        [Put("P4", Beside("P9"))],
        [Put("P22", Beside("P21", "right", 64.0))],
        [Hold("P10")],
        [Put("P17", Region(None, 1))],
    ):
        found = world.achieve([*goals, *([LetGo(goals[0].body)] if isinstance(goals[0], Put) else [])])
        assert not isinstance(found, Reason), (goals, found)
        world = found[0]
        assert check(world.state) == []
        assert all(v % 64 == 0 for b in world.state.bodies.values() for v in b.position)


@pytest.mark.skipif(not COMMANDS.exists(), reason=f"{COMMANDS} is not here")
def test_every_robot_command_can_be_carried_out():
    lines = COMMANDS.read_text().splitlines()[::10]
    for row in map(json.loads, lines):
        pieces = row["before"]["shapes"]
        world = World.of(board_scene((*p["pos"], p["type"], p["color"]) for p in pieces))
        if not (row["removed"] and row["added"]):
            continue
        body = f"P{1 + next(i for i, p in enumerate(pieces) if p['pos'] == row['removed'][0][2])}"
        to = tuple(row["added"][0][2])
        below = {tuple(p["pos"]) for p in row["after"]["shapes"]}
        lifted = to[2] and (*to[:2], to[2] - 1) not in below
        goals = [Hold(body)] if lifted else [Put(body, At(cell_position(to))), LetGo(body)]
        after, _ = world.achieve(goals)
        assert lifted or cell_of(after.state.bodies[body]) == to
        others = {i: b.position for i, b in world.state.bodies.items() if i != body}
        assert others == {i: after.state.bodies[i].position for i in others}
