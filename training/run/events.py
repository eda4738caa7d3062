"""What a run tells while it goes: one JSON object a line in events.jsonl, for any screen or script that follows it.

Each has `event` and `time` (seconds since 1970):

    preparing    what, pairs
    note         text
    lint         text, refused: what was found in the data before the first second of training
    started      recipe, resumed_at (a step), data (version), parameters, vocabulary, quantised (layers), processes
    step         step, tokens, loss, lr, grad_norm, tokens_per_second, minutes, done (share of the budget),
                 minutes_left, memory_mb (of this process), gpu_memory_mb where there is a GPU
    eval         step (0: before training), loss, token_accuracy, accuracy, denotation where it is asked for, and what a
                 caller's own evaluation gives; the same with "replayed_" where files are mixed in
    samples      step, samples: what the model makes of some held-out sentences (training.run.samples)
    checkpoint   step, path
    paused       step: it waits until the file `pause` is gone (training.run.process)
    continued    step
    stopped      step, reason
    failed       why: an error ended it
    done         step, tokens, minutes, before (scores at step 0), scores, path
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Event = dict[str, Any]
Listener = Callable[[Event], None]

EVENTS = "events.jsonl"


class EventLog:
    """Appends events to a run folder's events.jsonl, each line flushed, and hands them to a listener."""

    def __init__(self, folder: Path, listener: Listener | None = None, *, quiet: bool = False) -> None:
        """`quiet`: tells nothing; for all processes of a run but the first."""
        folder.mkdir(parents=True, exist_ok=True)
        if not quiet:
            _cut_half_line(folder / EVENTS)
        self._file = (Path(os.devnull) if quiet else folder / EVENTS).open("a", encoding="utf-8")
        self._listener = None if quiet else listener

    @property
    def begun(self) -> bool:
        """Whether anything was told, now or by a process before."""
        return self._file.tell() > 0

    def emit(self, event: str, **fields: Any) -> None:
        """Writes one event."""
        line = {"event": event, "time": round(time.time(), 3), **fields}
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()
        if self._listener:
            self._listener(line)

    def close(self) -> None:
        """Closes the file."""
        self._file.close()


def _cut_half_line(file: Path) -> None:
    """Takes off what a process that was killed had not finished writing."""
    if file.exists():
        with file.open("r+b") as written:
            whole = written.read()
            written.truncate(whole.rfind(b"\n") + 1)


def read_events(folder: Path) -> list[Event]:
    """All events of a run so far; a last line that is not finished yet is left out."""
    lines = (folder / EVENTS).read_text(encoding="utf-8").splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith("\n")]
