"""Typing: lines, history, commands, suggestions, and the hand that waits for nobody."""

from __future__ import annotations

import pytest
from fakes import PICK_UP, FakeBackend, Line, wait_until
from test_app_chat import answered, app_with, ready, texts, type_line
from textual import events

from agent.dialog.engine import Choice
from tui.app import EtaoinApp
from tui.backend import Options
from tui.mind.suggestions import Suggestion
from tui.paths import history_file
from tui.scene.pane import WorldPane
from tui.scene.view import SceneView
from tui.screens.chat.chips import Chip, Chips, fitting
from tui.screens.chat.completions import Completions
from tui.screens.chat.history import append, read
from tui.screens.chat.prompt import Prompt
from tui.screens.chat.searchline import SearchLine
from tui.screens.chat.turn import TurnView

ASK = Line(
    ("I don't understand which pyramid you mean.",), None,
    choices=(Choice("the green one", "B2"), Choice("the blue one", "B10")),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))


def prompt_of(app: EtaoinApp) -> Prompt:
    return app.screen.query_one(Prompt)


def offered(app: EtaoinApp) -> list[str]:
    return [chip.suggestion.say for chip in app.screen.query(Chip) if chip.display and chip.suggestion]


# Lines.


@pytest.mark.parametrize("key", ["shift+enter", "alt+enter", "ctrl+j"])
async def test_several_lines_are_said_one_after_the_other(key):
    app = app_with()
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, ready(app))
        await pilot.press("o", "n", "e", key, "t", "w", "o")
        assert prompt_of(app).text == "one\ntwo"
        assert prompt_of(app).size.height == 2
        assert texts(app, "#hint") == ["2 lines: each is said in its turn"]
        await pilot.press("enter")
        await wait_until(pilot, answered(app, 2))
        assert texts(app, ".said") == ["one", "two"]
        await pilot.press("up")
        assert prompt_of(app).text == "one\ntwo", "recalled as it was typed"


async def test_the_prompt_grows_to_six_lines_and_no_further():
    app = app_with()
    async with app.run_test(size=(100, 40)) as pilot:
        await wait_until(pilot, ready(app))
        prompt = prompt_of(app)
        prompt.value = "\n".join("abcdefghi")
        await wait_until(pilot, lambda: prompt.size.height == 6)
        prompt.value = "word " * 60
        await wait_until(pilot, lambda: prompt.size.height == 4)
        prompt.value = ""
        await wait_until(pilot, lambda: prompt.size.height == 1)


async def test_what_is_pasted_cannot_steer_the_terminal():
    app = app_with()
    async with app.run_test() as pilot:
        await wait_until(pilot, ready(app))
        prompt_of(app).post_message(events.Paste("take it\r\nput\tit \x1b[31mdown\n"))
        await wait_until(pilot, lambda: prompt_of(app).text == "take it\nput it \ufffd[31mdown")


async def test_up_and_down_move_in_a_text_and_recall_at_its_ends():
    app = app_with()
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, ready(app))
        await type_line(pilot, "before")
        await wait_until(pilot, answered(app, 1))
        prompt = prompt_of(app)
        prompt.value = "one\ntwo"
        await pilot.press("up")
        assert (prompt.text, prompt.cursor_location[0]) == ("one\ntwo", 0)
        await pilot.press("up")
        assert prompt.text == "before"
        await pilot.press("down")
        assert prompt.text == "one\ntwo"


async def test_undo_and_redo_are_the_worlds_where_nothing_is_typed():
    app = app_with(lines={"take it": PICK_UP})
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, ready(app))
        await pilot.press("a", "ctrl+z")
        assert prompt_of(app).text == ""
        assert texts(app, ".said") == []
        await pilot.press("ctrl+z")
        await wait_until(pilot, answered(app, 1))
        assert texts(app, ".said") == ["/undo"]


# The history.


async def test_what_was_typed_is_there_the_next_time():
    app = EtaoinApp(Options(keep=True), FakeBackend())
    async with app.run_test() as pilot:
        await wait_until(pilot, ready(app))
        await type_line(pilot, "hello there")
        await wait_until(pilot, lambda: (read(history_file()) or []) == ["hello there"])
    app = EtaoinApp(Options(keep=True), FakeBackend())
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: len(prompt_of(app).past) == 1)
        await pilot.press("up")
        assert prompt_of(app).text == "hello there"
        await wait_until(pilot, lambda: "Welcome back." in texts(app, ".hello")[0])


async def test_nothing_is_kept_that_was_not_to_be_kept_and_a_bad_file_is_no_matter(tmp_path, monkeypatch):
    app = app_with()
    async with app.run_test() as pilot:
        await wait_until(pilot, ready(app))
        await type_line(pilot, "secret")
        await wait_until(pilot, answered(app, 1))
    assert not history_file().exists()
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path / "file"))
    app = EtaoinApp(Options(keep=True), FakeBackend())
    async with app.run_test() as pilot:
        await wait_until(pilot, ready(app))
        for number in (1, 2):
            await type_line(pilot, f"hello {number}")
            await wait_until(pilot, answered(app, number))


async def test_searching_what_was_typed():
    for line in ("pick up the red cube", "what is red?", "hello"):
        append(history_file(), line)
    app = EtaoinApp(Options(keep=True), FakeBackend())
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, lambda: len(prompt_of(app).past) == 3)
        await pilot.press("d", "ctrl+r")
        await wait_until(pilot, lambda: app.screen.query_one("#recall", SearchLine).display)
        await pilot.press("r", "e", "d")
        await wait_until(pilot, lambda: prompt_of(app).text == "what is red?")
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: prompt_of(app).text == "pick up the red cube")
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: "no earlier one" in texts(app, "#recall .outcome"))
        assert prompt_of(app).text == "pick up the red cube"
        await pilot.press("escape")
        await wait_until(pilot, lambda: prompt_of(app).text == "d")
        assert app.screen.focused is prompt_of(app)
        await pilot.press("ctrl+r", "x", "y")
        await wait_until(pilot, lambda: "never typed" in texts(app, "#recall .outcome"))
        await pilot.press("backspace", "backspace", "h", "e", "l")
        await wait_until(pilot, lambda: prompt_of(app).text == "hello")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.screen.focused is prompt_of(app))
        assert texts(app, ".said") == [], "it is taken, not sent"
        await pilot.press("enter")
        await wait_until(pilot, answered(app, 1))


# Commands.


async def test_commands_are_listed_and_completed():
    app = app_with()
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, ready(app))
        menu = app.screen.query_one(Completions)
        await pilot.press("slash")
        await wait_until(pilot, lambda: menu.is_open and menu.region.height == 8)
        assert menu.region.bottom <= prompt_of(app).region.y, "it lies above the prompt, and moves nothing"
        await pilot.press("escape")
        assert not menu.is_open
        await pilot.press("n", "tab")
        assert prompt_of(app).text == "/new "
        await wait_until(pilot, lambda: menu.is_open and menu.option_count == 5)
        await pilot.press("t", "o", "enter")
        await wait_until(pilot, lambda: any("no scene" in note or "to" in note for note in texts(app, ".note.-error")))
        for key in ("slash", "n", "e", "w", "space", "down", "down", "down", "down"):
            await pilot.press(key)
        await wait_until(pilot, lambda: menu.highlighted == 4)
        await pilot.press("enter")
        await wait_until(pilot, lambda: any("tower" in rule for rule in texts(app, ".rule")))


async def test_enter_takes_a_command_that_is_begun():
    app = app_with()
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, ready(app))
        await pilot.press("slash", "s", "c", "e", "enter")
        await wait_until(pilot, lambda: any("from left to right" in note for note in texts(app, ".note")))
        await pilot.press("slash", "p", "i", "enter")
        assert prompt_of(app).text == "/pick ", "it needs a number"
        await pilot.press(*["backspace"] * 6, "slash", "t", "r", "i", "a", "n", "enter")
        await wait_until(pilot, lambda: any("Did you mean /train?" in note for note in texts(app, ".note.-error")))


async def test_a_click_takes_a_command():
    app = app_with()
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, ready(app))
        await pilot.press("slash", "s", "c")
        menu = app.screen.query_one(Completions)
        await wait_until(pilot, lambda: menu.is_open and menu.region.height == 1)
        await pilot.click(menu, offset=(5, 0))
        await wait_until(pilot, lambda: any("from left to right" in note for note in texts(app, ".note")))


@pytest.mark.parametrize("page", ["train", "settings"])
async def test_a_command_opens_a_page(page):
    app = app_with()
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, ready(app))
        await type_line(pilot, f"/{page}")
        await wait_until(pilot, lambda: app.current_mode == page)


# Suggestions.


async def test_a_newcomer_moves_the_first_block_with_one_key():
    app = EtaoinApp(Options(), FakeBackend())
    first = "put the green pyramid on the blue block"
    app.backend.lines[first] = PICK_UP
    app.animation_level = "none"
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: offered(app)[:1] == [first])
        await wait_until(pilot, lambda: any(first in line for line in texts(app, ".begin")))
        await pilot.press("enter", "enter")
        await wait_until(pilot, answered(app, 1))
        await wait_until(pilot, lambda: app.screen.query_one(SceneView).state.holding == "B6")
        assert texts(app, ".said") == [first], "once"
        await wait_until(pilot, lambda: any("F3" in note for note in texts(app, ".note.-tip")))
        await wait_until(pilot, lambda: "/undo" in offered(app))
        assert texts(app, ".begin") == []
        await pilot.press("up")
        assert prompt_of(app).text == first


async def test_suggestions_are_said_by_key_and_by_click_and_go_away_while_one_types():
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, ready(app))
        await wait_until(pilot, lambda: len(offered(app)) == 3)
        chips = app.screen.query_one(Chips)
        await pilot.press("x")
        await wait_until(pilot, lambda: not chips.display)
        await pilot.press("backspace")
        await wait_until(pilot, lambda: chips.display)
        second = offered(app)[1]
        await pilot.click(list(app.screen.query(Chip))[1])
        await wait_until(pilot, answered(app, 1))
        assert texts(app, ".said") == [second]
        assert app.screen.focused is prompt_of(app)
        await wait_until(pilot, lambda: second not in offered(app))
        app.screen.query(Chip).first().focus()
        await pilot.press("enter")
        await wait_until(pilot, answered(app, 2))


def test_as_many_as_fit():
    items = (Suggestion("pick up the red cube"), Suggestion("/undo", "take that back"), Suggestion("hello"))
    assert [str(label) for _, label in fitting(items, 80, True)] == [
        "↵ pick up the red cube", "/undo  take that back", "hello",
    ]  # fmt: skip
    assert [str(label) for _, label in fitting(items, 30)] == ["pick up the red cube"]
    assert [str(label) for _, label in fitting(items, 15)] == ["pick up the re…"]
    assert fitting(items, 5) == []


async def test_a_question_back_is_answered_with_a_number_in_every_way():
    for way in ("chip", "line", "picture"):
        app = app_with(lines={"grasp it": ASK})
        async with app.run_test(size=(120, 40)) as pilot:
            await wait_until(pilot, ready(app))
            await type_line(pilot, "grasp it")
            await wait_until(pilot, answered(app, 1))
            await wait_until(pilot, lambda app=app: offered(app) == ["1", "2"])
            pane = app.screen.query_one(WorldPane)
            assert pane.numbers == {"B2": 1, "B10": 2}
            if way == "chip":
                await pilot.click(list(app.screen.query(Chip))[1])
            elif way == "line":
                await pilot.click(TurnView, offset=(4, 3))
            else:
                pane.post_message(SceneView.Picked(pane.view, "B10", "the blue one"))
            await wait_until(pilot, answered(app, 2))
            assert texts(app, ".said")[1] == "2"
            await wait_until(pilot, lambda pane=pane: pane.numbers == {})


async def test_a_thing_in_the_picture_puts_its_name_into_the_line():
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, ready(app))
        pane, prompt = app.screen.query_one(WorldPane), prompt_of(app)
        prompt.value = "put "
        pane.post_message(SceneView.Picked(pane.view, "B1", "the red cube"))
        await wait_until(pilot, lambda: prompt.text == "put the red cube ")
        prompt.value = "is it on?"
        prompt.move_cursor((0, 8))
        pane.post_message(SceneView.Picked(pane.view, "BOX", "the box"))
        await wait_until(pilot, lambda: prompt.text == "is it on the box ?")
        assert app.screen.focused is prompt


# Waiting and giving up.


async def test_what_is_being_answered_is_given_up_and_the_session_stays_as_it_was():
    backend = FakeBackend(lines={"take it": PICK_UP})
    app = EtaoinApp(Options(), backend)
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, ready(app))
        backend.thinking.clear()
        await type_line(pilot, "take it")
        await wait_until(pilot, lambda: any("thinking" in sign for sign in texts(app, ".wait")))
        await type_line(pilot, "two")
        await wait_until(pilot, lambda: any("waits" in sign for sign in texts(app, ".wait")))
        await pilot.press("escape")
        await wait_until(pilot, answered(app, 2))
        assert texts(app, ".reply") == ["Cancelled.", "Left out."]
        assert app.mind.session.turns == ()
        backend.thinking.set()
        await type_line(pilot, "three")
        await wait_until(pilot, answered(app, 3))
        assert texts(app, ".reply")[2] == "You said: three"
        assert app.screen.query_one(SceneView).state.holding is None


async def test_one_that_waits_can_be_changed():
    backend = FakeBackend()
    app = EtaoinApp(Options(), backend)
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, ready(app))
        backend.thinking.clear()
        for line in ("one", "two", "three"):
            await type_line(pilot, line)
        await wait_until(pilot, lambda: len(texts(app, ".wait")) == 3)
        await pilot.press("ctrl+up", "ctrl+up", "e")
        assert prompt_of(app).text == "two"
        backend.thinking.set()
        await wait_until(pilot, answered(app, 3))
        assert texts(app, ".reply") == ["You said: one", "Left out.", "You said: three"]


async def test_a_long_script_waits_without_being_in_the_way():
    backend = FakeBackend()
    app = EtaoinApp(Options(), backend)
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, ready(app))
        backend.thinking.clear()
        prompt_of(app).value = "\n".join(f"line {number}" for number in range(40))
        await pilot.press("enter")
        await wait_until(pilot, lambda: texts(app, "#hint") == ["32 more wait; escape takes them back"])
        assert len(app.screen.query(TurnView)) == 8
        backend.thinking.set()
        await wait_until(pilot, answered(app, 40))
        assert texts(app, ".said") == [f"line {number}" for number in range(40)]
        backend.thinking.clear()
        prompt_of(app).value = "\n".join("abcdefghijkl")
        await pilot.press("enter")
        await wait_until(pilot, lambda: texts(app, "#hint") == ["4 more wait; escape takes them back"])
        await pilot.press("escape")
        await wait_until(pilot, lambda: not any(view.pending for view in app.screen.query(TurnView)))
        await wait_until(pilot, lambda: app.screen.query_one(Chips).display)
        backend.thinking.set()
