"""The page Sessions: finding, reading, resuming, replaying, renaming, exporting and deleting what was kept."""

from __future__ import annotations

import os
import time
from datetime import date, datetime

import pytest
from fakes import GoldBackend, wait_until
from textual.widgets import Input, Static

from agent.script import load_script
from agent.session import Session
from agent.sessions.record import SessionError, SessionFile
from tui.app import EtaoinApp
from tui.backend import Options
from tui.screens.replay.screen import ReplayScreen
from tui.screens.sessions import deeds
from tui.screens.sessions.catalogue import Entry, matching, read, when
from tui.screens.sessions.screen import SessionsScreen
from tui.screens.sessions.table import SessionTable
from tui.widgets.dialogs import Ask, Confirm
from world.scene import load_scene


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def backend():
    """Three sessions and one that is damaged; "first" is the oldest."""
    backend = GoldBackend()
    lines = load_script("opening").turns
    for age, (name, said) in enumerate([("towers", 3), ("broken", 0), ("an odd one", 1), ("first", 7)], 1):
        if said:
            keep(backend, name, [line.say for line in lines[:said]])
        else:
            backend.store().path_of(name).write_text("no session\n")
        stamp = 1_000_000_000 - 100_000 * age
        os.utime(backend.store().path_of(name), (stamp, stamp))
    return backend


def keep(backend, name: str, said: list[str]) -> None:
    session = Session(backend, load_scene("classic"))
    for text in said:
        session.say(text)
    text = SessionFile.of(name, session.scene, "gold", "", session.turns).to_text()
    path = backend.store().path_of(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def app_with(backend, **options) -> EtaoinApp:
    app = EtaoinApp(Options(**options), backend)
    app.animation_level = "none"
    return app


async def opened(pilot) -> SessionsScreen:
    await pilot.press("f9")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, SessionsScreen))
    await wait_until(pilot, lambda: pilot.app.screen.browser._listed)
    await pilot.pause()
    return pilot.app.screen


def names(app: EtaoinApp) -> list[str]:
    """The sessions in the table."""
    return [entry.name for entry in app.screen.query_one(SessionTable)._shown]


def text(app: EtaoinApp, selector: str) -> str:
    return str(app.screen.query_one(selector, Static).render())


def told(app: EtaoinApp, words: str):
    return lambda: any(words in note.message for note in app._notifications)


async def test_all_are_listed_newest_first_and_can_be_read(backend):
    app = app_with(backend)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        assert names(app) == ["towers", "broken", "an odd one", "first"]
        assert text(app, "#count") == "4 sessions"
        await wait_until(pilot, lambda: "Find a block which is taller" in text(app, "#dialog"))
        row = [str(cell) for cell in screen.query_one(SessionTable).get_row("towers")]
        assert row[1:3] == ["towers", "3"]
        await pilot.press("down")
        await wait_until(pilot, lambda: "no session of Etaoin" in text(app, "#dialog"))
        assert str(screen.query_one(SessionTable).get_cell("broken", "sign")) == "✗"
        await pilot.press("enter")
        await wait_until(pilot, told(app, "no session of Etaoin"))
        assert app.screen is screen


async def test_a_file_with_a_name_that_none_of_ours_has_is_a_session_like_the_others(backend):
    store = backend.store()
    store.path_of("first").rename(store.path_of("[bold]odd 🙂"))
    app = app_with(backend)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        screen = await opened(pilot)
        screen.query_one(SessionTable).move_cursor(row=3)
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.current_mode == "chat" and app.mind.saved_as == "[bold]odd 🙂")
    assert deeds.rename(store, "[bold]odd 🙂", "better").endswith("better now.")
    assert deeds.delete(store, ["better"]) == "better is deleted."
    with pytest.raises(SessionError, match="cannot be called"):
        store.find("../first")


async def test_a_table_that_comes_back_has_the_columns_it_had(backend):
    app = app_with(backend)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        table = screen.query_one(SessionTable)
        widths = table._widths
        assert widths[-1], "what was said is told in 80 columns"
        await pilot.press("slash", "z", "z", "z")
        await wait_until(pilot, lambda: not table.display)
        await pilot.press("escape")
        await wait_until(pilot, lambda: table.display)
        assert table._widths == widths


async def test_none_yet_says_what_to_do():
    app = app_with(GoldBackend())
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        assert "No session is kept yet" in text(app, "#empty")
        assert not app.screen.query_one(SessionTable).display
        await pilot.press("p", "r", "e", "d", "space", "a", "enter", "escape")
        assert isinstance(app.screen, SessionsScreen)
        assert told(app, "no session")()


async def test_names_and_dialogs_are_searched(backend):
    app = app_with(backend)
    async with app.run_test(size=(160, 40)) as pilot:
        screen = await opened(pilot)
        await pilot.press("slash", *"narrower")
        await wait_until(pilot, lambda: names(app) == ["first"])
        assert text(app, "#count") == "1 of 4"
        said = str(screen.query_one(SessionTable).get_cell("first", "said"))
        assert said.startswith("Is at least one of them narrower")
        await pilot.press("enter")
        assert screen.focused is screen.query_one(SessionTable)
        await pilot.press("slash", *"xx")
        await wait_until(pilot, lambda: names(app) == [])
        assert "Nothing holds “xx”" in text(app, "#empty")
        await pilot.press("escape")
        await wait_until(pilot, lambda: len(names(app)) == 4)
        await pilot.press("slash", *"ODD", "down")
        await wait_until(pilot, lambda: names(app) == ["an odd one"])
        assert screen.focused is screen.query_one(SessionTable)


async def test_enter_resumes_in_the_chat_and_p_replays(backend):
    app = app_with(backend)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.current_mode == "chat")
        await wait_until(pilot, lambda: app.mind.saved_as == "towers")
        assert len(app.mind.session.turns) == 3
        before = app.mind.session
        await opened(pilot)
        await wait_until(pilot, lambda: str(screen.query_one(SessionTable).get_cell("towers", "sign")) == "▸")
        await pilot.press("enter")  # it goes on already
        await wait_until(pilot, lambda: app.current_mode == "chat")
        assert app.mind.session is before
        await opened(pilot)
        await pilot.press("end", "p")
        await wait_until(pilot, lambda: isinstance(app.screen, ReplayScreen) and app.screen.player is not None)
        await wait_until(pilot, lambda: app.screen.player.script.name == "first")
        assert app.screen.player.total == 7


async def test_rename_checks_the_name_and_keeps_the_cursor(backend):
    app = app_with(backend)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        await pilot.press("end", "r")
        await wait_until(pilot, lambda: isinstance(app.screen, Ask))
        for wrong, why in (("towers", "already"), ("../x", "cannot be called"), ("first", "its name already")):
            app.screen.query_one(Input).value = wrong
            await pilot.press("enter")
            assert isinstance(app.screen, Ask)
            assert why in str(app.screen.query_one(".problem", Static).render())
        app.screen.query_one(Input).value = "the opening"
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.screen is screen and "the opening" in names(app))
        assert "first" not in names(app)
        assert screen.browser.here.name == "the opening"
        assert backend.store().find("the opening")
        await pilot.press("r")
        await wait_until(pilot, lambda: isinstance(app.screen, Ask))
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.screen is screen)
        assert "the opening" in names(app)


async def test_the_session_that_goes_on_is_renamed_with_the_chat_and_not_deleted(backend):
    app = app_with(backend, keep=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: app.status.startswith("gold"))
        app.mind.say(1, "Pick up a big red block.")
        await wait_until(pilot, lambda: app.mind.saved_as is not None)
        old = app.mind.saved_as
        screen = await opened(pilot)
        await wait_until(pilot, lambda: names(app)[0] == old)
        await pilot.press("home", "d")
        await wait_until(pilot, told(app, "Type /new there first, then delete it."))
        assert app.screen is screen
        await pilot.press("r")
        await wait_until(pilot, lambda: isinstance(app.screen, Ask))
        app.screen.query_one(Input).value = "mine"
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.mind.saved_as == "mine")
        await wait_until(pilot, lambda: names(app)[0] == "mine")
        assert old not in names(app)
        assert screen.browser.here.name == "mine"
        app.mind.say(2, "What does the box contain?")  # it is listed anew although the chat is not seen
        await wait_until(pilot, lambda: screen.browser.here.info.turns == 2)
        await pilot.press("r")
        await wait_until(pilot, told(app, "has its name from you"))
        assert app.screen is screen


async def test_export_asks_for_a_file_that_is_not_there(backend, tmp_path):
    app = app_with(backend)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        (tmp_path / "there.md").write_text("mine")
        await pilot.press("e")
        await wait_until(pilot, lambda: isinstance(app.screen, Ask))
        assert app.screen.query_one(Input).value == "towers.md"
        for wrong, why in (("there.md", "there already"), ("x.doc", "must end in"), ("no/x.md", "no folder")):
            app.screen.query_one(Input).value = str(tmp_path / wrong)
            await pilot.press("enter")
            assert why in str(app.screen.query_one(".problem", Static).render())
        app.screen.query_one(Input).value = str(tmp_path / "out.jsonl")
        await pilot.press("enter")
        await wait_until(pilot, told(app, "towers is written to"))
        assert (tmp_path / "there.md").read_text() == "mine"
        assert len(backend.store().read(str(tmp_path / "out.jsonl")).turns) == 3


async def test_several_are_marked_and_deleted_after_a_question(backend):
    app = app_with(backend)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        await pilot.press("down", "space", "space")
        assert text(app, "#count") == "4 sessions · 2 marked"
        assert str(screen.query_one(SessionTable).get_cell("broken", "sign")) == "●"
        await pilot.press("d")
        await wait_until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.screen is screen)
        assert len(backend.store().names()) == 4
        await pilot.press("d")
        await wait_until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await wait_until(pilot, lambda: names(app) == ["towers", "first"])
        assert told(app, "2 sessions are deleted.")()
        assert backend.store().names() == ["towers", "first"]
        await pilot.press("a")
        assert text(app, "#count") == "2 sessions · 2 marked"
        await pilot.press("escape")
        assert text(app, "#count") == "2 sessions"
        await pilot.press("d")
        await wait_until(pilot, lambda: isinstance(app.screen, Confirm))
        backend.store().delete("towers" if screen.browser.here.name == "towers" else "first")  # somebody was faster
        await pilot.press("y")
        await wait_until(pilot, told(app, "There is no session"))


async def test_a_file_with_a_name_of_its_own_is_listed_and_is_not_markup(backend):
    keep(backend, "[b]x[@click=app.quit]", ["[red]no[/z]"])
    app = app_with(backend)
    async with app.run_test(size=(160, 40)) as pilot:
        screen = await opened(pilot)
        assert names(app)[0] == "[b]x[@click=app.quit]"
        await wait_until(pilot, lambda: "› [red]no[/z]" in text(app, "#dialog"))
        await pilot.press("d")
        await wait_until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await wait_until(pilot, told(app, "[b]x[@click=app.quit] is deleted."))
        assert app.screen is screen


async def test_a_folder_that_cannot_be_read_is_told(home):
    (home / "sessions").write_text("a file")
    app = app_with(GoldBackend())
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)

        def fail():
            raise PermissionError(13, "Permission denied", str(home / "sessions"))

        backend = app.backend
        backend.store = fail
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: "Permission denied" in text(app, "#empty"))
        assert app.screen is screen


async def test_any_size_is_drawn(backend):
    app = app_with(backend)
    async with app.run_test(size=(1, 1)) as pilot:
        screen = await opened(pilot)
        for size in ((10, 5), (40, 12), (70, 40), (80, 24), (100, 20), (300, 100)):
            await pilot.resize_terminal(*size)
            await pilot.press("down", "up")
            await pilot.pause()
            assert screen.query_one(SessionTable).region.area > 0
        assert names(app)[0] == "towers"


# Without a terminal.


def test_only_what_has_changed_is_read_again(backend, monkeypatch):
    store = backend.store()
    first = read(store, {})
    assert first["first"].said[0] == "Pick up a big red block."
    assert first["broken"].info.problem
    keep(backend, "newest", ["Grasp the pyramid."])
    opened_files = []
    monkeypatch.setattr(
        "tui.screens.sessions.catalogue._said", lambda path: opened_files.append(path.stem) or ("hello",)
    )
    second = read(store, first)
    assert opened_files == ["newest"]
    assert list(second) == ["newest", "towers", "broken", "an odd one", "first"]
    assert second["first"] is first["first"]


def test_damaged_lines_are_left_out_of_the_search(backend):
    path = backend.store().path_of("towers")
    path.write_bytes(path.read_bytes() + b'{"say": 3}\n[1]\n\xff\xfe\n{"say": "the very end"}\n{"say": "torn')
    entry = read(backend.store(), {})["towers"]
    assert entry.said[-1] == "the very end"
    assert len(entry.said) == 4


def test_every_word_is_looked_for(backend):
    entries = read(backend.store(), {}).values()
    assert [entry.name for entry in matching(entries, "PYRAMID grasp")] == ["towers", "first"]
    assert [entry.name for entry in matching(entries, "tow pyramid")] == ["towers"]
    assert len(matching(entries, "  ")) == 4
    towers: Entry = next(iter(entries))
    assert towers.words("pyramid") == "Grasp the pyramid."
    assert towers.words("towers") == towers.words("") == "Pick up a big red block."


def test_moments_are_told_as_people_do():
    def at(*moment: int) -> float:
        return datetime(*moment).timestamp()

    today = date(2026, 7, 24)
    assert when(at(2026, 7, 24, 9, 5), today) == "today 09:05"
    assert when(at(2026, 7, 23, 23, 59), today) == "yesterday 23:59"
    assert when(at(2026, 7, 20, 14, 30), today) == "Mon 14:30"
    assert when(at(2026, 7, 17, 14, 30), today) == "2026-07-17"
    assert when(at(2026, 7, 25, 14, 30), today) == "2026-07-25"


def test_deleting_is_all_or_nothing(backend):
    store = backend.store()
    with pytest.raises(Exception, match="There is no session 'gone'"):
        deeds.delete(store, ["towers", "gone"])
    assert len(store.names()) == 4
    assert deeds.wrong_name(store, "towers", "") is not None
    assert deeds.wrong_name(store, "towers", "free") is None


@pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])
def test_a_picture(snap_compare, size, backend, monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    backend.store().delete("broken")  # what is said of it holds a path
    app = app_with(backend)

    async def look(pilot) -> None:
        await pilot.pause()
        await wait_until(pilot, lambda: app.status.startswith("gold"))
        screen = await opened(pilot)
        screen.query_one(Input).cursor_blink = False
        await pilot.press("down", "space", "up", "up")
        await wait_until(pilot, lambda: "Find a block which is taller" in text(app, "#dialog"))
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=look)
