"""Checkpoints: a model folder that anything can load, with what is needed to go on exactly. No pickles.

    runs/nano/checkpoints/step-000400/
        config.json model.safetensors tokenizer.json tokenizer_config.json  the model as it is, fp32 (or adapter_*)
        state.safetensors                                                   ema.* first.* second.* by name of the weight
        state.json                                                          progress, position in the data, scores

What is left to chance (dropout, the data's order) is a function of the seed and the step or shard, so there is no
random state to keep. An adapter's checkpoint has adapter_* in the model's place; its tokenizer stays with the base.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from agent.lm.hf import no_progress_bars
from training.data import Position
from training.run.schedule import Progress

if TYPE_CHECKING:
    from torch import Tensor

    from training.run.optimizer import Optimizer

STATE, TENSORS, BEST = "state.json", "state.safetensors", "best"
TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json")


@dataclass
class TrainingState:
    """Where a run is, apart from its tensors."""

    progress: Progress = field(default_factory=Progress)
    position: Position = field(default_factory=Position)
    scores: dict[str, float] = field(default_factory=dict)
    before: dict[str, float] = field(default_factory=dict)
    """The scores before the first step."""
    best: dict[str, Any] | None = None
    """Step, score and scores of the best evaluation, where the recipe asks for it."""
    stale: int = 0
    """Evaluations since then."""
    finished: bool = False
    """Whether the run came to its end, and was not stopped."""


class CheckpointError(Exception):
    """A run can't be resumed or exported. `str()` of it says why and what to do next."""


def save_checkpoint(
    run: Path,
    write_model: Callable[[Path], object],
    optimizer: Optimizer,
    ema: Mapping[str, Tensor],
    state: TrainingState,
    keep: int,
) -> Path:
    """Writes a checkpoint, whole or not at all, and deletes all but the newest `keep`."""
    target = run / "checkpoints" / f"step-{state.progress.steps:06}"
    unfinished = target.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    with no_progress_bars():
        write_model(unfinished)
    _copy_tokenizer(run, unfinished)
    tensors = {f"ema.{name}": tensor for name, tensor in ema.items()}
    save_file(tensors | optimizer.memory(), unfinished / TENSORS)
    (unfinished / STATE).write_text(json.dumps(asdict(state), indent=2) + "\n", encoding="utf-8")
    _to_disk(unfinished)
    shutil.rmtree(target, ignore_errors=True)
    unfinished.rename(target)
    for old in checkpoints(run)[:-keep]:
        shutil.rmtree(old)
    return target


def write_best(
    run: Path, write_model: Callable[[Path], object], ema: Mapping[str, Tensor], told: Mapping[str, Any]
) -> None:
    """Writes best/: the model as it is, the mean of its weights, and what is told of it, instead of what was there."""
    unfinished = run / f"{BEST}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    with no_progress_bars():
        write_model(unfinished)
    _copy_tokenizer(run, unfinished)
    save_file({f"ema.{name}": tensor for name, tensor in ema.items()}, unfinished / TENSORS)
    (unfinished / STATE).write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    _to_disk(unfinished)
    shutil.rmtree(run / BEST, ignore_errors=True)
    unfinished.rename(run / BEST)


def read_best(run: Path) -> dict[str, Any] | None:
    """Step, score and scores of what lies in best/; they may be newer than the newest checkpoint's. None without it."""
    try:
        told: dict[str, Any] = json.loads((run / BEST / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told


def _to_disk(folder: Path) -> None:
    """Waits until a folder's files are on the disk: what is renamed after that is whole even when the power fails."""
    for file in folder.iterdir():
        with file.open("rb") as written:
            os.fsync(written.fileno())


def _copy_tokenizer(run: Path, folder: Path) -> None:
    """Nano's vocabulary lies beside its weights; that of another base stays with the base."""
    for name in TOKENIZER_FILES:
        if (run / "start" / name).exists():
            shutil.copyfile(run / "start" / name, folder / name)


def checkpoints(run: Path) -> list[Path]:
    """The finished checkpoints of a run, oldest first."""
    return sorted(path for path in (run / "checkpoints").glob("step-*") if path.suffix != ".unfinished")


def newest_checkpoint(run: Path) -> Path:
    """Raises CheckpointError where there is none."""
    found = checkpoints(run)
    if not found:
        raise CheckpointError(f"{run} has no checkpoint: the run ended before its first. Start it anew")
    return found[-1]


def read_state(checkpoint: Path) -> TrainingState:
    """The state in a checkpoint. Raises CheckpointError."""
    try:
        raw = json.loads((checkpoint / STATE).read_text(encoding="utf-8"))
        return TrainingState(**raw | {"progress": Progress(**raw["progress"]), "position": Position(**raw["position"])})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CheckpointError(f"{checkpoint} can't be read: {error}. Delete it to go on from the one before") from None


def restore(checkpoint: Path, optimizer: Optimizer, ema: Mapping[str, Tensor]) -> None:
    """Fills the optimiser's memory and the mean of the weights. Raises CheckpointError."""
    try:
        tensors = load_file(checkpoint / TENSORS)
        for name, mean in ema.items():
            mean.copy_(tensors[f"ema.{name}"])
        optimizer.restore(tensors, read_state(checkpoint).progress.steps)
    except (OSError, KeyError, RuntimeError, ValueError, SafetensorError) as error:
        raise CheckpointError(f"{checkpoint} is damaged: {error}. Delete it to go on from the one before") from None
