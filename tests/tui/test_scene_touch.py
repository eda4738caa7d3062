"""The scene under the mouse and the keys."""

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Input

from tests.tui.fakes import wait_until
from tui.scene import HAND, SceneView
from tui.scene.camera import TOP
from world.bodies import TABLE, State
from world.goals import Hold
from world.planner import plan
from world.scene import load_scene


class Clock:
    """A time that goes when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Page(App[None]):
    """A scene over a line to type into, which gets whatever is printable, as on the chat's page."""

    def __init__(self, state: State | None) -> None:
        super().__init__()
        self.clock = Clock()
        self.view = SceneView(state, clock=self.clock)
        self.line = Input(id="line")
        self.pointed: list[str | None] = []
        self.picked: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        yield self.view
        yield self.line

    def on_key(self, event: events.Key) -> None:
        if event.is_printable and event.character and self.focused is not self.line:
            self.line.insert_text_at_cursor(event.character)

    def on_scene_view_pointed(self, message: SceneView.Pointed) -> None:
        assert message.control is self.view
        self.pointed.append(message.what)

    def on_scene_view_picked(self, message: SceneView.Picked) -> None:
        assert message.control is self.view
        self.picked.append((message.body, message.name))

    def find(self, what: str | None) -> tuple[int, int]:
        """A cell in the midst of something."""
        width, height = self.view.size
        cells = [(x, y) for y in range(height) for x in range(width) if self.view.at(x, y) == what]
        return cells[len(cells) // 2]


@pytest.fixture(scope="module")
def classic() -> State:
    return load_scene("classic").state()


def page(state: State | None, *, moves: bool = False) -> Page:
    app = Page(state)
    app.animation_level = "full" if moves else "none"
    return app


async def test_what_the_mouse_is_over_is_pointed_at(classic: State) -> None:
    app = page(classic)
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.pause()
        plain = [app.view.render_line(y).text for y in range(29)]
        for what in ("B10", TABLE, HAND, "BOX", None):
            await pilot.hover(SceneView, offset=app.find(what))
            assert app.view.pointed == what
        await pilot.hover(SceneView, offset=app.find("B10"))
        before = [app.view.render_line(y) for y in range(29)]
        await pilot.hover("#line")
        await wait_until(pilot, lambda: app.view.pointed is None)
        assert app.pointed == ["B10", TABLE, HAND, "BOX", None, "B10", None]
        after = [app.view.render_line(y) for y in range(29)]
        assert [line.text for line in after] == plain
        same = [old is new for old, new in zip(before, after, strict=True)]
        assert any(same), "rows without an outline are not drawn again"
        assert not all(same)


async def test_a_click_picks_a_body_by_its_name_but_not_the_table(classic: State) -> None:
    app = page(classic)
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.pause()
        for what in ("B3", TABLE, HAND, None, "BOX"):
            await pilot.click(SceneView, offset=app.find(what))
        assert app.picked == [("B3", "the large green cube which supports the red pyramid"), ("BOX", "the box")]


async def test_a_drag_turns_and_tilts_and_picks_nothing(classic: State) -> None:
    app = page(classic)
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.pause()
        before = app.view.camera
        x, y = app.find("B3")
        await pilot.mouse_down(SceneView, offset=(x, y))
        await pilot.hover(SceneView, offset=(x + 10, y))
        assert app.view.camera.yaw < before.yaw, "the front goes with the mouse"
        assert app.view.camera.pitch == before.pitch
        await pilot.hover(SceneView, offset=(x + 10, y + 4))
        assert app.view.camera.pitch > before.pitch
        await pilot.mouse_up(SceneView, offset=(x + 10, y + 4))
        turned = app.view.camera
        await pilot.hover(SceneView, offset=(5, 5))
        assert app.view.camera == turned, "the mouse was let go"
        assert app.picked == []
        assert app.mouse_captured is None


async def test_a_drag_with_shift_moves_the_picture(classic: State) -> None:
    app = page(classic)
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.pause()
        before = app.view.camera
        x, y = app.find("B3")
        await pilot.mouse_down(SceneView, offset=(x, y), shift=True)
        app.view.post_message(
            events.MouseMove(app.view, x + 8, y, 8, 0, 1, True, False, False, screen_x=x + 8, screen_y=y)
        )
        await wait_until(pilot, lambda: app.view.camera.pan[0] == pytest.approx(0.1))
        assert app.view.camera.yaw == before.yaw


async def test_the_wheel_comes_nearer_and_a_double_click_goes_home(classic: State) -> None:
    app = page(classic)
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.pause()
        home = app.view.camera
        for kind in (events.MouseScrollUp, events.MouseScrollUp, events.MouseScrollDown):
            app.view.post_message(kind(app.view, 5, 5, 0, 0, 0, False, False, False))
        await wait_until(pilot, lambda: app.view.camera.zoom == pytest.approx(1.1))
        await pilot.double_click(SceneView, offset=app.find(None))
        assert app.view.camera == home
        await pilot.resize_terminal(60, 60)
        await wait_until(pilot, lambda: app.view.size.height == 57)
        assert app.view.camera.pitch > home.pitch, "home is where it fills this picture"


async def test_keys_turn_tilt_pan_zoom_and_go_home(classic: State) -> None:
    app = page(classic)
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.press("tab", "shift+tab")
        app.view.focus()
        await pilot.pause()
        home = app.view.camera
        await pilot.press("right", "up", "plus", "shift+left")
        camera = app.view.camera
        assert (camera.yaw > home.yaw, camera.pitch > home.pitch, camera.zoom > 1, camera.pan[0] > 0) == (True,) * 4
        await pilot.press("left", "down", "minus", "shift+right")
        assert app.view.camera.yaw == pytest.approx(home.yaw)
        assert app.view.camera.zoom == pytest.approx(1)
        await pilot.press("t")
        assert app.view.camera == TOP
        await pilot.press("t")
        assert app.view.camera == home
        await pilot.press("minus", "0")
        assert app.view.camera == home
        await pilot.press("l")
        assert app.view.labels == "ids"
        await pilot.press("l", "l")
        assert app.view.labels == "words"


async def test_keys_step_through_the_things_and_pick_one(classic: State) -> None:
    app = page(classic)
    async with app.run_test(size=(80, 30)) as pilot:
        app.view.focus()
        await pilot.pause()
        await pilot.press("enter")
        seen = []
        for _ in range(len(classic.bodies)):
            await pilot.press("n")
            seen.append(app.view.pointed)
        assert sorted(map(str, seen)) == sorted(classic.bodies)
        await pilot.press("n")
        assert app.view.pointed == seen[0]
        await pilot.press("p", "enter")
        assert app.picked == [("BOX", "the box")]
        await pilot.press("escape")
        assert app.view.pointed is None


async def test_keys_of_the_scene_are_not_typed_and_others_are(classic: State) -> None:
    app = page(classic)
    async with app.run_test(size=(80, 30)) as pilot:
        app.view.focus()
        await pilot.press("t", "x", "plus", "l", "y", "?")
        assert app.line.value == "xy?"
        app.line.focus()
        await pilot.press("t")
        assert "t" in app.line.value, "and where one types, all are"


async def test_another_key_can_be_set(classic: State) -> None:
    app = page(classic)
    app.set_keymap({"scene.top": "o"})
    async with app.run_test(size=(80, 30)) as pilot:
        app.view.focus()
        await pilot.press("o")
        assert app.view.camera == TOP
        await pilot.press("t")
        assert app.line.value == "t"


async def test_the_camera_glides_where_things_may_move(classic: State) -> None:
    app = page(classic, moves=True)
    async with app.run_test(size=(80, 30)) as pilot:
        app.view.focus()
        await pilot.pause()
        home = app.view.camera
        app.view.action_turn(1, 0)
        app.view.action_turn(1, 0)
        assert app.view.camera == home
        assert app.view.heading.yaw == pytest.approx(home.yaw + 24)
        app.clock.now = 0.11
        app.view._tick()
        assert home.yaw < app.view.camera.yaw < home.yaw + 24
        app.clock.now = 1
        app.view._tick()
        assert app.view.camera.yaw == pytest.approx(home.yaw + 24)
        assert not app.view._timer._active.is_set(), "nothing moves any more"


async def test_the_camera_can_be_turned_while_the_hand_moves(classic: State) -> None:
    app = page(classic, moves=True)
    made = plan(classic, [Hold("B2")])
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.pause()
        app.view.play(made)
        app.view.action_turn(1, 0)
        app.clock.now = 0.3
        app.view._tick()
        assert app.view.playing
        assert app.view.camera == app.view.heading
        app.clock.now = 60
        app.view._tick()
        assert app.view.state == made.states[-1]


async def test_without_a_scene_nothing_can_go_wrong() -> None:
    app = page(None)
    async with app.run_test(size=(40, 12)) as pilot:
        app.view.focus()
        await pilot.press("n", "p", "enter", "t", "t", "0", "left", "l", "plus", "escape")
        await pilot.hover(SceneView, offset=(3, 3))
        await pilot.double_click(SceneView, offset=(3, 3))
        assert app.picked == []
        assert app.view.pointed is None


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (20, 5), (400, 120)])
async def test_any_size_can_be_touched(classic: State, size: tuple[int, int]) -> None:
    app = page(classic)
    async with app.run_test(size=size) as pilot:
        app.view.focus()
        await pilot.press("n", "t", "plus", "right", "0")
        await pilot.hover(offset=(0, 0))
        await pilot.pause()
