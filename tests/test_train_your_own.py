"""docs/train-your-own.md: every command in it is run, at small size.

Models of seven billion parameters become a Falcon of some thousand weights, Dolly from the hub a file of a few rows,
runs of minutes two steps; everything else is the commands as they stand, in their order, in one folder.
"""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "training"))
from causal_support import own_tokenizer, small_falcon, write_rows

from tui.cli import main

PAGE = Path(__file__).parents[1] / "docs" / "train-your-own.md"
NANO = ["--steps", "2", "--set", "data.shard_size=64", "--set", "evaluation.examples=16", "--set", "data.workers=0"]
SMALL = [
    "--steps", "2", "--set", "model.quantize=int8", "--set", "dtype=fp32", "--set", "threads=1", "--set",
    "data.micro_tokens=256", "--set", "data.step_tokens=512", "--set", "evaluation.examples=4", "--set",
    "evaluation.denotation=1", "--set", "data.max_length=256",
]  # fmt: skip


def commands(heading: str) -> list[str]:
    """The lines of the first block of code under a heading."""
    part = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}", 1)[1].split("\n## ")[0]
    return [line.strip() for line in part.splitlines() if line.startswith("    ")]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_are_ten_lines_for_each() -> None:
    assert len(commands("On a laptop")) == len(commands("On a card")) == 10


def test_on_a_laptop(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for line in commands("On a laptop"):
        said, _, command = line.rpartition(" | ")
        args = shlex.split(command)[1:]
        if args[0] == "train":
            args += NANO
        if args[0] == "eval":
            args += ["--limit", "3"]
        if "self-instruct" in args:
            args[args.index("2000")] = "8"
        text = shlex.split(said)[1].replace("\\n", "\n") if said else ""
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert _run(args) == 0, f"{line}\n{capsys.readouterr().err}"
    lines = (folder / "self.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 8
    told = json.loads((folder / "runs" / "more" / "final" / "metadata.json").read_text())
    assert set(told["examples"]["files"]) == {"self.jsonl", "corrections.jsonl"}


def test_on_a_card(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    base = small_falcon(folder / "falcon", own_tokenizer())
    rows = write_rows(folder / "dolly.jsonl", 60)
    mixture = f'data.mixture=[{{source="{rows}"}}, {{source="blocks", limit=40}}]'
    small = [*SMALL, "--set", f"model.base={base}", "--set", mixture]
    for line in commands("On a card"):
        if line.startswith("accelerate launch"):
            launch, command = line.removeprefix("accelerate launch").split(" train ", 1)
            here = [sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu"]
            done = subprocess.run(
                [*here, *shlex.split(launch), "train", *shlex.split(command), *small], capture_output=True, text=True,
                timeout=300, env=os.environ | {"PYTHONPATH": str(PAGE.parents[1])},
            )  # fmt: skip
            assert done.returncode == 0, done.stderr[-2000:]
            continue
        args = shlex.split(line)[1:]
        if args[0] == "train" and "--resume" not in args:
            args += [] if "--plan" in args else small
        args = [re.sub(r"^falcon-7b(-instruct)?(?=\+|$)", str(base), arg) for arg in args]
        args = [str(rows) if arg == "dolly" and args[0] == "data" else arg for arg in args]
        if args[0] == "eval":
            args += ["--limit", "1", "--no-world"]
        if args[0] == "compare":
            args += ["--max-tokens", "8"]
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"pick up the red cube\n")))
        assert _run(args) == 0, f"{line}\n{capsys.readouterr().err}"
    assert (folder / "merged" / "config.json").exists()
    assert (folder / "runs" / "dolly" / "final" / "adapter_config.json").exists()


def _run(args: list[str]) -> int:
    try:
        return main(args)
    except SystemExit as stop:
        return int(stop.code or 0)
