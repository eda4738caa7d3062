"""The form on a screen: choose, fill in, see what it takes, start, keep, leave."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import ClassVar

import pytest
from fakes import FakeBackend, wait_until
from textual.widgets import Button, Input, OptionList, Static

from tui.app import EtaoinApp
from tui.paths import corrections_file
from tui.runs import start as starting
from tui.screens.page import PageScreen
from tui.screens.train.form import foot, screen, side
from tui.screens.train.form.choice import Choice
from tui.screens.train.form.choosing import Choosing
from tui.screens.train.form.filling import Filling
from tui.screens.train.form.rows import NameRow, Row
from tui.screens.train.form.screen import NewRunScreen
from tui.screens.train.form.side import Side
from tui.screens.train.form.sources import AddSource, SourceRow, Sources
from tui.screens.train.form.starts import recipes_folder
from tui.widgets.dialogs import Ask, Confirm

YOINK = {"say": "yoink the red cube", "acts": [{"act": "pick_up", "what": {"kind": "block", "det": "the"}}]}
PLAN = {
    "model": "nano", "parameters": 5_180_928, "trained": 356_352, "tokens": 327_680, "step_tokens": 4096,
    "parts": [["processes", 0.9e9], ["one forward pass", 0.5e9]], "peak": 1.4e9, "room": 8e9,
    "where": "free on this computer", "fits": True, "seconds": None, "minutes": 10.0, "elsewhere": [],
    "changes": [["adapter.r", "8", 1.2e9]], "gpu": False,
}  # fmt: skip
STATISTICS = {"rows": 3, "tokens": 70, "completion": 0.5, "longest": 25, "max_length": 320}
LINT = {"findings": [], "statistics": STATISTICS, "notes": ["Half of it is generated."], "refuses": False}
FINDING = {"severity": "error", "what": "rows [bold]without", "count": 2, "example": "x", "next_step": "raise it"}


class Bare(PageScreen):
    """What the form lies over."""


class FakeReckoner:
    """Answers what the test says, once its gate is open."""

    plan: ClassVar[dict] = {"plan": PLAN}
    lint: ClassVar[dict] = {"lint": LINT}
    gate = threading.Event()

    def __init__(self, what):
        self.what = what
        self.asked = []
        self.closed = False

    def ask(self, question):
        self.asked.append(question)
        self.gate.wait(10)
        return getattr(FakeReckoner, self.what)

    def close(self):
        self.closed = True
        self.gate.set()


@pytest.fixture(autouse=True)
def _small_app(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(EtaoinApp, "MODES", {"train": Bare})
    monkeypatch.setattr(EtaoinApp, "DEFAULT_MODE", "train")
    monkeypatch.setattr(screen, "PAUSE", 0.005)
    monkeypatch.setattr(side, "Reckoner", FakeReckoner)
    monkeypatch.setattr(FakeReckoner, "plan", {"plan": PLAN})
    monkeypatch.setattr(FakeReckoner, "lint", {"lint": LINT})
    FakeReckoner.gate.set()


def write(path: Path, *rows) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


class Form:
    """The form in an app, and what one reads off it."""

    def __init__(self, pilot) -> None:
        self.pilot = pilot
        self.left: list[Path | None] = []

    @property
    def screen(self) -> NewRunScreen:
        return next(each for each in self.pilot.app.screen_stack if isinstance(each, NewRunScreen))

    def text(self, selector: str) -> str:
        return str(self.screen.query_one(selector, Static).content)

    @property
    def reason(self) -> str:
        return self.text("#reason")

    @property
    def draft(self):
        return self.screen._draft

    def row(self, key: str) -> Row:
        return next(row for row in self.screen.query(Row) if row.key == key)

    def shown(self, key: str) -> bool:
        return any(row.key == key and row.display for row in self.screen.query(Row))

    async def open(self, recipe: str | None = "nano-adapter") -> Form:
        self.pilot.app.push_screen(NewRunScreen(recipe), self.left.append)
        await self.pilot.pause()
        await wait_until(self.pilot, lambda: self.screen.query_one(Choosing).has_focus)
        if recipe:
            await wait_until(self.pilot, lambda: self.screen.query_one(Choosing).pointed is not None)
            await self.pilot.press("enter")
            await self.ready()
        return self

    async def ready(self) -> None:
        await wait_until(self.pilot, lambda: self.reason.startswith(("Ready", "Not yet")))
        await self.pilot.pause()

    async def type(self, key: str, text: str) -> None:
        row = self.row(key)
        row.enter()
        await self.pilot.pause()
        row.query_one(Input).value = text
        await self.pilot.pause()
        await self.ready()


def app() -> EtaoinApp:
    return EtaoinApp(backend=FakeBackend())


async def test_a_recipe_is_chosen_and_its_fields_are_changed_and_put_back():
    async with app().run_test(size=(120, 40)) as pilot:
        form = await Form(pilot).open(None)
        listed = form.screen.query_one(Choosing)
        assert listed.option_count >= 8
        assert "Teach nano your words" in str(listed.get_option_at_index(0).prompt)
        assert 'base = "agent/models/nano"' in form.text("About .text")
        assert not form.screen.query_one(Filling).display
        await pilot.press("down", "down")
        assert "nano from nothing" in form.text("About .text")
        await pilot.press("up", "enter")
        await form.ready()
        assert form.draft.start.title == "nano-adapter"
        form.row("optimizer.lr").enter()
        await pilot.pause()
        assert form.text("About .title") == "optimizer.lr"
        assert form.text("About .text") == "The peak learning rate.\nthe recipe has: 0.002"
        await pilot.press("3", "e", "-", "3")
        await form.ready()
        row = form.row("optimizer.lr")
        assert str(row.query_one(".label", Static).content) == "* lr"
        assert "1 changed" in form.text("#form-title")
        assert form.text("#command") == "$ etaoin train nano-adapter --set optimizer.lr=0.003"
        await pilot.press("ctrl+y")
        assert pilot.app.clipboard == "etaoin train nano-adapter --set optimizer.lr=0.003"
        await pilot.press("ctrl+z")
        await form.ready()
        assert row.text == "0.002"
        assert form.text("#command") == "$ etaoin train nano-adapter"
        await form.type("seed", "9")
        await form.type("adapter.r", "x")
        await pilot.click("#reset_all")
        await form.ready()
        assert "as the recipe has it" in form.text("#form-title")
        assert form.row("seed").text == "1"


async def test_typing_goes_on_while_the_plan_and_the_lint_are_made():
    async with app().run_test(size=(120, 40)) as pilot:
        FakeReckoner.gate.clear()
        form = await Form(pilot).open()
        assert form.text("PlanView .text") == form.text("LintView .text") == "computing …"
        await form.type("seed", "41")
        await form.type("seed", "42")
        asked = form.screen.query_one(Side)._plan.asked
        await wait_until(pilot, lambda: asked[-1]["recipe"]["seed"] == 42)
        FakeReckoner.gate.set()
        await wait_until(pilot, lambda: "356,352 parameters (6.9%)" in form.text("PlanView .text"))
        await wait_until(pilot, lambda: "nothing that would spoil a run" in form.text("LintView .text"))
        plan = form.text("PlanView .text")
        assert "327,680 tokens in 80 steps" in plan
        assert "✓ fits: 8.0 GB are free on this computer" in plan
        assert form.screen.query_one("#card").display is False


async def test_what_is_wrong_is_said_below_the_field_and_forbids_the_start():
    async with app().run_test(size=(120, 40)) as pilot:
        form = await Form(pilot).open()
        assert not form.screen.query_one("#start", Button).disabled
        await form.type("adapter.r", "-3")
        row = form.row("adapter.r")
        problem = row.problem
        assert problem is not None
        assert problem.display
        assert str(problem.content) == "! This should be greater than or equal to 0"
        assert form.reason == "Not yet: r: this should be greater than or equal to 0"
        assert form.screen.query_one("#start", Button).disabled
        assert "mend what is marked" in form.text("PlanView .text")
        await pilot.press("ctrl+g")
        assert form.left == []
        await pilot.press("ctrl+z")
        await form.ready()
        assert not problem.display
        assert form.reason == "Ready: the run will be in runs/nano-adapter"


REFUSED = [
    ("lint", {"lint": {**LINT, "findings": [FINDING], "refuses": True}}, "refuses these data", "rows [bold]without"),
    ("lint", {"error": "bad.jsonl, line 1 [/]", "forbids": True}, "bad.jsonl, line 1", "✗ bad.jsonl, line 1 [/]"),
    ("plan", {"error": "no layer called x", "forbids": True}, "no layer called x", "✗ no layer called x"),
]


async def test_what_the_run_would_refuse_forbids_the_start(monkeypatch):
    async with app().run_test(size=(120, 40)) as pilot:
        form = await Form(pilot).open()
        for seed, (what, answer, reason, shown) in enumerate(REFUSED, 10):
            with monkeypatch.context() as patch:
                patch.setattr(FakeReckoner, what, answer)
                form.row("seed").put(str(seed))
                await wait_until(pilot, lambda reason=reason: reason in form.reason)
                assert form.screen.query_one("#start", Button).disabled
                assert shown in form.text(f"{what.title()}View .text")


async def test_cards_and_the_mixture_of_a_falcon(monkeypatch):
    monkeypatch.setattr(FakeReckoner, "plan", {"error": "--card potato: known are t4", "forbids": False})
    async with app().run_test(size=(120, 40)) as pilot:
        form = await Form(pilot).open("falcon-7b-dolly")
        card = form.screen.query_one("#card", Input)
        assert card.display
        card.value = "potato"
        await wait_until(pilot, lambda: form.screen.query_one(Side)._plan.asked[-1]["card"] == "potato")
        await wait_until(pilot, lambda: "known are t4" in form.text("PlanView .text"))
        await form.ready()
        assert form.reason.startswith("Ready")
        form.screen.query_one(".weight", Input).value = "0.5"
        await wait_until(pilot, lambda: "weight = 0.5" in form.text("#command"))
        form.screen.query_one(".weight", Input).value = "-1"
        await wait_until(
            pilot, lambda: "The weight should be" in str(form.screen.query_one("SourceRow .problem", Static).content)
        )
        await wait_until(pilot, lambda: "Not yet" in form.reason)


async def test_choices_by_keys_and_mouse_and_fields_follow_the_base():
    async with app().run_test(size=(120, 40)) as pilot:
        form = await Form(pilot).open()
        form.row("adapter.distill").enter()
        await pilot.pause()
        await pilot.press("left")
        assert form.draft.text("adapter.distill") == "yes"
        await pilot.press("left", "right", "right")
        assert form.draft.text("adapter.distill") == "no"
        await pilot.press("space")
        assert form.draft.text("adapter.distill") == "yes"
        choice = form.row("optimizer.kind").query_one(Choice)
        choice.scroll_visible(animate=False)
        await pilot.pause()
        await pilot.click(choice, offset=(10, 0))
        assert form.draft.text("optimizer.kind") == "muon"
        assert "● muon" in choice.render().plain
        assert not form.shown("model.quantize")
        assert not form.shown("schedule.kind")
        await pilot.press("ctrl+l")
        assert form.shown("schedule.kind")
        assert not form.shown("model.quantize")
        await form.type("model.base", "falcon-7b")
        assert form.shown("model.quantize")
        assert "Not yet" in form.reason
        await pilot.press("ctrl+l")
        assert not form.shown("schedule.kind")


async def test_the_arrows_go_from_field_to_field_also_where_the_form_scrolls():
    async with app().run_test(size=(80, 24)) as pilot:
        form = await Form(pilot).open()
        assert form.screen.query_one(Filling).max_scroll_y > 0
        form.row("budget.minutes").enter()
        await pilot.pause()
        await pilot.press("down")
        assert form.row("budget.steps").has_pseudo_class("focus-within")
        await pilot.press("up")
        assert form.row("budget.minutes").has_pseudo_class("focus-within")


async def test_data_are_added_and_removed_and_paths_are_completed(tmp_path):
    write(corrections_file(), YOINK, YOINK)
    write(tmp_path / "self.jsonl", YOINK)
    async with app().run_test(size=(120, 40)) as pilot:
        form = await Form(pilot).open()
        await pilot.press("ctrl+n")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, AddSource))
        options = [str(option.prompt) for option in pilot.app.screen.query_one(OptionList).options]
        assert [option.split("  ")[0] for option in options] == ["corrections", "self.jsonl", "a file …"]
        assert "2 so far" in options[0]
        await pilot.press("enter")
        await wait_until(pilot, lambda: "--data corrections" in form.text("#command"))
        assert "changed" in form.text("#form-title")
        await wait_until(pilot, lambda: "“Teach nano your words” has settings that forget less" in form.reason)
        await pilot.press("ctrl+n")
        await wait_until(pilot, lambda: isinstance(pilot.app.screen, AddSource))
        await pilot.press("end", "enter")
        await wait_until(pilot, lambda: "data: name a file of JSON lines" in form.reason)
        rows = list(form.screen.query(SourceRow))
        line = rows[1].query_one(".source", Input)
        assert line.has_focus
        await pilot.press("s", "e")
        await wait_until(pilot, lambda: line._suggestion == "self.jsonl")
        await pilot.press("right")
        assert line.value == "self.jsonl"
        await wait_until(pilot, lambda: "self.jsonl" in form.text("#command"))
        await pilot.click(rows[0].query_one(Button))
        await wait_until(pilot, lambda: "corrections" not in form.text("#command"))
        assert [row.source.source for row in form.screen.query(SourceRow)] == ["self.jsonl"]
        form.screen.query_one(Sources).query_one("Button.add").focus()
        await pilot.pause()
        await pilot.press("ctrl+z")
        await form.ready()
        assert form.text("#command") == "$ etaoin train nano-adapter"


# Starting.


class FakeStart:
    """Begins, or not, as the test says."""

    error: Exception | None = None
    gate = threading.Event()
    made: tuple = ()

    def __init__(self, args, run):
        FakeStart.made = (list(args), run)
        self.cancelled = threading.Event()

    def wait(self):
        while not self.gate.wait(0.01):
            if self.cancelled.is_set():
                return None
        if self.error:
            raise self.error
        return FakeStart.made[1]

    def cancel(self):
        self.cancelled.set()


@pytest.fixture
def start(monkeypatch):
    monkeypatch.setattr(foot, "Start", FakeStart)
    monkeypatch.setattr(FakeStart, "error", None)
    FakeStart.gate.clear()
    FakeStart.made = ()
    return FakeStart


async def test_a_start_can_be_stopped_or_fail_and_succeeds_in_the_end(start, tmp_path):
    async with app().run_test(size=(120, 40)) as pilot:
        form = await Form(pilot).open()
        await pilot.press("ctrl+g")
        await wait_until(pilot, lambda: form.reason.startswith("Starting"))
        await pilot.press("escape")
        await wait_until(pilot, lambda: form.reason.startswith("Ready"))
        start.gate.set()
        start.error = starting.UserError("The run did not begin: [b]the disk is full")
        await pilot.click("#start")
        await wait_until(pilot, lambda: form.reason == "The run did not begin: [b]the disk is full")
        assert form.left == []
        assert not form.screen.query_one(Filling).disabled
        assert not form.screen.query_one("#start", Button).disabled
        start.error = None
        await form.type("name", "mine")
        await pilot.press("ctrl+g")
        await wait_until(pilot, lambda: form.left != [])
        assert form.left == [tmp_path / "runs" / "mine"]
        assert start.made == (["nano-adapter", "--out", "runs/mine"], tmp_path / "runs" / "mine")


async def test_what_does_not_fit_is_asked_about(start, monkeypatch):
    start.gate.set()
    monkeypatch.setattr(FakeReckoner, "plan", {"plan": {**PLAN, "fits": False, "peak": 9e9}})
    async with app().run_test(size=(120, 40)) as pilot:
        form = await Form(pilot).open()
        await wait_until(pilot, lambda: "does not fit" in form.reason)
        assert "✗ does not fit: 8.0 GB are free on this computer, 1.0 GB too little" in form.text("PlanView .text")
        assert "adapter.r 8" in form.text("PlanView .text")
        await pilot.press("ctrl+g")
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("n")
        assert start.made == ()
        await pilot.press("ctrl+g", "y")
        await wait_until(pilot, lambda: form.left != [])


# Keeping, leaving.


async def test_a_recipe_is_kept_and_listed_or_it_is_said_why_not():
    async with app().run_test(size=(120, 40)) as pilot:
        form = await Form(pilot).open()
        await form.type("seed", "9")
        recipes_folder().parent.mkdir(parents=True, exist_ok=True)
        recipes_folder().write_text("in the way")
        await pilot.press("ctrl+s")
        assert isinstance(pilot.app.screen, Ask)
        await pilot.press("enter")
        pilot.app.screen.query_one(Input).value = "nano-adapter"
        await pilot.press("enter")
        assert "program's" in str(pilot.app.screen.query_one(".problem", Static).content)
        pilot.app.screen.query_one(Input).value = "nine"
        await pilot.press("enter")
        await wait_until(pilot, lambda: "can't be saved" in form.reason)
        recipes_folder().unlink()
        await pilot.press("ctrl+s")
        pilot.app.screen.query_one(Input).value = "nine"
        await pilot.press("enter")
        await wait_until(pilot, lambda: (recipes_folder() / "nine.toml").exists())
        await wait_until(pilot, lambda: form.screen.query_one(Choosing).option_count == 9)
        await pilot.press("escape")  # nothing would be lost
        assert form.left == [None]


async def test_what_was_changed_is_lost_only_when_that_is_said():
    async with app().run_test(size=(120, 40)) as pilot:
        form = await Form(pilot).open()
        await pilot.press("f1")
        told = " ".join(str(static.content) for static in pilot.app.screen.query(Static))
        assert "Keep this as a recipe of your own" in told
        await pilot.press("escape")
        await form.type("seed", "9")
        await pilot.press("ctrl+o", "down", "enter")
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("escape", "escape")  # no; back to the fields
        assert form.screen.query_one(Filling).display
        assert form.row("seed").text == "9"
        await pilot.press("ctrl+o", "enter")
        await pilot.press("y")
        await wait_until(pilot, lambda: form.draft.start.title == "nano-scratch")
        await form.ready()
        assert form.row("name").text == "nano-scratch"
        await form.type("seed", "9")
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("n")
        assert form.left == []
        side = form.screen.query_one(Side)
        await pilot.press("escape", "y")
        assert form.left == [None]
        await wait_until(pilot, lambda: side._plan.closed and side._lint.closed)


async def test_any_size():
    async with app().run_test(size=(1, 1)) as pilot:
        form = await Form(pilot).open()
        await wait_until(pilot, lambda: "356,352" in form.text("PlanView .text"))
        for size in ((20, 5), (40, 12), (99, 30), (400, 120), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert form.screen.query_one(NameRow).query_one(Input).region.height == 1


@pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])
def test_a_picture(snap_compare, size, monkeypatch, tmp_path):
    write(corrections_file(), YOINK, YOINK, YOINK)
    one = app()
    one.animation_level = "none"

    async def fill(pilot) -> None:
        await pilot.pause()
        form = await Form(pilot).open("falcon-7b-dolly-blocks")
        await form.type("optimizer.lr", "1e-4")
        await wait_until(pilot, lambda: "356,352" in form.text("PlanView .text"))
        await wait_until(pilot, lambda: "nothing that would" in form.text("LintView .text"))
        form.row("optimizer.lr").query_one(Input).cursor_blink = False
        pilot.app.status, pilot.app.trouble = "nano", False
        await pilot.pause()

    assert snap_compare(one, terminal_size=size, run_before=fill)
