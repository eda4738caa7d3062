"""The page of training runs: what it shows, and what its keys do. The runs are files; nothing is trained."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from fakes import FakeBackend, wait_until
from runs_support import add, course, done, evaluation, event, now, started, step, write
from textual.widgets import DataTable, Log

from tui.app import EtaoinApp
from tui.errors import UserError
from tui.runs import control
from tui.runs.state import Status
from tui.screens.train.charts import Charts
from tui.screens.train.evaluations import EvaluationsScreen
from tui.screens.train.head import RunHead
from tui.screens.train.runlist import RunList
from tui.screens.train.samples import Samples
from tui.screens.train.screen import TrainScreen
from tui.settings.values import Settings
from tui.widgets.chart import Chart
from tui.widgets.dialogs import Confirm

ME = os.getpid()
STOPPED = [*course(5), event("checkpoint", 5, step=5, path="x"), event("stopped", 6, step=5, reason="signal")]


@pytest.fixture
def runs(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.chdir(tmp_path)
    time.tzset()
    return tmp_path / "runs"


def an_app(**settings) -> EtaoinApp:
    app = EtaoinApp(backend=FakeBackend(), settings=Settings(**settings))
    app.animation_level = "none"
    return app


async def opened(pilot, count: int | None = None) -> TrainScreen:
    """The page, with so many runs seen."""
    await pilot.press("f5")
    page = pilot.app.screen
    assert isinstance(page, TrainScreen)
    await wait_until(pilot, lambda: page._seen and count in (None, len(page._runs)))
    await pilot.pause()
    return page


def said(widget) -> str:
    return str(widget.render())


def rows(page: TrainScreen) -> str:
    return "\n".join(str(option.prompt) for option in page.query_one(RunList).options)


def offered(page: TrainScreen) -> set[str]:
    return {active.binding.key for active in page.active_bindings.values() if active.enabled}


# What it shows.


async def test_without_runs_it_says_what_to_do(runs):
    async with an_app().run_test(size=(80, 24)) as pilot:
        page = await opened(pilot, 0)
        assert "No run yet." in said(page.query_one("#no-run"))
        assert page._timer is not None
        assert not page._timer._active.is_set()


async def test_a_run_that_goes_on_is_followed(runs):
    folder = write(runs / "mine", now(course(50)), process=ME)
    async with an_app().run_test(size=(120, 40)) as pilot:
        page = await opened(pilot, 1)
        assert page.chosen.status is Status.RUNNING
        assert "● running" in rows(page)
        assert "25%" in rows(page)
        assert "step 50 of 200" in said(page.query_one(RunHead))
        assert page._timer._active.is_set()
        add(folder, *now([step(51), step(52)]))
        await wait_until(pilot, lambda: page.chosen.step == 52)
        assert "step     52" in page.query_one("#run-log", Log).lines[-1]
        add(folder, *now([done()]))
        await wait_until(pilot, lambda: page.chosen.status is Status.DONE)
        await wait_until(pilot, lambda: not page._timer._active.is_set())


async def test_nothing_is_read_while_another_page_is_open(runs):
    write(runs / "mine", now(course(5)), process=ME)
    async with an_app().run_test(size=(120, 40)) as pilot:
        page = await opened(pilot, 1)
        await pilot.press("f2")
        assert not page._timer._active.is_set()
        add(runs / "mine", *now([step(6)]))
        await pilot.press("f5")
        await wait_until(pilot, lambda: page.chosen.step == 6)


async def test_why_a_run_failed_is_said(runs):
    write(runs / "mine", [started(), event("failed", 3, why="the loss is nan [at] step 3")])
    async with an_app().run_test(size=(100, 30)) as pilot:
        page = await opened(pilot, 1)
        assert "the loss is nan [at] step 3" in said(page.query_one(RunHead))
        assert "✗ failed" in rows(page)


async def test_charts_of_one_run_and_of_two(runs):
    write(runs / "one", course(100))
    write(runs / "two", [{**each, "time": each["time"] + 1000} for each in course(50)])
    async with an_app().run_test(size=(120, 40)) as pilot:
        page = await opened(pilot, 2)
        loss = page.query_one("#loss", Chart)
        assert page.chosen.name == "two"
        assert {one.name for one in loss.lines} == {"each step", "train", "held out"}
        await pilot.press("space", "down")
        await wait_until(pilot, lambda: {one.name for one in loss.lines} == {"one", "two", "held out"})
        hues = {one.name: one.hue for one in loss.lines if one.look == "bright"}
        assert hues["one"] != hues["two"]
        await pilot.press("up", "space", "down")
        await wait_until(pilot, lambda: {one.name for one in loss.lines} == {"each step", "train", "held out"})


async def test_views_axis_and_tail(runs):
    write(runs / "one", course(200))
    async with an_app().run_test(size=(140, 45)) as pilot:
        page = await opened(pilot, 1)
        charts = page.query_one(Charts)
        assert charts.open == "all"
        assert page.query_one("#loss").display
        assert page.query_one("#rate").display
        await pilot.press("2")
        assert charts.open == "accuracy"
        assert not page.query_one("#loss").display
        await pilot.press("2")
        assert charts.open == "all"
        await pilot.press("y")
        assert page.query_one("#loss", Chart).view.log
        assert not page.query_one("#accuracy", Chart).view.log
        await pilot.press("l")
        assert page.query_one("#speed", Chart).view.tail == 200
        await pilot.press("l")
        assert page.query_one("#speed", Chart).view.tail is None
        await pilot.press("enter", "plus", "left")
        await pilot.pause()
        assert page.query_one("#rate", Chart).view.low is not None
        assert page.query_one("#rate", Chart).view.cursor == page.query_one("#loss", Chart).view.cursor
        await pilot.click("#tab-samples")
        assert charts.open == "samples"
        await pilot.click("#toggle-log")
        assert not charts.view.log


async def test_sentences_and_scores(runs):
    write(runs / "one", course(100))
    app = an_app()
    async with app.run_test(size=(120, 40)) as pilot:
        page = await opened(pilot, 1)
        await pilot.press("5")
        told = said(page.query_one(Samples).query_one("#readings"))
        assert "0–25  ✗ find(the cube)" in told
        assert "50–100  ✓ pick_up(the cube)" in told
        await pilot.press("e")
        await wait_until(pilot, lambda: isinstance(app.screen, EvaluationsScreen) and app.screen.is_mounted)
        table = app.screen.query_one(DataTable)
        await wait_until(pilot, lambda: table.row_count == 5)
        assert "✓ yoink the cube" in said(app.screen.query_one("#sentences"))
        await pilot.press("home")
        await pilot.press("up", "up", "up", "up")
        await wait_until(pilot, lambda: "wanted: pick_up(the cube)" in said(app.screen.query_one("#sentences")))
        await pilot.press("escape")
        assert app.screen is page


async def test_text_of_others_is_never_markup_nor_control(runs):
    odd = evaluation(0)
    odd[1]["samples"][0] |= {"said": "[red]x[/] \x1b[2J", "wrote": "[/nonsense]", "right": None}
    write(runs / "a [b] c", [started(), *odd, event("note", 1, text="[link=x]\x1b]0;y\x07")])
    async with an_app().run_test(size=(120, 40)) as pilot:
        page = await opened(pilot, 1)
        await pilot.press("5")
        told = said(page.query_one("#readings"))
        assert "[red]x[/]" in told
        assert "\x1b" not in told + rows(page) + "".join(page.query_one("#run-log", Log).lines)
        assert "a [b] c" in rows(page)


# What its keys do.


@pytest.mark.parametrize(
    ("events", "process", "there", "gone"),
    [
        (now(course(5)), ME, {"p", "s", "e"}, {"c", "r", "a", "x"}),
        (now([*course(5), event("paused", 6, step=5)]), ME, {"p", "s"}, {"r", "x"}),
        (STOPPED, None, {"r", "x"}, {"p", "s", "a"}),
        ([started(), event("failed", 1, why="x")], None, {"x"}, {"r", "p", "e"}),
        ([*course(5), done()], None, {"a", "x", "e"}, {"p", "s", "r"}),
    ],
    ids=["runs", "paused", "stopped", "failed", "done"],
)  # fmt: skip
async def test_only_what_makes_sense_is_offered(runs, events, process, there, gone):
    write(runs / "mine", events, process=process)
    async with an_app().run_test(size=(120, 40)) as pilot:
        page = await opened(pilot, 1)
        keys = offered(page)
        assert there <= keys
        assert not gone & keys


async def test_pause_and_go_on(runs):
    folder = write(runs / "mine", now(course(5)), process=ME)
    async with an_app().run_test(size=(120, 40)) as pilot:
        page = await opened(pilot, 1)
        await pilot.press("p")
        await wait_until(pilot, lambda: page.chosen.status is Status.PAUSING)
        add(folder, *now([event("paused", 6, step=5)]))
        await wait_until(pilot, lambda: page.chosen.status is Status.PAUSED)
        await pilot.press("p")
        await wait_until(pilot, lambda: page.chosen.status is Status.RUNNING)
        assert not (folder / "pause").exists()


async def test_stop_once_gently_and_twice_after_a_question(runs, monkeypatch):
    done_to: list[str] = []
    monkeypatch.setattr(control, "stop", lambda run: done_to.append(f"stop {run.name}"))
    monkeypatch.setattr(control, "kill", lambda run: done_to.append(f"kill {run.name}"))
    folder = write(runs / "mine", now(course(5)), process=ME)
    app = an_app()
    async with app.run_test(size=(120, 40)) as pilot:
        page = await opened(pilot, 1)
        await pilot.press("s")
        await wait_until(pilot, lambda: done_to == ["stop mine"])
        assert "stopping" in rows(page)
        await pilot.press("s")
        await wait_until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await wait_until(pilot, lambda: done_to == ["stop mine", "kill mine"])
        (folder / "process.json").unlink()
        await wait_until(pilot, lambda: page.chosen.status is Status.DIED)
        assert "stopping" not in rows(page)


async def test_train_on_and_why_not(runs, monkeypatch):
    asked: list[str] = []
    refused = threading.Event()

    def refuse(run: Path) -> None:
        refused.wait(10)
        asked.append(run.name)
        raise UserError("The disk is [full].")

    monkeypatch.setattr(control, "train_on", refuse)
    write(runs / "mine", STOPPED)
    app = an_app()
    async with app.run_test(size=(120, 40)) as pilot:
        page = await opened(pilot, 1)
        await pilot.press("r")
        assert "x" not in offered(page), "what is being started is not to be deleted"
        refused.set()
        await wait_until(pilot, lambda: asked == ["mine"])
        await wait_until(pilot, lambda: any(one.message == "The disk is [full]." for one in app._notifications))
        await wait_until(pilot, lambda: "starting" not in rows(page))
        assert page._acting == 0


async def test_delete_after_a_question(runs):
    folder = write(runs / "mine", [*course(5), done()])
    app = an_app()
    async with app.run_test(size=(120, 40)) as pilot:
        page = await opened(pilot, 1)
        await pilot.press("x", "escape")
        assert folder.exists()
        await pilot.press("x", "y")
        await wait_until(pilot, lambda: not folder.exists())
        await wait_until(pilot, lambda: not page._runs)
        assert page.has_class("-none")


async def test_a_finished_adapter_goes_to_the_chat(runs, monkeypatch):
    monkeypatch.setattr(control, "adapter_of", lambda run, number, root: f"{run.name}-2")
    write(runs / "mine", [*course(5), done()])
    app = an_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, 1)
        put: list[str] = []
        monkeypatch.setattr(app.mind, "adapt", put.append)
        await pilot.press("a")
        await wait_until(pilot, lambda: app.current_mode == "chat")
        assert put == ["mine-2"]


async def test_a_run_that_was_begun_is_chosen(runs):
    write(runs / "old", [*course(5), done()])
    async with an_app().run_test(size=(120, 40)) as pilot:
        page = await opened(pilot, 1)
        write(runs / "new", now([started()]), process=ME)
        page._begun(runs / "new")
        await wait_until(pilot, lambda: page.chosen is not None and page.chosen.name == "new")
        page._begun(None)
        assert {command.title for command in page.offers()} == {"New run", "Run old", "Run new"}


async def test_back_from_another_window_it_looks_again(runs):
    app = an_app()
    async with app.run_test(size=(120, 40)) as pilot:
        page = await opened(pilot, 0)
        app.app_focus = False
        write(runs / "begun-there", [*course(5), done()])
        app.app_focus = True
        await wait_until(pilot, lambda: "begun-there" in rows(page))


# Whatever page is open.


async def test_the_bell_rings_for_a_run_that_ends_while_one_looks_elsewhere(runs, monkeypatch):
    folder = write(runs / "mine", now(course(5)), process=ME)
    app = an_app(sound=True)
    async with app.run_test(size=(80, 24)) as pilot:
        rung: list[bool] = []
        monkeypatch.setattr(app, "bell", lambda: rung.append(True))
        app.app_focus = False
        app.run_bell.look()
        await wait_until(pilot, lambda: app.run_bell._timer is not None)
        add(folder, *now([*evaluation(200), done()]))
        (folder / "process.json").unlink()
        app.run_bell.look()
        await wait_until(pilot, lambda: bool(rung))
        assert [one.message for one in app._notifications] == ["mine is done: 90.9% right."]
        assert app.run_bell._timer is None


async def test_no_bell_where_one_looks(runs, monkeypatch):
    folder = write(runs / "mine", now(course(5)), process=ME)
    app = an_app(sound=True)
    async with app.run_test(size=(80, 24)) as pilot:
        rung: list[bool] = []
        monkeypatch.setattr(app, "bell", lambda: rung.append(True))
        app.run_bell.look()
        await wait_until(pilot, lambda: app.run_bell._timer is not None)
        add(folder, *now([event("failed", 9, why="no room")]))
        (folder / "process.json").unlink()
        app.run_bell.look()
        await wait_until(pilot, lambda: bool(app._notifications))
        assert [one.message for one in app._notifications] == ["mine has failed. no room"]
        assert not rung


# How it looks.


@pytest.mark.parametrize("size", [(1, 1), (20, 8), (40, 12), (63, 19), (400, 120)])
async def test_no_size_breaks_it(runs, size):
    write(runs / "mine", [*course(30), done()])
    write(runs / "日本語の名前がとても長い走り", [started(), event("failed", 3, why="x" * 500)])
    async with an_app().run_test(size=size) as pilot:
        page = await opened(pilot, 2)
        await pilot.press("down", "5", "1", "enter")
        await pilot.pause()
        assert page.is_current


@pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])
def test_two_runs(runs, snap_compare, size):
    write(runs / "first", course(120))
    write(runs / "second", [{**each, "time": each["time"] + 1000} for each in [*course(200), done()]])
    app = an_app()

    async def look(pilot) -> None:
        await pilot.pause()
        await opened(pilot, 2)
        await wait_until(pilot, lambda: bool(app.status) and not app.status.startswith("loading"))
        await pilot.press("space", "down", "space")
        await pilot.pause()
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=look)
