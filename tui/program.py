"""An `etaoin` command in a process of its own: what takes long or much memory there cannot hold up the screen."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_PATIENCE = 5.0
"""Seconds that a process has to end after it was told to."""
_KEPT = 40
"""Lines of its stderr that are kept for when it fails."""


class Cancelled(Exception):  # noqa: N818 (it is no error)
    """It was stopped before its end."""


class ProgramError(Exception):
    """It failed; `str()` of it is what it said last."""


def command(args: Sequence[str]) -> list[str]:
    """What runs `etaoin ARGS` by this very Python. It needs `surroundings`."""
    return python("tui.cli", *args)


def python(module: str, *args: str) -> list[str]:
    """What runs a module of this program by this very Python. It needs `surroundings`.

    The folder in which it is started may hold files that are called like modules: -P leaves it out.
    """
    return [sys.executable, "-P", "-m", module, *args]


def surroundings() -> dict[str, str]:
    """The environment in which such a command finds this program, installed or not, and is no tab of a served page."""
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    made = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    made.pop("TEXTUAL_DRIVER", None)
    return made


class Program:
    """`etaoin ARGS`, run to its end by `run`; `stop` may be called from another thread."""

    def __init__(self, args: Sequence[str]) -> None:
        self.args = list(args)
        self._process: subprocess.Popen[str] | None = None
        self._stopped = threading.Event()
        self._lock = threading.Lock()

    def run(self, heard: Callable[[str], None] = lambda _: None) -> None:
        """Run it, telling each line of its stderr. Raises ProgramError if it fails, Cancelled if it was stopped."""
        with self._lock:
            if self._stopped.is_set():
                raise Cancelled
            self._process = subprocess.Popen(
                command(self.args), env=surroundings(),
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                text=True, encoding="utf-8", errors="replace",
                start_new_session=True,  # ctrl+c at our terminal is not meant for it
            )  # fmt: skip
        last: deque[str] = deque(maxlen=_KEPT)
        assert self._process.stderr is not None  # it is a pipe
        with self._process, self._process.stderr:
            for line in self._process.stderr:
                last.append(line.strip())
                heard(line.strip())
        code = self._process.returncode
        if self._stopped.is_set():
            raise Cancelled
        if code:
            told = next((line for line in reversed(last) if line.startswith("etaoin: ")), None)
            by_itself = "it was ended from outside, perhaps for want of memory" if code < 0 else "it said nothing"
            raise ProgramError(told.removeprefix("etaoin: ") if told else (last[-1] if last else by_itself))

    def stop(self) -> None:
        """Have it end, as with ctrl+c; one that does not is killed. Waits for nothing."""
        with self._lock:
            self._stopped.set()
            process = self._process
        if process is None or process.poll() is not None:
            return
        with contextlib.suppress(OSError):
            process.send_signal(signal.SIGINT if sys.platform != "win32" else signal.SIGTERM)
        killer = threading.Timer(_PATIENCE, self._kill)
        killer.daemon = True
        killer.start()

    def _kill(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
