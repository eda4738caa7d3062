"""The main path of the application, driven by keys, with a session whose answers are written here."""

from __future__ import annotations

import pytest
from fakes import PICK_UP, PUT, FakeBackend, Line, wait_until
from textual.widgets import Static

from tui.app import EtaoinApp
from tui.backend import Options
from tui.scene.view import SceneView
from tui.screens.chat.action import as_json, on_one_line
from tui.screens.chat.prompt import Prompt
from tui.screens.chat.transcript import Transcript
from tui.screens.chat.turn import TurnView
from tui.text import printable


def app_with(**backend) -> EtaoinApp:
    app = EtaoinApp(backend=FakeBackend(**backend))
    app.animation_level = "none"
    return app


def answer(view: TurnView) -> list[str]:
    return ["\n".join(map(printable, view.look.reply))] if view.stage in ("answered", "refused") else []


def json_of(view: TurnView) -> list[str]:
    return [str(as_json(view.look.actions, view.look.failed, 60))] if view.look.opened else []


PARTS = {
    ".said": lambda view: [f"{printable(view.look.said).strip()}  {view.look.mark}".rstrip()],
    ".wait": lambda view: [view.look.wait] if view.look.wait else [],
    ".reply": answer,
    ".action": lambda view: [str(on_one_line(view.look.actions, view.look.opened))] if view.look.done else [],
    "#json": json_of,
}


def texts(app: EtaoinApp, selector: str) -> list[str]:
    """What is shown of that kind: parts of turns, or whole widgets."""
    if selector in PARTS:
        return [text for view in app.screen.query(TurnView) for text in PARTS[selector](view)]
    return [str(found.render()) for found in app.screen.query(selector).results(Static) if found.display]


def ready(app: EtaoinApp):
    return lambda: app.status.startswith("nano")


async def type_line(pilot, text: str) -> None:
    pilot.app.screen.query_one(Prompt).value = text
    await pilot.press("enter")


def answered(app: EtaoinApp, count: int):
    return lambda: len(texts(app, ".reply")) == count


async def test_a_sentence_is_answered_and_the_hand_moves():
    app = app_with(lines={"take it": PICK_UP})
    async with app.run_test() as pilot:
        await wait_until(pilot, ready(app))
        for key in "take it":
            await pilot.press("space" if key == " " else key)
        await pilot.press("enter")
        await wait_until(pilot, answered(app, 1))
        assert texts(app, ".said") == ["take it"]
        assert texts(app, ".reply") == ["OK."]
        assert "pick_up(a large red block)" in texts(app, ".action")[0]
        await wait_until(pilot, lambda: app.screen.query_one(SceneView).state.holding == "B6")
        assert app.status == "nano · 42 ms"


async def test_the_action_opens_to_json_by_key_and_by_click():
    app = app_with(lines={"take it": PICK_UP})
    async with app.run_test(size=(120, 40)) as pilot:
        await type_line(pilot, "take it")
        await wait_until(pilot, answered(app, 1))
        await pilot.press("ctrl+o")
        await wait_until(pilot, lambda: texts(app, "#json") != [])
        assert '"act": "pick_up"' in texts(app, "#json")[0]
        assert app.screen.focused is app.screen.query_one(Prompt)
        await pilot.click(TurnView, offset=(4, 2))
        await wait_until(pilot, lambda: texts(app, "#json") == [])
        await pilot.press("ctrl+up", "enter")
        await wait_until(pilot, lambda: texts(app, "#json") != [])
        await pilot.press("x")
        assert app.screen.query_one(Prompt).value == "x", "typing goes to the prompt from anywhere"


async def test_what_is_typed_while_the_model_loads_waits_and_is_answered_in_order():
    backend = FakeBackend()
    backend.loaded.clear()
    app = EtaoinApp(backend=backend)
    async with app.run_test() as pilot:
        await type_line(pilot, "one")
        await type_line(pilot, "two")
        await wait_until(pilot, lambda: len(texts(app, ".wait")) == 2)
        assert texts(app, ".reply") == []
        backend.loaded.set()
        await wait_until(pilot, answered(app, 2))
        assert texts(app, ".reply") == ["You said: one", "You said: two"]


async def test_escape_drops_what_waits():
    backend = FakeBackend()
    backend.loaded.clear()
    app = EtaoinApp(backend=backend)
    async with app.run_test() as pilot:
        await type_line(pilot, "one")
        await wait_until(pilot, lambda: len(app.screen.query(TurnView)) == 1)
        await pilot.press("escape")
        backend.loaded.set()
        await wait_until(pilot, answered(app, 1))
        assert texts(app, ".reply") == ["Left out."]


async def test_a_new_utterance_ends_the_animation_of_the_one_before():
    app = EtaoinApp(backend=FakeBackend(lines={"take it": PICK_UP, "put it down": PUT}))
    async with app.run_test() as pilot:
        app.screen.query_one(SceneView).speed = 0.02  # slow enough that no machine sees its end
        await type_line(pilot, "take it")
        await wait_until(pilot, lambda: app.screen.query_one(SceneView).playing)
        await type_line(pilot, "put it down")
        await wait_until(pilot, answered(app, 2))
        await wait_until(pilot, lambda: app.screen.query_one(SceneView).playing)
        await pilot.press("escape")
        await wait_until(pilot, lambda: not app.screen.query_one(SceneView).playing)
        assert app.screen.query_one(SceneView).state.support["B6"] == "TABLE"


async def test_history_keeps_the_unfinished_line():
    app = app_with()
    async with app.run_test() as pilot:
        prompt = app.screen.query_one(Prompt)
        for line in ("one", "two", "two"):
            await type_line(pilot, line)
        prompt.value = "unfinished"
        await pilot.press("up")
        assert prompt.value == "two"
        await pilot.press("up", "up")
        assert prompt.value == "one"
        await pilot.press("down", "down", "down")
        assert prompt.value == "unfinished"


async def test_the_chat_follows_its_end_until_the_reader_leaves_it():
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        for number in range(8):
            await type_line(pilot, f"line {number}")
        await wait_until(pilot, answered(app, 8))
        chat = app.screen.query_one(Transcript)
        await wait_until(pilot, lambda: chat.scroll_y == chat.max_scroll_y > 0)
        await pilot.press("pageup")
        await wait_until(pilot, lambda: chat.scroll_y < chat.max_scroll_y)
        there = chat.scroll_y
        app.screen.query_one(Prompt)
        await chat.note("news")
        await pilot.pause()
        assert chat.scroll_y == there
        await pilot.press("ctrl+end")
        await wait_until(pilot, lambda: chat.scroll_y == chat.max_scroll_y)


async def test_new_begins_again_and_an_unknown_scene_is_a_message():
    app = app_with(lines={"take it": PICK_UP})
    async with app.run_test() as pilot:
        await type_line(pilot, "take it")
        await wait_until(pilot, answered(app, 1))
        await type_line(pilot, "/new nowhere")
        await wait_until(pilot, lambda: any("nowhere" in note for note in texts(app, ".note.-error")))
        assert app.screen.query_one(SceneView).state.holding == "B6"
        await type_line(pilot, "/new tower")
        await wait_until(pilot, lambda: any("tower" in rule for rule in texts(app, ".rule")))
        assert set(app.screen.query_one(SceneView).state.bodies) == {"B1", "B2", "B3", "B4", "P1", "BOX"}


@pytest.mark.parametrize("command", ["/scene", "/nonsense", "/undo", "/undo many"])
async def test_commands_answer_in_the_chat(command):
    app = app_with()
    async with app.run_test() as pilot:
        await wait_until(pilot, ready(app))
        await type_line(pilot, command)
        await wait_until(pilot, lambda: texts(app, ".note") + texts(app, ".reply") != [])


async def test_help_opens_and_closes():
    app = app_with()
    async with app.run_test() as pilot:
        await type_line(pilot, "/help")
        await wait_until(pilot, lambda: len(app.screen_stack) == 2)
        await pilot.press("escape")
        await wait_until(pilot, lambda: len(app.screen_stack) == 1)
        await pilot.press("f1")
        await wait_until(pilot, lambda: len(app.screen_stack) == 2)


async def test_labels_cycle():
    app = app_with()
    async with app.run_test() as pilot:
        scene = app.screen.query_one(SceneView)
        seen = []
        for _ in range(3):
            await pilot.press("ctrl+l")
            seen.append(scene.labels)
        assert seen == ["ids", "off", "words"]


async def test_quit():
    app = app_with()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+q")
    assert app.return_code == 0


async def test_an_unknown_scene_on_the_command_line_leads_to_the_classic_one():
    app = EtaoinApp(Options(scene="nowhere"), FakeBackend())
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: app.screen.query_one(SceneView).state is not None)
        await wait_until(pilot, lambda: any("nowhere" in note for note in texts(app, ".note.-error")))


NASTY = {
    "markup": "[bold]hello[/bold] [@click=app.quit]x[/] [/nonsense",
    "escape codes": "a\x1b[31mred\x07\x00b\x9b2J",
    "emoji": "🧱🧱🧱",
    "long": "block " * 2000,
    "bidi": "abc\u202edef",
    "blank": "   ",
}


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
async def test_what_people_and_models_write_is_only_text(text):
    app = app_with(lines={text: Line((text, "OK."))})
    async with app.run_test() as pilot:
        await type_line(pilot, text)
        await wait_until(pilot, answered(app, 1))
        shown = str(app.screen.query_one(TurnView).render())
        assert not set(shown) & set("\x1b\x07\x00\x9b\u202e")
        if text.startswith("["):
            assert "[bold]hello[/bold]" in shown


@pytest.mark.parametrize("size", [(1, 1), (2, 5), (10, 3), (30, 10), (200, 8), (60, 60)])
async def test_any_size(size):
    app = app_with(lines={"take it": PICK_UP})
    async with app.run_test(size=size) as pilot:
        await type_line(pilot, "take it")
        await wait_until(pilot, answered(app, 1))
        await pilot.press("ctrl+o")
        await pilot.resize_terminal(80, 24)
        await pilot.resize_terminal(*size)
        await pilot.pause()
