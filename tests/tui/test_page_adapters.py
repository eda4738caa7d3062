"""The page of adapters: real files, the real nano, and what one does with both."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeBackend, wait_until
from safetensors.numpy import save_file
from textual.widgets import Input, OptionList, Static

from agent.lm.adapters import sha256_of
from agent.lm.registry import SHIPPED_NANO, adapters_of
from training.adapters import SuiteScore, entries, get, suite_scores
from tui.app import EtaoinApp
from tui.backend import Backend
from tui.paths import adapters_folder
from tui.program import Cancelled, Program, ProgramError
from tui.screens.adapters import doing
from tui.screens.adapters import screen as page_module
from tui.screens.adapters.details import described
from tui.screens.adapters.screen import AdaptersScreen
from tui.screens.adapters.shelf import Kept, Score, arranged, columns, percent, read_shelf, side_by_side
from tui.screens.adapters.table import AdapterTable
from tui.screens.compare.column import AnswerColumn
from tui.screens.compare.screen import CompareScreen
from tui.widgets.dialogs import Ask, Confirm

LAYER = "transformer.h.0.self_attention.dense"


def make(folder: Path, digest: str | None = None, base: str = "nano", **told) -> Path:
    """An adapter for the shipped nano (or, by its digest, for another) that changes next to nothing."""
    folder.mkdir(parents=True)
    config = {
        "peft_type": "LORA", "task_type": "CAUSAL_LM", "base_model_name_or_path": base, "r": 2, "lora_alpha": 4,
        "target_modules": ["dense"], "bias": "none",
    }  # fmt: skip
    (folder / "adapter_config.json").write_text(json.dumps(config))
    width = json.loads((SHIPPED_NANO / "config.json").read_text())["hidden_size"]
    zeros = {
        f"base_model.model.{LAYER}.lora_A.weight": np.zeros((2, width), np.float32),
        f"base_model.model.{LAYER}.lora_B.weight": np.zeros((width, 2), np.float32),
    }
    save_file(zeros, folder / "adapter_model.safetensors")
    digest = digest or sha256_of(SHIPPED_NANO / "model.safetensors")
    (folder / "metadata.json").write_text(json.dumps({"base": {"name": base, "sha256": digest}, **told}))
    return folder


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))


@pytest.fixture
def kept():
    root = adapters_folder()
    make(
        root / "mine", steps=1200, scores={"accuracy": 0.969, "loss": 0.01}, before={"accuracy": 0.961, "loss": 0.02},
        seed=3, commit="0123456789abcdef", recipe={"optimizer": {"kind": "adamw", "lr": 0.002}},
        examples={"files": {"words.jsonl": "ab" * 32}, "trained_on": 30, "held_out": 4},
    )  # fmt: skip
    make(root / "second", steps=30, scores={"accuracy": 0.5}, before={"accuracy": 0.5})
    make(root / "strange", digest="0" * 64)
    make(root / "broken")
    (root / "broken" / "adapter_model.safetensors").write_bytes(b"cut")
    return root


def table(app) -> AdapterTable:
    return app.screen.query_one(AdapterTable)


def names(app) -> list[str]:
    return [one.name for one in table(app).shown]


def said(app) -> str:
    return " | ".join(note.message for note in app._notifications)


def details(app) -> str:
    return str(app.screen.query_one("Details Static", Static).content)


async def opened(pilot, count: int) -> None:
    await pilot.press("f6")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, AdaptersScreen) and len(names(pilot.app)) == count)


async def to(pilot, name: str) -> None:
    table(pilot.app).move_cursor(row=names(pilot.app).index(name))
    await wait_until(pilot, lambda: name in details(pilot.app).splitlines()[0])


async def test_without_any_it_says_how_to_get_one():
    app = EtaoinApp(backend=FakeBackend())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("f6")
        await wait_until(pilot, lambda: bool(app.screen.query("#empty")) and app.screen.query_one("#empty").display)
        text = str(app.screen.query_one("#empty", Static).content)
        assert "No adapter is kept yet" in text
        assert "F5" in text
        await pilot.press("enter", "d", "v", "c", "x", "m", "e", "r", "space", "s")  # nothing to do it with
        assert isinstance(app.screen, AdaptersScreen)


@pytest.mark.usefixtures("kept")
async def test_rows_tell_where_each_comes_from_and_the_pane_tells_all():
    app = EtaoinApp(backend=FakeBackend())
    async with app.run_test(size=(140, 40)) as pilot:
        await opened(pilot, 4)
        await to(pilot, "mine")
        text = details(app)
        for piece in (
            "fits nano", "words.jsonl abababababab", "30 examples, 4 held out", "0123456789ab", "adamw",
            "optimizer.lr", "96.9%", "▲ was 96.1%", "▼ was 0.02", str(adapters_folder() / "mine"),
        ):  # fmt: skip
            assert piece in " ".join(text.split()) or piece in text.replace("\n", "").replace(" ", ""), piece
        await to(pilot, "strange")
        assert "it was trained on nano with the weights 000000000000" in " ".join(details(app).split())
        await to(pilot, "broken")
        assert "is damaged" in " ".join(details(app).split())
        row = [str(cell) for cell in table(app).get_row_at(names(app).index("mine"))]
        assert any("96.9% +0.8" in cell for cell in row)
        signs = {name: str(table(app).get_row_at(number)[0]) for number, name in enumerate(names(app))}
        assert signs == {"mine": "   ", "second": "   ", "strange": " ✗ ", "broken": " ✗ "}
        gains = [cell for cell in table(app).get_row_at(names(app).index("second")) if "+0.0" in str(cell)]
        assert gains, "it is told"
        assert not gains[0].spans, "and is no gain"
        app.screen._draw()  # drawn before anything else happens: what is cut now stays cut
        rows = "".join(segment.text for y in range(5) for segment in table(app).render_line(y))
        assert all(name in rows for name in names(app))


@pytest.mark.usefixtures("kept")
async def test_filter_and_sort_by_keys_and_mouse():
    app = EtaoinApp(backend=FakeBackend())
    async with app.run_test(size=(140, 40)) as pilot:
        await opened(pilot, 4)
        await pilot.press("slash", *"words")
        assert names(app) == ["mine"]
        await pilot.press("enter")
        assert app.focused is table(app)
        await pilot.press("slash", *"zzz")
        assert names(app) == []
        assert "Escape" in str(app.screen.query_one("#empty", Static).content)
        await pilot.press("escape")
        assert len(names(app)) == 4
        while table(app).sorted_by != "steps":
            await pilot.press("s")
        assert names(app)[:2] == ["mine", "second"]
        await pilot.press("S")
        assert names(app)[:2] == ["second", "mine"], "what has no steps stays below"
        await pilot.click(AdapterTable, offset=(8, 0))
        assert table(app).sorted_by == "name"
        assert names(app) == ["broken", "mine", "second", "strange"]


@pytest.mark.usefixtures("kept")
async def test_adapters_are_put_on_the_chat_and_taken_off():
    backend = Keeping()
    app = EtaoinApp(backend=backend)
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: app.status == "nano")
        await opened(pilot, 4)
        await to(pilot, "mine")
        await pilot.press("enter")
        await wait_until(pilot, lambda: app.status == "nano + mine")
        await wait_until(pilot, lambda: "on the chat's model" in details(app))
        await pilot.press("r")
        await ask(pilot, "my own")
        assert "cannot be called 'my own'" in str(app.screen.query_one(".problem", Static).content)
        await ask(pilot, "second")
        assert "There is an adapter second already" in str(app.screen.query_one(".problem", Static).content)
        await ask(pilot, "first")
        await wait_until(pilot, lambda: app.status == "nano + first")
        await wait_until(pilot, lambda: "on the chat's model" in details(app))
        await to(pilot, "first")
        await pilot.press("space")
        await to(pilot, "second")
        await pilot.press("space")
        assert "2 marked" in str(app.screen.query_one("#legend", Static).content)
        await pilot.press("u")
        await wait_until(pilot, lambda: set(adapters_of(backend.loaded)) == {"first", "second"})
        assert "On nano" in said(app)
        await pilot.press("o")
        await wait_until(pilot, lambda: adapters_of(backend.loaded) == ())
        for name, why in (("strange", "does not fit nano"), ("broken", "is damaged")):
            await to(pilot, name)
            await pilot.press("u")
            await wait_until(pilot, lambda why=why: why in said(app))
        assert adapters_of(backend.loaded) == ()


class Keeping(Backend):
    """The real one, which remembers the model."""

    def model(self, spec, adapter, quantize=None):
        self.loaded = super().model(spec, adapter, quantize)
        return self.loaded


async def test_default_rename_export_add_and_remove(kept, tmp_path):
    app = EtaoinApp(backend=FakeBackend())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, 4)
        await to(pilot, "mine")
        await pilot.press("d")
        await wait_until(pilot, lambda: "in use with nano" in details(app))
        assert json.loads((kept / "defaults.json").read_text())[0]["adapter"] == "mine"
        await pilot.press("d")
        await wait_until(pilot, lambda: "in use with nano" not in details(app))

        await pilot.press("r")
        await ask(pilot, "first")
        await wait_until(pilot, lambda: "first" in names(app))
        assert (kept / "first").is_dir()

        await to(pilot, "first")
        await pilot.press("e")
        await ask(pilot, str(tmp_path / "out.zip"))
        await wait_until(pilot, lambda: "Written to" in said(app))
        assert (tmp_path / "out.zip").stat().st_size > 500
        await pilot.press("e")
        await ask(pilot, str(tmp_path / "out.zip"))
        assert "is there already" in str(app.screen.query_one(".problem", Static).content)
        await pilot.press("escape")

        await pilot.press("a")
        await ask(pilot, str(tmp_path / "nowhere"))
        assert "There is no folder" in str(app.screen.query_one(".problem", Static).content)
        await ask(pilot, str(tmp_path))
        await wait_until(pilot, lambda: "is no adapter" in said(app))
        await pilot.press("a")
        await ask(pilot, str(make(tmp_path / "elsewhere" / "new")))
        await wait_until(pilot, lambda: "new" in names(app))
        await wait_until(pilot, lambda: table(app).chosen.name == "new")

        await pilot.press("x")
        await wait_until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("escape")
        assert (kept / "new").is_dir()
        await pilot.press("x")
        await wait_until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await wait_until(pilot, lambda: len(names(app)) == 4 and "new" not in names(app))
        assert not (kept / "new").exists()


async def ask(pilot, text: str) -> None:
    """Answer the question that comes up."""
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, Ask))
    pilot.app.screen.query_one(Input).value = text
    await pilot.press("enter")


async def suite(pilot, path: Path) -> None:
    await pilot.press("v")
    await wait_until(pilot, lambda: bool(pilot.app.screen.query(OptionList)))
    await pilot.press("enter")


async def test_an_evaluation_runs_beside_and_lands_in_the_scores(kept, tmp_path, monkeypatch):
    lines = (Path(page_module.__file__).parents[3] / "training/suites/everyday.jsonl").read_text().splitlines()
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join(lines[2:6]))
    monkeypatch.setattr(page_module, "SUITES", {str(few): "a few"})
    app = EtaoinApp(backend=FakeBackend())
    async with app.run_test(size=(140, 40)) as pilot:
        await opened(pilot, 4)
        await to(pilot, "mine")
        await suite(pilot, few)
        await wait_until(pilot, lambda: "esc stops" in str(app.screen.query_one("#legend", Static).content))
        await wait_until(pilot, lambda: bool(suite_scores(get("mine", kept).info)), tries=3000)
        await wait_until(pilot, lambda: "of 4 sentences" in said(app), tries=3000)
        score = suite_scores(get("mine", kept).info)[str(few)]
        assert (score.n, score.before) == (4, score.right), "this adapter changes nothing"
        await wait_until(pilot, lambda: "On suites of sentences" in details(app))

        few.write_text("no json")
        await suite(pilot, few)
        await wait_until(pilot, lambda: "few.jsonl, line 1" in said(app), tries=3000)

        for name in ("mine", "second"):
            await to(pilot, name)
            await pilot.press("space")
        await suite(pilot, few)
        await wait_until(pilot, lambda: "1 more to come" in str(app.screen.query_one("#legend", Static).content))
        await pilot.press("escape")
        await wait_until(pilot, lambda: "esc stops" not in str(app.screen.query_one("#legend", Static).content))
        await pilot.pause()
        assert said(app).count("Stopped.") == 1


async def test_merging_makes_a_model_and_refuses_what_is_there(kept, tmp_path):
    app = EtaoinApp(backend=FakeBackend())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, 4)
        await to(pilot, "mine")
        await pilot.press("m")
        await ask(pilot, str(tmp_path / "merged"))
        await wait_until(pilot, lambda: "Merged: etaoin --model" in said(app), tries=6000)
        assert (tmp_path / "merged" / "model.safetensors").is_file()
        await pilot.press("m")
        await ask(pilot, str(tmp_path / "merged"))
        assert "is there already" in str(app.screen.query_one(".problem", Static).content)
        await pilot.press("escape")
        await to(pilot, "strange")
        await pilot.press("m")
        await ask(pilot, str(tmp_path / "other"))
        await wait_until(pilot, lambda: "does not fit" in said(app))
        assert not [path for path in tmp_path.iterdir() if "other" in path.name], "nothing half done is left"


@pytest.mark.usefixtures("kept")
async def test_compare_opens_that_page_with_the_base_and_the_adapter():
    app = EtaoinApp(backend=FakeBackend())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, 4)
        await to(pilot, "strange")
        await pilot.press("c")
        await wait_until(pilot, lambda: "does not fit" in said(app))
        await to(pilot, "mine")
        await pilot.press("c")
        await wait_until(pilot, lambda: isinstance(app.screen, CompareScreen))
        await wait_until(pilot, lambda: len(app.screen.query(AnswerColumn)) == 2)
        heads = [str(head.content) for head in app.screen.query("AnswerColumn .who").results(Static)]
        assert heads == ["nano", "nano + mine"]


@pytest.mark.usefixtures("kept")
async def test_any_size():
    app = EtaoinApp(backend=FakeBackend())
    async with app.run_test(size=(1, 1)) as pilot:
        await opened(pilot, 4)
        for size in ((12, 5), (40, 12), (80, 24), (400, 120), (1, 1)):
            await pilot.resize_terminal(*size)
            await pilot.press("down", "space", "s", "slash", "m", "escape")
            assert len(names(app)) == 4


async def test_a_damaged_note_of_defaults_is_told_once_and_hides_nothing(kept):
    (kept / "defaults.json").write_text("{")
    app = EtaoinApp(backend=FakeBackend())
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot, 4)
        await wait_until(pilot, lambda: "which adapter is in use can't be read" in said(app))
        await pilot.press("f7")
        await pilot.press("f6")
        await pilot.pause()
        assert said(app).count("can't be read") == 1


async def test_a_folder_that_cannot_be_read_is_not_called_empty():
    adapters_folder().parent.mkdir(exist_ok=True)
    adapters_folder().write_text("no folder")
    app = EtaoinApp(backend=FakeBackend())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("f6")
        await wait_until(pilot, lambda: "the adapters can't be listed" in said(app))
        assert "can't be listed" in str(app.screen.query_one("#empty", Static).content)


# Without a terminal.


def test_a_default_for_another_nano_is_told(kept):
    rows = [{"base": "nano", "sha256": "f" * 64, "adapter": "strange"}]
    (kept / "defaults.json").write_text(json.dumps(rows))
    strange = next(one for one in read_shelf(kept, "nano")[0] if one.name == "strange")
    assert "which is not the nano that is here" in (strange.default_for or "")
    served, _ = read_shelf(kept, "served:http://localhost#m")
    assert all("on a server" in (one.misfit or "") for one in served if not one.problem)


def test_columns_go_where_there_is_no_room_and_suites_bring_theirs():
    one = Kept("a", Path("a"), base="nano", data="b.jsonl", suites={"everyday": SuiteScore(0.9, 0.8, 78, 0.85)})
    keys = [column.key for column in columns([one])]
    assert keys == ["name", "base", "data", "steps", "accuracy", "suite everyday", "size", "when"]
    assert [column.key for column in columns([one], 39)] == ["name", "accuracy", "suite everyday"]
    assert next(c for c in columns([one]) if c.key == "suite everyday").cell(one) == "90.0% +5.0"
    assert columns([]), "also without rows"


def test_what_lacks_a_value_comes_last_either_way():
    kept = [Kept("a", Path("a")), Kept("b", Path("b"), steps=5), Kept("c", Path("c"), steps=7)]
    steps = next(column for column in columns(kept) if column.key == "steps")
    assert [one.name for one in arranged(kept, steps, down=True)] == ["c", "b", "a"]
    assert [one.name for one in arranged(kept, steps, down=False)] == ["b", "c", "a"]
    assert arranged(kept, steps, down=False, wanted="nothing like it") == []


def test_what_shows_what_adapters_have_changed():
    mine, other = Kept("mine", Path("m"), home="nano"), Kept("other", Path("o"), home="nano")
    big = Kept("big", Path("b"), home="tiiuae/falcon-7b", misfit="it does not fit nano.")
    assert side_by_side([mine], "nano") == (["nano", "nano+mine"], None)
    assert side_by_side([mine, other], "nano") == (["nano", "nano+mine", "nano+other"], None)
    assert side_by_side([big], "nano") == (["tiiuae/falcon-7b", "tiiuae/falcon-7b+big"], None)
    assert "3 stand side by side at most" in (side_by_side([mine, big], "nano")[1] or "")
    assert side_by_side([Kept("old", Path("o"), home="nano", misfit="other weights")], "nano") == ([], "other weights")
    assert side_by_side([Kept("cut", Path("c"), problem="cut short")], "nano") == ([], "cut short")
    assert side_by_side([], "nano") == ([], None)


@pytest.mark.parametrize("typed", ["", "~nobody-at-all/x", "x" * 5000, "[bold]", "\x00"])
def test_whatever_is_typed_for_a_folder_is_answered(typed):
    assert doing.no_folder(typed)
    assert typed or doing.no_place(typed)


def test_a_model_that_is_not_there_fits_nothing(kept):
    one = Kept("mine", Path("f"))
    text = "".join(part if isinstance(part, str) else part[0] for part in described(one, False, "", 60))
    assert "no model is loaded" in text
    found, _ = read_shelf(kept, str(kept / "nowhere"))
    assert all("There is no model at" in one.misfit for one in found if not one.problem)


def test_percent():
    assert percent(None) == ""
    assert percent(Score(0.969)) == "96.9%"
    assert percent(Score(0.5, 0.75)) == "50.0% -25.0"


def test_what_is_told_of_an_adapter_never_steers_the_terminal():
    evil = Kept("x\x1b[31m", Path("f"), facts=(("seed[bold]", "\x07[red]1"),), recipe=(("a" * 80, "b" * 300),))
    text = "".join(part if isinstance(part, str) else part[0] for part in described(evil, False, "nano", 40))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[red]1" in text
    assert max(map(len, text.splitlines())) <= 82


def test_a_program_that_fails_says_why_and_one_can_be_stopped_before_it_begins():
    with pytest.raises(ProgramError, match="there is no adapter 'nobody'"):
        Program(["adapters", "show", "nobody"]).run()
    program = Program(["adapters", "list"])
    program.stop()
    with pytest.raises(Cancelled):
        program.run()


def test_a_program_is_this_one_in_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "json.py").write_text("raise SystemExit('not this one')")
    Program(["adapters", "list"]).run()


def test_scores_of_a_damaged_file_are_left_out(kept):
    path = kept / "mine" / "metadata.json"
    told = json.loads(path.read_text())
    told["suites"] = {"a": {"right": "x"}, "b": 3, "c": {"right": 10**400}, "d": {"right": 0.5, "n": 10**30}}
    path.write_text(json.dumps(told))
    info = next(entry.info for entry in entries(kept) if entry.name == "mine")
    assert suite_scores(info) == {"d": SuiteScore(0.5, None, 0)}
    shutil.rmtree(kept)


# Pictures.

SHELF = (
    Kept(
        "dolly-blocks", Path("/home/you/adapters/dolly-blocks"), base="falcon-7b", data="dolly, blocks", steps=4000,
        accuracy=Score(0.912, 0.014), size=67_000_000, written=1_589_000_000,
        misfit="the adapter dolly-blocks does not fit nano: it was trained on tiiuae/falcon-7b.",
    ),
    Kept(
        "robot-commands", Path("/home/you/adapters/robot-commands"), base="nano", data="train.a.jsonl", steps=2207,
        accuracy=Score(0.969, 0.714),
        scores=(("loss", 0.01127, 0.9), ("token_accuracy", 0.9987, 0.93), ("accuracy", 0.969, 0.714)),
        suites={"everyday": SuiteScore(0.987, 0.974, 78, 1.0), "handwritten": SuiteScore(0.965, 0.95, 402, 0.96)},
        facts=(("base", "nano 1c57525f43bd"), ("kind", "LORA r 16, alpha 32 on dense, dense_4h_to_h"),
               ("data", "train.a.jsonl 1aa14d649533; 1,108 examples, 97 held out"), ("seed", "1")),
        recipe=(("seed", "1"), ("optimizer.kind", "adamw"), ("optimizer.lr", "0.002")),
        size=1_400_000, written=1_588_000_000, added="2020-05-01T12:00:00", source="/home/you/runs/robot",
        default_for="nano",
    ),
    Kept("yoink", Path("/home/you/adapters/yoink"), base="nano", data="corrections.jsonl", steps=300,
         accuracy=Score(1.0, 0.25), size=1_400_000, written=1_587_000_000),
    Kept("damaged", Path("/home/you/adapters/damaged"), problem="the adapter in damaged is damaged: cut short."),
)  # fmt: skip


@pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])
def test_a_picture(snap_compare, size, monkeypatch):
    monkeypatch.setattr(page_module, "read_shelf", lambda root, model: (SHELF, None))
    monkeypatch.setenv("TZ", "UTC")
    app = EtaoinApp(backend=FakeBackend())
    app.animation_level = "none"

    async def look(pilot) -> None:
        await pilot.pause()
        await opened(pilot, 4)
        await pilot.press("down", "space", "up")
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=look)
