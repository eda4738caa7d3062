"""The scene as pages show it: facts, words, settings."""

import pytest
from textual.app import App, ComposeResult
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Input, Static

from tests.tui.fakes import wait_until
from tui.scene import HAND, SceneView, WorldPane
from tui.settings.values import Settings
from world.bodies import TABLE, State
from world.events import Plan
from world.goals import Hold
from world.planner import plan
from world.scene import load_scene


class Page(App[None]):
    """A pane, and settings to follow."""

    settings: reactive[Settings] = reactive(Settings)

    def __init__(self, state: State | None) -> None:
        super().__init__()
        self.pane = WorldPane(state)
        self.animation_level = "none"
        self.played: list[Plan] = []
        self.picked: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.pane
        yield Input(id="line")

    def on_scene_view_played(self, message: WorldPane.Played) -> None:
        self.played.append(message.plan)

    def on_scene_view_picked(self, message: WorldPane.Picked) -> None:
        self.picked.append(message.name)

    def shown(self, selector: str) -> str:
        return str(self.pane.query_one(selector, Static).render())


@pytest.fixture(scope="module")
def classic() -> State:
    return load_scene("classic").state()


@pytest.fixture(scope="module")
def made(classic: State) -> Plan:
    found = plan(classic, [Hold("B10")])
    assert isinstance(found, Plan)
    return found


async def test_facts_of_what_is_pointed_at_are_below_the_picture(classic: State) -> None:
    app = Page(classic)
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        assert app.pane.caption == ""
        app.pane.view.pointed = "B5"
        await wait_until(pilot, lambda: "red pyramid" in app.shown("#world-facts"))
        assert app.shown("#world-facts") == "the red pyramid · 64×64×192 · on the large green cube"
        app.pane.owned = {"B5"}
        assert app.shown("#world-facts").endswith("· yours")
        app.pane.view.pointed = TABLE
        await wait_until(pilot, lambda: app.shown("#world-facts").startswith("the table"))
        app.pane.view.pointed = None
        await wait_until(pilot, lambda: app.shown("#world-facts") == "")


async def test_facts_change_with_the_world(classic: State, made: Plan) -> None:
    app = Page(classic)
    async with app.run_test(size=(100, 40)) as pilot:
        app.pane.view.pointed = "B10"
        await wait_until(pilot, lambda: "on the table" in app.shown("#world-facts"))
        app.pane.play(made)
        await wait_until(pilot, lambda: "in the hand" in app.shown("#world-facts"))
        assert app.played == [made]
        assert app.pane.state == made.states[-1]
        app.pane.show(classic)
        assert "on the table" in app.shown("#world-facts")
        app.pane.view.pointed = HAND
        await wait_until(pilot, lambda: app.shown("#world-facts") == "the hand · empty")


async def test_names_are_markup_nowhere() -> None:
    import dataclasses

    state = load_scene("classic").state()
    body = dataclasses.replace(state.bodies["B10"], name="[red]boo[/] [x")
    app = Page(dataclasses.replace(state, bodies={**state.bodies, "B10": body}))
    async with app.run_test(size=(100, 40)) as pilot:
        app.pane.view.pointed = "B10"
        await wait_until(pilot, lambda: "[red]boo[/] [x" in app.shown("#world-facts"))
        app.pane.action_words()
        await pilot.pause()
        assert "[red]boo[/] [x" in app.shown("#world-text")


async def test_the_scene_in_words_and_back(classic: State, made: Plan) -> None:
    app = Page(classic)
    async with app.run_test(size=(100, 40)) as pilot:
        app.pane.view.focus()
        await pilot.press("d")
        assert app.pane.in_words
        assert "The hand is empty." in app.shown("#world-text")
        app.pane.play(made)
        await wait_until(pilot, lambda: "The hand holds a blue block" in app.shown("#world-text"))
        assert app.focused is app.pane.query_one("#world-words")
        await pilot.press("d")
        assert not app.pane.in_words
        assert app.focused is app.pane.view
        app.query_one("#line").focus()
        await pilot.press("d")
        assert app.query_one("#line", Input).value == "d"


async def test_what_is_only_words_is_not_waited_for(classic: State, made: Plan) -> None:
    app = Page(classic)
    async with app.run_test(size=(100, 40)) as pilot:
        app.animation_level = "full"
        app.pane.action_words()
        await pilot.pause()
        app.pane.play(made)
        assert not app.pane.playing


async def test_nobody_sees_it_on_another_page(classic: State, made: Plan) -> None:
    class Two(App[None]):
        MODES = {"one": lambda: first, "two": Screen}  # noqa: RUF012
        DEFAULT_MODE = "one"

    class First(Screen[None]):
        def compose(self) -> ComposeResult:
            yield WorldPane(classic)

    first = First()
    app = Two()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        pane = first.query_one(WorldPane)
        pane.play(made)
        assert pane.playing
        await app.switch_mode("two")
        await wait_until(pilot, lambda: not pane.playing)
        assert pane.state == made.states[-1]
        assert not pane.view._timer._active.is_set()
        pane.play(made)
        assert not pane.playing


async def test_settings_are_followed(classic: State) -> None:
    app = Page(classic)
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        app.settings = Settings(labels="ids", speed=0)
        await pilot.pause()
        assert (app.pane.view.labels, app.pane.view.speed) == ("ids", 0)


async def test_skip_numbers_and_highlight_are_the_pictures(classic: State, made: Plan) -> None:
    app = Page(classic)
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        app.animation_level = "full"
        app.pane.numbers = {"B2": 1, "B4": 2}
        app.pane.highlight = {"B3"}
        assert app.pane.view.numbers == app.pane.numbers == {"B2": 1, "B4": 2}
        assert app.pane.view.highlight == app.pane.highlight == frozenset({"B3"})
        app.pane.play(made)
        assert app.pane.playing
        app.pane.skip()
        assert app.pane.state == made.states[-1]


async def test_a_click_names_a_body(classic: State) -> None:
    app = Page(classic)
    async with app.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        view = app.pane.view
        [*cells] = ((x, y) for y in range(view.size.height) for x in range(view.size.width) if view.at(x, y) == "B10")
        await pilot.click(SceneView, offset=cells[len(cells) // 2])
        assert app.picked == ["the blue block"]


async def test_keys_are_told_where_the_focus_is(classic: State) -> None:
    app = Page(classic)
    async with app.run_test(size=(100, 40)) as pilot:
        app.pane.view.focus()
        await wait_until(pilot, lambda: "turn" in app.shown("#world-facts"))
        app.query_one("#line").focus()
        await wait_until(pilot, lambda: app.shown("#world-facts") == "")


@pytest.mark.parametrize("size", [(1, 1), (4, 3), (23, 12), (60, 8), (400, 120)])
async def test_any_size_will_do(classic: State, size: tuple[int, int]) -> None:
    app = Page(classic)
    async with app.run_test(size=size) as pilot:
        app.pane.view.focus()
        await pilot.press("n", "d", "d")
        await pilot.pause()
        facts = app.pane.query_one("#world-facts")
        assert facts.display == (size[0] >= 24 and size[1] - 3 >= 9)
