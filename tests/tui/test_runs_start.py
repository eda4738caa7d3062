"""Starting a run: the command line says what the form says, and the process is one of its own."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import threading
from pathlib import Path

import psutil
import pytest

from training.own.corrections import GENTLY, MINUTES, STEPS
from training.run.cli import asked
from training.run.recipe import load_recipe, parse_override
from tui.errors import UserError
from tui.runs.start import RUNS, Start, arguments, command_line, free_run, name_problem, start, toml

WORD = '{"say": "yoink the red cube", "acts": [{"act": "pick_up", "what": {"kind": "block", "det": "the"}}]}\n'


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def said(recipe: str, overrides: dict, run: str = "", **more) -> str:
    """The command for a recipe with changes; what it would train is checked to be just that."""
    wanted = load_recipe(recipe, overrides)
    args = arguments(recipe, wanted, run=RUNS / (run or recipe), **more)
    out = [arg for arg in args if arg != "--out" and not arg.startswith("runs/")]
    assert asked(out, corrections=more.get("corrections")) == wanted
    return command_line(args)


def test_an_unchanged_recipe_is_its_name():
    assert said("nano-scratch", {}) == "etaoin train nano-scratch"


def test_another_folder_is_named():
    assert said("nano-scratch", {}, "second") == "etaoin train nano-scratch --out runs/second"


@pytest.mark.parametrize(
    ("recipe", "changes", "words"),
    [
        ("nano-adapter", {"optimizer.lr": 1e-4}, "--set optimizer.lr=0.0001"),
        ("nano-adapter", {"budget": {"steps": 50}}, "--steps 50"),
        ("nano-adapter", {"budget": {"minutes": 2.5, "steps": 50}}, "--minutes 2.5 --steps 50"),
        ("nano-scratch", {"budget": {"tokens": 4000}}, "--set 'budget={tokens = 4000}'"),
        ("nano-scratch", {"seed": 7, "dtype": "fp32"}, "--seed 7 --set dtype=fp32"),
        ("falcon-7b-dolly", {"model.base": "/models/small"}, "--base /models/small"),
        ("falcon-7b-dolly", {"model.quantize": "nf4"}, "--set model.quantize=nf4"),
        ("falcon-7b-dolly", {"model.gradient_checkpointing": False}, "--set model.gradient_checkpointing=false"),
        ("nano-adapter", {"adapter.targets": ["dense"]}, "--set 'adapter.targets=[\"dense\"]'"),
        (
            "falcon-7b-dolly",
            {"data.mixture": [{"source": "dolly", "weight": 2}, {"source": "blocks", "limit": 9}]},
            """--set 'data.mixture=[{source = "dolly", weight = 2}, {source = "blocks", limit = 9}]'""",
        ),
    ],
)
def test_changes_are_said_as_options(recipe, changes, words):
    assert said(recipe, changes) == f"etaoin train {recipe} {words}"


def test_what_is_taken_away_is_said_by_the_whole_section():
    assert "--set 'evaluation={" in said("falcon-7b-dolly", {"evaluation.best": None})


def test_a_new_model_instead_of_a_base():
    changes = {"model.base": None, "adapter.r": 0, "budget": {"steps": 3}}
    assert "--set 'model={size = " in said("nano-adapter", changes)


def test_corrections_are_named_by_their_word(tmp_path):
    file = tmp_path / "home" / "corrections.jsonl"
    file.parent.mkdir()
    file.write_text(WORD)
    gentle = {"data.files": [str(file)], "budget": {"minutes": MINUTES, "steps": STEPS}}
    gentle |= dict(map(parse_override, GENTLY))
    assert said("nano-adapter", gentle, corrections=file) == "etaoin train nano-adapter --data corrections"


def test_a_budget_of_ones_own_keeps_the_gentle_settings(tmp_path):
    file = tmp_path / "home" / "corrections.jsonl"
    file.parent.mkdir()
    file.write_text(WORD)
    gentle = {"data.files": [str(file)], "budget": {"steps": 9}, **dict(map(parse_override, GENTLY))}
    told = said("nano-adapter", gentle, corrections=file)
    assert told.startswith("etaoin train nano-adapter --data corrections --steps 9 ")
    assert "--set adapter.distill=true" in told


def test_what_is_said_can_be_typed_into_a_shell():
    told = said("nano-adapter", {"data.files": ["/tmp/it's mine.jsonl"]})
    assert shlex.split(told)[-1] == "/tmp/it's mine.jsonl"


def test_values_are_toml():
    assert toml({"a": None, "b": [True, 'x"y', 0.1]}) == '{b = [true, "x\\"y", 0.1]}'
    assert float(toml(1 / 3)) == 1 / 3


def test_names_are_made_unique(tmp_path):
    assert free_run("nano-adapter") == Path("runs/nano-adapter")
    (tmp_path / "runs" / "nano-adapter").mkdir(parents=True)
    assert free_run("recipes/nano-adapter.toml") == Path("runs/nano-adapter-2")
    assert "already" in (name_problem("nano-adapter") or "")
    assert name_problem("nano-adapter-2") is None
    for wrong in ("", "..", "a/b", "-x", "a b"):
        assert name_problem(wrong)


# Processes. What stands in for the trainer is as quick as Python.


@pytest.fixture
def trainer(monkeypatch, tmp_path):
    """Writes a program that is run instead of the trainer."""

    def write(program: str) -> None:
        file = tmp_path / "trainer.py"
        file.write_text(program)
        shim = tmp_path / "python"
        shim.write_text(f'#!/bin/sh\nexec {sys.executable} {file} "$@"\n')
        shim.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(shim))

    return write


BEGINS = """
import os, sys, time
from pathlib import Path
run = Path(sys.argv[sys.argv.index("--out") + 1])
run.mkdir(parents=True)
print("hello from the run", flush=True)
(run / "args.txt").write_text(" ".join(sys.argv[1:]) + f" {os.getsid(0)}")
(run / "events.jsonl").write_text('{"event": "note"}\\n')
time.sleep(60)
"""


def test_it_begins_as_a_session_of_its_own(trainer, tmp_path):
    trainer(BEGINS)
    run = start(["nano-adapter", "--out", "runs/mine"], Path("runs/mine"))
    assert run == Path("runs/mine")
    *args, session = (run / "args.txt").read_text().split()
    try:
        assert args == ["-P", "-m", "tui.cli", "train", "nano-adapter", "--out", "runs/mine"]
        assert int(session) != os.getsid(0)
        assert Path("runs/mine.log").read_text() == "hello from the run\n"
        assert psutil.pid_exists(int(session))
    finally:
        os.killpg(int(session), signal.SIGKILL)


def test_the_message_of_a_run_that_does_not_begin_is_told(trainer):
    told = "etaoin train: there is no such file. Give another"
    trainer(f"import sys; print('warming up'); print({told!r}, file=sys.stderr); sys.exit(1)")
    with pytest.raises(UserError, match=r"did not begin: there is no such file\. Give another$"):
        start(["x", "--out", "runs/x"], Path("runs/x"))
    assert not Path("runs/x").exists()


@pytest.mark.parametrize(
    ("program", "why"), [("import sys; sys.exit(3)", "code 3"), ("print('oh no'); 1 / 0", "ZeroDivisionError")]
)
def test_a_run_that_breaks_is_told(trainer, program, why):
    trainer(program)
    with pytest.raises(UserError, match=why):
        start(["x"], Path("runs/x"))


def test_what_it_left_is_cleared_away_but_nothing_else(trainer):
    Path("runs/x").mkdir(parents=True)
    Path("runs/x/notes.txt").write_text("mine")
    trainer("import sys; from pathlib import Path; Path('runs/x/process.json').write_text('{}'); sys.exit(1)")
    with pytest.raises(UserError):
        start(["x"], Path("runs/x"))
    assert [path.name for path in Path("runs/x").iterdir()] == ["notes.txt"]


def test_it_can_be_cancelled(trainer):
    trainer("import time; time.sleep(60)")
    begun = Start(["x"], Path("runs/x"))
    threading.Timer(0.1, begun.cancel).start()
    assert begun.wait() is None
    assert not Path("runs/x").exists()


def test_who_leaves_need_not_wait_and_the_run_goes_on(trainer):
    trainer("import time; time.sleep(60)")
    begun = Start(["x"], Path("runs/x"))
    threading.Timer(0.1, begun.let_go).start()
    assert begun.wait() is None
    assert begun._process.poll() is None
    begun.cancel()
    begun._process.wait(10)


def test_patience_ends(trainer):
    trainer("import time; time.sleep(60)")
    with pytest.raises(UserError, match="within 0 seconds"):
        start(["x"], Path("runs/x"), patience=0.05)


def test_a_folder_that_cannot_be_made(trainer):
    Path("runs").write_text("a file")
    with pytest.raises(UserError, match="can't be started"):
        start(["x"], Path("runs/x"))


def test_the_real_trainer_says_why(monkeypatch):
    with pytest.raises(UserError, match="did you mean lr"):
        start(["nano-adapter", "--set", "optimizer.lrr=1", "--out", "runs/x"], Path("runs/x"))
