"""Following one run: its events become a `RunState`, whatever happened to its process meanwhile."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.pauses import breathing
from tui.runs import words
from tui.runs.events import Event, EventTail
from tui.runs.series import Series, smoothed
from tui.runs.state import Evaluation, RunState, Sample, Status

if TYPE_CHECKING:
    import psutil

_LOG = 400
_PACE = 40
"""Step events by which the pace is measured: long enough for an evaluation or two, short enough to follow a change."""
_ENDS = {"stopped": Status.STOPPED, "done": Status.DONE, "failed": Status.FAILED}
_STEP = {"loss": "loss", "lr": "rate", "tokens_per_second": "speed", "memory_mb": "memory", "gpu_memory_mb": "gpu"}
_EVAL = {
    "loss": "held_out", "replayed_loss": "replayed", "accuracy": "accuracy", "denotation": "denotation",
    "token_accuracy": "tokens",
}  # fmt: skip
"""What a series is called, by the field of the event."""
_PER_GB = {"memory_mb": 1e-3, "gpu_memory_mb": 1e-3}


class Follower:
    """Reads what is new of a run each time it is asked. Not for two threads at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._tail = EventTail(folder / "events.jsonl")
        self._reset()
        self._state: RunState | None = None
        self._number = ""

    def look(self) -> RunState:
        """The run as it is now; the same value as before where nothing has changed."""
        from training.run.process import process_of

        # First the process, then the events: one that is gone has told all that it had to tell.
        claimed = (self.folder / "process.json").exists()
        process = process_of(self.folder) if claimed else None
        events, anew = self._tail.read()
        if anew:
            self._reset()
        for left, event in zip(range(len(events), 0, -1), breathing(events), strict=True):
            try:
                self._take(event, logged=left <= _LOG)
            except (LookupError, TypeError, ValueError, AttributeError):  # of another version, or written by hand
                continue
        status, why = self._status(process, claimed)
        before = self._state
        if before and not events and not anew and (status, why) == (before.status, before.why):
            return before
        self._state = self._made(status, why)
        return self._state

    def _reset(self) -> None:
        self._series: dict[str, Series] = {}
        self._evaluations: list[Evaluation] = []
        self._log: deque[str] = deque(maxlen=_LOG)
        self._began = self._turned = 0.0
        self._turn: str = ""
        self._why = ""
        self._step: Event = {}
        self._pace: deque[tuple[float, float]] = deque(maxlen=_PACE)
        self._recipe: Mapping[str, Any] = {}
        self._started: Event = {}
        self._checkpoint: int | None = None

    # What happened.

    def _take(self, event: Event, logged: bool) -> None:
        kind, at = event["event"], float(event["time"])
        self._began = self._began or at
        if logged:
            self._log.extend(_logged(event, at))
        if kind in ("started", "paused", "continued", *_ENDS):
            self._turn, self._turned = kind, at
            self._why = str(event.get("why", ""))
        match kind:
            case "started":
                self._start(event)
            case "step":
                self._take_step(event)
            case "eval":
                self._take_scores(event)
            case "samples":
                self._take_samples(event)
            case "checkpoint":
                self._checkpoint = int(event["step"])
                self._step = {**self._step, "step": max(self._checkpoint, self._step.get("step", 0))}
            case "done":
                self._step = {**self._step, "step": event["step"], "tokens": event["tokens"], "done": 1.0}

    def _start(self, event: Event) -> None:
        """Begun, or gone on with from a checkpoint: what was done after that is done again."""
        self._started = event
        self._recipe = event["recipe"]
        self._pace.clear()
        step = int(event["resumed_at"])
        for series in self._series.values():
            series.forget_after(step)
        self._evaluations = [one for one in self._evaluations if one.step <= step]
        if self._step.get("step", 0) > step:
            self._step = {**self._step, "step": step}

    def _take_step(self, event: Event) -> None:
        step = int(event["step"])
        self._step = event
        self._pace.append((float(event["minutes"]), float(event["done"])))
        for field, name in _STEP.items():
            if isinstance(event.get(field), int | float):
                self._series.setdefault(name, Series()).add(step, event[field] * _PER_GB.get(field, 1))

    def _take_scores(self, event: Event) -> None:
        step = int(event["step"])
        scores = {
            name: float(value)
            for name, value in event.items()
            if name not in ("event", "time", "step") and isinstance(value, int | float)
        }
        self._evaluations = [one for one in self._evaluations if one.step < step]
        self._evaluations.append(Evaluation(step, scores))
        for field, name in _EVAL.items():
            if field in scores:
                self._series.setdefault(name, Series()).add(step, scores[field])

    def _take_samples(self, event: Event) -> None:
        samples = tuple(
            Sample(str(one["said"]), str(one["wanted"]), str(one["wrote"]), one["right"]) for one in event["samples"]
        )
        last = self._evaluations[-1]
        if last.step == event["step"]:
            self._evaluations[-1] = Evaluation(last.step, last.scores, samples)

    # How it is.

    def _status(self, process: psutil.Process | None, claimed: bool) -> tuple[Status, str]:
        """`claimed`: there is a process.json, whosever."""
        from training.run.process import PAUSE

        end = _ENDS.get(self._turn)
        if process is None:
            if end:
                return end, self._why
            host = _host(self.folder) if claimed else ""
            return (Status.ELSEWHERE, f"{host} trains it.") if host else self._died()
        if not self._turn or self._turned < process.create_time() - 1:  # the last turn was of a process before
            return Status.PREPARING, ""
        if end:
            return end, self._why
        asked = (self.folder / PAUSE).exists()
        if self._turn == "paused" and asked:
            return Status.PAUSED, ""
        return (Status.PAUSING if asked else Status.RUNNING), ""

    def _died(self) -> tuple[Status, str]:
        last = self._checkpoint
        where = "It had no checkpoint yet: begin it anew" if last is None else f"Train on goes back to step {last:,}"
        return Status.DIED, f"Its process is gone without a word. {where}."

    def _made(self, status: Status, why: str) -> RunState:
        step, recipe = self._step, self._recipe or _described(self.folder)
        series = {name: found.copy() for name, found in self._series.items()}
        if "loss" in series:
            series["smooth"] = smoothed(series["loss"])
        done = float(step.get("done", 0.0))
        at = int(step.get("step", 0))
        budget = recipe.get("budget") or {}
        exact = budget.get("steps") if not any(budget.get(k) for k in ("minutes", "tokens", "epochs")) else None
        reckoned = round(at / done) if done > 0.01 and at else None
        adapter = recipe.get("adapter") or {}
        if not self._number:
            self._number = str(_read(self.folder / "run.json").get("id", ""))
        facts = words.facts(recipe, self._started) if recipe else ()  # as long as it prepares, none is known
        return RunState(
            self.folder.name, self.folder, status, why, self._began, at, exact or reckoned, not exact, done,
            int(step.get("tokens", 0)), 60 * float(step.get("minutes", 0.0)),
            self._left() if status.alive and status is not Status.PREPARING else None, series,
            tuple(self._evaluations), tuple(self._log), facts, self._checkpoint,
            bool(adapter.get("r")), self._number,
        )  # fmt: skip

    def _left(self) -> float | None:
        """Seconds until the budget is used up, by the pace of late."""
        if not self._pace:
            return None
        (first, had), (last, has) = self._pace[0], self._pace[-1]
        if has > had:
            return 60 * (1 - has) * (last - first) / (has - had)
        told = self._step.get("minutes_left")
        return 60 * told if isinstance(told, int | float) else None


def is_run(folder: Path) -> bool:
    """Whether a folder is a run's."""
    if folder.name.startswith("."):
        return False
    try:
        told = (folder / "events.jsonl").stat().st_size > 0
    except OSError:
        told = False
    return told or (folder / "run.json").is_file() or (folder / "process.json").is_file()


def _logged(event: Event, at: float) -> list[str]:
    """An event as lines of the log, with the time before the first."""
    from training.run.lines import line_of

    try:
        line = line_of(event)
    except (KeyError, TypeError, ValueError):
        line = event["event"]
    stamp = time.strftime("%H:%M:%S", time.localtime(at))
    return [f"{' ' * len(stamp) if n else stamp}  {part}" for n, part in enumerate(line.splitlines())]


def _described(folder: Path) -> Mapping[str, Any]:
    """The recipe as run.json has it, before the first event tells it."""
    recipe = _read(folder / "run.json").get("recipe")
    return recipe if isinstance(recipe, dict) else {}


def _host(folder: Path) -> str:
    """The other computer that trains it; "" where it is this one."""
    import socket

    host = str(_read(folder / "process.json").get("host", ""))
    return "" if host == socket.gethostname() else host


def _read(file: Path) -> Mapping[str, Any]:
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
