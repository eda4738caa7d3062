"""Which process trains a run: so that nobody else begins to, and whoever looks in later knows that it goes on."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from training.run.recipe import RecipeError

if TYPE_CHECKING:
    import psutil

FILE = "process.json"
PAUSE = "pause"
"""While a file of this name lies in its folder, a run waits before its next step, with all it has in memory."""
_CLOCK = 60.0
"""Seconds by which the computer's clock may be set meanwhile: when a process began is told by it."""


def trained_by(run: Path) -> int | None:
    """The number of the process on this computer that trains the run; None where none does any more."""
    found = process_of(run)
    return found.pid if found else None


def process_of(run: Path) -> psutil.Process | None:
    """The process itself. What is sent to it reaches it or nobody, should another get its number meanwhile."""
    import psutil

    try:
        told = json.loads((run / FILE).read_text(encoding="utf-8"))
        number, host, began = int(told["pid"]), told["host"], float(told["began"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if host != socket.gethostname() or number <= 0:
        return None
    try:
        found = psutil.Process(number)
        alive = found.status() != psutil.STATUS_ZOMBIE
        return found if alive and abs(found.create_time() - began) < _CLOCK else None
    except (psutil.Error, ValueError):
        return None


@contextmanager
def training(run: Path) -> Iterator[None]:
    """Says that this process trains the run, as long as it does. Raises RecipeError where another one does."""
    other = trained_by(run)
    if other is not None and other != os.getpid():
        raise RecipeError(f"{run} is being trained by process {other}: wait for it, or stop it (kill {other}) first")
    run.mkdir(parents=True, exist_ok=True)
    (run / PAUSE).unlink(missing_ok=True)  # whoever began it wants it to go
    file = run / FILE
    told = {"pid": os.getpid(), "host": socket.gethostname(), "began": _began()}
    beside = run / f".{FILE}"
    beside.write_text(json.dumps(told) + "\n", encoding="utf-8")
    beside.replace(file)  # whoever reads it gets all of it
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _began() -> float:
    """When this process began, in seconds since 1970. Another one may get its number later."""
    import psutil

    return float(psutil.Process().create_time())
