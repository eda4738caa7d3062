"""The folder of adapters: each in a folder of its own, added, renamed and removed whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import time
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from agent.lm.adapters import CONFIG, METADATA, TENSORS, AdapterInfo, read_info
from agent.lm.interface import ModelError
from training.adapters.defaults import renamed
from training.adapters.errors import AdapterError, failed

REGISTERED = "registered.json"
FILES = (CONFIG, TENSORS, METADATA)
"""What makes up an adapter; the last need not be there."""
FINAL = "final"
"""Where a run keeps what it has made."""
NONE = "none"
"""What is said for no adapter, and so no adapter's name."""
_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,63}", re.ASCII)
"""Without "+", which stands between adapters (`etaoin compare --with falcon-7b+mine`)."""
_RESERVED = re.compile(rf"({NONE}|{FINAL}|con|prn|aux|nul|com\d|lpt\d)(\..*)?|.*\.json", re.IGNORECASE)
_LIST = "`etaoin adapters list` shows them all"


@dataclass(frozen=True)
class Entry:
    """A kept adapter: `added` when (ISO 8601) and from where; `problem` instead of `info` where it can't be read."""

    name: str
    folder: Path
    info: AdapterInfo | None
    added: str = ""
    source: str = ""
    problem: str | None = None


def entries(root: Path) -> list[Entry]:
    """All adapters by name, the damaged ones too."""
    try:
        found = sorted(path for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise failed("the adapters can't be listed", error) from None
    return [_entry(folder) for folder in found]


def get(name: str, root: Path) -> Entry:
    """The adapter of that name. Raises AdapterError where there is none, with near misses, or ModelError if damaged."""
    folder = _find(name, root)
    read_info(folder)
    return _entry(folder)


def has(name: str, root: Path) -> bool:
    """Whether an adapter of that name is kept, also where it is a name that none would be given."""
    return bool(name) and Path(name).name == name and not name.startswith(".") and (root / name).is_dir()


def add(source: Path, root: Path, name: str | None = None) -> Entry:
    """Keeps a copy of an adapter: `source` is its folder, or a finished run's.

    Without a `name` it gets the run's or the folder's, with a number where that is taken. Raises AdapterError if the
    name can't be used or is taken, ModelError if the source is no adapter or damaged.
    """
    folder = adapter_in(source)
    info = read_info(folder)
    _ = info.layers
    name = free_name(info.name, root) if name is None else usable(name)
    if (root / name).exists():
        raise _taken(name)
    registered = {"added": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "from": str(source.resolve())}
    unfinished = root / f".{name}.{os.getpid()}"
    try:
        unfinished.mkdir(parents=True)
        copy_files(folder, unfinished)
        (unfinished / REGISTERED).write_text(json.dumps(registered, indent=2) + "\n", encoding="utf-8")
        os.rename(unfinished, root / name)
    except OSError as error:
        if (root / name).exists():  # somebody else was quicker
            raise _taken(name) from None
        raise failed(f"the adapter {name} can't be kept", error) from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return _entry(root / name)


def rename(old: str, new: str, root: Path) -> Entry:
    """Gives an adapter another name, also where it is in use. Raises AdapterError."""
    source, target = _find(old, root), root / usable(new)
    if target.exists() and not (old != new and target.samefile(source)):  # only the case differs, on some disks
        raise _taken(new)
    try:
        os.rename(source, target)
    except OSError as error:
        raise failed(f"the adapter {old} can't be renamed", error) from None
    renamed(old, new, root)
    return _entry(target)


def remove(name: str, root: Path) -> None:
    """Deletes an adapter, damaged or not; it is in use no more. Raises AdapterError."""
    folder = _find(name, root)
    aside = root / f".removed.{os.getpid()}"
    try:
        os.rename(folder, aside)  # so that none is ever there in half
        renamed(name, None, root)
        if aside.is_symlink():  # what it leads to is somebody else's
            aside.unlink()
        else:
            shutil.rmtree(aside)
    except OSError as error:
        raise failed(f"the adapter {name} can't be removed", error) from None


def free_name(wanted: str, root: Path) -> str:
    """A name that can be used, like this one: other signs become "-", and a number is put behind where it is taken."""
    stem = re.sub(r"[^A-Za-z0-9_.-]+", "-", wanted).strip("-._")[:56] or "adapter"
    if _RESERVED.fullmatch(stem):
        stem = f"adapter-{stem.removesuffix('.json')}"
    name, number = stem, 1
    while (root / name).exists():
        number += 1
        name = f"{stem}-{number}"
    return name


def adapter_in(folder: Path) -> Path:
    """An adapter's folder, given that or a run's. Raises AdapterError where there is none in it."""
    folder = folder.expanduser()
    if (folder / CONFIG).is_file() or not folder.is_dir():
        return folder  # what is missing is said on reading
    if (folder / FINAL / CONFIG).is_file():
        return folder / FINAL
    if (folder / "run.json").is_file():
        made = (folder / FINAL).is_dir()
        why = "it trained all the weights of a model" if made else "it is not finished"
        advice = f"Say --model {folder / FINAL}" if made else f"Go on with it: etaoin train --resume {folder}"
        raise AdapterError(f"the run {folder} has made no adapter", why, advice)
    return folder


def copy_files(source: Path, target: Path) -> None:
    """Copies an adapter's files, with their times, and nothing else that lies beside them. Raises OSError."""
    for file in FILES:
        if (source / file).exists() or file != METADATA:
            shutil.copy2(source / file, target / file)


def _entry(folder: Path) -> Entry:
    told: dict[str, object] = {}
    with contextlib.suppress(OSError, ValueError, TypeError, RecursionError):
        told = dict(json.loads((folder / REGISTERED).read_text(encoding="utf-8")))
    added, source = str(told.get("added", "")), str(told.get("from", ""))
    try:
        return Entry(folder.name, folder, read_info(folder), added, source)
    except ModelError as error:
        return Entry(folder.name, folder, None, added, source, str(error))


def _find(name: str, root: Path) -> Path:
    if has(name, root):
        return root / name
    names = [entry.name for entry in entries(root)]
    close = get_close_matches(name, names, n=1) or [other for other in names if name.lower() in other.lower()]
    if not names:
        raise AdapterError(
            f"there is no adapter {name!r}", f"none is kept in {root} yet",
            "Train one (`etaoin train nano-adapter --data FILE`), or add a folder: `etaoin adapters add FOLDER`",
        )  # fmt: skip
    why = f"one is called {close[0]!r}" if close else f"there are {', '.join(names[:6])}"
    raise AdapterError(f"there is no adapter {name!r}", why, _LIST)


def usable(name: str) -> str:
    """The name, if an adapter can have it. Raises AdapterError."""
    if not _NAME.fullmatch(name) or _RESERVED.fullmatch(name):
        why = (
            "a name begins with a letter or digit, goes on with letters, digits and . _ -, has at most 64 signs, "
            f"and is not {NONE} or {FINAL}"
        )
        raise AdapterError(f"an adapter cannot be called {name[:80]!r}", why, "Choose another name")
    return name


def _taken(name: str) -> AdapterError:
    advice = f"Choose another name, or remove that one: `etaoin adapters remove {name}`"
    return AdapterError(f"{name!r} can't be the adapter's name", "there is one of that name", advice)
