"""Reads a model folder without torch: config.json, model.safetensors (fp32, fp16 or bf16), and a LoRA adapter.

A safetensors file is 8 bytes of length, a JSON header {name: {dtype, shape, data_offsets}}, and the numbers
(https://github.com/huggingface/safetensors). numpy knows no bf16: it is the upper half of an fp32.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from agent.lm.interface import ModelError

Array = npt.NDArray[np.float32]
_RETRAIN = "Train it with `etaoin train`, restore the shipped folder, or choose another model with --model"
_DTYPES: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2"), "BF16": np.dtype("<u2")}


def read_config(folder: Path, name: str = "config.json") -> dict[str, Any]:
    """A JSON file of a model folder. Raises ModelError if the folder or the file is missing, or is no JSON object."""
    if not folder.is_dir():
        raise ModelError(f"there is no model in {folder}", "the folder does not exist", _RETRAIN)
    path = folder / name
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(f"{folder} is no model folder", f"{name} is missing", _RETRAIN) from None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} can't be read", str(error), _RETRAIN) from None
    if not isinstance(value, dict):
        raise ModelError(f"{path} can't be read", "it holds no JSON object", _RETRAIN)
    return value


def read_safetensors(path: Path) -> dict[str, Array]:
    """All tensors of a file as fp32. Raises ModelError if it is missing, cut short, damaged or of another type."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ModelError(f"{path.parent} has no weights", f"{path.name} is missing", _RETRAIN) from None
    except OSError as error:
        raise ModelError(f"{path} can't be read", str(error), _RETRAIN) from None
    try:
        return _tensors(data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path} is damaged", str(error), _RETRAIN) from None


def read_adapter(folder: Path) -> dict[str, Array]:
    """A PEFT LoRA adapter as full updates by name of the weight: scale * B @ A, to be added to the base's.

    Hu et al. 2021, section 4.1. Raises ModelError for a missing or damaged folder, and for what is no plain LoRA.
    """
    config = read_config(folder, "adapter_config.json")
    if config.get("peft_type") != "LORA" or config.get("use_dora") or config.get("bias", "none") != "none":
        kind = "DoRA" if config.get("use_dora") else config.get("peft_type")
        raise ModelError(
            f"the adapter in {folder} does not fit", f"it is {kind} with bias {config.get('bias')}, not plain LoRA",
            "Merge it into its model first: `etaoin adapters merge`",
        )  # fmt: skip
    rank, alpha = int(config.get("r", 0)), float(config.get("lora_alpha", 0))
    scale = alpha / (rank**0.5 if config.get("use_rslora") else rank) if rank else 0.0
    tensors = read_safetensors(folder / "adapter_model.safetensors")
    updates = {}
    for name, down in tensors.items():
        stem, is_a, _ = name.partition(".lora_A.weight")
        if is_a:
            up = tensors.get(f"{stem}.lora_B.weight")
            if up is None or up.shape[1] != down.shape[0]:
                raise ModelError(f"the adapter in {folder} is damaged", f"{stem} has no matching lora_B", _RETRAIN)
            updates[f"{stem.removeprefix('base_model.model.')}.weight"] = np.float32(scale) * (up @ down)
    if not updates or 2 * len(updates) != len(tensors):
        raise ModelError(
            f"the adapter in {folder} does not fit", "it changes more than linear layers, or nothing",
            "Merge it into its model first: `etaoin adapters merge`",
        )  # fmt: skip
    return updates


def _tensors(data: bytes) -> dict[str, Array]:
    if len(data) < 8:
        raise ValueError("the file is empty or cut short")
    start = 8 + int.from_bytes(data[:8], "little")
    if start > len(data):
        raise ValueError("its header is cut short")
    header = json.loads(data[8:start])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        dtype, (begin, end), shape = _DTYPES.get(entry["dtype"]), entry["data_offsets"], entry["shape"]
        if dtype is None:
            raise ValueError(f"{name} is of type {entry['dtype']}, which only the big models' loader reads")
        count = int(np.prod(shape, dtype=np.int64))
        if not 0 <= begin <= end <= len(data) - start or end - begin != count * dtype.itemsize:
            raise ValueError(f"{name} is cut short")
        raw = np.frombuffer(data, dtype, count, start + begin).reshape(shape)
        if entry["dtype"] == "BF16":
            raw = (raw.astype(np.uint32) << 16).view(np.float32)
        tensors[name] = raw.astype(np.float32)
        if not np.isfinite(tensors[name]).all():
            raise ValueError(f"{name} holds numbers that are infinite or none at all")
    return tensors
