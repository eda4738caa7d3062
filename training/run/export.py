"""The model that a run made, as a folder that chatting, transformers and the next training load."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from training.run.adapter import CONFIG, PREFIX
from training.run.adapter import TENSORS as ADAPTER_TENSORS
from training.run.checkpoint import BEST, TENSORS, CheckpointError, newest_checkpoint, read_best, read_state

MADE_BY = "etaoin train"
"""What metadata.json says of models and adapters that know our prompts."""
_TOLD = ("id", "seed", "data_version", "commit", "recipe", "base", "examples")


def export(run: Path, folder: Path) -> Path:
    """Writes the best or newest checkpoint of `run` to `folder`, with the mean of the weights where there is one.

    A model is written in bf16, an adapter as it is. metadata.json says what it was made of: recipe, seed, data version,
    commit, base, files of examples, steps, tokens, minutes, scores. Raises CheckpointError.
    """
    from tokenizers import Tokenizer

    from agent.lm.hf import load_causal_lm
    from training.nano import save_nano

    described = read_run(run)
    checkpoint = newest_checkpoint(run)
    state = read_state(checkpoint)
    scores, steps = state.scores, state.progress.steps
    if best := read_best(run) if described["recipe"]["evaluation"].get("best") else None:
        checkpoint, scores, steps = run / BEST, best["scores"], best["step"]
    tensors = load_file(checkpoint / TENSORS)
    metadata = {
        "made_by": MADE_BY,
        "steps": steps,
        "tokens": state.progress.tokens,
        "minutes": round(state.progress.seconds / 60, 1),
        "scores": {name: round(score, 5) for name, score in scores.items()},
        "before": {name: round(score, 5) for name, score in state.before.items()},
        **{key: _without_folders(described[key]) for key in _TOLD if described.get(key) is not None and key != "base"},
        **({"base": described["base"]} if described.get("base") else {}),
    }
    if (checkpoint / CONFIG).exists():
        _export_adapter(checkpoint, folder, tensors, metadata)
        return folder
    model: Any = load_causal_lm(checkpoint, "fp32", device="cpu")
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if f"ema.{name}" in tensors:
                weight.copy_(tensors[f"ema.{name}"])
    model.to(torch.bfloat16)
    save_nano(folder, model, Tokenizer.from_file(str(checkpoint / "tokenizer.json")), metadata)
    return folder


def _export_adapter(checkpoint: Path, folder: Path, tensors: dict[str, torch.Tensor], metadata: dict[str, Any]) -> None:
    """The adapter of a checkpoint, with the name of its base; PEFT's own files and ours."""
    folder.mkdir(parents=True, exist_ok=True)
    config = json.loads((checkpoint / CONFIG).read_text(encoding="utf-8"))
    config["base_model_name_or_path"] = metadata["base"]["name"]
    (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    mean = {f"{PREFIX}{name.removeprefix('ema.')}": t for name, t in tensors.items() if name.startswith("ema.")}
    save_file(mean or load_file(checkpoint / ADAPTER_TENSORS), folder / ADAPTER_TENSORS)
    (folder / "metadata.json").write_text(json.dumps(metadata, indent=2) + "\n", encoding="utf-8")


def _without_folders(value: Any) -> Any:
    """The same with paths cut to file names: where a file lay on the machine that trained is nobody's business."""
    if isinstance(value, dict):
        return {key: _without_folders(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_folders(inner) for inner in value]
    return Path(value).name if isinstance(value, str) and Path(value).is_absolute() else value


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
