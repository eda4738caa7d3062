"""The adapter of a run that has come to its end: kept under the run's name, and once only, however often it goes on."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from training.adapters.registry import Entry, add, entries, get


def add_run(run: Path, root: Path) -> Entry:
    """Keeps the adapter of a finished run; it takes the place of one that was kept of the same run before.

    Another run in a folder of that name is another run. Raises AdapterError and ModelError.
    """
    fresh = add(run, root)
    number = fresh.info.metadata.get("id") if fresh.info else None
    others = [entry for entry in entries(root) if entry.info and entry.name != fresh.name]
    before = next((one for one in others if number and one.info and one.info.metadata.get("id") == number), None)
    if before is None:
        return fresh
    aside = root / f".{before.name}.{os.getpid()}"
    os.rename(before.folder, aside)
    os.rename(fresh.folder, before.folder)
    shutil.rmtree(aside)
    return get(before.name, root)
