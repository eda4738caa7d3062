"""LoRA adapters on a transformers model, through PEFT: one or several at once, changed while the model stays loaded."""

from __future__ import annotations

import contextlib
import hashlib
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent.lm.adapters import AdapterInfo, Base, base_at, check_base, check_start, read_infos
from agent.lm.hf import no_progress_bars
from agent.lm.hf_files import first_line
from agent.lm.interface import ModelError

KEPT = 4
"""Adapters that stay in memory, so that going back to one of them takes no reading."""
_ON = "etaoin_adapters"


def with_adapters(model: Any, adapters: Sequence[Path]) -> Any:
    """The model with exactly the PEFT adapters of these folders on it; with none, as it was without any.

    The model is changed in place, and what is given back is to be used from then on: it may have another one on, and
    int8 or nf4 weights. Several adapters add up. Raises ModelError, with all as it was, where one does not fit.
    """
    infos = read_infos(adapters)
    if not infos and not _wrapped(model):
        return model
    base = _base_of(model)
    for info in infos:
        check_base(info, base)
        check_start(info)
    names = [_name(info) for info in infos]
    model = _loaded(model, infos, names)
    if infos:
        model.base_model.enable_adapter_layers()
        model.set_adapter(names[0], inference_mode=True)
        model.base_model.set_adapter(names, inference_mode=True)  # PeftModel's own takes one name only
    else:
        model.base_model.disable_adapter_layers()
    for name in [name for name in model.peft_config if name not in names][: max(0, len(model.peft_config) - KEPT)]:
        if infos:  # the last active one is not taken out of a model that is to be without
            model.delete_adapter(name)
    setattr(model, _ON, infos)
    return model


def active_adapters(model: Any) -> tuple[AdapterInfo, ...]:
    """The adapters that `with_adapters` put on a model and that are on."""
    found: tuple[AdapterInfo, ...] = getattr(model, _ON, ())
    return found


def _wrapped(model: Any) -> bool:
    """Whether PEFT is around a model; transformers' own classes have attributes of the same names."""
    peft: Any = sys.modules.get("peft")
    return peft is not None and isinstance(model, peft.PeftModel)


def _loaded(model: Any, infos: Sequence[AdapterInfo], names: Sequence[str]) -> Any:
    """The model with these adapters in memory, none of them on yet; where one fails, without those that were added."""
    bare, added = None if _wrapped(model) else model, []
    try:
        for info, name in zip(infos, names, strict=True):
            if not _wrapped(model):
                model = _first(model, info, name)
            elif name not in model.peft_config:
                _another(model, info, name)
                added.append(name)
    except ModelError:
        if bare is None:
            for name in added:
                model.delete_adapter(name)
        elif _wrapped(model):
            _unwrap(model, bare)
        raise
    return model


def _unwrap(wrapped: Any, model: Any) -> None:
    """Takes PEFT's layers out of a model again, and what it noted there."""
    wrapped.unload()
    if hasattr(model, "peft_config"):
        del model.peft_config


def _first(model: Any, info: AdapterInfo, name: str) -> Any:
    """A PEFT model around the model; without a trace where that fails."""
    with _refusing(info, model):
        from peft import PeftConfig, get_peft_model

        config = PeftConfig.from_pretrained(str(info.folder))
        config.inference_mode = True
        wrapped = get_peft_model(model, config, adapter_name=name)
        try:
            wrapped.load_adapter(str(info.folder), name, torch_device=str(model.device))
        except Exception:
            _unwrap(wrapped, model)
            raise
        return wrapped.eval()


def _another(model: Any, info: AdapterInfo, name: str) -> None:
    """One more adapter in memory; it is not on yet."""
    with _refusing(info, model):
        try:
            model.load_adapter(str(info.folder), name, torch_device=str(model.device))
        except Exception:
            if name in model.peft_config:
                model.delete_adapter(name)
            raise


@contextlib.contextmanager
def _refusing(info: AdapterInfo, model: Any) -> Any:
    """PEFT's many errors as ours."""
    try:
        with no_progress_bars():
            yield
    except Exception as error:
        advice = f"Use it with the model that it was trained on ({info.base.hub_id or info.base.short})"
        what = f"the adapter {info.name} does not fit {_base_of(model).short}"
        raise ModelError(what, first_line(error), advice) from error


def _base_of(model: Any) -> Base:
    """The model as a base: its name and its linear layers, also where they are quantised or wrapped by PEFT."""
    inner = model.get_base_model() if _wrapped(model) else model
    shapes = {}
    for name, module in inner.named_modules():
        if ".lora_" in name:
            continue
        outputs, inputs = (getattr(module, long, getattr(module, short, None)) for long, short in _SIZES)
        if isinstance(outputs, int) and isinstance(inputs, int):
            shapes[f"{name.removesuffix('.base_layer')}.weight"] = (outputs, inputs)
    return base_at(str(getattr(inner.config, "_name_or_path", "") or "the model"), shapes)


_SIZES = (("out_features", "nf"), ("in_features", "nx"))
"""What torch's linear layers and GPT-2's call their sizes."""


def _name(info: AdapterInfo) -> str:
    """A name in PEFT: another one where the folder's weights have changed since."""
    state = f"{info.folder.resolve()} {info.size} {info.written}"
    return f"{re.sub(r'[^A-Za-z0-9_-]', '_', info.name)}-{hashlib.sha256(state.encode()).hexdigest()[:12]}"
