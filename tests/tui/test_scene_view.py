"""The widget: what is on the screen, and when it is drawn."""

import pytest
from textual.app import App, ComposeResult

from tui.scene import Animation, Camera, SceneView
from world.bodies import State
from world.events import Plan
from world.goals import Hold, On, Put
from world.planner import plan
from world.scene import load_scene


class Clock:
    """A time that goes when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Show(App[None]):
    """One scene, and the plans that it has played."""

    def __init__(self, state: State | None) -> None:
        super().__init__()
        self.clock = Clock()
        self.view = SceneView(state, clock=self.clock)
        self.played: list[Plan] = []

    def compose(self) -> ComposeResult:
        yield self.view

    def on_scene_view_played(self, message: SceneView.Played) -> None:
        assert message.control is self.view
        self.played.append(message.plan)

    def text(self) -> str:
        return "\n".join(self.view.render_line(y).text for y in range(self.view.size.height))


@pytest.fixture(scope="module")
def classic() -> State:
    return load_scene("classic").state()


def planned(state: State, *goals: Hold | Put) -> Plan:
    made = plan(state, list(goals))
    assert isinstance(made, Plan)
    return made


async def test_the_hand_stays_in_the_picture_where_it_is_highest(classic: State) -> None:
    app = Show(classic)
    async with app.run_test(size=(43, 20)) as pilot:
        await pilot.pause()
        view = app.view
        made = planned(classic, Hold("B10"), Put("B10", On("TABLE")))
        view.play(made)
        assert view.playing
        where = view.camera.fit(classic.table, view._room, 43, 40)
        animation = Animation(made)
        for n in range(101):
            hand, held = (moment := animation.at(animation.duration * n / 100)).state.hand, moment.state.holding
            assert where(*hand)[1] >= 0, "the palm is cut off"
            if held:
                body = moment.state.bodies[held]
                assert where(*body.position[:2], body.top)[1] >= 0, "what it carries is cut off"


async def test_a_state_is_on_the_screen(classic: State) -> None:
    app = Show(classic)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.text().count("red") == 3
        app.view.labels = "ids"
        assert "B10" in app.text()
        app.view.labels = "off"
        assert "B10" not in app.text()
        app.view.numbers = {"B6": 1, "B7": 2}
        assert " 1 " in app.text()
        assert "green cube" in app.view.describe()


async def test_a_view_without_a_scene_is_empty() -> None:
    app = Show(None)
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        assert app.text().strip() == ""
        assert app.view.describe() == "There is no scene."


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (20, 6), (400, 120)])
async def test_any_size_will_do(classic: State, size: tuple[int, int]) -> None:
    app = Show(classic)
    async with app.run_test(size=(50, 20)) as pilot:
        await pilot.resize_terminal(*size)
        await pilot.pause()
        assert [app.view.render_line(y).cell_length for y in range(size[1])] == [size[0]] * size[1]
        assert ("red" in app.text()) == (size[0] > 24)


async def test_a_plan_is_played_to_its_end(classic: State) -> None:
    app = Show(classic)
    made = planned(classic, Put("B2", On("B3")))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        before = app.text(), [app.view.render_line(y) for y in range(20)]
        app.view.play(made)
        assert app.view.playing
        app.clock.now = 0.5
        app.view._tick()
        after = [app.view.render_line(y) for y in range(20)]
        same = [old is new for old, new in zip(before[1], after, strict=True)]
        assert not all(same), "the hand has moved"
        assert any(same), "the table has not"
        app.clock.now = 60
        app.view._tick()
        await pilot.pause()
        assert app.played == [made]
        assert app.view.state == made.states[-1]
        assert not app.view.playing


async def test_the_timer_runs_only_while_something_moves(classic: State) -> None:
    app = Show(classic)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        assert app.view._timer is None
        app.view.play(planned(classic, Hold("B2")))
        assert app.view._timer is not None
        assert app.view._timer._active.is_set()
        app.view.skip()
        assert not app.view._timer._active.is_set()


async def test_skipping_shows_the_end_and_says_so(classic: State) -> None:
    app = Show(classic)
    made = planned(classic, Hold("B2"))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        app.view.skip()
        app.view.play(made)
        app.view.skip()
        await pilot.pause()
        assert app.played == [made]
        assert app.view.state == made.states[-1]


async def test_a_new_plan_or_state_ends_the_one_that_is_played(classic: State) -> None:
    app = Show(classic)
    first = planned(classic, Hold("B2"))
    second = planned(first.states[-1], Put("B2", On("B3")))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        app.view.play(first)
        app.view.play(second)
        await pilot.pause()
        assert app.played == [first]
        app.view.show(classic)
        await pilot.pause()
        assert app.played == [first, second]
        assert app.view.state == classic


async def test_speed_nought_shows_the_end_at_once(classic: State) -> None:
    app = Show(classic)
    made = planned(classic, Hold("B2"))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        app.view.speed = 0
        app.view.play(made)
        await pilot.pause()
        assert app.played == [made]
        assert app.view.state == made.states[-1]


async def test_one_can_walk_around_the_table(classic: State) -> None:
    app = Show(classic)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        before = [app.view.render_line(y) for y in range(20)]
        app.view.camera = Camera(yaw=-30, pitch=50)
        assert [app.view.render_line(y) for y in range(20)] != before


async def test_without_colour_it_is_grey(classic: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Show(classic)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        colors = {s.style.bgcolor for y in range(20) for s in app.view.render_line(y) if s.style}
        triplets = [c.get_truecolor() for c in colors if c]
        assert len(triplets) > 6
        assert all(max(t) - min(t) <= 2 for t in triplets)
