"""From a Falcon to a chat with one's own adapter, as a user goes about it: falcon-7b's shape and tokens, small.

int8 on the CPU, LoRA on Dolly, killed and resumed, evaluated, saved, loaded again, merged, talked to; by the command
line, each step in a process of its own.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from causal_support import SHARED, small_falcon

from agent.lm.hf import check_quantised, load_causal_lm
from training.run.events import Event, read_events

DOLLY, TOKENIZER = SHARED / "dolly" / "databricks-dolly-15k.jsonl", SHARED / "falcon-tokenizer"
LAYERS = 3

pytestmark = pytest.mark.skipif(
    not (DOLLY.exists() and TOKENIZER.exists()),
    reason="Dolly and the Falcon tokenizer are not beside the checkout (../shared/data)",
)


def etaoin(home: Path, *args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui.cli", *args], input=stdin, capture_output=True, text=True, timeout=300,
        env=os.environ | {"ETAOIN_HOME": str(home), "OMP_NUM_THREADS": "1"},
    )  # fmt: skip


def steps(run: Path) -> list[Event]:
    return [event for event in read_events(run) if event["event"] == "step"]


def test_from_a_falcon_to_a_chat(tmp_path: Path) -> None:
    from transformers import AutoTokenizer

    base = small_falcon(
        tmp_path / "falcon", AutoTokenizer.from_pretrained(TOKENIZER), layers=LAYERS, hidden=128, heads=2
    )
    assert check_quantised(load_causal_lm(base, "int8", device="cpu"), "int8") == 4 * LAYERS

    run = tmp_path / "runs" / "dolly"
    small = {
        "model.base": f'"{base}"', "data.mixture": f'[{{source = "{DOLLY}", limit = 120}}]', "data.max_length": "160",
        "data.micro_tokens": "512", "data.step_tokens": "1024", "evaluation.examples": "8",
        "evaluation.every_steps": "6", "checkpoint.every_steps": "2", "optimizer.lr": "3e-3", "threads": "1",
        "schedule.warmup_steps": "2", "log_every_seconds": "0",
    }  # fmt: skip
    command = ["train", "falcon-7b-dolly", "--steps", "12", "--out", str(run)]
    for key, value in small.items():
        command += ["--set", f"{key}={value}"]
    with subprocess.Popen(
        [sys.executable, "-m", "tui.cli", *command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env=os.environ | {"ETAOIN_HOME": str(tmp_path)},
    ) as process:  # fmt: skip
        assert process.stdout
        for line in process.stdout:
            if "step      5" in line:
                process.send_signal(signal.SIGKILL)
                break
        said = process.stdout.read()
    assert process.returncode == -signal.SIGKILL, said
    (told,) = (event for event in read_events(run) if event["event"] == "started")
    assert told["quantised"] == 4 * LAYERS

    done = etaoin(tmp_path, "train", "--resume", str(run))
    assert done.returncode == 0, done.stderr
    curve = {event["step"]: event["loss"] for event in steps(run)}
    assert sorted(curve) == list(range(1, 13))
    again = [event["loss"] for event in steps(run) if event["step"] == 5]
    assert len(again) == 2
    assert again[0] == again[1], "the step that was lost with the process came out the same"
    assert curve[12] < curve[1]
    assert "registered as dolly" in done.stdout

    shown = etaoin(tmp_path, "adapters", "show", "dolly")
    assert "falcon" in shown.stdout, shown.stderr
    scored = etaoin(
        tmp_path, "eval", "--model", str(base), "--adapter", "dolly", "--limit", "1", "--no-world",
        "--json", str(tmp_path / "scores.json"),
    )  # fmt: skip
    assert scored.returncode == 0, scored.stderr
    assert json.loads((tmp_path / "scores.json").read_text())

    merged = tmp_path / "merged"
    done = etaoin(tmp_path, "adapters", "merge", "dolly", "--base", str(base), "--out", str(merged))
    assert done.returncode == 0, done.stderr
    alike = compare_logits(base, run / "final", merged)
    assert alike < 0.05, "merging into 16 bits only rounds"

    for model in (["--model", str(base), "--adapter", "dolly"], ["--model", str(merged)]):
        begun = time.monotonic()
        chat = etaoin(tmp_path, "chat", "--json", *model, stdin="pick up the red cube\n")
        assert chat.returncode == 0, chat.stderr
        (answer,) = map(json.loads, chat.stdout.splitlines())
        assert answer["utterance"] == "pick up the red cube"
        assert answer["reply"]
        assert time.monotonic() - begun < 200


def compare_logits(base: Path, adapter: Path, merged: Path) -> float:
    """The largest difference between the merged model and the base with the adapter on, as a share of the spread."""
    import torch
    from peft import PeftModel

    ids = torch.tensor([[100, 2000, 30000, 64000, 7]])
    with torch.no_grad():
        one = PeftModel.from_pretrained(load_causal_lm(base, "fp32", device="cpu"), str(adapter))(ids).logits
        other = load_causal_lm(merged, "fp32", device="cpu")(ids).logits
    return float((one - other).abs().max() / one.std())
