"""A program in a real terminal: a pty whose screen is kept by pyte. Keys go in, the screen comes out.

Importing this on a platform without pty skips the test file that does.
"""

from __future__ import annotations

import contextlib
import os
import re
import select
import signal
import struct
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="there is no pty on this platform", exc_type=ImportError)
fcntl = pytest.importorskip("fcntl", exc_type=ImportError)
termios = pytest.importorskip("termios", exc_type=ImportError)
pyte = pytest.importorskip("pyte")

ROOT = Path(__file__).parents[2]
NANO = ROOT / "agent" / "models" / "nano"
KEYS = {
    "enter": "\r", "escape": "\x1b", "tab": "\t", "backspace": "\x7f", "delete": "\x1b[3~",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
    "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS", "f5": "\x1b[15~", "f6": "\x1b[17~",
    "f7": "\x1b[18~", "f8": "\x1b[19~", "f9": "\x1b[20~", "f10": "\x1b[21~",
    **{f"ctrl+{letter}": chr(ord(letter) - 96) for letter in "abcdefghijklmnopqrstuvwxyz"},
}  # fmt: skip
"""What a terminal sends for keys that have names."""


class Terminal:
    """`etaoin` in a terminal of so many columns and rows."""

    def __init__(
        self, *args: str, size: tuple[int, int] = (100, 30), cwd: Path | None = None, env: Mapping[str, str]
    ) -> None:
        """`env` is added to the environment; `cwd` is the folder in which it is started."""
        columns, rows = size
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = b""
        base = {k: v for k, v in os.environ.items() if not k.startswith(("TEXTUAL", "PYTEST", "COLUMNS", "LINES"))}
        base |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONPATH": str(ROOT), **env}
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.chdir(cwd or os.getcwd())
            os.execve(sys.executable, [sys.executable, "-m", "tui.cli", *args], base)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(self.screen.display)

    def type(self, text: str) -> None:
        """Type characters."""
        os.write(self._fd, text.encode())

    def press(self, *names: str) -> None:
        """Press keys that have names; any other is typed."""
        for name in names:
            self.type(KEYS.get(name, name))

    def click(self, pattern: str) -> None:
        """Click on the end of what matches this on the screen, on one line."""
        for row, line in enumerate(self.screen.display, 1):
            if found := re.search(pattern, line):
                self.type("".join(f"\x1b[<0;{found.end()};{row}{kind}" for kind in "Mm"))
                return
        raise AssertionError(f"there is no {pattern!r}; the screen:\n{self.text}")

    def wait(self, condition: Callable[[], bool], seconds: float = 20.0) -> None:
        """Draw what comes until something is so; fails with the screen when it never is."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"never came true; the screen:\n{self.text}"
            if not self._read():
                break
        assert condition(), f"the program ended; the screen:\n{self.text}"

    def see(self, *texts: str, seconds: float = 20.0) -> None:
        """Wait until all these are on the screen at once."""
        self.wait(lambda: all(text in self.text for text in texts), seconds)

    def gone(self, text: str, seconds: float = 20.0) -> None:
        """Wait until this is not on the screen any more."""
        self.wait(lambda: text not in self.text, seconds)

    def ended(self, seconds: float = 20.0) -> int:
        """The exit code, once it has ended by itself."""
        end = time.monotonic() + seconds
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)
            assert time.monotonic() < end, f"it still runs; the screen:\n{self.text}"
            self._read()

    def kill(self) -> None:
        """End it whatever it does."""
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._fd)

    def _read(self) -> bool:
        """Draw what has come; False when nothing will come any more."""
        if select.select([self._fd], [], [], 0.05)[0]:
            try:
                data = os.read(self._fd, 65536)
            except OSError:  # Linux says so when the program has closed its side
                return False
            if not data:
                return False
            self.raw += data
            # pyte takes the private form CSI > ... u (keyboard protocol) for something else
            self._stream.feed(data.replace(b"\x1b[>25u", b"").replace(b"\x1b[<u", b""))
        return True
