"""Self-Instruct in a process of its own: begun, followed by the lines that it writes, and ended."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tui.errors import UserError
from tui.examples.sources import rejects_of
from tui.program import command, surroundings

COMMAND = tuple(command(["data", "self-instruct"]))
"""What is run, before its options."""
PATIENCE = 20.0
"""Seconds that it has to end by itself, once it was asked to."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: tasks kept and turned down; `code` once it has ended, and what it said last."""

    kept: int
    refused: int
    wanted: int
    code: int | None = None
    said: str = ""

    @property
    def line(self) -> str:
        """In words."""
        attempts = self.kept + self.refused
        share = f" ({self.kept / attempts:.0%})" if attempts else ""
        return f"{self.kept:,} of {self.wanted:,} kept · {attempts:,} attempts{share}"


class Lines:
    """Counts the lines of a file that grows, reading only what is new."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = self.count = 0

    def look(self) -> int:
        """How many there are by now."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._at)
                while block := file.read(1 << 20):
                    self.count += block.count(b"\n")
                    self._at += len(block)
        except OSError:
            pass  # it is not there yet
        return self.count


class Making:
    """A run of `etaoin data self-instruct`. What it says goes into a file, so that it never waits for a reader."""

    def __init__(self, out: Path, n: int, seed: int, log: Path) -> None:
        """Begin. Raises UserError if that can't be."""
        self.out, self.n = out, n
        self._log = log
        self._kept, self._refused = Lines(out), Lines(rejects_of(out))
        self.stopping = False
        args = [*COMMAND, "--n", str(n), "--seed", str(seed), "--out", str(out)]
        try:
            out.parent.mkdir(parents=True, exist_ok=True)
            out.touch()
            with log.open("wb") as said:
                self._process = subprocess.Popen(
                    args, stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=surroundings(),
                    start_new_session=True,
                )  # fmt: skip
        except OSError as error:
            raise UserError(f"Self-Instruct can't begin: {error}. Choose another file.") from None

    def look(self) -> Progress:
        """How far it is."""
        code = self._process.poll()
        kept, refused = self._kept.look(), self._refused.look()
        return Progress(kept, refused, self.n, code, "" if code is None else self._last())

    def stop(self) -> None:
        """Ask it to end, as ctrl+C does: what it has is kept, and the same command goes on from there."""
        if self._process.poll() is not None:
            return
        if self.stopping:
            self.kill()
        elif os.name == "nt":
            self._process.terminate()
        else:
            self._process.send_signal(signal.SIGINT)
        self.stopping = True

    def kill(self) -> None:
        """End it at once, with its workers."""
        if self._process.poll() is not None:
            return
        with contextlib.suppress(OSError):
            if os.name == "nt":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGTERM)

    def wait(self, seconds: float = PATIENCE) -> None:
        """Until it has ended; a test waits, the page never does."""
        self._process.wait(seconds)

    def _last(self) -> str:
        """The last thing it said, which is what went wrong or what came of it."""
        try:
            lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        except OSError:
            return ""
        return lines[-1].removeprefix("etaoin: ") if lines else ""
