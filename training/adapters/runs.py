"""The adapter of a run that has come to its end: kept under the run's name, and once only, however often it goes on."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from training.adapters.registry import Entry, add, entries, get


def add_run(run: Path, root: Path) -> Entry:
    """Keeps the adapter of a finished run; it takes the place of one that was kept of the same run before.

    Raises AdapterError and ModelError.
    """
    before = next((entry for entry in entries(root) if entry.source == str(run.resolve())), None)
    if before is None:
        return add(run, root)
    fresh = add(run, root, f"{before.name}.{os.getpid()}")
    shutil.rmtree(before.folder)
    os.rename(fresh.folder, before.folder)
    return get(before.name, root)
