"""Steering runs: pause, go on, stop, train on, delete, and the adapter that came of one.

A signal goes only to the process that process.json proves to be the run's (number and time of birth). Nothing here is
quick enough for the screen's thread.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tui.errors import UserError
from tui.runs.start import Start

if TYPE_CHECKING:
    import psutil

_GONE = "{} is not being trained (any more)."
_LEAVING = 20.0
"""Seconds that a process may take to go after its last word."""


def pause(run: Path) -> None:
    """Let it wait after the step it is at, with all it has in memory. Raises UserError."""
    from training.run.process import PAUSE

    _process(run)
    (run / PAUSE).touch()


def go_on(run: Path) -> None:
    """End the pause. Raises UserError."""
    from training.run.process import PAUSE

    _process(run)
    (run / PAUSE).unlink(missing_ok=True)


def stop(run: Path) -> None:
    """Let it end after the step it is at, with a checkpoint. Raises UserError."""
    from training.run.process import PAUSE

    with _gone_meanwhile(run):
        _process(run).terminate()
    (run / PAUSE).unlink(missing_ok=True)


def kill(run: Path) -> None:
    """End it at once, for one that does not listen: what it did since its last checkpoint is lost. Raises UserError."""
    with _gone_meanwhile(run):
        process = _process(run)
        children = process.children(recursive=True)
        process.kill()
    for child in children:
        with _gone_meanwhile(run, told=False):
            child.kill()


def train_on(run: Path) -> None:
    """Go on from the newest checkpoint, as a process of its own; returns when it has begun. Raises UserError."""
    from training.run.process import process_of

    end = time.monotonic() + _LEAVING
    while process_of(run):  # it has said that it ends, but is not gone yet
        if time.monotonic() > end:
            raise UserError(f"{run.name} is being trained already.")
        time.sleep(0.1)
    if not any((run / "checkpoints").glob("step-*[0-9]")):
        raise UserError(f"{run.name} has no checkpoint to go on from. Begin it anew (n).")
    _Again(run).wait()


def delete(run: Path) -> None:
    """Delete a run's folder and log, never a run that is being trained. Raises UserError."""
    from training.run.process import process_of

    if process_of(run):
        raise UserError(f"{run.name} is being trained. Stop it first (s).")
    aside = run.with_name(f".{run.name}.{os.getpid()}")
    try:
        os.rename(run, aside)  # whole or not at all
        if aside.is_symlink():  # what it leads to is somebody else's
            aside.unlink()
        else:
            shutil.rmtree(aside)
        run.with_name(f"{run.name}.log").unlink(missing_ok=True)
    except OSError as error:
        why = f"{error.filename or run}: {error.strerror or error}"
        raise UserError(f"{run.name} can't be deleted ({why}). Delete the folder by hand.") from None


def adapter_of(run: Path, number: str, root: Path) -> str:
    """The name under which the adapter of a finished run is kept in `root`; it is kept now if it was not.

    `number` is the run's own (`RunState.number`): the adapter may have another name by now. Raises UserError.
    """
    from agent.lm.interface import ModelError
    from training.adapters import AdapterError, add_run, entries

    try:
        for entry in entries(root):
            if number and entry.info and entry.info.metadata.get("id") == number:
                return entry.name
        return add_run(run, root).name
    except (AdapterError, ModelError) as error:
        raise UserError(str(error)) from None


class _Again(Start):
    """A run that goes on: it has begun when it tells something new."""

    def __init__(self, run: Path) -> None:
        self._lines_before = _told(run)
        super().__init__(["--resume", str(run)], run)

    def _begun(self) -> bool:
        return _told(self.run) > self._lines_before


def _told(run: Path) -> int:
    """How many whole lines of events there are: half a one is cut off when a run goes on."""
    try:
        return (run / "events.jsonl").read_bytes().count(b"\n")
    except OSError:
        return 0


def _process(run: Path) -> psutil.Process:
    from training.run.process import process_of

    process = process_of(run)
    if process is None:
        raise UserError(_GONE.format(run.name))
    return process


@contextmanager
def _gone_meanwhile(run: Path, told: bool = True) -> Iterator[None]:
    """A process may end at any moment; psutil signals none that has only got its number. Raises UserError."""
    import psutil

    try:
        yield
    except psutil.NoSuchProcess:
        if told:
            raise UserError(_GONE.format(run.name)) from None
