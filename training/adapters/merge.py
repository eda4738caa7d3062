"""Makes one model of a base and its adapters, for where adapters can't be put on: serving, other programs.

W' = W + sum of (alpha / r) B A        in the base's 16 bits, never in its int8 weights (Hu et al. 2021, section 4.1)
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent.lm.adapters import METADATA, TENSORS, WEIGHTS, AdapterInfo, base_at, check_base, read_infos, sha256_of
from agent.lm.registry import is_nano, nano_folder
from training.adapters.errors import AdapterError, failed
from training.adapters.export import refuse_existing

MADE_BY = "etaoin adapters merge"
_TEXTS = ("config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json")


def merge(adapters: Sequence[Path], model: str, out: Path) -> Path:
    """Writes `model` (as in --model) with these adapters' updates in its weights to the folder `out`.

    A nano comes out as a nano, in the number format it had; of others, transformers and PEFT make a folder in bf16 with
    the tokenizer. metadata.json says what was merged. Raises AdapterError and ModelError; an adapter that was made for
    another model is refused. Nothing half done is left.
    """
    infos = read_infos(adapters)
    if not infos:
        raise AdapterError(
            "nothing was merged", "no adapter was named", "Say `etaoin adapters merge NAME --out FOLDER`"
        )
    out = out.expanduser()
    refuse_existing(out)
    folder = nano_folder() if model == "nano" else Path(model.removeprefix("hf:")).expanduser()
    unfinished = out.parent / f".{out.name}.{os.getpid()}"
    try:
        unfinished.mkdir(parents=True)
        if is_nano(folder):
            _merge_nano(folder, infos, unfinished)
        else:
            for info in infos:
                check_base(info, base_at(model))
            _merge_hf(model.removeprefix("hf:"), infos, unfinished)
        _describe(folder, model, infos, unfinished)
        if out.is_dir():
            out.rmdir()
        os.rename(unfinished, out)
    except OSError as error:
        raise failed(f"the merged model can't be written to {out}", error) from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return out


def _merge_nano(folder: Path, infos: Sequence[AdapterInfo], target: Path) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    from agent.lm.weights import read_adapter, read_safetensors

    read_safetensors(folder / WEIGHTS)  # says what is wrong with it
    tensors = load_file(folder / WEIGHTS)
    base = base_at(folder, {name: tuple(tensor.shape) for name, tensor in tensors.items()})
    sums: dict[str, torch.Tensor] = {}
    for info in infos:
        check_base(info, base)
        for name, update in read_adapter(info).items():
            sums[name] = sums.get(name, tensors[name].float()) + torch.from_numpy(update)
    merged = {name: tensor.to(tensors[name].dtype) for name, tensor in sums.items()}
    save_file(tensors | merged, target / WEIGHTS, metadata={"format": "pt"})
    for text in _TEXTS:
        if (folder / text).exists():
            shutil.copyfile(folder / text, target / text)


def _merge_hf(model: str, infos: Sequence[AdapterInfo], target: Path) -> None:
    from agent.lm.hf import load_causal_lm, load_hf_tokenizer, no_progress_bars
    from agent.lm.hf_adapters import with_adapters

    tokenizer: Any = load_hf_tokenizer(model)
    adapted = with_adapters(load_causal_lm(model, "bf16", device="cpu"), [info.folder for info in infos])
    with no_progress_bars():
        adapted.merge_and_unload(safe_merge=True).save_pretrained(target)
    tokenizer.save_pretrained(target)


def _describe(folder: Path, model: str, infos: Sequence[AdapterInfo], target: Path) -> None:
    """metadata.json: what the base says of itself, and what was merged into it."""
    base: dict[str, Any] = {}
    with contextlib.suppress(OSError, ValueError, TypeError, RecursionError):  # a base may say nothing of itself
        base = dict(json.loads((folder / METADATA).read_text(encoding="utf-8")))
    told: dict[str, Any] = {key: base[key] for key in ("architecture", "parameters", "vocabulary") if key in base}
    told |= {
        "made_by": MADE_BY,
        "base": {"name": Path(model).name, "sha256": base_at(folder).sha256} | ({"metadata": base} if base else {}),
        "adapters": [
            {"name": info.name, "sha256": sha256_of(info.folder / TENSORS), "metadata": dict(info.metadata)}
            for info in infos
        ],
    }
    (target / METADATA).write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
