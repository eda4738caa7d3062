"""The page Data in the real application; the model is a fake that reads what the test says."""

from __future__ import annotations

import asyncio
import json
import re
import sys

import pytest
from fakes import FakeBackend, wait_until
from test_page_data_plain import HELLO, PICK, SCRIPT
from textual.widgets import Input, OptionList, Select, Static, TextArea

from agent.language.acts import Utterance
from agent.lm.interface import Parse
from tui.app import EtaoinApp
from tui.errors import UserError
from tui.examples import corrections as kept
from tui.examples import self_instruct
from tui.examples.row import Row, acting
from tui.examples.sources import corrections, file_source
from tui.mind.worker import Job
from tui.screens.data import browser
from tui.screens.data import self_instruct as page_self_instruct
from tui.screens.data.detail import Detail
from tui.screens.data.dialogs import Make
from tui.screens.data.meaning_dialog import Meaning
from tui.screens.data.messages import Tried
from tui.screens.data.screen import DataScreen
from tui.screens.data.source_list import SourceList
from tui.screens.data.statistics import StatisticsView
from tui.screens.data.trying import Trying
from tui.widgets.dialogs import Ask, Confirm


class Reader:
    """A model that reads the sentences of a table, and nothing else."""

    name = "reader"

    def __init__(self, known) -> None:
        self.known = known

    def parse(self, history, utterance, *, want_trace=False):
        acts = self.known.get(utterance)
        read = Utterance.model_validate({"acts": acts}) if acts else None
        return Parse("", read, 0, 0, 0.0, 0.0)


class ReadingBackend(FakeBackend):
    def model(self, spec, adapter, quantize=None):
        if self.model_error:
            raise self.model_error
        return Reader({"pick up the red cube": PICK, "hello": HELLO})


@pytest.fixture
def app(monkeypatch, tmp_path) -> EtaoinApp:
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(EtaoinApp, "DEFAULT_MODE", "data")
    monkeypatch.setattr(browser, "FIRST", 200)
    monkeypatch.setattr(browser, "PAGE", 60)
    return EtaoinApp(backend=ReadingBackend())


def page(app) -> DataScreen:
    [screen] = [screen for screen in app.screen_stack if isinstance(screen, DataScreen)]
    return screen


def said(app) -> list[str]:
    return [row.say for row in page(app).browser.table.rows]


def meant(row) -> str:
    return f"{row.say} {row.meaning}".casefold()


def text(app, selector: str) -> str:
    return str(page(app).query_one(selector, Static).content)


def nothing(app) -> str:
    """What is said in the place of rows."""
    table = page(app).browser.table
    return " ".join(table.render_line(y).text.strip() for y in range(table.size.height))


def detail(app) -> str:
    return str(page(app).query_one(Detail).query_one(Static).content)


def told(app) -> list[str]:
    return [notification.message for notification in app._notifications]


async def settled(pilot, app) -> None:
    """Rows are there, and shown."""
    await wait_until(pilot, lambda: isinstance(app.screen, DataScreen))
    await wait_until(pilot, lambda: not page(app).browser.reading)
    await pilot.pause(0.02)
    await wait_until(pilot, lambda: len(said(app)) == len(page(app).browser.rows) or bool(page(app).browser.wanted))


async def press_text(pilot, text: str) -> None:
    """Into the line that has the focus, as by pasting: quicker than key by key."""
    line = pilot.app.focused
    assert isinstance(line, Input)
    line.insert_text_at_cursor(text)


@pytest.fixture
def some(tmp_path):
    """A file as Self-Instruct writes it: two kept, one turned down."""
    file = tmp_path / "self.jsonl"
    made = [("pick up the red cube", PICK), ("hello there", HELLO)]
    lines = [{"attempt": n, "say": say, "acts": acts, "way": "input"} for n, (say, acts) in enumerate(made)]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    refused = {"attempt": 2, "way": "output", "reason": "ambiguous", "action": json.dumps({"acts": PICK})}
    (tmp_path / "self.jsonl.rejects.jsonl").write_text(json.dumps(refused) + "\n")
    return file


async def test_the_generator_is_open_first_and_goes_on_as_far_as_one_scrolls(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, app)
        assert text(app, "#name") == "Generator · seed 0"
        assert len(said(app)) == 200
        first = said(app)[0]
        await pilot.press("end")
        await wait_until(pilot, lambda: len(said(app)) > 200)
        await settled(pilot, app)
        await pilot.press("n")
        await settled(pilot, app)
        assert text(app, "#name") == "Generator · seed 1"
        assert said(app)[0] != first
        await pilot.press("number_sign")
        assert isinstance(app.screen, Ask)
        for wrong in ("x", "9" * 5000):
            app.screen.query_one(Input).value = wrong
            await pilot.press("enter")
            assert isinstance(app.screen, Ask), "a seed is a number"
        app.screen.query_one(Input).value = "0"
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, DataScreen))
        await settled(pilot, app)
        assert said(app)[0] == first


async def test_what_is_behind_an_example_is_told_beside_it(app):
    async with app.run_test(size=(160, 50)) as pilot:
        await settled(pilot, app)
        await pilot.press("down", "down", "down")
        row = page(app).browser.row
        await wait_until(pilot, lambda: "What the model is shown" in detail(app))
        assert row.number == 4
        assert row.say in detail(app)
        assert "tokens of prompt" in detail(app)
        assert f"In the scene {row.scene}" in detail(app)


async def test_filtering_by_words_act_and_length(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, app)
        shown = page(app).browser
        await pilot.press("slash")
        await pilot.press("r", "e", "d", "space", "t")  # no key of the page is meant while one types
        await wait_until(pilot, lambda: bool(said(app)) and all("red" in meant(row) for row in shown.table.rows))
        assert not shown.counting
        assert re.fullmatch(r"\d+ of [\d,]+( …|\+)", text(app, "#count"))
        await pilot.press("enter", "escape")
        await wait_until(pilot, lambda: len(said(app)) >= 200)
        shown.query_one("#act", Select).value = "stack"
        await wait_until(pilot, lambda: all("stack" in row.acts for row in shown.table.rows))
        shown.query_one("#length", Select).value = "1–3 words"
        await wait_until(pilot, lambda: all(row.words <= 3 for row in shown.table.rows))


async def test_what_nothing_fits_is_said_and_escape_shows_all(app, some):
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, app)
        page(app).open(file_source(some))
        await settled(pilot, app)
        await pilot.press("slash")
        await press_text(pilot, "zzz")
        await wait_until(pilot, lambda: "None of 3 is like that" in nothing(app))
        await pilot.press("escape", "escape")
        await wait_until(pilot, lambda: len(said(app)) == 3)


async def test_a_file_with_what_was_turned_down(app, some):
    async with app.run_test(size=(160, 50)) as pilot:
        await settled(pilot, app)
        await pilot.press("f")
        await wait_until(pilot, lambda: app.screen.query_one(OptionList).option_count == 2)
        for wrong in ("nowhere", "~nobody/x", "x" * 300, "[b]x[/b]"):
            app.screen.query_one(Input).value = wrong
            await pilot.press("enter")
            assert "There is no file" in str(app.screen.query_one(".problem", Static).content)
        app.screen.query_one(Input).value = ""
        await press_text(pilot, "self")
        await pilot.press("tab", "enter")
        await wait_until(pilot, lambda: isinstance(app.screen, DataScreen))
        await settled(pilot, app)
        assert text(app, "#count") == "3 · 2 kept"
        await pilot.press("end")
        await wait_until(pilot, lambda: "asks back" in detail(app) or "ask back" in detail(app))
        assert "turned down: ambiguous" in detail(app)
        verdict = page(app).browser.query_one("#verdict", Select)
        assert verdict.display
        verdict.value = "ambiguous"
        await wait_until(pilot, lambda: said(app) == [""])
        verdict.value = "+kept"
        await wait_until(pilot, lambda: len(said(app)) == 2)
        # It stands in the list from now on, until it is left out.
        names = [source.name for source in page(app)._sources]
        assert "self.jsonl" in names
        sources = page(app).query_one(SourceList)
        sources.focus()
        sources.highlighted = sources.get_option_index(f"file:{some}")
        await pilot.press("delete")
        await wait_until(pilot, lambda: "self.jsonl" not in [source.name for source in page(app)._sources])


async def test_a_file_that_cannot_be_read_says_why(app, tmp_path):
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot, app)
        page(app).open(file_source(tmp_path / "gone.jsonl"))
        await wait_until(pilot, lambda: "is not there" in nothing(app))
        odd = tmp_path / "odd.jsonl"
        odd.write_text('{"say": "[bold]\\u001b[31mhi", "acts": [{"act": "[/]"}]}\n{half\n')
        page(app).open(file_source(odd))
        await wait_until(pilot, lambda: len(said(app)) == 2)
        await wait_until(pilot, lambda: "[bold]" in detail(app))
        assert "\x1b" not in detail(app)


async def test_sorting_by_key_and_by_a_click_on_a_title(app, some):
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, app)
        page(app).open(file_source(some))
        await settled(pilot, app)
        table = page(app).browser.table
        await pilot.press("o")
        await wait_until(pilot, lambda: said(app)[0] == "")
        assert table.order == "say"
        await pilot.click(table, offset=(9, 0))
        await wait_until(pilot, lambda: said(app)[-1] == "")
        assert table.backwards
        await pilot.click(table, offset=(9, 2))
        assert table.cursor == 1


async def test_statistics_are_of_what_is_shown(app, some):
    async with app.run_test(size=(160, 50)) as pilot:
        await settled(pilot, app)
        await pilot.press("t")
        view = page(app).query_one(StatisticsView)
        await wait_until(pilot, lambda: "The first 200 examples of seed 0" in text(app, "#figures"))
        assert view.query_one("#by-act").display
        assert not view.query_one("#by-reason").display
        page(app).open(file_source(some))
        await wait_until(pilot, lambda: "3 examples" in text(app, "#figures"))
        assert "2 kept (67%)" in text(app, "#figures")
        assert view.query_one("#by-reason").display
        await pilot.press("escape")
        assert not page(app).browser.counting
        assert app.focused is page(app).browser.table


async def test_suites_are_marked_and_not_taken_elsewhere(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot, app)
        await wait_until(pilot, lambda: bool(page(app)._sources))
        [suite] = [source for source in page(app)._sources if source.name == "everyday"]
        page(app).open(suite)
        await settled(pilot, app)
        assert text(app, "#about").startswith("Never trained on")
        await pilot.press("x")
        assert isinstance(app.screen, DataScreen)


async def test_what_is_shown_is_written_to_a_file(app, some, tmp_path):
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, app)
        page(app).open(file_source(some))
        await settled(pilot, app)
        for name, screen in (("out.jsonl", DataScreen), ("out.jsonl", Confirm)):
            await pilot.press("x")
            await press_text(pilot, name)
            await pilot.press("enter")
            await wait_until(pilot, lambda screen=screen: isinstance(app.screen, screen))
        await pilot.press("y")
        await wait_until(pilot, lambda: sum("2 examples in out.jsonl" in one for one in told(app)) == 2)
        assert any("1 without anything to learn" in one for one in told(app))
        lines = (tmp_path / "out.jsonl").read_text().splitlines()
        assert [json.loads(line)["say"] for line in lines] == ["pick up the red cube", "hello there"]
        await pilot.press("x")
        await press_text(pilot, "no/out.jsonl")
        await pilot.press("enter")
        assert "There is no folder no" in str(app.screen.query_one(".problem", Static).content)


# Corrections.


async def open_corrections(pilot, app) -> None:
    await settled(pilot, app)
    page(app).open(corrections())
    await settled(pilot, app)


async def add(pilot, app, say: str, words: str) -> None:
    await pilot.press("a")
    await wait_until(pilot, lambda: isinstance(app.screen, Meaning))
    await press_text(pilot, say)
    await pilot.press("enter")
    await press_text(pilot, words)
    await pilot.press("enter")
    await wait_until(pilot, lambda: "acts" in app.screen.query_one(TextArea).text)
    await pilot.press("ctrl+s")
    await wait_until(pilot, lambda: say in said(app))


async def test_a_correction_is_added_edited_deleted_and_put_back(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await open_corrections(pilot, app)
        assert "No corrections yet" in nothing(app)
        await add(pilot, app, "yoink it", "pick up the red cube")
        assert page(app).browser.row.meaning == "pick_up(the red cube)"

        await pilot.press("e")
        await wait_until(pilot, lambda: isinstance(app.screen, Meaning))
        area = app.screen.query_one(TextArea)
        area.text = '{"act":"clear"}'
        await wait_until(pilot, lambda: "what" in str(app.screen.query_one(".problem", Static).content))
        await pilot.press("ctrl+s")
        assert isinstance(app.screen, Meaning), "what is no action is not kept"
        area.text = json.dumps(HELLO)
        await pilot.press("ctrl+s")
        await wait_until(pilot, lambda: isinstance(app.screen, DataScreen) and page(app).browser.row.act == "talk")
        assert said(app) == ["yoink it"], "the last one counts"

        await pilot.press("d", "escape")
        assert said(app) == ["yoink it"]
        await pilot.press("d", "y")
        await wait_until(pilot, lambda: said(app) == [])
        await pilot.press("u")
        await wait_until(pilot, lambda: said(app) == ["yoink it"])


async def test_what_the_model_cannot_read_is_not_kept(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await open_corrections(pilot, app)
        await pilot.press("a", "ctrl+s")
        await wait_until(pilot, lambda: isinstance(app.screen, Meaning))
        assert "Give the sentence first" in str(app.screen.query_one(".problem", Static).content)
        await press_text(pilot, "zot")
        await pilot.press("enter")
        await press_text(pilot, "frobnicate")
        await pilot.press("enter")
        await wait_until(pilot, lambda: "can't read that" in str(app.screen.query_one("#english", Static).content))
        await pilot.press("ctrl+s")
        assert "press enter, or write" in str(app.screen.query_one(".problem", Static).content)
        await pilot.press("escape")
        await wait_until(pilot, lambda: isinstance(app.screen, DataScreen))
        assert said(app) == []


async def test_a_change_by_somebody_else_is_seen(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await open_corrections(pilot, app)
        await asyncio.to_thread(kept.add, corrections().path, "from elsewhere", json.dumps(PICK))
        await wait_until(pilot, lambda: said(app) == ["from elsewhere"])
        corrections().path.write_text("{half\n")
        await wait_until(pilot, lambda: "line 1 is no correction" in nothing(app))
        await pilot.press("e")
        assert isinstance(app.screen, DataScreen)


async def test_whether_the_model_reads_them_by_now(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await open_corrections(pilot, app)
        await add(pilot, app, "pick up the red cube", "pick up the red cube")
        await add(pilot, app, "yoink it", "pick up the red cube")
        await pilot.press("P")
        await wait_until(pilot, lambda: page(app).browser.table.tried == {1: "✓", 2: "✗"})
        await wait_until(pilot, lambda: any("reads 1 of 2" in one for one in told(app)))
        await pilot.press("end")
        await wait_until(pilot, lambda: "not yet: it can't read that" in detail(app))
        await pilot.press("home", "p")
        await wait_until(pilot, lambda: "learned" in detail(app))

        await asyncio.to_thread(kept.add, corrections().path, "from elsewhere", json.dumps(PICK))
        await wait_until(pilot, lambda: "from elsewhere" in said(app))
        assert not page(app)._trying.marks, "rows may have other numbers now"


def test_the_model_is_asked_about_one_row_at_a_time():
    class Queue:
        def __init__(self) -> None:
            self.asked = []

        def ask(self, owner, doing, work):
            self.asked.append(work)
            return Job()

    mind, trying = Queue(), Trying()
    rows = [acting(number, "hello", HELLO) for number in (1, 2, 3)]
    assert trying.ask(mind, None, [*rows, Row(4, "hi", answer="hi")]) == 3
    assert len(mind.asked) == 1, "the chat's turn comes before the next"
    first = Tried(0, 1, True, "")
    assert trying.take(mind, None, first)
    assert (len(mind.asked), trying.waiting) == (2, 2)
    assert trying.cancel()
    assert trying.marks == {1: "✓"}
    assert not trying.take(mind, None, Tried(0, 2, True, "")), "nobody waits for that any more"
    assert trying.ask(mind, None, rows[2:]) == 1
    assert len(mind.asked) == 3


async def test_without_a_model_it_is_said_what_is_wrong(app):
    app.backend.model_error = RuntimeError("no weights")
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, app)
        await pilot.press("p")
        await wait_until(pilot, lambda: any("no weights" in one for one in told(app)))
        assert page(app).browser.table.tried == {}


async def test_training_on_them_leads_to_the_page_train(app, monkeypatch):
    gone = []

    async def go(name: str) -> None:
        gone.append(name)

    monkeypatch.setattr(app, "action_go", go)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_corrections(pilot, app)
        await pilot.press("T")
        await wait_until(pilot, lambda: any("nothing to train on" in one for one in told(app)))
        await add(pilot, app, "yoink it", "hello")
        await pilot.press("T")
        await wait_until(pilot, lambda: gone == ["train"])


# Self-Instruct.


@pytest.fixture
def script(monkeypatch, tmp_path):
    file = tmp_path / "fake.py"
    file.write_text(SCRIPT)
    monkeypatch.setattr(self_instruct, "COMMAND", (sys.executable, str(file)))


async def make(pilot, app, n: str) -> None:
    await settled(pilot, app)
    await pilot.press("g")
    await wait_until(pilot, lambda: isinstance(app.screen, Make))
    app.screen.query_one("#n", Input).value = n
    await pilot.press("enter")


async def test_self_instruct_is_watched_and_stopped(app, script, tmp_path):
    async with app.run_test(size=(120, 40)) as pilot:
        await make(pilot, app, "none")
        assert isinstance(app.screen, Make)
        assert "whole number" in str(app.screen.query_one(".problem", Static).content)
        app.screen.query_one("#n", Input).value = "99"
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, DataScreen))
        await wait_until(pilot, lambda: "3 of 99 kept" in text(app, "#making"))
        await wait_until(pilot, lambda: len(said(app)) == 4)
        assert text(app, "#name") == "self.jsonl"
        assert page(app).check_action("make", ()) is False
        await pilot.press("k")
        await wait_until(pilot, lambda: not page(app).query_one("#making").display)
        assert any("3 of 99 kept" in one for one in told(app))
        assert (tmp_path / "self.jsonl").read_text().count("\n") == 3


async def test_self_instruct_that_fails_says_why(app, script):
    async with app.run_test(size=(120, 40)) as pilot:
        await make(pilot, app, "13")
        await wait_until(pilot, lambda: any("there is no author" in one for one in told(app)))
        assert page(app).check_action("make", ()) is True


async def test_what_cannot_begin_is_told(app, monkeypatch):
    def refuse(*args):
        raise UserError("The disk is full.")

    monkeypatch.setattr(page_self_instruct, "Making", refuse)
    async with app.run_test(size=(120, 40)) as pilot:
        await make(pilot, app, "5")
        await wait_until(pilot, lambda: "The disk is full." in told(app))


async def test_a_run_ends_with_the_application(app, script):
    async with app.run_test(size=(120, 40)) as pilot:
        await make(pilot, app, "99")
        await wait_until(pilot, lambda: page(app)._making is not None)
        run = page(app)._making
    run.wait(10)
    assert run.look().code is not None


# Sizes and places.


async def test_in_a_small_window_the_list_and_the_example_lie_over_the_table(app):
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot, app)
        sources, table = page(app).query_one(SourceList), page(app).browser.table
        assert not sources.display
        await pilot.press("s")
        assert sources.display
        assert app.focused is sources
        await pilot.press("escape")
        assert not sources.display
        await pilot.press("enter")
        assert not table.display
        await pilot.press("escape")
        assert table.display
        assert app.focused is table


async def test_any_size_will_do(app, some):
    async with app.run_test(size=(1, 1)) as pilot:
        await settled(pilot, app)
        for size in ((40, 12), (220, 70), (12, 3)):
            await pilot.resize_terminal(*size)
            await pilot.press("t", "escape", "end", "s", "escape", "f", "escape", "g", "escape")
            await wait_until(pilot, lambda: isinstance(app.screen, DataScreen))
        page(app).open(file_source(some))
        await settled(pilot, app)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert len(said(app)) == 3


async def test_while_another_page_is_open_nothing_is_looked_at(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, app)
        data, watch = page(app), page(app)._watch
        app.push_screen(Ask("?"))
        await wait_until(pilot, lambda: not watch._active.is_set())
        await pilot.press("escape")
        await wait_until(pilot, lambda: watch._active.is_set())
        assert data.is_mounted


async def test_the_palette_offers_the_sources(app):
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot, app)
        await wait_until(pilot, lambda: bool(page(app)._sources))
        offers = {command.title: command.callback for command in page(app).offers()}
        offers["Data: seed tasks"]()
        await settled(pilot, app)
        assert text(app, "#name") == "seed tasks"
        page(app).action_copy()
        assert json.loads(app.clipboard)["acts"]
