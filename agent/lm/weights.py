"""Reads a model folder without torch: config.json, model.safetensors (fp32, fp16 or bf16), and a LoRA adapter.

A safetensors file is 8 bytes of length, a JSON header {name: {dtype, shape, data_offsets}}, and the numbers
(https://github.com/huggingface/safetensors). numpy knows no bf16: it is the upper half of an fp32.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from agent.lm.adapters import PREFIX, TENSORS, AdapterInfo, Base, check_base, check_start, damaged_adapter
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


def read_adapter(info: AdapterInfo) -> dict[str, Array]:
    """A PEFT LoRA adapter as full updates by name of the weight: scale * B @ A, to be added to the base's.

    Hu et al. 2021, section 4.1. Raises ModelError for damaged weights, and for what is no plain LoRA.
    """
    check_start(info)
    if info.oddity:
        advice = f"Put `hf:` before the model's name ({info.base.short}), so that it runs through transformers and PEFT"
        raise ModelError(f"the adapter {info.name} does not fit a numpy nano", info.oddity, advice)
    tensors = read_safetensors(info.folder / TENSORS)
    updates = {}
    for name in info.layers:
        stem = name.removesuffix(".weight")
        down, up = (_half(tensors, stem, half) for half in ("lora_A", "lora_B"))
        if len(down) != info.rank:
            raise damaged_adapter(info.folder, f"{stem} is of rank {len(down)}, the configuration says {info.rank}")
        if info.rank < 1:
            raise damaged_adapter(info.folder, f"{stem} is of rank {info.rank}")
        scale = info.alpha / (info.rank**0.5 if info.config.get("use_rslora") else info.rank)
        updates[name] = np.float32(scale) * (up @ down)
    return updates


def adapted(tensors: dict[str, Array], infos: Sequence[AdapterInfo], base: Base) -> dict[str, Array]:
    """The weights of a nano, which is `base`, with the adapters' updates added; those given stay as they are.

    Raises ModelError where an adapter is damaged or does not fit.
    """
    changed = dict(tensors)
    for info in infos:
        check_base(info, base)
        for name, update in read_adapter(info).items():
            changed[name] = changed[name] + update
    return changed


def _half(tensors: dict[str, Array], stem: str, half: str) -> Array:
    name = f"{stem}.{half}.weight"
    return tensors[f"{PREFIX}{name}"] if f"{PREFIX}{name}" in tensors else tensors[name]


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
