"""What an adapter's folder says of itself, and whether it fits a model: read from headers, without torch or numpy.

An adapter is a folder as PEFT writes it (adapter_config.json, adapter_model.safetensors); metadata.json beside them
says what it was made of: base, data, recipe, scores.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from pathlib import Path
from typing import Any

from agent.lm.hf_files import SHORT_NAMES
from agent.lm.interface import ModelError

CONFIG, TENSORS, METADATA = "adapter_config.json", "adapter_model.safetensors", "metadata.json"
WEIGHTS = "model.safetensors"
PREFIX = "base_model.model."
"""What PEFT puts before a weight's name."""
_HASHED = 256 * 2**20
"""Weights of more bytes are told apart by name and shapes: hashing them would take longer than loading them."""
_CACHED = re.compile(r"models--([\w.-]+?)--([\w.-]+)[/\\]snapshots")
_RESTORE = "Restore the folder from where it came, or train the adapter again with `etaoin train`"
_Shapes = Mapping[str, tuple[int, ...]]


@dataclass(frozen=True)
class AdapterInfo:
    """An adapter before its numbers are read.

    config, metadata: the JSON files ({} where there is no metadata.json); shapes: of the file's tensors, by name;
    size: of the file, in bytes; written: when, in seconds since 1970.
    """

    folder: Path
    config: Mapping[str, Any]
    metadata: Mapping[str, Any]
    shapes: _Shapes
    size: int
    written: float

    @property
    def name(self) -> str:
        """The folder's name; of a run's final/ the run's."""
        folder = self.folder.resolve()
        return folder.parent.name if folder.name == "final" else folder.name

    @property
    def rank(self) -> int:
        """The rank of the updates; 0 where there is none."""
        rank = self.config.get("r")
        return rank if isinstance(rank, int) else 0

    @property
    def alpha(self) -> float:
        """The scale of the updates is alpha / rank."""
        alpha = self.config.get("lora_alpha")
        return float(alpha) if isinstance(alpha, int | float) else 0.0

    @property
    def targets(self) -> tuple[str, ...]:
        """The kinds of layers that it changes."""
        targets = self.config.get("target_modules")
        return (targets,) if isinstance(targets, str) else tuple(map(str, targets or ()))

    @property
    def base(self) -> Base:
        """The model that it was trained on, as far as the folder knows."""
        told = self.metadata.get("base")
        told = told if isinstance(told, dict) else {}
        name, digest = told.get("name") or self.config.get("base_model_name_or_path"), told.get("sha256")
        return Base(str(name or ""), digest if isinstance(digest, str) and digest else None)

    @property
    def parameters(self) -> int:
        """Numbers in its tensors."""
        return sum(map(prod, self.shapes.values()))

    @cached_property
    def layers(self) -> _Shapes:
        """The weights that it changes and their shape, (outputs, inputs). Raises ModelError for half a pair."""
        found = {}
        for name, down in self.shapes.items():
            stem, is_a, _ = name.partition(".lora_A.weight")
            if is_a:
                up = self.shapes.get(f"{stem}.lora_B.weight", ())
                if len(down) != 2 or len(up) != 2 or up[1] != down[0]:
                    raise damaged_adapter(self.folder, f"{stem} has no lora_A and lora_B that go together")
                found[f"{stem.removeprefix(PREFIX)}.weight"] = (up[0], down[1])
        if 2 * len(found) < sum(".lora_A.weight" in name or ".lora_B.weight" in name for name in self.shapes):
            raise damaged_adapter(self.folder, "it has a lora_B without its lora_A")
        return found

    @property
    def oddity(self) -> str | None:
        """Why it is more than W + (alpha / r) B A for some linear layers, or None where it is just that."""
        config = self.config
        if config.get("peft_type") != "LORA":
            return f"it is of the kind {config.get('peft_type')}, not LORA"
        if config.get("bias", "none") != "none" or config.get("lora_bias"):
            return f"it changes biases ({config.get('bias')})"
        for key in ("use_dora", "fan_in_fan_out", "rank_pattern", "alpha_pattern", "layer_replication"):
            if config.get(key):
                return f"its {CONFIG} asks for {key}"
        if not self.layers or 2 * len(self.layers) != len(self.shapes):
            return "it changes more than linear layers, or nothing"
        return None


@dataclass(frozen=True)
class Base:
    """A model that adapters are put on.

    name: "nano", a hub id or a folder; sha256: of its weights where they are one small file; shapes: of its linear
    layers' weights (outputs, inputs), by name, where they are known.
    """

    name: str
    sha256: str | None = None
    shapes: _Shapes = field(default_factory=dict)

    @property
    def short(self) -> str:
        """What it is called in a sentence."""
        return Path(self.hub_id or self.name).name if self.name else "a model that its folder does not name"

    @property
    def hub_id(self) -> str | None:
        """Its id on the hub, also where it is named by its folder in the hub's cache; None for others and for nano."""
        cached = _CACHED.search(self.name)
        if cached:
            return f"{cached[1]}/{cached[2]}"
        name = self.name.removeprefix("hf:")
        name = SHORT_NAMES.get(name, name)
        is_id = name.count("/") == 1 and not name.startswith((".", "/", "~")) and not Path(name).exists()
        return name if is_id else None


def read_infos(folders: Sequence[Path]) -> tuple[AdapterInfo, ...]:
    """`read_info` of each; one that is given twice counts once, since updates add up. Raises ModelError."""
    return tuple({folder.resolve(): read_info(folder) for folder in folders}.values())


def read_info(folder: Path) -> AdapterInfo:
    """Reads an adapter's folder but for the numbers. Raises ModelError where it is no adapter, cut short or damaged."""
    if not folder.is_dir():
        raise ModelError(f"there is no adapter in {folder}", "the folder does not exist", "Check its name")
    config = _read_json(folder / CONFIG)
    if config is None:
        run = folder / "final" / CONFIG
        advice = f"Say {folder / 'final'}" if run.exists() else "Give the folder of an adapter, or of a finished run"
        raise ModelError(f"{folder} is no adapter", f"{CONFIG} is missing", advice)
    path = folder / TENSORS
    if not path.is_file():
        pickle = (folder / "adapter_model.bin").exists()
        why = f"{TENSORS} is missing" + ("; there is a pickle instead, which could run any program" if pickle else "")
        raise ModelError(f"the adapter in {folder} has no weights", why, _RESTORE)
    try:
        state = path.stat()
        shapes = _shapes(path, state.st_size)
    except OSError as error:
        raise ModelError(f"{path} can't be read", str(error), _RESTORE) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged_adapter(folder, f"{TENSORS}: {error}") from None
    return AdapterInfo(folder, config, _read_json(folder / METADATA) or {}, shapes, state.st_size, state.st_mtime)


def base_at(spec: str | Path, shapes: _Shapes | None = None) -> Base:
    """A model as a base, by folder or hub id; a folder's weights are hashed where they are one small file."""
    path = Path(str(spec).removeprefix("hf:")).expanduser() / WEIGHTS
    try:
        small = path.stat().st_size <= _HASHED
        digest = sha256_of(path) if small else None
    except OSError:
        digest = None
    return Base(str(spec), digest, shapes or {})


def check_base(info: AdapterInfo, base: Base) -> None:
    """Raises ModelError if the adapter was not made for this model, as far as can be told.

    Its layers must be there in their shapes; the weights it was trained on must be these (by sha256), or where they are
    too large to be hashed have the same hub id.
    """
    theirs = info.base
    if base.shapes:
        for name, shape in info.layers.items():
            found = base.shapes.get(name)
            if found is None:
                raise _misfit(info, base, f"that has no layer {name.removesuffix('.weight')}")
            if tuple(found) != shape:
                why = f"{name} has the shape {_sizes(found)} there, and {_sizes(shape)} is needed"
                raise _misfit(info, base, why)
    if theirs.sha256 and base.sha256:
        if theirs.sha256 != base.sha256:
            why = f"it was trained on {theirs.short} with the weights {theirs.sha256[:12]}, and these are "
            raise _misfit(info, base, why + base.sha256[:12])
    elif theirs.hub_id and base.hub_id and theirs.hub_id.lower() != base.hub_id.lower():
        raise _misfit(info, base, f"it was trained on {theirs.hub_id}")


def damaged_adapter(folder: Path, why: str) -> ModelError:
    """The error for an adapter whose files don't hold what they should."""
    return ModelError(f"the adapter in {folder} is damaged", why, _RESTORE)


def sha256_of(path: Path) -> str:
    """The digest of a file. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _misfit(info: AdapterInfo, base: Base, why: str) -> ModelError:
    theirs = info.base
    own = f"Use it with the model that it was trained on ({theirs.hub_id or theirs.short})"
    return ModelError(f"the adapter {info.name} does not fit {base.name}", why, f"{own}, or train one on {base.short}")


def _sizes(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape))


def _read_json(path: Path) -> dict[str, Any] | None:
    """A JSON object, or None where there is no such file. Raises ModelError."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{path} can't be read", str(error), _RESTORE) from None
    if not isinstance(value, dict):
        raise ModelError(f"{path} can't be read", "it holds no JSON object", _RESTORE)
    return value


def _shapes(path: Path, size: int) -> dict[str, tuple[int, ...]]:
    """The shapes in a safetensors file's header. Raises ValueError and its like where that is no such header."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if size < 8 or length > size - 8:
            raise ValueError("the file is cut short")
        header = json.loads(file.read(length))
    tensors = {name: entry for name, entry in header.items() if name != "__metadata__"}
    if max((entry["data_offsets"][1] for entry in tensors.values()), default=0) != size - 8 - length:
        raise ValueError("the file is cut short, or longer than it says")
    return {name: tuple(int(n) for n in entry["shape"]) for name, entry in tensors.items()}
