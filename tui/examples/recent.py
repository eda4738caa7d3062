"""The files of examples that the user opened, for the next time: a list of paths, the last one first."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tui.paths import data_folder

MOST = 20
"""So many are remembered."""


def _file() -> Path:
    return data_folder() / "data-files.json"


def files() -> list[Path]:
    """The files that were opened and are still there."""
    try:
        names = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    if not isinstance(names, list):
        return []
    return [path for path in (Path(name) for name in names if isinstance(name, str)) if path.is_file()]


def remember(path: Path) -> None:
    """Put a file first; where nothing can be written, nothing is remembered."""
    path = path.absolute()
    _write([path, *(one for one in files() if one != path)][:MOST])


def forget(path: Path) -> None:
    """Leave a file out from now on; the file itself stays."""
    _write([one for one in files() if one != path])


def _write(paths: list[Path]) -> None:
    target = _file()
    beside = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps([str(path) for path in paths], indent=1), encoding="utf-8")
        beside.replace(target)
    except OSError:
        beside.unlink(missing_ok=True)
