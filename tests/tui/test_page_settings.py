"""The page Settings: what is set holds at once and is kept; what cannot be set is said and nothing changes."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from fakes import FakeBackend, wait_until
from textual.widgets import DataTable, Input, OptionList, Select, Static, TabbedContent

from tui.app import EtaoinApp
from tui.backend import Options
from tui.screens.help import HelpScreen
from tui.screens.settings.general import SettingRow
from tui.settings.keymap import all_bound, clash
from tui.settings.values import Settings


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))
    return tmp_path


def app_with(**given) -> EtaoinApp:
    app = EtaoinApp(Options(keep=True), backend=FakeBackend(), **given)
    app.animation_level = "none"
    return app


def row(app: EtaoinApp, name: str) -> SettingRow:
    return app.screen.query_one(f"#row-{name}", SettingRow)


def about(app: EtaoinApp, name: str) -> str:
    return str(row(app, name).query_one(".about", Static).render())


async def open_tab(pilot, key: str = "1") -> None:
    await pilot.press("f10")
    await wait_until(pilot, lambda: len(pilot.app.screen.query(TabbedContent)) == 1)
    await pilot.press(key)
    await pilot.pause()


async def test_what_is_set_holds_at_once_and_is_in_the_file(home):
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_tab(pilot)
        row(app, "speed").query_one(Input).value = "2.5"
        row(app, "labels").query_one(Select).value = "ids"
        row(app, "reduced-motion").query_one(Select).value = "on"
        await wait_until(pilot, lambda: app.settings.reduced_motion)
        assert app.settings == Settings(speed=2.5, labels="ids", reduced_motion=True)
        assert app.animation_level == "none"
    assert tomllib.loads((home / "settings.toml").read_text()) == {
        "speed": 2.5, "labels": "ids", "reduced_motion": True,
    }  # fmt: skip


async def test_a_bad_value_is_said_on_enter_and_the_one_before_stays(home):
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_tab(pilot)
        field = row(app, "speed").query_one(Input)
        field.value = "fast"
        await pilot.pause()
        assert "number" not in about(app, "speed"), "nobody is told off while typing"
        field.focus()
        await pilot.press("enter")
        assert "a number" in about(app, "speed")
        assert row(app, "speed").has_class("-wrong")
        field.value = "3"
        await wait_until(pilot, lambda: app.settings.speed == 3.0)
        assert not row(app, "speed").has_class("-wrong")
    assert tomllib.loads((home / "settings.toml").read_text()) == {"speed": 3.0}


async def test_a_word_holds_when_it_is_whole_and_what_other_pages_set_is_shown(home):
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_tab(pilot)
        row(app, "model").query_one(Input).focus()
        await wait_until(pilot, lambda: row(app, "model").query_one(".title").styles.text_style.bold)
        await pilot.press("x", "y")
        assert app.settings.model == "nano", "half a name would be kept if one left now"
        await pilot.press("tab")
        await wait_until(pilot, lambda: app.settings.model == "xy")
        row(app, "scene").query_one(Input).focus()
        await pilot.press("2")
        await pilot.press("f2")
        await wait_until(pilot, lambda: app.settings.scene == "2")
        app.change(labels="ids", reduced_motion=True, speed=4.0, model="other")
        await pilot.press("f10")
        await wait_until(pilot, lambda: row(app, "labels").query_one(Select).value == "ids")
        assert row(app, "reduced-motion").query_one(Select).value == "on"
        assert row(app, "speed").query_one(Input).value == "4"
        assert row(app, "model").query_one(Input).value == "other"
        row(app, "model").query_one(Input).value = " "
        row(app, "model").query_one(Input).focus()
        await pilot.press("enter")
        assert "model cannot be empty." in about(app, "model")
        assert app.settings.model == "other"


async def test_the_files_are_named_even_where_there_can_be_none(home, monkeypatch):
    monkeypatch.setenv("ETAOIN_HOME", str(home / "file" / "below"))
    (home / "file").write_text("")
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_tab(pilot, "4")
        await wait_until(pilot, lambda: len(app.screen.query("Files Static")) > 5)
        told = "\n".join(str(one.render()) for one in app.screen.query("Files Static").results(Static))
        assert "cannot be made: Not a directory" in told
    assert app.fault is None


async def test_a_file_that_cannot_be_written_is_told_and_the_setting_holds(home):
    (home / "settings.toml").write_text("speed = = 1\n")
    app = app_with()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        app.change(labels="off")
        await wait_until(pilot, lambda: any("could not be written" in n.message for n in app._notifications))
        assert app.settings.labels == "off"
    assert (home / "settings.toml").read_text() == "speed = = 1\n"


async def test_going_through_the_themes_shows_each_and_enter_keeps_one(home):
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_tab(pilot, "2")
        await wait_until(pilot, lambda: isinstance(app.focused, OptionList))
        await pilot.press("down", "down")
        assert app.theme == "etaoin-paper"
        assert app.settings.theme == "etaoin", "looked at only"
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.theme == "etaoin")
        for way_out in ("f2", "1"):
            await pilot.press("down", "down")
            assert app.theme == "etaoin-paper"
            await pilot.press(way_out)
            await wait_until(pilot, lambda: app.theme == "etaoin")
            await open_tab(pilot, "2")
            await wait_until(pilot, lambda: isinstance(app.focused, OptionList))
        await pilot.press("down", "enter")
        await wait_until(pilot, lambda: app.settings.theme == "etaoin-contrast")
    assert 'theme = "etaoin-contrast"' in (home / "settings.toml").read_text()


async def test_an_unknown_theme_in_the_file_is_told_and_ours_holds():
    app = app_with(settings=Settings(theme="nonesuch"), problems=["settings.toml: something else"])
    async with app.run_test(notifications=True) as pilot:
        await pilot.pause()
        told = [note.message for note in app._notifications]
        assert any("nonesuch" in text for text in told)
        assert any("something else" in text for text in told)
        assert app.theme == "etaoin"


async def test_a_binding_gets_another_key_and_its_own_again(home):
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_tab(pilot, "3")
        table = app.screen.query_one(DataTable)
        await wait_until(pilot, lambda: table.row_count > 20)
        table.focus()
        table.move_cursor(row=table.get_row_index("go.train"))
        await pilot.press("enter")
        await wait_until(pilot, lambda: len(app.screen_stack) == 2)
        await pilot.press("f12")
        await wait_until(pilot, lambda: app.settings.keys == {"go.train": "f12"})
        assert str(table.get_cell("go.train", "key")) == "● f12"
        await pilot.press("f1")
        await wait_until(pilot, lambda: isinstance(app.screen, HelpScreen))
        keys = "".join(str(one.render()) for one in app.screen.query(Static)).splitlines()
        assert [line.split()[0] for line in keys if "Train: start" in line] == ["f12"], "help knows the user's keys"
        await pilot.press("escape", "f12")
        await wait_until(pilot, lambda: app.current_mode == "train")
        await pilot.press("f10", "backspace")
        await wait_until(pilot, lambda: app.settings.keys == {})
        await pilot.press("f5")
        await wait_until(pilot, lambda: app.current_mode == "train")


async def test_a_key_that_is_taken_or_needed_or_types_is_not_given_away():
    app = app_with()
    async with app.run_test(size=(120, 40)) as pilot:
        await open_tab(pilot, "3")
        table = app.screen.query_one(DataTable)
        await wait_until(pilot, lambda: table.row_count > 20)
        assert app.focused is table
        table.move_cursor(row=table.get_row_index("go.train"))
        await wait_until(pilot, lambda: "go.train  Train: " in str(app.screen.query_one("#key-about").render()))
        for key in ("f2", "ctrl+q", "escape", "a", "space", "ctrl+p"):
            await pilot.press("enter")
            await wait_until(pilot, lambda: len(app.screen_stack) == 2)
            await pilot.press(key)
            await wait_until(pilot, lambda: len(app.screen_stack) == 1)
            assert app.current_mode == "settings"
            assert app.settings.keys == {}


def test_no_two_bindings_of_one_page_share_a_key():
    bound = all_bound()
    clashes = [
        f"{one.id} and {other.id}: {key}"
        for one in bound
        for key in one.keys.split(",")
        if (other := clash(bound, {}, one.id, key))
        and key not in ("escape", "enter")
        and {one.id, other.id} != {"train.pause", "train.continue"}  # only one of the two is there at a time
    ]
    assert clashes == []


async def test_keys_of_the_file_that_mean_nothing_are_told():
    app = app_with()
    app.settings = replace(app.settings, keys={"chat.labls": "f11", "app.help": "slash", "app.quit": "ctrl+hjkl"})
    async with app.run_test(size=(100, 30)) as pilot:
        await wait_until(pilot, lambda: len(app._notifications) == 2)
        told = " ".join(each.message for each in app._notifications)
        assert "Did you mean 'chat.labels'?" in told
        assert "'ctrl+hjkl' is no key" in told
        assert "slash" not in told


@pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])
def test_a_picture(snap_compare, size):
    app = EtaoinApp(backend=FakeBackend())
    app.animation_level = "none"

    async def show(pilot) -> None:
        await open_tab(pilot)
        await wait_until(pilot, lambda: app.status == "nano")
        app.screen.query_one("#row-reduced-motion Select").focus()
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=show)
