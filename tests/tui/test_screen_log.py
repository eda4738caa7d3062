"""The log viewer."""

from __future__ import annotations

import pytest
from fakes import FakeBackend, wait_until
from textual.widgets import Input, Static

from tui.app import EtaoinApp
from tui.errors import record
from tui.paths import log_file
from tui.screens.log import tail
from tui.screens.log.lines import LogLines
from tui.screens.log.screen import LogScreen
from tui.screens.log.tail import Tail, clear, shown
from tui.widgets.dialogs import Confirm

TRACE = '--- 2026-01-02 03:04:05 answering\nTraceback (most recent call last):\n  File "a.py"\nValueError: bad\n\n'


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))


# The file.


def test_lines_are_told_apart():
    log_file().write_text(f"loading\nx.py:3: UserWarning: old\n{TRACE}going on\nERROR: no disk\n")
    lines = Tail(log_file()).look().lines
    assert [line.level for line in lines] == [
        "output", "warning", "error", "error", "error", "error", "output", "output", "error",
    ]  # fmt: skip
    assert [line.text for line in lines if line.head] == ["--- 2026-01-02 03:04:05 answering"]
    assert len(shown(lines, "error")) == 5
    assert [line.text for line in shown(lines, text="LOADING")] == ["loading"]


def test_what_our_own_errors_look_like():
    record(RuntimeError("something"), "testing")
    lines = Tail(log_file()).look().lines
    assert lines[0].head
    assert lines[0].text.endswith("testing")
    assert any(line.text == "RuntimeError: something" and line.level == "error" for line in lines)


def test_only_what_is_new_is_read_and_half_a_line_waits():
    follow = Tail(log_file())
    assert follow.look().lines == ()
    with log_file().open("a") as file:
        file.write("one\ntw")
        file.flush()
        assert [line.text for line in follow.look().lines] == ["one"]
        file.write("o\n")
        file.flush()
        news = follow.look()
    assert ([line.text for line in news.lines], news.anew) == (["two"], False)
    assert follow.look().lines == ()


def test_a_file_that_was_emptied_or_replaced_is_read_anew():
    log_file().write_text("one\ntwo\n")
    follow = Tail(log_file())
    follow.look()
    clear(log_file())
    assert follow.look().anew
    log_file().write_text("three\n")
    assert [line.text for line in follow.look().lines] == ["three"]
    log_file().unlink()
    assert follow.look().anew
    assert not follow.look().anew
    log_file().write_text("four\n")
    assert [line.text for line in follow.look().lines] == ["four"]


def test_a_huge_file_is_read_from_its_end(monkeypatch):
    monkeypatch.setattr(tail, "FIRST", 1000)
    log_file().write_text("".join(f"line {n}\n" for n in range(10_000)))
    news = Tail(log_file()).look()
    assert news.cut
    assert news.lines[-1].text == "line 9999"
    assert 50 < len(news.lines) < 120
    assert all(line.text.startswith("line ") for line in news.lines), "the first is not half a line"


def test_lines_are_safe_to_draw():
    log_file().write_bytes(b"\x1b[31mred\x07\n\xff\xfe\n" + b"x" * 9000 + b"\n" + b"y" * 9000)
    lines = Tail(log_file()).look().lines
    assert not any(ord(char) < 32 or char == "\x1b" for line in lines for char in line.text)
    assert max(len(line.text) for line in lines) < 2100
    assert lines[-1].text.startswith("yyy"), "a line without an end, too long to wait for"


def test_a_log_that_cannot_be_read_says_why(tmp_path):
    assert "can't be read" in Tail(tmp_path).look().why


# The screen.


@pytest.fixture
def app(monkeypatch) -> EtaoinApp:
    monkeypatch.setattr(EtaoinApp, "DEFAULT_MODE", "data")
    monkeypatch.setattr("tui.screens.data.browser.FIRST", 1)
    return EtaoinApp(backend=FakeBackend())


async def open_log(pilot, app) -> LogScreen:
    await wait_until(pilot, lambda: app.screen.is_mounted)
    await app.run_action("log")
    await wait_until(pilot, lambda: isinstance(app.screen, LogScreen) and app.screen.query("#log-state"))
    return app.screen


def state(app) -> str:
    return str(app.screen.query_one("#log-state", Static).content)


def drawn(app) -> list[str]:
    lines = app.screen.query_one(LogLines)
    return [lines.render_line(y).text.rstrip() for y in range(lines.size.height)]


async def test_an_empty_log_says_so_and_fills_as_it_grows(app):
    async with app.run_test(size=(100, 30)) as pilot:
        await open_log(pilot, app)
        await wait_until(pilot, lambda: any("Nothing has gone wrong yet" in line for line in drawn(app)))
        await pilot.press("x")
        assert isinstance(app.screen, LogScreen), "there is nothing to empty"
        log_file().write_text(TRACE)
        await wait_until(pilot, lambda: "✗ ValueError: bad" in drawn(app))
        await app.run_action("log")
        await pilot.press("escape")
        assert not isinstance(app.screen, LogScreen)


async def test_it_follows_until_one_scrolls_away(app):
    log_file().write_text("".join(f"line {n}\n" for n in range(200)))
    async with app.run_test(size=(100, 30)) as pilot:
        await open_log(pilot, app)
        await wait_until(pilot, lambda: "  line 199" in drawn(app))
        assert "200 lines · following" in state(app)
        await pilot.press("home")
        await wait_until(pilot, lambda: drawn(app)[0] == "  line 0")
        with log_file().open("a") as file:
            file.write("the newest\n")
        await wait_until(pilot, lambda: "201 lines · stopped" in state(app))
        assert drawn(app)[0] == "  line 0"
        await pilot.press("f")
        await wait_until(pilot, lambda: "  the newest" in drawn(app) and "following" in state(app))


async def test_finding_and_filtering(app):
    log_file().write_text("".join(f"line {n}\n" for n in range(100)) + TRACE + "the end\n")
    async with app.run_test(size=(100, 30)) as pilot:
        screen = await open_log(pilot, app)
        await wait_until(pilot, lambda: "  the end" in drawn(app))
        await pilot.press("slash")
        screen.query_one("#log-find", Input).value = "Line 1"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "  line 19" in drawn(app))
        await pilot.press("n")  # round, to the first
        await wait_until(pilot, lambda: drawn(app)[1] == "  line 1")
        await pilot.press("o")
        await wait_until(pilot, lambda: "11 lines" in state(app))
        await pilot.press("l")
        await wait_until(pilot, lambda: any("No line with “Line 1” among errors" in line for line in drawn(app)))
        await pilot.press("escape")
        await wait_until(pilot, lambda: "106 lines" in state(app))
        await pilot.press("l")
        await wait_until(pilot, lambda: "4 lines · errors" in state(app))
        await pilot.press("C")
        assert app.clipboard == TRACE.strip()
        screen.query_one("#log-find", Input).value = "nowhere"
        await pilot.press("n")
        await wait_until(pilot, lambda: any("is nowhere" in one.message for one in app._notifications))


async def test_copying_the_path_and_emptying(app):
    log_file().write_text(TRACE)
    async with app.run_test(size=(100, 30)) as pilot:
        await open_log(pilot, app)
        await wait_until(pilot, lambda: "5 lines" in state(app))
        await pilot.press("c")
        assert app.clipboard == str(log_file())
        await pilot.press("x", "escape")
        assert log_file().read_text() == TRACE
        await pilot.press("x")
        assert isinstance(app.screen, Confirm)
        await pilot.press("y")
        await wait_until(pilot, lambda: isinstance(app.screen, LogScreen) and "0 lines" in state(app))
        assert log_file().read_text() == ""


async def test_its_help_and_any_size(app):
    log_file().write_text(TRACE)
    async with app.run_test(size=(1, 1)) as pilot:
        await open_log(pilot, app)
        for size in ((10, 4), (300, 90), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        await wait_until(pilot, lambda: "✗ ValueError: bad" in drawn(app))
        await pilot.press("f1")
        assert not isinstance(app.screen, LogScreen)
        await pilot.press("escape")
        assert isinstance(app.screen, LogScreen)


async def test_the_palette_leads_to_it(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: app.screen.is_mounted)
        commands = {command.title: command.callback for command in app.get_system_commands(app.screen)}
        commands["Log"]()
        await wait_until(pilot, lambda: isinstance(app.screen, LogScreen))
