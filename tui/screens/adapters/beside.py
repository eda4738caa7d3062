"""What takes long and goes on beside the page: evaluating and merging, one after the other, each in its own process."""

from __future__ import annotations

import glob
import json
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.errors import UserError, explain
from tui.mind.worker import Worker
from tui.program import Cancelled, Program, ProgramError
from tui.screens.adapters.messages import Ended, Progress

if TYPE_CHECKING:
    from textual.message import Message

_COUNT = re.compile(r"(\d+) of (\d+)")
_EVERY = 0.1
"""Seconds between two reports of progress, at least."""

Work = Callable[["Beside"], str]
"""Does something with `Beside.run`; gives a sentence on how it went."""


class Beside:
    """A line of long work. What becomes of it is posted as Progress and Ended; all methods return at once."""

    def __init__(self, post: Callable[[Message], object]) -> None:
        self._post = post
        self._worker = Worker("adapters beside")
        self._lock = threading.Lock()
        self._program: Program | None = None
        self._age = self._current = 0
        self._waiting = 0
        self._worker.start()

    @property
    def waiting(self) -> int:
        """How many there are, with the one under way."""
        return self._waiting

    def put(self, doing: str, work: Work) -> None:
        """Do this when everything before it is done; `doing` is for the log."""
        with self._lock:
            age = self._age
            self._waiting += 1
        self._worker.put(lambda: self._do(doing, work, age))

    def cancel(self) -> None:
        """Stop what is under way, and drop what waits."""
        with self._lock:
            self._age += 1
            program = self._program
        if program is not None:
            program.stop()

    def close(self) -> None:
        """The same, for good."""
        self.cancel()
        self._worker.close()

    def run(self, what: str, args: Sequence[str]) -> Program:
        """Run a program to its end, its counting ("20 of 402") told as progress. Raises as `Program.run` does."""
        program = Program(args)
        with self._lock:
            if self._current != self._age:
                raise Cancelled
            self._program = program
        last = 0.0

        def heard(line: str) -> None:
            nonlocal last
            count = _COUNT.fullmatch(line)
            if count and (time.monotonic() - last > _EVERY or count[1] == count[2]):
                last = time.monotonic()
                self._post(Progress(what, int(count[1]) / max(1, int(count[2]))))

        self._post(Progress(what))
        try:
            program.run(heard)
        finally:
            with self._lock:
                self._program = None
        return program

    def _do(self, doing: str, work: Work, age: int) -> None:
        self._current = age
        try:
            if age != self._age:
                raise Cancelled
            ended = Ended(work(self))
        except Cancelled:
            ended = Ended("")
        except ProgramError as error:
            ended = Ended(str(error), failed=True)
        except Exception as error:  # a disk can fail in any way; the page says so and goes on
            ended = Ended(explain(error, doing), failed=True)
        with self._lock:
            self._waiting -= 1
        self._post(ended)


def evaluate(name: str, root: Path, suite: str, model: str, quantize: str | None) -> Work:
    """Score an adapter on a suite, on the loaded model if it fits that; its base too, where that is not known yet."""

    def work(beside: Beside) -> str:
        from training import adapters

        info = adapters.get(name, root).info
        assert info is not None  # get has read it
        fits = adapters.why_not(info, model) is None
        spec = model if fits else adapters.model_for([info])
        common = ["eval", "--suite", suite, "--model", spec, "--progress"]
        if quantize and fits:
            common += ["--quantize", quantize]
        with tempfile.TemporaryDirectory(prefix="etaoin-") as folder:
            out = Path(folder) / "report.json"
            beside.run(f"{name} on {suite}", [*common, "--adapter", str(info.folder), "--json", str(out)])
            score = adapters.score_of(_report(out))
            adapters.keep_score(info.folder, suite, score)
            others = [entry.info for entry in adapters.entries(root) if entry.info]
            before = adapters.known_before(others, info.base, suite, score.n)
            if before is None:
                beside.run(f"{info.base.short} alone on {suite}", [*common, "--json", str(out)])
                before = adapters.score_of(_report(out)).right
            score = replace(score, before=before)
            adapters.keep_score(info.folder, suite, score)
        return f"{name} on {suite}: {score}."

    return work


def merge(names: Sequence[str], root: Path, model: str, out: Path) -> Work:
    """Make one model of some adapters and their base, which is the loaded one if all fit that."""

    def work(beside: Beside) -> str:
        from training import adapters

        infos = [info for name in names if (info := adapters.get(name, root).info)]
        fits = all(adapters.why_not(info, model) is None for info in infos)
        spec = model if fits else adapters.model_for(infos)
        if why := next((why for info in infos if (why := adapters.why_not(info, spec))), None):
            raise UserError(why)
        folders = [str(info.folder) for info in infos]
        doing = f"merging {' + '.join(names)} into {spec}"
        program: Program | None = None
        try:
            program = beside.run(doing, ["adapters", "merge", *folders, "--base", spec, "--out", str(out)])
        finally:
            if program is None:  # killed before it could clear up after itself
                for left in out.parent.glob(f".{glob.escape(out.name)}.*"):
                    shutil.rmtree(left, ignore_errors=True)
        return f"Merged: etaoin --model {out}"

    return work


def _report(path: Path) -> dict[str, Any]:
    told = json.loads(path.read_text(encoding="utf-8"))
    return told if isinstance(told, dict) else {}
