"""From what is said (`--adapter NAME`), or from what is in use for a base, to an adapter's folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from agent.lm.adapters import Base, base_at, check_base, read_info, same_digest
from agent.lm.registry import SERVED, nano_folder
from training.adapters.defaults import base_in, read, write
from training.adapters.errors import AdapterError
from training.adapters.registry import NONE, adapter_in, get, has


def resolve_adapter(name_or_path: str | Path, root: Path) -> Path:
    """The folder of an adapter: a kept one by name, any by its path, or a finished run's.

    A name is looked up first; what has a slash in it, or begins with a dot, is a path. Raises AdapterError, and
    ModelError if the folder is no adapter or damaged.
    """
    text = str(name_or_path)
    path = Path(text)
    if isinstance(name_or_path, Path) or is_path(text) or (not has(text, root) and path.is_dir()):
        folder = adapter_in(path)
        read_info(folder)
        return folder
    return get(text, root).folder


def adapter_folders(names: str | Sequence[str] | None, model: str, root: Path) -> tuple[Path, ...]:
    """The adapters to put on a model: those that are named, none for "none", or (None) the one in use for this model.

    Raises AdapterError and ModelError.
    """
    if names is None:
        default = default_for(model, root)
        return () if default is None else (default,)
    given = [names] if isinstance(names, str) else list(names)
    if NONE in given:
        if len(given) > 1:
            raise AdapterError("no adapter and some can't be on at once", f"{NONE} was given too", "Leave one out")
        return ()
    return tuple(resolve_adapter(name, root) for name in given)


def use(name: str | None, root: Path, model: str | None = None) -> Base | None:
    """Makes an adapter the one in use for its base, or for `model`; with None, none is for `model` (or for any).

    The base comes back. Raises AdapterError, and ModelError where it does not fit `model`.
    """
    if model is not None and model.startswith(SERVED):
        advice = "Serve it there with its adapter, under a name of its own"
        raise AdapterError(f"no adapter of here is put on {model}", "that model is on a server", advice)
    rows = read(root)
    base = None if model is None else base_of(model)
    if name is None:
        write(root, [] if base is None else [row for row in rows if not same_base(base_in(row), base)])
        return base
    info = get(name, root).info
    assert info is not None  # get has read it
    if base is not None:
        check_base(info, base)
    elif not info.base.name:
        raise AdapterError(f"{name} can't be put in use", "it does not say for which base", "Name that with --base")
    base = base or info.base
    row = {"base": base.name, "sha256": base.sha256, "adapter": name}
    write(root, [*(other for other in rows if not same_base(base_in(other), base)), row])
    return base


def default_for(model: str, root: Path) -> Path | None:
    """The adapter in use for a model, named as in --model; None if there is none.

    One for a nano with other weights is none for this one, and a model on a server takes none from here. Raises
    AdapterError if it is there no more, ModelError if it is damaged.
    """
    rows = [] if model.startswith(SERVED) else read(root)
    if not rows:
        return None
    base = base_of(model)
    for row in rows:
        if same_base(base_in(row), base):
            name = str(row["adapter"])
            if not has(name, root):
                advice = "Say `etaoin adapters use none`, or --adapter none"
                raise AdapterError(f"the adapter in use, {name}, can't be put on", "its folder is gone", advice)
            read_info(root / name)
            return root / name
    return None


def base_of(model: str) -> Base:
    """A model, named as in --model, as a base: nano by its weights, others by name or weights."""
    if model == "nano":
        return Base("nano", base_at(nano_folder()).sha256)
    return base_at(model)


def is_path(text: str) -> bool:
    """Whether this means a folder rather than the name of a kept adapter."""
    return text.startswith((".", "~")) or "/" in text or os.sep in text


def same_base(one: Base, other: Base) -> bool:
    """Whether two bases are one: by digest, hub id, or else name."""
    same = same_digest(one, other)
    if same is not None:
        return same
    if one.hub_id or other.hub_id:
        return (one.hub_id or "").lower() == (other.hub_id or "").lower()
    return one.short == other.short
