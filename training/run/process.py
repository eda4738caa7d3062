"""Which process trains a run: so that nobody else begins to, and whoever looks in later knows that it goes on."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from training.run.recipe import RecipeError

FILE = "process.json"
_CLOCK = 60.0
"""Seconds by which the computer's clock may be set meanwhile: when a process began is told by it."""


def trained_by(run: Path) -> int | None:
    """The number of the process on this computer that trains the run; None where none does any more."""
    try:
        told = json.loads((run / FILE).read_text(encoding="utf-8"))
        number, host, began = int(told["pid"]), told["host"], float(told["began"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    found = _began(number)
    same = found is not None and abs(found - began) < _CLOCK
    return number if host == socket.gethostname() and same else None


@contextmanager
def training(run: Path) -> Iterator[None]:
    """Says that this process trains the run, as long as it does. Raises RecipeError where another one does."""
    other = trained_by(run)
    if other is not None and other != os.getpid():
        raise RecipeError(f"{run} is being trained by process {other}: wait for it, or stop it (kill {other}) first")
    run.mkdir(parents=True, exist_ok=True)
    file = run / FILE
    told = {"pid": os.getpid(), "host": socket.gethostname(), "began": _began(os.getpid())}
    file.write_text(json.dumps(told) + "\n", encoding="utf-8")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _began(number: int) -> float | None:
    """When a process began, in seconds since 1970; None where there is none. Another one may get its number later."""
    import psutil

    try:
        process = psutil.Process(number)
        return None if process.status() == psutil.STATUS_ZOMBIE else float(process.create_time())
    except psutil.Error:
        return None
