"""A program in a pseudo-terminal: started, typed into, and read until something is on its screen."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
HELLO = """
from textual.app import App
from textual.widgets import Input, Static

class Hello(App):
    AUTO_FOCUS = "Input"

    def compose(self):
        yield Static("Hello, world")
        yield Input()

Hello().run()
"""
"""The least that a Textual application can be, with a line to type into."""
ETAOIN = "import sys; from tui.cli import main; sys.exit(main([]))"
_STEERING = re.compile(rb"\x1b\[[0-9;?<>=]*[a-zA-Z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


class Terminal:
    """A Python program in a terminal of so many columns and rows; its user folder is `home`."""

    def __init__(self, source: str, home: str, columns: int = 80, rows: int = 24) -> None:
        self.start = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "ETAOIN_HOME": home}
            env |= {"COLUMNS": str(columns), "LINES": str(rows)}
            env.pop("PYTHONDONTWRITEBYTECODE", None)  # where it is set, every start would compile all again
            os.execve(sys.executable, [sys.executable, "-c", source], env)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.seen = b""

    def read(self, wait: float) -> bool:
        """Take in what comes within so many seconds; False at the end of the program."""
        try:
            if select.select([self._fd], [], [], wait)[0]:
                self.seen += os.read(self._fd, 65536)
        except OSError:
            return False
        return True

    def until(self, pattern: bytes, limit: float = 20.0) -> float | None:
        """Seconds until the text seen since the last `forget` matches; None where it never does."""
        begin = time.perf_counter()
        while (now := time.perf_counter()) - begin < limit:
            if re.search(pattern, self.text()):
                return now - begin
            if not self.read(0.2):
                return None
        return None

    def text(self) -> bytes:
        """What was written since the last `forget`, without what steers the terminal."""
        return _STEERING.sub(b"", self.seen)

    def forget(self) -> None:
        """Begin to look anew."""
        self.seen = b""

    def rest(self, seconds: float) -> None:
        """Let it run for so long, and take in what it writes."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if not self.read(min(left, 0.1)):
                return

    def type(self, text: str) -> None:
        """Press keys."""
        os.write(self._fd, text.encode())

    def close(self) -> None:
        """End it at once."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._fd)
