"""Replaying a script in the application: on its own, by steps, with differences, and stopped."""

from __future__ import annotations

from fakes import PICK_UP, GoldBackend, wait_until
from test_app_chat import app_with, ready, texts, type_line

from tui.app import EtaoinApp
from tui.scene.view import SceneView
from tui.widgets.prompt import Prompt
from tui.widgets.replaybar import ReplayBar
from tui.widgets.topbar import TopBar

SCRIPT = (("take it", "OK."), ("two", "You said: two"), ("three", "No."))


async def test_a_script_plays_and_differences_show():
    app = app_with(lines={"take it": PICK_UP}, script_turns=SCRIPT)
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, ready(app))
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: any("2/3" in note for note in texts(app, ".note")))
        (verdict,) = texts(app, ".verdict")
        assert verdict.startswith("✗")
        assert verdict.endswith("No.")
        assert texts(app, "#mark") == ["✓", "✓"]
        assert app.screen.focused is app.screen.query_one(Prompt)
        assert app.screen.query_one(SceneView).state.holding == "B6"


async def test_the_opening_of_the_classic_dialog_plays_in_the_real_world():
    app = EtaoinApp(backend=GoldBackend(), pause=0.0)
    app.animation_level = "none"
    async with app.run_test(size=(120, 40)) as pilot:
        await type_line(pilot, "/replay opening")
        await wait_until(pilot, lambda: any("7/7" in note for note in texts(app, ".note.-good")))
        state = app.screen.query_one(SceneView).state
        assert state.holding is None
        assert {body for body, on in state.support.items() if on == "BOX"} == {"B4", "B10"}


async def test_pause_step_and_stop():
    app = app_with(lines={"take it": PICK_UP}, script_turns=SCRIPT)
    app._pause = 60.0
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, ready(app))
        await type_line(pilot, "/replay opening")
        bar = app.screen.query_one(ReplayBar)
        await wait_until(pilot, lambda: app.screen.focused is bar)
        await pilot.press("space")
        assert "paused" in str(bar.render())
        await pilot.press("n")
        await wait_until(pilot, lambda: "1/3" in str(bar.render()))
        await pilot.press("right")
        await wait_until(pilot, lambda: "2/3" in str(bar.render()))
        await pilot.press("escape")
        await wait_until(pilot, lambda: any("stopped after 2 of 3" in note for note in texts(app, ".note")))
        assert app.screen.focused is app.screen.query_one(Prompt)


async def test_without_a_model_a_replay_says_so():
    app = app_with(model_error=ValueError("gone"), script_turns=SCRIPT)
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: app.screen.query_one(TopBar).failed)
        await type_line(pilot, "/replay opening")
        await wait_until(pilot, lambda: any("needs a model" in note for note in texts(app, ".note")))
        assert app.screen.focused is app.screen.query_one(Prompt)
