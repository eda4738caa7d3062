"""What typing, talking and opening pages cost, counted rather than timed."""

from __future__ import annotations

import subprocess
import sys

import pytest
from fakes import FakeBackend, wait_until
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen
from textual.widgets._footer import FooterKey

from tui.app import EtaoinApp
from tui.backend import Options
from tui.scene.picture import Picture
from tui.scene.view import SceneView
from tui.screens.chat.prompt import Prompt
from tui.screens.chat.transcript import Transcript


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))


def chat() -> EtaoinApp:
    app = EtaoinApp(Options(), FakeBackend())
    app.animation_level = "none"
    return app


async def settle(pilot) -> None:
    await wait_until(pilot, lambda: pilot.app.status == "nano")
    await pilot.pause()
    pilot.app.screen.query_one(Prompt).cursor_blink = False
    await pilot.press("x")
    await pilot.pause()


def counted(monkeypatch, owner: type, name: str) -> list[object]:
    """One entry for each call from now on: whose it was."""
    calls: list[object] = []
    real = getattr(owner, name)

    def call(self, *args, **kwargs):
        calls.append(self)
        return real(self, *args, **kwargs)

    monkeypatch.setattr(owner, name, call)
    return calls


async def test_a_letter_lays_nothing_out(monkeypatch):
    app = chat()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        layouts = counted(monkeypatch, Screen, "_refresh_layout")
        await pilot.press(*"pick up the red cube", "left", "backspace", "delete")
        await pilot.pause()
        prompt = app.screen.query_one(Prompt)
        assert prompt.text == "xpick up the red cu"
        assert "red cu" in "".join(prompt.render_line(0).text)
        assert not layouts


async def test_another_line_does(monkeypatch):
    app = chat()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        prompt = app.screen.query_one(Prompt)
        for key, rows in (("ctrl+j", 2), ("ctrl+j", 3), ("backspace", 2)):
            await pilot.press(key)
            await wait_until(pilot, lambda rows=rows: prompt.size.height == rows)


async def test_a_turn_that_grows_lays_the_page_out_once(monkeypatch):
    app = chat()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        transcript = app.screen.query_one(Transcript)
        view = None
        for key in range(100, 120):
            view = await transcript.begin_turn(key, "say something")
        await pilot.pause()
        layouts = counted(monkeypatch, Screen, "_refresh_layout")
        view.refuse("one line\nand another")
        await wait_until(pilot, lambda: view.size.height == 3)
        await pilot.pause()
        assert len(layouts) == 1
        assert transcript.scroll_y == transcript.max_scroll_y > 0
        assert transcript.show_vertical_scrollbar


async def test_old_turns_are_forgotten():
    app = chat()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        transcript = app.screen.query_one(Transcript)
        for key in range(100, 320):
            await transcript.begin_turn(key, "say something")
        assert len(transcript.children) <= 200
        assert transcript.turn(100) is None
        assert transcript.turn(319) is transcript.turns[-1]
        assert set(transcript.turns) <= set(transcript.children)


async def test_what_changes_in_one_go_is_drawn_once(monkeypatch):
    app = chat()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        view = app.screen.query_one(SceneView)
        drawn = counted(monkeypatch, Picture, "_draw")
        view.highlight = frozenset({"B6"})
        view.numbers = {"B1": 1}
        view.labels = "ids"
        view.show(view.state)
        await pilot.pause()
        assert len(drawn) == 1


async def test_a_picture_that_nobody_sees_waits(monkeypatch):
    app = chat()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        view = app.screen.query_one(SceneView)
        await app.action_go("settings")
        drawn = counted(monkeypatch, Picture, "_draw")
        view.numbers = {"B1": 7}
        await pilot.pause()
        assert not drawn
        await app.action_go("chat")
        await wait_until(pilot, lambda: drawn)
        await pilot.pause()
        assert any(" 7 " in view.render_line(y).text for y in range(view.size.height))


async def test_after_a_dear_picture_there_is_a_rest(monkeypatch):
    app = chat()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        view = app.screen.query_one(SceneView)
        ticks = counted(monkeypatch, Picture, "_tick")
        view._rests_until = float("inf")
        view._beat()
        assert not ticks
        view._rests_until = 0.0
        view._beat()
        assert ticks


async def test_a_page_takes_in_only_its_own_style_sheets(monkeypatch):
    app = chat()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        whole = counted(monkeypatch, Stylesheet, "reparse")
        await app.action_go("settings")
        await pilot.pause()
        assert not whole
        assert app.screen.query_one("Footer").styles.height.value == 1


async def test_a_page_opened_after_the_theme_was_changed_has_it():
    app = chat()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        app.theme = "etaoin-paper"
        await pilot.pause()
        await app.action_go("settings")
        await pilot.pause()
        assert app.screen.styles.background.hex == "#F6F3EA"
        await app.action_go("chat")
        await pilot.pause()
        assert app.screen.styles.background.hex == "#F6F3EA"


async def test_keys_at_the_bottom_are_never_compact():
    app = chat()
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        keys = list(app.screen.query(FooterKey))
        assert keys
        assert not any(key.compact or key.has_class("-compact") for key in keys)


def test_pauses_are_for_the_program_itself():
    source = """
import gc, sys
from tui import pauses
pauses.settled()
assert gc.get_freeze_count() == 0, "another program's objects"
pauses.begin()
assert gc.get_threshold()[0] > 700 and sys.getswitchinterval() < 0.005
pauses.settled()
assert gc.get_freeze_count() > 1000
pauses.over()
assert not gc.isenabled()
"""
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
