"""The turns that stand in the chat: walked through, found, said again, copied, put right, looked into."""

from __future__ import annotations

import pytest
from fakes import PICK_UP, PUT, FakeBackend, GoldBackend, wait_until
from test_app_chat import answered, app_with, ready, texts, type_line
from test_app_corrections import say
from test_cli_corrections import ReaderBackend

from tui.app import EtaoinApp
from tui.backend import Options
from tui.screens.chat.prompt import Prompt
from tui.screens.chat.searchline import SearchLine
from tui.screens.chat.talk import Below
from tui.screens.chat.transcript import Transcript
from tui.screens.chat.turn import TurnView


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))


def focused(app: EtaoinApp) -> str:
    """What was said in the turn that has the focus, or ""."""
    view = app.screen.focused
    return view.said if isinstance(view, TurnView) else ""


async def talk(pilot, *lines: str) -> None:
    app = pilot.app
    await wait_until(pilot, ready(app))
    for line in lines:
        await type_line(pilot, line)
    await wait_until(pilot, answered(app, len(lines)))


async def test_walking_through_the_turns():
    app = app_with()
    async with app.run_test(size=(100, 30)) as pilot:
        await talk(pilot, "one", "two", "three")
        await pilot.press("ctrl+up")
        assert focused(app) == "three"
        await pilot.press("ctrl+up", "up", "up")
        assert focused(app) == "one"
        await pilot.press("ctrl+down", "down")
        assert focused(app) == "three"
        await pilot.press("down")
        await wait_until(pilot, lambda: app.screen.focused is app.screen.query_one(Prompt))


async def test_what_a_turn_answered_is_copied():
    app = app_with()
    async with app.run_test(size=(100, 30)) as pilot:
        await talk(pilot, "one", "two")
        await pilot.press("ctrl+up", "ctrl+up", "c")
        await wait_until(pilot, lambda: app.clipboard == "You said: one")


async def test_text_marked_with_the_mouse_is_copied():
    app = app_with()
    async with app.run_test(size=(100, 30)) as pilot:
        await talk(pilot, "one")
        view = app.screen.query_one(TurnView)
        await pilot.mouse_down(view, offset=(0, 0))
        await pilot.hover(view, offset=(9, 1))
        await pilot.mouse_up(view, offset=(9, 1))
        assert app.screen.focused is app.screen.query_one(Prompt)
        await pilot.press("ctrl+c")
        assert app.clipboard == "one\nYou said"


async def test_looking_inside_by_key_and_by_click():
    app = EtaoinApp(Options(), GoldBackend())
    app.animation_level = "none"
    seen: list[tuple[object, int]] = []

    async def look(session, turn):
        seen.append((session, turn))

    app.look_inside = look
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: app.status == "gold")
        for number, line in enumerate(("Pick up a big red block.", "hm", "Grasp the pyramid."), 1):
            await type_line(pilot, line)
            await wait_until(pilot, answered(app, number))
        await pilot.press("ctrl+up", "ctrl+up", "ctrl+up", "i")
        await wait_until(pilot, lambda: seen == [(app.mind.session, 0)])
        last = list(app.screen.query(TurnView))[-1]
        row = str(last.render()).split("\n")[-1]
        await pilot.click(last, offset=(row.index("inside") + 2, last.size.height - 1))
        await wait_until(pilot, lambda: seen[1:] == [(app.mind.session, 2)])
        assert texts(app, "#json") == [], "that click does not open the JSON"


async def test_turns_that_have_left_do_not_shift_where_the_others_are_found(monkeypatch):
    monkeypatch.setattr("tui.screens.chat.transcript._KEEP", 3)
    app = app_with()
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, ready(app))
        for line in "abcdef":
            await type_line(pilot, line)
        await wait_until(pilot, lambda: len(app.mind.session.turns) == 6)
        await wait_until(pilot, lambda: [view.stage for view in app.screen.query(TurnView)] == ["answered"] * 3)
        assert [(view.said, view.index) for view in app.screen.query(TurnView)] == [("d", 3), ("e", 4), ("f", 5)]


async def test_the_last_turn_is_said_in_other_words():
    app = app_with(lines={"take it": PICK_UP})
    async with app.run_test(size=(120, 40)) as pilot:
        await talk(pilot, "take it")
        await wait_until(pilot, lambda: app.screen._state.holding == "B6")
        await pilot.press("ctrl+e")
        prompt = app.screen.query_one(Prompt)
        assert prompt.text == "take it"
        assert "takes that turn back" in texts(app, "#hint")[0]
        await pilot.press("exclamation_mark", "enter")
        await wait_until(pilot, answered(app, 2))
        assert texts(app, ".said") == ["take it  taken back", "take it!"]
        assert app.screen._state.holding is None, "what the first one did is taken back"
        assert [turn.utterance for turn in app.mind.session.turns] == ["take it", "/wrong", "take it!"]


async def test_escape_leaves_the_turn_as_it_is():
    app = app_with(lines={"take it": PICK_UP})
    async with app.run_test(size=(120, 40)) as pilot:
        await talk(pilot, "take it")
        await pilot.press("ctrl+e", "escape")
        assert app.screen.query_one(Prompt).text == ""
        await pilot.press("t", "w", "o", "enter")
        await wait_until(pilot, answered(app, 2))
        assert texts(app, ".said") == ["take it", "two"]


async def test_an_earlier_turn_is_said_again_at_the_end():
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await talk(pilot, "one", "two")
        await pilot.press("ctrl+up", "up", "e")
        assert app.screen.query_one(Prompt).text == "one"
        assert "stays as it is" in texts(app, "#hint")[0]
        await pilot.press("enter")
        await wait_until(pilot, answered(app, 3))
        assert texts(app, ".said") == ["one", "two", "one"]


async def test_other_words_that_are_given_up_leave_all_as_it_was():
    backend = FakeBackend(lines={"take it": PICK_UP, "put it down": PUT})
    app = EtaoinApp(Options(), backend)
    app.animation_level = "none"
    async with app.run_test(size=(120, 40)) as pilot:
        await talk(pilot, "take it")
        session = app.mind.session
        backend.thinking.clear()
        await pilot.press("ctrl+e", "x", "enter")
        await wait_until(pilot, lambda: any("thinking" in sign for sign in texts(app, ".wait")))
        await pilot.press("escape")
        await wait_until(pilot, answered(app, 2))
        assert texts(app, ".reply")[1] == "Cancelled."
        assert app.mind.session is session
        assert len(session.turns) == 1
        assert session.state.holding == "B6"
        assert texts(app, ".said")[0] == "take it"
        backend.thinking.set()


async def test_in_a_real_session_other_words_leave_no_trace():
    app = EtaoinApp(Options(), ReaderBackend())
    app.animation_level = "none"
    async with app.run_test(size=(120, 40)) as pilot:
        await say(pilot, "take the blue pyramid")
        await pilot.press("ctrl+e")
        app.screen.query_one(Prompt).value = "take the red cube"
        await pilot.press("enter")
        await wait_until(pilot, answered(app, 2))
        session = app.mind.session
        assert session.state.holding == "B1"
        assert [one.user for one in session.history()] == ["take the red cube"]
        assert "taken back" in await say(pilot, "/wrong"), "and it can be put right"


async def test_wrong_on_the_last_turn_is_asked_for_and_on_others_refused():
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await talk(pilot, "one", "two")
        await pilot.press("ctrl+up", "up", "w")
        await wait_until(pilot, lambda: any("Only the last" in one.message for one in app._notifications))
        assert app.screen.query_one(Prompt).text == ""
        await pilot.press("down", "w")
        await wait_until(pilot, lambda: app.screen.query_one(Prompt).text == "/wrong")
        assert "taken back" not in "".join(texts(app, ".reply"))


async def test_letters_that_mean_nothing_here_go_to_the_prompt():
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await talk(pilot, "one")
        await pilot.press("ctrl+up", "h", "i")
        assert app.screen.query_one(Prompt).text == "hi"


async def test_finding_words():
    app = app_with()
    async with app.run_test(size=(100, 30)) as pilot:
        await talk(pilot, "red one", "blue two", "Red three")
        await pilot.press("ctrl+f", "r", "e", "d")
        await wait_until(pilot, lambda: "2 of 2" in texts(app, "#find .outcome"))
        assert [view.said for view in app.screen.query(".-found")] == ["Red three"]
        await pilot.press("up")
        await wait_until(pilot, lambda: "1 of 2" in texts(app, "#find .outcome"))
        await pilot.press("enter")
        await wait_until(pilot, lambda: focused(app) == "red one")
        assert not app.screen.query_one("#find", SearchLine).display
        await pilot.press("n")
        assert focused(app) == "Red three"
        await pilot.press("N")
        assert focused(app) == "red one"
        await pilot.press("escape")
        assert app.screen.focused is app.screen.query_one(Prompt)
        assert list(app.screen.query(".-found")) == []
        await pilot.press("ctrl+f", "x", "y", "z")
        await wait_until(pilot, lambda: "nothing found" in texts(app, "#find .outcome"))
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.screen.focused is app.screen.query_one(Prompt))


async def test_what_comes_while_one_reads_further_up_is_counted():
    backend = FakeBackend()
    app = EtaoinApp(Options(), backend)
    async with app.run_test(size=(80, 24)) as pilot:
        await talk(pilot, *(f"line {number}" for number in range(8)))
        chat, badge = app.screen.query_one(Transcript), app.screen.query_one(Below)
        await wait_until(pilot, lambda: chat.scroll_y == chat.max_scroll_y > 0)
        assert not badge.display
        await pilot.press("pageup")
        await wait_until(pilot, lambda: chat.scroll_y < chat.max_scroll_y)
        there = chat.scroll_y
        await chat.note("news")
        await chat.note("more news")
        await wait_until(pilot, lambda: badge.display)
        assert "↓ 2 new below" in str(badge.render())
        assert chat.scroll_y == there
        await pilot.click(badge)
        await wait_until(pilot, lambda: chat.scroll_y == chat.max_scroll_y)
        assert not badge.display
        await pilot.press("pageup")
        await wait_until(pilot, lambda: chat.scroll_y < chat.max_scroll_y)
        await chat.note("news")
        await pilot.press("ctrl+end")
        await wait_until(pilot, lambda: chat.scroll_y == chat.max_scroll_y and not badge.display)


async def test_the_scene_gets_more_or_less_room():
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, ready(app))
        scene = app.screen.query_one("#scene")
        widths = []
        for _ in range(3):
            widths.append(scene.size.width if scene.display else 0)
            await pilot.press("ctrl+b")
            await pilot.pause()
        assert widths[0] > widths[1] > widths[2] == 0
        await wait_until(pilot, lambda: scene.size.width == widths[0])


async def test_on_another_page_nothing_moves_and_what_came_is_there_afterwards():
    backend = FakeBackend(lines={"take it": PICK_UP})
    app = EtaoinApp(Options(), backend)
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, ready(app))
        chat = app.screen
        backend.thinking.clear()
        await type_line(pilot, "take it")
        await wait_until(pilot, lambda: any("thinking" in sign for sign in texts(app, ".wait")))
        await app.action_go("settings")
        backend.thinking.set()
        await wait_until(pilot, lambda: chat.query_one(TurnView).stage == "answered")
        assert not chat._pane.playing
        await app.action_go("chat")
        await wait_until(pilot, answered(app, 1))
        assert chat._pane.state.holding == "B6"
        assert app.screen.focused is app.screen.query_one(Prompt)
