"""Which model an adapter goes with, and whether it fits the one that is here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from agent.lm.adapters import AdapterInfo, Base, check_base, check_start
from agent.lm.interface import ModelError
from agent.lm.registry import SERVED, is_nano, nano_folder
from training.adapters.errors import AdapterError
from training.adapters.resolve import base_of, same_base


def why_not(info: AdapterInfo, model: str, base: Base | None = None) -> str | None:
    """Why an adapter can't be put on `model` (as in --model), or None where it can, as far as its header tells.

    `base` is the same model as a base, where that is known already: its weights are hashed otherwise.
    """
    if model.startswith(SERVED):
        return f"{model} is on a server, where no adapter is put on from here."
    base = base or base_of(model)
    if base.sha256 is None and base.hub_id is None:
        return f"There is no model at {model}, or its weights can't be read."
    try:
        check_base(info, base)
        check_start(info)
        if (model == "nano" or is_nano(Path(model))) and info.oddity:
            return f"{info.name} does not fit a numpy nano: {info.oddity}. Put hf: before the model's name."
    except ModelError as error:
        return f"{error}."
    return None


def model_for(infos: Sequence[AdapterInfo]) -> str:
    """The one model that these adapters were trained on, as in --model. Raises AdapterError where that is not sure."""
    bases = [info.base for info in infos]
    one = bases[0]
    if not all(same_base(one, other) for other in bases):
        why = f"they were trained on different ones ({', '.join(dict.fromkeys(base.short for base in bases))})"
    elif one.hub_id or one.name == "nano" or (one.name and Path(one.name).is_dir()):
        return one.hub_id or one.name
    else:
        why = f"{one.short} is neither nano, nor a folder that is here, nor an id on the hub"
    names = ", ".join(info.name for info in infos)
    raise AdapterError(f"the model of {names} is not known for sure", why, "Name it with --base: a folder or a hub id")


def left_off(base: Base) -> str:
    """A remark where an adapter in use was made for another nano than the one that is here; "" where it was not."""
    if base.name != "nano" or not nano_folder().is_dir() or same_base(base, base_of("nano")):
        return ""
    return f"({(base.sha256 or '')[:12] or 'other weights'}, which is not the nano that is here: there it is left off)"
