"""What holds of each page, found through the table of pages: a new page is tested here by being in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from fakes import GoldBackend, wait_until
from textual.widgets import OptionList

import tui
from tui.app import EtaoinApp
from tui.pages import PAGES
from tui.screens.help import HelpScreen
from tui.screens.page import PageScreen
from tui.settings.keymap import all_bound

SIZES = [(1, 1), (3, 3), (19, 7), (20, 8), (40, 12), (120, 3), (2, 40), (400, 120)]
NAMES = [page.name for page in PAGES]


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))


def app_here() -> EtaoinApp:
    app = EtaoinApp(backend=GoldBackend())
    app.animation_level = "none"
    return app


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
async def test_its_key_opens_it_and_f1_explains_it(page):
    app = app_here()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("f10", page.key)
        await wait_until(pilot, lambda: app.current_mode == page.name)
        assert isinstance(app.screen, PageScreen)
        assert len(app.screen.HELP.strip()) > 100
        await pilot.press("f1")
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen))
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, PageScreen))


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
async def test_no_size_breaks_it(page):
    app = app_here()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(page.key)
        await wait_until(pilot, lambda: app.current_mode == page.name)
        for width, height in SIZES:
            await pilot.resize_terminal(width, height)
            await pilot.pause()
        await pilot.press("f1")
        await pilot.resize_terminal(1, 1)
        await pilot.pause()
    assert app.fault is None


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
async def test_it_opens_at_one_cell_and_in_every_kind_of_theme(page):
    app = app_here()
    async with app.run_test(size=(1, 1)) as pilot:
        await pilot.press(page.key)
        await wait_until(pilot, lambda: app.current_mode == page.name)
        await pilot.resize_terminal(100, 30)
        for theme in ("etaoin-paper", "textual-light", "ansi-dark", "etaoin"):
            app.theme = theme
            await pilot.pause()
    assert app.fault is None


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
async def test_the_palette_leads_to_it(page):
    app = app_here()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("f10" if page.name == "chat" else "f2", "ctrl+p")
        await wait_until(pilot, lambda: len(app.screen_stack) == 2)
        await pilot.press(*page.title)
        await wait_until(pilot, lambda: app.screen.query_one(OptionList).option_count > 0)
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.current_mode == page.name)


def test_every_binding_with_an_id_is_explained_and_named_after_its_place():
    for bound in all_bound():
        assert re.fullmatch(r"[a-z]+\.[a-z_0-9]+", bound.id), bound
        assert len(bound.about.split()) > 1 or bound.where in ("app", "dialog"), f"{bound.id} needs a tooltip"


def test_no_file_of_the_application_is_longer_than_400_lines():
    root = Path(tui.__file__).parent
    long = {str(path): n for path in root.rglob("*.py") if (n := len(path.read_text().splitlines())) > 400}
    assert long == {}


NEW_PAGE = """
import asyncio, sys, types
from textual.widgets import Static
import tui.pages
from tui.pages import Page

tui.pages.PAGES = (*tui.pages.PAGES, Page("notes", "Notes", "f11", "notes_screen:NotesScreen", "what you wrote down"))

from tui.screens.page import PageScreen

class NotesScreen(PageScreen):
    HELP = "Notes."

    def body(self):
        yield Static("nothing yet", id="note")

sys.modules["notes_screen"] = types.SimpleNamespace(NotesScreen=NotesScreen)

from fakes import FakeBackend
from tui.app import EtaoinApp
from tui.screens.help import HelpScreen
from tui.widgets.topbar import Tab

async def main():
    app = EtaoinApp(backend=FakeBackend())
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("f11")
        await pilot.pause()
        assert app.screen.query("#note"), "its key does not open it"
        assert "Notes" in [tab.page.title for tab in app.screen.query(Tab)], "it has no tab"
        assert "Notes" in [command.title for command in app.get_system_commands(app.screen)], "not in the palette"
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
    print("fine")

asyncio.run(main())
"""


def test_a_page_more_is_a_line_in_the_table_and_its_own_files():
    path = os.pathsep.join([str(Path(__file__).parent), str(Path(tui.__file__).parents[1])])
    done = subprocess.run(
        [sys.executable, "-c", NEW_PAGE],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
        timeout=60,
    )
    assert done.stdout.strip() == "fine", done.stderr[-2000:]
