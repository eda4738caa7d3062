"""The model that a run made, as a folder that chatting, transformers and the next training load."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from training.run.checkpoint import TENSORS, CheckpointError, newest_checkpoint, read_state


def export(run: Path, folder: Path) -> Path:
    """Writes the newest checkpoint of `run` to `folder` in bf16, with the mean of the weights where there is one.

    metadata.json says what it was made of: recipe, seed, data version, commit, steps, tokens, minutes, scores.
    Raises CheckpointError.
    """
    from tokenizers import Tokenizer

    from agent.lm.hf import load_causal_lm
    from training.nano import save_nano

    described = read_run(run)
    checkpoint = newest_checkpoint(run)
    state = read_state(checkpoint)
    model: Any = load_causal_lm(checkpoint, "fp32", device="cpu")
    tensors = load_file(checkpoint / TENSORS)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if f"ema.{name}" in tensors:
                weight.copy_(tensors[f"ema.{name}"])
    model.to(torch.bfloat16)
    metadata = {
        "made_by": "etaoin train",
        "steps": state.progress.steps,
        "tokens": state.progress.tokens,
        "minutes": round(state.progress.seconds / 60, 1),
        "scores": {name: round(score, 5) for name, score in state.scores.items()},
        **{key: _without_folders(described.get(key)) for key in ("seed", "data_version", "commit", "recipe")},
    }
    save_nano(folder, model, Tokenizer.from_file(str(checkpoint / "tokenizer.json")), metadata)
    return folder


def _without_folders(value: Any) -> Any:
    """The same with paths cut to file names: where a file lay on the machine that trained is nobody's business."""
    if isinstance(value, dict):
        return {key: _without_folders(inner) for key, inner in value.items()}
    return Path(value).name if isinstance(value, str) and "/" in value else value


def read_run(run: Path) -> dict[str, Any]:
    """A run folder's run.json. Raises CheckpointError."""
    try:
        described: dict[str, Any] = json.loads((run / "run.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CheckpointError(f"there is no run in {run}: run.json is missing. Give the folder of a run") from None
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{run / 'run.json'} can't be read: {error}") from None
    return described


def commit_of(folder: Path) -> str | None:
    """The git commit of the code, or None outside a repository."""
    try:
        found = subprocess.run(
            ["git", "-C", str(folder), "rev-parse", "HEAD"], capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return found.stdout.strip() if found.returncode == 0 else None
