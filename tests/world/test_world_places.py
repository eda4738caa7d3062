"""Where things are put when that is not easy: corners with stacks, full tables, exchanged and returned bodies."""

import pytest

from world.blocksworld import World
from world.bodies import TABLE
from world.geometry import check
from world.goals import (
    Anywhere,
    At,
    Beside,
    ClearTop,
    GetRid,
    Hold,
    In,
    LetGo,
    On,
    Put,
    Reason,
    Region,
    Shifted,
    Stack,
    Swap,
)
from world.scene import load_scene, parse_scene


@pytest.fixture
def classic():
    return World.of(load_scene("classic"))


def table(width, depth, *objects, **more):
    """A table of things given as (id, shape, position, size)."""
    keys = ("id", "shape", "position", "size")
    entries = [{**dict(zip(keys, o, strict=True)), "color": "red"} for o in objects]
    return World.of(parse_scene({"table": [width, depth], "objects": entries, **more}))


def do(world, *goals):
    found = world.achieve(goals)
    assert not isinstance(found, Reason), found
    after, done = found
    assert all(check(state) == [] for state in done.states)
    return after, done


def put(body, place):
    return Put(body, place), LetGo(body)


def where(world, body):
    return world.state.bodies[body].position, world.state.support.get(body)


# Regions, sides.


def test_a_free_corner_means_the_table_there(classic):
    world, _ = do(classic, *put("B2", Region(-1, -1)))
    assert where(world, "B2") == ((0, 0, 0), TABLE)


def test_a_corner_where_a_stack_stands_means_its_top():
    block, cube = ("A", "block", (0, 0, 0), (64, 64, 64)), ("B", "block", (0, 0, 64), (64, 64, 64))
    world = table(512, 512, block, cube, ("C", "pyramid", (256, 256, 0), (64, 64, 64)))
    world, _ = do(world, *put("C", Region(-1, -1)))
    assert where(world, "C") == ((0, 0, 128), "B")
    _, done = do(world, *put("C", Region(-1, -1)))
    assert done.moves == ()  # it is there already


def test_a_corner_with_a_pyramid_means_next_to_it():
    world = table(512, 512, ("A", "pyramid", (0, 0, 0), (64, 64, 64)), ("C", "block", (256, 0, 0), (64, 64, 64)))
    world, _ = do(world, *put("C", Region(-1, -1)))
    assert where(world, "C") in [((64, 0, 0), TABLE), ((0, 64, 0), TABLE)]


def test_room_is_made_in_a_region_of_a_full_table():
    world = table(
        200, 100, ("A", "pyramid", (50, 0, 0), (100, 100, 60)), ("B", "block", (150, 0, 0), (40, 100, 60)),
        ("C", "block", (160, 10, 60), (30, 30, 30)),
    )  # fmt: skip
    world, _ = do(world, *put("C", Region(-1, -1)))
    assert where(world, "C") == ((0, 0, 0), TABLE)
    world = table(
        100, 100, ("A", "block", (25, 0, 0), (50, 50, 60)), ("D", "block", (0, 50, 0), (100, 50, 60)),
        ("C", "block", (0, 50, 60), (50, 50, 30)),
    )  # fmt: skip
    world, _ = do(world, *put("C", Region(-1, -1)))
    assert world.state.support["C"] in (TABLE, "A")


def test_beside_what_stands_on_a_small_top_is_beside_the_pile():
    cubes = [("A", "block", (128, 128, 0), (64, 64, 64)), ("B", "block", (128, 128, 64), (64, 64, 64))]
    world = table(512, 512, *cubes, ("C", "block", (320, 320, 0), (64, 64, 64)))
    world, _ = do(world, *put("C", Beside("B", "left", 0)))
    assert where(world, "C") == ((64, 128, 0), TABLE)


def test_steps_land_on_what_is_there():
    world = World.of(load_scene("board"))
    world, _ = do(world, *put("P16", Shifted(-128, 0)))  # the blue pyramid, to the left of which there is a stack
    assert world.state.bodies["P16"].position[0] == 256
    world, _ = do(world, *put("P22", Shifted(-192, 0)))
    assert where(world, "P22") == ((256, 256, 128), "P15")


# Full tables.


def full(held=None):
    """Two cubes fill the table; a small block and a pyramid stand on one."""
    return table(
        128, 64, ("A", "block", (0, 0, 0), (64, 64, 64)), ("B", "block", (64, 0, 0), (64, 64, 64)),
        ("C", "block", (0, 0, 64), (64, 64, 32)), ("D", "pyramid", (0, 0, 96), (64, 64, 64)),
    )  # fmt: skip


def test_get_rid_of_falls_back_to_other_tops():
    world, done = do(full(), GetRid("D"))
    assert world.state.support["D"] == "B"
    assert Put("D", On("B")) in [e.what for e in done.events if e.parent == 0]
    assert full().achieve(put("D", Anywhere())) == Reason("no_room", "D", TABLE)  # the table was asked for


def test_what_is_cleared_away_does_not_come_back_under_what_is_wanted():
    assert full().achieve([Hold("A")]) == Reason("no_room", "C", TABLE)  # the pyramid would go to B
    world, _ = do(full(), Hold("C"))
    assert world.state.support["D"] == "B"
    for goals in ([ClearTop("C"), ClearTop("B")], [Stack(("B", "D")), Hold("C")]):
        found = full().achieve(goals)
        assert isinstance(found, Reason) or found[0].state.support["D"] == "B"


def test_the_hand_is_full():
    world, _ = do(full(), Hold("D"))
    small = table(
        64, 64, ("A", "block", (0, 0, 0), (64, 64, 64)), ("D", "pyramid", (0, 0, 64), (64, 64, 64)), holding="D"
    )
    assert small.achieve([Hold("A")]) == Reason("hand_full", "A", "D")
    world, _ = do(world, Hold("B"))
    assert world.state.support["D"] == "C"


def test_the_puzzle():
    world = World.of(load_scene("puzzle"))
    held, done = do(world, Hold("B1"))
    assert [m.what.body for m in done.moves] == ["P1"] * 3 + ["B2"] * 3 + ["B1"]
    assert held.state.support == {"B2": "B3", "B3": "BOX", "BOX": TABLE, "P1": TABLE}
    assert isinstance(world.achieve([ClearTop("BOX")]), Reason)


def test_things_give_way_to_each_other_on_a_crowded_table():
    world = World.of(load_scene("crowded"))
    for body in ("B1", "B2", "B3", "B4", "B5", "B6", "B7"):
        held, _ = do(world, Hold(body))
        assert held.state.holding == body


def test_the_top_of_a_tower_goes_to_its_bottom():
    tower = [(f"T{i}", "block", (0, 0, 64 * i), (64, 64, 64)) for i in range(3)]
    world, _ = do(table(192, 64, *tower), *put("T2", On("T0")))
    assert world.state.support == {"T0": TABLE, "T1": TABLE, "T2": "T0"}


# Exchanged and returned.


def test_swap_exchanges_exactly():
    world = World.of(load_scene("board"))
    before = world.state.bodies
    after, done = do(world, Swap("P6", "P20"))  # a corner cube and the pyramid on top of two cubes
    assert after.state.bodies["P6"].position == before["P20"].position
    assert after.state.bodies["P20"].position == before["P6"].position
    assert done.events[0].what == Swap("P6", "P20")
    assert {m.what.body for m in done.moves} == {"P6", "P20"}
    assert [e.what for e in after.history.roots()] == [Swap("P6", "P20")]


def test_swap_within_a_pile_turns_it_round():
    tower = [(f"T{i}", "block", (0, 0, 64 * i), (64, 64, 64)) for i in range(3)]
    world, _ = do(table(512, 512, *tower), Swap("T0", "T2"))
    assert world.state.support == {"T0": "T1", "T1": "T2", "T2": TABLE}
    assert where(world, "T2") == ((0, 0, 0), TABLE)


def test_swap_with_what_is_held():
    world = table(512, 512, ("A", "block", (0, 0, 0), (64, 64, 64)), ("B", "block", (256, 0, 0), (64, 64, 64)))
    world, _ = do(world, Hold("A"))
    world, _ = do(world, Swap("A", "B"))
    assert world.state.holding == "B"
    assert where(world, "A") == ((256, 0, 0), TABLE)


@pytest.mark.parametrize(
    ("goal", "reason"),
    [
        (Swap("B1", "B1"), Reason("itself", "B1", "B1")),
        (Swap("B1", "BOX"), Reason("not_movable", "BOX")),
        (Swap("B1", "B2"), Reason("no_flat_top", "B1", "B2")),
        (Swap("B3", "B2"), Reason("too_big", "B3", "B1")),
        (Put("B2", At((0, 0, 64))), Reason("nothing_there", "B2")),
        (Put("B2", At((600, 0, 0))), Reason("off_table", "B2", TABLE)),
        (Put("B1", At((72, 64, 128), "B2")), Reason("no_flat_top", "B1", "B2")),
        (Put("B1", At((72, 64, 64), "BOX")), Reason("nothing_there", "B1", "BOX")),
    ],
)
def test_reasons(classic, goal, reason):
    assert classic.achieve([goal]) == reason


def test_swap_that_does_not_fit():
    world = table(
        300, 300, ("A", "block", (0, 0, 0), (50, 50, 50)), ("B", "block", (150, 150, 0), (100, 100, 50)),
        ("C", "block", (60, 0, 0), (50, 50, 50)),
    )  # fmt: skip
    assert world.achieve([Swap("A", "B")]) == Reason("no_room", "B", TABLE)


def test_put_back(classic):
    assert classic.history.stood_before("B2") is None
    world, _ = do(classic, *put("B2", In("BOX")))
    back = world.history.stood_before("B2")
    assert back == At((72, 64, 64), "B1")
    home, _ = do(world, *put("B2", back))
    assert home.state.bodies == classic.state.bodies
    held, _ = do(classic, Hold("B2"))
    assert held.history.stood_before("B2") == back
    # What carried it has moved since: back onto it.
    world, _ = do(world, *put("B1", Region(1, -1)))
    world, _ = do(world, *put("B2", world.history.stood_before("B2")))
    assert where(world, "B2") == ((576, 0, 64), "B1")


def test_an_exact_place_is_cleared(classic):
    world, _ = do(classic, *put("B10", At((72, 64, 0), TABLE)))
    assert where(world, "B10") == ((72, 64, 0), TABLE)
    assert world.state.support["B1"] == TABLE
