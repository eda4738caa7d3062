"""The trainer of big models, on a small Falcon: PEFT's own gradients, exact resumption, packing, several processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from causal_support import own_tokenizer, small_falcon, small_recipe, small_values, write_rows
from test_train_support import losses

from training.instructions.corpus import epoch_steps
from training.run.causal_engine import CausalEngine
from training.run.cli import train_command
from training.run.events import Event, read_events
from training.run.loop import TrainingError
from training.run.mixture import prepare_mixture
from training.run.recipe import RecipeError
from training.run.trainer import data_spec, resume, train


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_falcon(tmp_path_factory.mktemp("base") / "falcon", own_tokenizer())


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_rows(tmp_path_factory.mktemp("data") / "rows.jsonl", 120)


@pytest.mark.parametrize("layout", ["buckets", "packed"])
def test_loss_and_gradients_are_those_of_plain_peft(base: Path, tmp_path: Path, layout: str) -> None:
    recipe = small_recipe(base, write_rows(tmp_path / "rows.jsonl", 24), data__layout=layout, data__step_tokens=10**6)
    spec = data_spec(recipe, tmp_path)
    shard = prepare_mixture(recipe, tmp_path, spec, None).train
    engine = CausalEngine(recipe, base)
    for weight in engine.weights.values():  # B begins as zero, which hides A's gradient
        torch.nn.init.normal_(weight, std=0.05, generator=torch.Generator().manual_seed(3))
    (step,) = epoch_steps(shard, spec, 0, layout)
    assert len(step) > 3
    loss, found = engine.gradients(step, 0)

    model = engine._model
    model.zero_grad()
    total, targets = torch.zeros(()), 0
    for row in range(len(shard)):
        ids = torch.from_numpy(shard.ids[shard.offsets[row] : shard.offsets[row + 1]].astype("int64"))[None]
        labels = ids.clone()
        labels[0, : shard.n_prompt[row]] = -100
        count = int((labels != -100).sum())
        total, targets = total + model(input_ids=ids, labels=labels).loss * count, targets + count
    (total / targets).backward()
    assert loss == pytest.approx(float(total) / targets, rel=1e-4)
    theirs = {n: p.grad for n, p in model.named_parameters() if p.requires_grad}
    assert len(theirs) == len(found) == 2 * 4 * 2
    for name, gradient in found.items():
        other = theirs[f"base_model.model.{name}".replace(".weight", ".default.weight")]
        assert other is not None
        torch.testing.assert_close(gradient, other, atol=1e-4, rtol=1e-3)


def test_it_learns_and_keeps_the_best(base: Path, data: Path, tmp_path: Path) -> None:
    recipe = small_recipe(base, data, budget__steps=24, evaluation__best="loss", optimizer__lr=0.03)
    state = train(recipe, tmp_path / "run")
    curve = losses(tmp_path / "run")
    assert curve[-1] < curve[0] - 0.5
    assert state.before["loss"] > state.scores["loss"]
    evaluations = [e for e in read_events(tmp_path / "run") if e["event"] == "eval"]
    assert [e["step"] for e in evaluations] == [0, 4, 8, 12, 16, 20, 24]
    best = min(evaluations, key=lambda e: e["loss"])
    told = json.loads((tmp_path / "run" / "final" / "metadata.json").read_text())
    assert told["steps"] == best["step"]
    assert told["scores"]["loss"] == pytest.approx(best["loss"], abs=1e-4)
    assert told["base"]["name"] == base.name
    assert {file.suffix for file in (tmp_path / "run").rglob("*") if file.is_file()} == {
        ".json", ".jsonl", ".safetensors",
    }  # fmt: skip


def test_it_ends_early_where_nothing_gets_better(base: Path, data: Path, tmp_path: Path) -> None:
    recipe = small_recipe(
        base, data, budget__steps=1000, evaluation__best="loss", evaluation__patience=2, optimizer__lr=1e-12,
        evaluation__every_steps=1,
    )  # fmt: skip
    state = train(recipe, tmp_path / "run")
    assert state.finished
    assert state.progress.steps < 30
    assert any("ends early" in str(e.get("text")) for e in read_events(tmp_path / "run"))


@pytest.mark.parametrize("kind", ["adamw", "adamw8bit"])
def test_a_stopped_run_goes_on_exactly(base: Path, data: Path, tmp_path: Path, kind: str) -> None:
    recipe = small_recipe(base, data, adapter__dropout=0.2, optimizer__kind=kind, budget__steps=12)

    def interrupt(event: Event) -> None:
        if event["event"] == "step" and event["step"] == 5:
            os.kill(os.getpid(), signal.SIGINT)

    train(recipe, tmp_path / "whole")
    stopped = train(recipe, tmp_path / "halves", listener=interrupt)
    assert (stopped.progress.steps, stopped.finished) == (5, False)
    assert resume(tmp_path / "halves").finished
    assert losses(tmp_path / "halves") == losses(tmp_path / "whole")


def test_other_data_than_it_began_with_are_refused(base: Path, tmp_path: Path) -> None:
    file = write_rows(tmp_path / "rows.jsonl", 60)
    train(small_recipe(base, file, budget__steps=2), tmp_path / "run")
    write_rows(file, 60, seed=2)
    with pytest.raises(TrainingError, match="have changed since"):
        resume(tmp_path / "run")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"adapter__r": 0}, "set adapter.r"),
        ({"data__mixture": []}, "data.mixture"),
        ({"optimizer__kind": "muon"}, "muon is for nano"),
    ],
)
def test_a_recipe_that_can_not_work_is_refused(base: Path, data: Path, change: dict[str, object], said: str) -> None:
    with pytest.raises(RecipeError, match=said):
        small_recipe(base, data, **change)


def test_layers_that_are_not_there_are_told(
    base: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = tmp_path / "own.toml"
    values = small_values(base, data) | {"adapter": {"r": 4, "targets": ["Wqkv"]}}
    recipe.write_text(_toml(values), encoding="utf-8")
    assert train_command([str(recipe), "--out", str(tmp_path / "run")]) == 1
    said = capsys.readouterr().err
    assert "query_key_value" in said
    assert "Traceback" not in said


def test_two_processes_have_the_loss_of_one(base: Path, data: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "own.toml"
    values = small_values(base, data)
    values["evaluation"] |= {"denotation": 1, "best": "denotation"}
    recipe.write_text(_toml(values), encoding="utf-8")
    train(small_recipe(base, data, evaluation__denotation=1, evaluation__best="denotation"), tmp_path / "one")
    # --multi_gpu is accelerate's way to say "several processes": with --cpu it begins only one.
    launch = [sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", "2"]
    done = subprocess.run(
        [*launch, "-m", "tui.cli", "train", str(recipe), "--out", str(tmp_path / "two")],
        capture_output=True, text=True, timeout=300, cwd=tmp_path, env=os.environ | {"ETAOIN_HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    (started,) = (e for e in read_events(tmp_path / "two") if e["event"] == "started")
    assert started["processes"] == 2
    assert losses(tmp_path / "two") == pytest.approx(losses(tmp_path / "one"), abs=1e-3)
    assert done.stdout.count("done: 8 steps") == 1, "one process tells of the run"
    one, two = ([e["loss"] for e in read_events(tmp_path / run) if e["event"] == "eval"] for run in ("one", "two"))
    assert two == pytest.approx(one, abs=1e-3)


def _toml(values: dict[str, object]) -> str:
    """The values of a recipe as TOML: sections of plain values, of which JSON's spelling is TOML's."""
    top = [f"{key} = {json.dumps(value)}" for key, value in values.items() if not isinstance(value, dict)]
    for name, part in values.items():
        if isinstance(part, dict):
            top.append(f"[{name}]")
            for key, value in part.items():
                tables = isinstance(value, list) and value and isinstance(value[0], dict)
                inner = ", ".join(
                    "{" + ", ".join(f"{k} = {json.dumps(v)}" for k, v in one.items()) + "}" for one in value
                ) if tables else ""  # fmt: skip
                top.append(f"{key} = [{inner}]" if tables else f"{key} = {json.dumps(value)}")
    return "\n".join(top)
