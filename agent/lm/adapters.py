"""What an adapter's folder says of itself, and whether it fits a model: read from headers, without torch or numpy.

An adapter is a folder as PEFT writes it (adapter_config.json, adapter_model.safetensors); metadata.json beside them
says what it was made of: base, data, recipe, scores.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from pathlib import Path
from typing import Any

from agent.lm.hf_files import INDEX, hub_name
from agent.lm.interface import ModelError

CONFIG, TENSORS, METADATA = "adapter_config.json", "adapter_model.safetensors", "metadata.json"
WEIGHTS = "model.safetensors"
PREFIX = "base_model.model."
"""What PEFT puts before a weight's name."""
SAMPLED = "~"
"""How a digest begins that is made of samples, where hashing all would take longer than loading it."""
_HASHED = 256 * 2**20
"""A file of at most so many bytes is hashed as a whole."""
_SAMPLE = 4096
"""Bytes of each tensor that a sampled digest is made of."""
_HARMLESS_STARTS = ("gaussian", "orthogonal", "eva")
"""Values of init_lora_weights that set A and B alone."""
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
        try:
            return float(alpha) if isinstance(alpha, int | float) else 0.0
        except OverflowError:  # JSON's whole numbers have no bound
            return 0.0

    @property
    def targets(self) -> tuple[str, ...]:
        """The kinds of layers that it changes."""
        targets = self.config.get("target_modules")
        return (targets,) if isinstance(targets, str) else tuple(map(str, targets if isinstance(targets, list) else ()))

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
    def changed_base(self) -> str | None:
        """The way in which its start changed the base, so that its updates fit no other weights; None where it did not.

        PiSSA, OLoRA, CorDA and LoftQ take a part of W out of W before A and B are trained (PEFT, LoraConfig).
        """
        start = self.config.get("init_lora_weights")
        if start is None or isinstance(start, bool) or str(start).lower() in _HARMLESS_STARTS:
            return None
        return str(start)

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
        if self.changed_base:
            return f"its start changed the base (init_lora_weights is {self.changed_base})"
        if not self.layers or 2 * len(self.layers) != len(self.shapes):
            return "it changes more than linear layers, or nothing"
        return None


@dataclass(frozen=True)
class Base:
    """A model that adapters are put on.

    name: "nano", a hub id or a folder; sha256: of its weights where they are one small file, else of samples of them
    (it begins with `SAMPLED` then); shapes: of its linear layers' weights (outputs, inputs), by name, where known.
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
        name = hub_name(name)
        is_id = name.count("/") == 1 and not name.startswith((".", "/", "~")) and not os.path.exists(name)
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
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise damaged_adapter(folder, f"{TENSORS}: {error}") from None
    return AdapterInfo(folder, config, _read_json(folder / METADATA) or {}, shapes, state.st_size, state.st_mtime)


def base_at(spec: str | Path, shapes: _Shapes | None = None) -> Base:
    """A model as a base, by folder or hub id; a folder's weights are hashed, large or sharded ones by samples."""
    folder = Path(str(spec).removeprefix("hf:"))
    digest = None
    # Where there are no weights, or damaged ones, nothing is known of them; loading says what is wrong.
    with contextlib.suppress(OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, RuntimeError):
        digest = digest_of(folder.expanduser())
    return Base(str(spec), digest, shapes or {})


def digest_of(folder: Path) -> str:
    """The digest of a model folder's weights: sha256 of one small file, or else of a sample of each tensor.

    The second begins with `SAMPLED`, and is the same however the tensors are spread over files. Training changes nearly
    all numbers of the tensors that it changes at all, so 4 kB of each tell models apart. Raises OSError, and ValueError
    and its like where the files are damaged.
    """
    single = folder / WEIGHTS
    if single.exists():
        if single.stat().st_size <= _HASHED:
            return sha256_of(single)
        files = [single]
    else:
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        files = [folder / str(name) for name in set(index["weight_map"].values())]
    samples = dict(sample for file in files for sample in _samples(file))
    digest = hashlib.sha256()
    for name in sorted(samples):
        digest.update(json.dumps([name, *samples[name]]).encode())
    return SAMPLED + digest.hexdigest()


def same_digest(one: Base, other: Base) -> bool | None:
    """Whether the weights of two bases are the same; None where that can't be told from their digests."""
    if not one.sha256 or not other.sha256 or one.sha256.startswith(SAMPLED) != other.sha256.startswith(SAMPLED):
        return None
    return one.sha256 == other.sha256


def check_base(info: AdapterInfo, base: Base) -> None:
    """Raises ModelError if the adapter was not made for this model, as far as can be told.

    Its layers must be there in their shapes; the weights it was trained on must be these (by digest), or where that is
    not known of both have the same hub id.
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
    same = same_digest(theirs, base)
    if same is False:
        why = f"it was trained on {theirs.short} with the weights {(theirs.sha256 or '')[:12]}, and these are "
        raise _misfit(info, base, why + (base.sha256 or "")[:12])
    if same is None and theirs.hub_id and base.hub_id and theirs.hub_id.lower() != base.hub_id.lower():
        raise _misfit(info, base, f"it was trained on {theirs.hub_id}")


def check_start(info: AdapterInfo) -> None:
    """Raises ModelError for an adapter whose start changed its base: put on, it would change it once more."""
    if info.changed_base:
        why = f"its start ({info.changed_base}) took a part out of the base's weights, and the base here has it still"
        advice = "Merge it where it was made, or convert it there (PEFT's path_initial_model_for_weight_conversion)"
        raise ModelError(f"the adapter {info.name} can't be put on", why, advice)


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
        tensors, start = _header(file, size)
    if max((entry["data_offsets"][1] for entry in tensors.values()), default=0) != size - start:
        raise ValueError("the file is cut short, or longer than it says")
    shapes = {name: entry["shape"] for name, entry in tensors.items()}
    for name, shape in shapes.items():
        if not isinstance(shape, list) or not all(isinstance(n, int) and 0 <= n < 2**63 for n in shape):
            raise ValueError(f"{name} has no shape")
    return {name: tuple(shape) for name, shape in shapes.items()}


def _samples(path: Path) -> Iterator[tuple[str, tuple[str, list[int], str]]]:
    """Of each tensor in a safetensors file its name, and type, shape, and the hex of some bytes from its middle."""
    with path.open("rb") as file:
        tensors, start = _header(file, path.stat().st_size)
        for name, entry in tensors.items():
            begin, end = entry["data_offsets"]
            file.seek(start + max(begin, (begin + end - _SAMPLE) // 2))
            yield name, (str(entry["dtype"]), list(entry["shape"]), file.read(max(0, min(_SAMPLE, end - begin))).hex())


def _header(file: Any, size: int) -> tuple[dict[str, Any], int]:
    """A safetensors file's tensors by name, and where their bytes begin."""
    length = int.from_bytes(file.read(8), "little")
    if size < 8 or length > size - 8:
        raise ValueError("the file is cut short")
    header = json.loads(file.read(length))
    return {name: entry for name, entry in header.items() if name != "__metadata__"}, 8 + length
