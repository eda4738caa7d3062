"""The painter: from a state to cells."""

import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import pytest

from tui.scene import Camera, Look, Moment, Painter, still
from tui.scene.painter import room
from tui.scene.palette import NAMED, Palette, body_color, luminance
from tui.scene.raster import Canvas, inset, patch, signed_area
from tui.scene.solids import Solid, behind, bounds, cuboid, painted, solids
from world.bodies import TABLE, Body, State
from world.scene import load_scene


def block(id: str, x: float, y: float, z: float = 0, size: float = 100, color: str = "red", **more: object) -> Body:
    return Body(id, "block", color, (x, y, z), (size, size, size), **more)  # type: ignore[arg-type]


def scene(*bodies: Body, holding: str | None = None, hand: tuple[float, float, float] = (600.0, 600.0, 400.0)) -> State:
    support = {b.id: TABLE for b in bodies if b.id != holding}
    return State((640.0, 640.0), {b.id: b for b in bodies}, support, holding, hand)


@pytest.fixture(scope="module")
def classic() -> State:
    return load_scene("classic").state()


# Where things are on the screen.


def test_right_is_right_and_back_is_up_and_up_is_up() -> None:
    view = Camera().fit((640, 640), room(scene()), 100, 80)
    x, y = view(320, 320, 0)
    assert view(420, 320, 0)[0] > x
    assert view(320, 420, 0)[1] < y
    assert view(320, 320, 100)[1] < y
    assert view(320, 320, 100)[0] == pytest.approx(x, abs=1e-6)


def test_from_the_top_height_hardly_matters() -> None:
    view = Camera(yaw=0, pitch=90).fit((640, 640), room(scene()), 100, 80)
    assert view(320, 320, 0) == pytest.approx(view(320, 320, 200))


@pytest.mark.parametrize("yaw", [-160, -40, 0, 21, 90])
@pytest.mark.parametrize("pitch", [10, 29, 60, 90])
@pytest.mark.parametrize("size", [(10, 300), (300, 10), (80, 48)])
def test_everything_fits_from_everywhere(classic: State, yaw: float, pitch: float, size: tuple[int, int]) -> None:
    points = room(classic)
    view = Camera(yaw, pitch).fit(classic.table, points, *size)
    for x, y in (view(*point) for point in points):
        assert -1e-6 <= x <= size[0] + 1e-6
        assert -1e-6 <= y <= size[1] + 1e-6


def test_the_camera_turns_within_bounds() -> None:
    assert Camera(yaw=170).turned(yaw=20).yaw == -170
    assert Camera(pitch=80).turned(pitch=30).pitch == 90
    assert Camera().turned(zoom=2).zoom == 2


# What covers what.


def order(*bodies: Body, camera: Camera | None = None) -> list[str]:
    view = (camera or Camera()).fit((640, 640), room(scene()), 320, 192)
    things = [s for b in bodies for s in solids(b)]
    where = [bounds([view(*c) for f in s.faces for c in f.corners]) for s in things]
    return [things[i].body or things[i].part for i in painted(things, where, view.eye)]


def test_the_front_covers_the_back_and_the_top_what_carries_it() -> None:
    assert order(block("front", 200, 100), block("back", 200, 300)) == ["back", "front"]
    assert order(block("upper", 200, 100, 100), block("lower", 200, 100)) == ["lower", "upper"]


def test_a_wide_thing_behind_a_small_one_nearer_to_its_middle_is_painted_first() -> None:
    wide = Body("wide", "block", "red", (0, 300, 0), (640, 40, 100))
    assert order(block("small", 560, 250, size=40), wide) == ["wide", "small"]


def test_walking_round_the_table_turns_the_order() -> None:
    pair = block("front", 200, 100), block("back", 200, 300)
    assert order(*pair, camera=Camera(yaw=180)) == ["front", "back"]


def test_what_is_in_a_box_is_between_its_walls() -> None:
    box = Body("BOX", "box", "white", (300, 300, 0), (256, 256, 192), wall=10, floor=1)
    things = [*solids(box), *solids(block("B", 380, 380, 1))]
    view = Camera().fit((640, 640), room(scene()), 320, 192)
    where = [bounds([view(*c) for f in s.faces for c in f.corners]) for s in things]
    parts = [things[i].part for i in painted(things, where, view.eye)]
    assert parts.index("floor") < parts.index("body")
    assert parts.index("back") < parts.index("body") < parts.index("front")
    assert parts.index("left") < parts.index("body") < parts.index("right")


def test_solids_that_meet_still_have_an_order() -> None:
    pyramid = solids(Body("P", "pyramid", "red", (0, 0, 0), (100, 100, 100)))[0]
    low, high = (90.0, 40.0, 60.0), (103.0, 60.0, 120.0)
    finger = Solid(low, high, cuboid(low, high), "", None, "finger")
    assert behind(pyramid, finger, (500, -900, 600)) == 1
    assert behind(finger, pyramid, (500, -900, 600)) == -1


# Samples.


def test_a_patch_holds_the_samples_whose_centres_are_inside() -> None:
    assert patch([(1, 1), (4, 1), (4, 3), (1, 3)], 10, 10) == (1, [(1, 4), (1, 4)])
    assert patch([(-5, -5), (50, -5), (50, 50), (-5, 50)], 4, 2) == (0, [(0, 4), (0, 4)])
    assert patch([(20, 20), (30, 20), (30, 30)], 4, 2)[1] == []


def test_a_patch_is_the_same_whichever_way_round_its_corners_go() -> None:
    corners = [(2.0, 1.0), (9.0, 4.0), (5.0, 9.0)]
    assert patch(corners, 12, 12) == patch(corners[::-1], 12, 12)


def test_a_canvas_averages_samples_into_half_blocks() -> None:
    canvas = Canvas(2, 1, Palette())
    canvas.clear(0x000000)
    canvas.fill(canvas.patch([(0, 0), (4, 0), (4, 4), (0, 4)]), 0xFFFFFF)
    assert canvas.cells() == [[("▀", 0xFFFFFF, 0x000000), (" ", 0x000000, 0x000000)]]


def test_inset_moves_sides_inwards_or_gives_up() -> None:
    square = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
    assert signed_area(square) > 0
    assert inset(square, 1) == [(1, 1), (9, 1), (9, 9), (1, 9)]
    assert inset(square, 4) is None


def test_a_palette_that_is_full_gives_the_nearest_color() -> None:
    palette = Palette()
    numbers = [palette(n * 0x000100) for n in range(256)]
    assert numbers == list(range(256))
    assert palette(0x010500) == 5


def test_every_colour_word_has_a_colour_and_unknown_ones_keep_theirs() -> None:
    assert {"red", "green", "blue", "yellow", "white", "black", "gray", "grey", "orange", "purple"} <= set(NAMED)
    assert {"pink", "brown", "cyan", "turquoise", "teal", "magenta"} <= set(NAMED)
    assert body_color("mauve") == body_color("MAUVE") != body_color("ochre")


# Frames.


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (40, 1), (2, 2), (7, 5), (41, 17), (80, 24), (133, 51)])
def test_frames_have_the_size_asked_for(classic: State, size: tuple[int, int]) -> None:
    look = Look(highlight=frozenset({"B4"}), numbers={"B4": 1, "B6": 12})
    frame = Painter().frame(classic, *size, look)
    assert (frame.width, frame.height) == size
    assert [len(row) for row in frame.rows] == [size[0]] * size[1]
    assert len(frame.pixels()) == 2 * size[1]


def test_no_cells_are_no_frame(classic: State) -> None:
    assert Painter().frame(classic, 0, 3).rows == [[], [], []]


def test_a_painter_draws_the_same_again(classic: State) -> None:
    painter = Painter()
    first = painter.frame(classic, 60, 20)
    painter.frame(Moment(replace(classic, hand=(300.0, 300.0, 500.0)), 50), 60, 20)
    painter.frame(classic, 30, 9)
    assert painter.frame(classic, 60, 20) == first == Painter().frame(still(classic), 60, 20)


def test_labels_are_on_the_bodies(classic: State) -> None:
    text = Painter().frame(classic, 100, 40).text
    assert {word: text.count(word) for word in ("green", "red", "blue", "box")} == {
        "green": 3,
        "red": 3,
        "blue": 2,
        "box": 1,
    }
    ids = Painter().frame(classic, 100, 40, Look(labels="ids")).text
    assert all(id in ids for id in classic.bodies)
    assert not set(Painter().frame(classic, 100, 40, Look(labels="off")).text) - set(" ▀\n")


def test_a_name_goes_before_the_colour() -> None:
    body = block("B1", 200, 100, size=256, name="superblock")
    assert "superblock" in Painter().frame(scene(body), 100, 40).text


def test_a_body_that_is_hidden_has_no_label_but_still_its_number() -> None:
    state = scene(block("wall", 0, 100, size=400), block("hidden", 200, 560, size=40))
    assert "hidden" not in Painter().frame(state, 80, 24, Look(labels="ids")).text
    assert " 7 " in Painter().frame(state, 80, 24, Look(labels="off", numbers={"hidden": 7})).text


def test_highlighted_bodies_have_a_bright_outline(classic: State) -> None:
    plain = Painter().frame(classic, 80, 24, Look(labels="off")).pixels()
    marked = Painter().frame(classic, 80, 24, Look(labels="off", highlight=frozenset({"B4"}))).pixels()
    bright = [c for old, new in zip(plain, marked, strict=True) for a, c in zip(old, new, strict=True) if a != c]
    assert sum(luminance(c) > 0.75 for c in bright) > 8


def test_without_colour_there_are_greys_and_faces_still_differ() -> None:
    state = scene(block("B", 200, 200, size=240))
    frame = Painter().frame(state, 80, 40, Look(mono=True, labels="off", background=0x101010))
    colors = [c for row in frame.pixels() for c in row]
    assert all(c >> 16 == c >> 8 & 255 == c & 255 for c in set(colors))
    common = sorted({c & 255 for c in colors if colors.count(c) > 60 and luminance(c) > 0.3})
    assert len(common) >= 3
    assert min(b - a for a, b in pairwise(common)) > 8


def test_the_hand_is_seen_open_and_closed(classic: State) -> None:
    state = replace(classic, hand=(560.0, 100.0, 150.0))
    opened = Painter().frame(Moment(state, 110), 80, 24)
    closed = Painter().frame(Moment(state, 10), 80, 24)
    assert opened != closed


def test_a_light_theme_has_a_light_table(classic: State) -> None:
    dark = Painter().frame(classic, 40, 18).pixels()
    light = Painter().frame(classic, 40, 18, Look(background=0xF5F5F5)).pixels()
    assert sum(map(luminance, light[-6])) > sum(map(luminance, dark[-6])) * 2


def test_the_scene_needs_no_numpy() -> None:
    code = "import sys, tui.scene; sys.exit('numpy' in sys.modules or 'torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
