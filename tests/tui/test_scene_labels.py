"""Labels and owners: words that stay whole, and who is where."""

import pytest

from tui.scene import HAND, Look, Painter
from tui.scene.camera import TOP, Camera, home
from tui.scene.labels import text_of
from tui.scene.painter import room
from tui.scene.palette import luminance
from world.bodies import TABLE, Body, State
from world.scene import load_scene


@pytest.fixture(scope="module")
def classic() -> State:
    return load_scene("classic").state()


def one(body: Body) -> State:
    return State((640.0, 640.0), {body.id: body}, {body.id: TABLE}, None, (600.0, 600.0, 400.0))


def test_a_label_is_a_name_a_colour_or_an_id() -> None:
    body = Body("B1", "block", "Teal", (0, 0, 0), (9, 9, 9))
    assert text_of(body, "words") == "teal"
    assert text_of(Body("B1", "block", "red", (0, 0, 0), (9, 9, 9), "superblock"), "words") == "superblock"
    assert text_of(Body("BOX", "box", "white", (0, 0, 0), (9, 9, 9)), "words") == "box"
    assert (text_of(body, "ids"), text_of(body, "off")) == ("B1", "")


@pytest.mark.parametrize("size", [(30, 12), (43, 20), (66, 35), (100, 40), (160, 50)])
@pytest.mark.parametrize("name", ["classic", "crowded", "tower", "puzzle", "board"])
def test_no_label_is_cut_and_none_runs_into_another(name: str, size: tuple[int, int]) -> None:
    state = load_scene(name).state()
    words = {text_of(body, "words") for body in state.bodies.values()}
    for mono in (False, True):
        camera = home(state.table, room(state), size[0], 2 * size[1])
        frame = Painter().frame(state, *size, Look(camera=camera, mono=mono))
        runs = [run for line in frame.text.splitlines() for run in line.replace("▀", " ").split()]
        assert runs
        assert set(runs) <= words


def test_even_in_a_small_picture_every_toy_says_what_it_is(classic: State) -> None:
    look = Look(camera=home(classic.table, room(classic), 43, 40))
    text = Painter().frame(classic, 43, 20, look).text
    assert [text.count(word) for word in ("green", "red", "blue", "box")] == [3, 3, 2, 1]


def test_a_word_wider_than_its_body_goes_over_the_edge() -> None:
    state = one(Body("B1", "block", "turquoise", (300, 300, 0), (90, 90, 60)))
    frame = Painter().frame(state, 60, 20)
    [y] = [y for y, line in enumerate(frame.text.splitlines()) if "turquoise" in line]
    x = frame.text.splitlines()[y].index("turquoise")
    mine = [frame.at(i, y) == "B1" for i in range(x, x + 9)]
    assert any(mine)
    assert not all(mine)


def test_a_word_beside_its_body_is_better_than_none() -> None:
    state = one(Body("B1", "block", "turquoise", (300, 300, 0), (12, 12, 160)))
    frame = Painter().frame(state, 60, 24)
    [(y, line)] = [(y, line) for y, line in enumerate(frame.text.splitlines()) if "turquoise" in line]
    x = line.index("turquoise")
    assert all(frame.at(i, y) != "B1" for i in range(x, x + 9))


@pytest.mark.parametrize("mono", [False, True])
def test_words_stand_out_from_their_ground(classic: State, mono: bool) -> None:
    frame = Painter().frame(classic, 66, 35, Look(mono=mono))
    letters = [cell for row in frame.rows for cell in row if cell[0].isalpha()]
    assert len(letters) > 20
    assert min(abs(luminance(fg) - luminance(bg)) for _, fg, bg in letters) > 0.25


def test_each_cell_has_an_owner(classic: State) -> None:
    frame = Painter().frame(classic, 80, 30)
    seen = {frame.at(x, y) for y in range(30) for x in range(80)}
    assert seen == {*classic.bodies, TABLE, HAND, None}
    assert frame.at(-1, 0) is None
    assert frame.at(80, 30) is None


def test_a_cell_under_a_label_is_still_the_bodys(classic: State) -> None:
    frame = Painter().frame(classic, 100, 40, Look(labels="ids"))
    for y, line in enumerate(frame.text.splitlines()):
        if "B10" in line:
            assert frame.at(line.index("B10") + 1, y) == "B10"
            break
    else:
        pytest.fail("no label")


def test_from_above_what_is_seen_is_the_top(classic: State) -> None:
    frame = Painter().frame(classic, 80, 40, Look(camera=TOP))
    seen = {frame.at(x, y) for y in range(40) for x in range(80)}
    assert "B7" in seen
    assert "B1" not in seen, "the green pyramid hides it"


def test_a_picture_of_256_colours_has_only_those(classic: State) -> None:
    levels = {0, 95, 135, 175, 215, 255}
    frame = Painter().frame(classic, 66, 35, Look(few=True, labels="off", camera=Camera(yaw=33)))
    for color in {color for row in frame.pixels() for color in row}:
        r, g, b = color >> 16, color >> 8 & 255, color & 255
        assert {r, g, b} <= levels or (r == g == b and r % 10 == 8)
    colors = {color for row in frame.pixels() for color in row}
    assert any(g > r and g > b for r, g, b in ((c >> 16, c >> 8 & 255, c & 255) for c in colors)), "green stays green"
