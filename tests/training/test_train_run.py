"""Whole runs of a micro model: it learns, it stops and goes on exactly, and what it leaves loads everywhere."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
import torch
from test_train_support import losses, micro_recipe, tiny_world

from agent.lm.hf import load_causal_lm
from agent.lm.nano import NanoForward
from training.adapters import add_run, entries
from training.run.checkpoint import CheckpointError, checkpoints
from training.run.cli import train_command
from training.run.events import Event, EventLog, read_events
from training.run.process import trained_by
from training.run.recipe import RecipeError
from training.run.trainer import resume, train


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = tmp_path_factory.mktemp("runs") / "learned"
    train(micro_recipe(budget__steps=80, optimizer__ema=0.9), run, source=tiny_world)
    return run


def test_the_loss_falls_and_sentences_are_parsed(learned: Path) -> None:
    curve = losses(learned)
    assert curve[0] > 5
    assert curve[-1] < 0.2
    done = read_events(learned)[-1]
    assert done["event"] == "done"
    assert done["scores"]["accuracy"] > 0.9


@pytest.mark.parametrize("kind", ["adamw", "muon"])
def test_a_resumed_run_has_the_same_curve_to_the_bit(tmp_path: Path, kind: str) -> None:
    whole, halves = tmp_path / "whole", tmp_path / "halves"
    recipe = micro_recipe(optimizer__kind=kind)
    train(recipe, whole, source=tiny_world)

    def interrupt(event: Event) -> None:
        if event["event"] == "step" and event["step"] == 5:
            os.kill(os.getpid(), signal.SIGINT)

    stopped = train(recipe, halves, source=tiny_world, listener=interrupt)
    assert stopped.progress.steps == 5
    assert read_events(halves)[-1]["event"] == "stopped"
    assert resume(halves, source=tiny_world).progress.steps == 12
    assert losses(halves) == losses(whole)
    one, other = (load_causal_lm(run / "final", device="cpu").state_dict() for run in (whole, halves))
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_sigterm_leaves_a_checkpoint_that_loads(tmp_path: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path\n"
        "from test_train_support import micro_recipe, tiny_world\n"
        "from training.run.cli import printer\n"
        "from training.run.trainer import train\n"
        "train(micro_recipe(budget__steps=100000, data__workers=1), Path(sys.argv[1]), source=tiny_world,\n"
        "      listener=printer(sys.stdout))\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "run"), str(Path(__file__).parent)],
        stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        next(line for line in process.stdout if "step" in line)
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
    assert process.returncode == 0
    (checkpoint,) = checkpoints(tmp_path / "run")
    load_causal_lm(checkpoint, device="cpu")
    NanoForward.load(checkpoint)


def test_the_exported_model_is_the_same_in_transformers_and_numpy(learned: Path) -> None:
    final = learned / "final"
    ids = [7, 30, 200, 9, 41]
    fast = NanoForward.load(final).all_logits(ids)
    with torch.no_grad():
        slow = load_causal_lm(final, "fp32", device="cpu")(torch.tensor([ids])).logits[0].numpy()
    np.testing.assert_allclose(fast, slow, atol=1e-3)
    metadata = json.loads((final / "metadata.json").read_text())
    assert metadata["steps"] == 80
    assert metadata["scores"]["accuracy"] > 0.9
    assert {"data_version", "seed", "commit", "tokens", "recipe"} <= set(metadata)
    assert load_causal_lm(final, "bf16", device="cpu").dtype == torch.bfloat16


def test_no_pickle_is_left(learned: Path) -> None:
    assert {file.suffix for file in learned.rglob("*") if file.is_file()} == {".json", ".jsonl", ".safetensors"}


def test_a_run_can_go_on_from_another_model_and_be_evaluated_by_its_caller(learned: Path, tmp_path: Path) -> None:
    recipe = micro_recipe(model__base=str(learned / "final"), budget__steps=2, optimizer__lr=1e-4)
    state = train(recipe, tmp_path / "more", source=tiny_world, evaluation=lambda model, step: {"own": float(step)})
    assert losses(tmp_path / "more")[0] < 0.3
    assert state.scores["own"] == 2


def test_a_run_can_go_on_with_a_larger_vocabulary(learned: Path, tmp_path: Path) -> None:
    recipe = micro_recipe(
        model__base=str(learned / "final"), tokenizer__grow=True, tokenizer__size=4000, budget__steps=2,
        optimizer__lr=1e-4,
    )  # fmt: skip
    train(recipe, tmp_path / "more", source=other_words)
    size, before = (
        json.loads((folder / "final" / "metadata.json").read_text())["vocabulary"]
        for folder in (tmp_path / "more", learned)
    )
    assert size == before + 1
    NanoForward.load(tmp_path / "more" / "final")


def other_words(seed: int, n: int, **options: Any) -> Iterator[tuple[str, str]]:
    """The tiny world with a word that it lacks."""
    for prompt, completion in tiny_world(seed, n):
        yield prompt.replace("block", "kiosk"), completion


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert train_command(["no-such-recipe"]) == 1
    assert "there is no recipe no-such-recipe. There are: falcon-7b-blocks" in capsys.readouterr().err
    assert train_command(["--resume", str(tmp_path)]) == 1
    assert "there is no run in" in capsys.readouterr().err


def test_a_run_without_a_checkpoint_says_so(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(json.dumps({"recipe": {}, "source": "training.data:blocks_world"}))
    with pytest.raises(CheckpointError, match="has no checkpoint"):
        resume(tmp_path)


def test_two_processes_do_not_train_the_same_run(learned: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        told = {"pid": other.pid, "host": socket.gethostname(), "began": psutil.Process(other.pid).create_time()}
        (learned / "process.json").write_text(json.dumps(told), encoding="utf-8")
        assert trained_by(learned) == other.pid
        with pytest.raises(RecipeError, match=f"being trained by process {other.pid}"):
            resume(learned, source=tiny_world)
        other.communicate(b"\n")
    assert trained_by(learned) is None, "the process has ended, whatever it left behind"
    told = {"pid": os.getpid(), "host": socket.gethostname(), "began": 1.0}
    (learned / "process.json").write_text(json.dumps(told), encoding="utf-8")
    assert trained_by(learned) is None, "another process has got its number since"
    (learned / "process.json").unlink()


def test_a_run_that_broke_off_before_its_first_checkpoint_makes_way(tmp_path: Path) -> None:
    def fail(event: Event) -> None:
        if event["event"] == "step":
            raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        train(micro_recipe(), tmp_path / "run", source=tiny_world, listener=fail)
    assert train(micro_recipe(budget__steps=2), tmp_path / "run", source=tiny_world).finished
    assert len(losses(tmp_path / "run")) == 2


def test_what_a_run_resumes_with_is_kept(tmp_path: Path) -> None:
    train(micro_recipe(budget__steps=2), tmp_path / "run", source=tiny_world)
    resume(tmp_path / "run", recipe=micro_recipe(budget__steps=4), source=tiny_world)
    assert resume(tmp_path / "run", source=tiny_world).progress.steps == 4
    assert json.loads((tmp_path / "run" / "final" / "metadata.json").read_text())["recipe"]["budget"]["steps"] == 4


def test_only_the_programs_own_sources_are_called(tmp_path: Path) -> None:
    train(micro_recipe(budget__steps=2), tmp_path / "run", source=tiny_world)
    with pytest.raises(CheckpointError, match="not one of the program's sources"):
        resume(tmp_path / "run")


def test_half_a_line_of_events_is_taken_off(tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_text('{"event": "note"}\n{"event": "st', encoding="utf-8")
    log = EventLog(tmp_path)
    log.emit("note", text="on")
    log.close()
    assert [event.get("text") for event in read_events(tmp_path)] == [None, "on"]


def test_a_checkpoint_that_is_cut_short_is_told(tmp_path: Path) -> None:
    run = tmp_path / "run"
    train(micro_recipe(budget__steps=2), tmp_path / "run", source=tiny_world)
    (checkpoint,) = checkpoints(run)
    (checkpoint / "state.safetensors").write_bytes(b"half")
    with pytest.raises(CheckpointError, match="is damaged"):
        resume(run, source=tiny_world)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--resume", "RUN", "--data", "more.jsonl"], "leave out --data"),
        (["nano-adapter", "--set", 'adapter.targets=["all-linear"]'], "nano has no layer all-linear"),
        (["nano-scratch", "--set", "data.options.colour=1"], "data.options has no colour"),
        (["nano-scratch", "--set", "tokenizer.path=nope.json"], "nope.json can't be read"),
    ],
)
def test_what_can_not_work_is_told_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    small = ["--set", "tokenizer.pairs=200", "--set", "model.size=micro", "--set", "data.workers=0", "--steps", "1"]
    given = [option.replace("RUN", str(tmp_path)) for option in options]
    assert train_command([*given, *([] if "--resume" in options else [*small, "--out", str(tmp_path / "run")])]) == 1
    assert said in capsys.readouterr().err


def test_a_resume_that_is_refused_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = tmp_path / "run"
    train(micro_recipe(budget__steps=2), run, source=tiny_world)
    before = (run / "run.json").read_text()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        told = {"pid": other.pid, "host": socket.gethostname(), "began": psutil.Process(other.pid).create_time()}
        (run / "process.json").write_text(json.dumps(told), encoding="utf-8")
        with pytest.raises(RecipeError, match="being trained by"):
            resume(run, recipe=micro_recipe(budget__steps=9), source=tiny_world)
        other.communicate(b"\n")
    (run / "process.json").unlink()
    assert train_command(["--resume", str(run), "--set", "adapter.r=8"]) == 1
    assert "leave out --set adapter.r=8" in capsys.readouterr().err
    assert (run / "run.json").read_text() == before


def test_another_run_in_a_folder_of_the_same_name_is_another_adapter(tmp_path: Path, learned: Path) -> None:
    base = {"model__base": str(learned / "final"), "adapter__r": 2, "budget__steps": 1, "optimizer__ema": 0.0}
    root = tmp_path / "adapters"
    train(micro_recipe(**base), tmp_path / "mine", source=tiny_world)
    first = add_run(tmp_path / "mine", root)
    assert add_run(tmp_path / "mine", root).name == first.name == "mine"
    shutil.rmtree(tmp_path / "mine")
    train(micro_recipe(**base, seed=9), tmp_path / "mine", source=tiny_world)
    assert add_run(tmp_path / "mine", root).name == "mine-2"
    assert [entry.name for entry in entries(root)] == ["mine", "mine-2"]
