"""The program as it is started, in a real terminal (a pty whose screen is kept by pyte)."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyte
import pytest

NANO = Path(__file__).parents[2] / "agent" / "models" / "nano"


class Terminal:
    """A program in a terminal of 100x30."""

    def __init__(self, *args: str, **env: str) -> None:
        self.screen = pyte.Screen(100, 30)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            base = {k: v for k, v in os.environ.items() if not k.startswith(("TEXTUAL", "PYTEST"))}
            os.execve(
                sys.executable,
                [sys.executable, "-m", "tui.cli", *args],
                {**base, "TERM": "xterm-256color", "COLORTERM": "truecolor", **env},
            )
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    def type(self, text: str) -> None:
        os.write(self._fd, text.encode())

    def wait(self, condition: Callable[[], bool], seconds: float = 20.0) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"never came true; the screen:\n{self.text}"
            if select.select([self._fd], [], [], 0.1)[0]:
                try:
                    data = os.read(self._fd, 65536)
                except OSError:
                    break
                self.raw += data
                # pyte takes the private form CSI > ... u (keyboard protocol) for something else
                self._stream.feed(data.replace(b"\x1b[>25u", b"").replace(b"\x1b[<u", b""))
        assert condition(), f"the program ended; the screen:\n{self.text}"

    def ended(self) -> int:
        """The exit code."""
        with contextlib.suppress(AssertionError):
            self.wait(lambda: False, 0.5)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.fixture
def start(tmp_path) -> Iterator[Callable[..., Terminal]]:
    started: list[Terminal] = []

    def run(*args: str, **env: str) -> Terminal:
        started.append(Terminal(*args, ETAOIN_HOME=str(tmp_path), **env))
        return started[-1]

    yield run
    for terminal in started:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(terminal.pid, signal.SIGKILL)
            os.waitpid(terminal.pid, 0)


@pytest.mark.skipif(not NANO.exists(), reason=f"nano is not there: {NANO}")
def test_a_person_types_and_is_answered(start):
    terminal = start()
    terminal.wait(lambda: "Say something" in terminal.text)
    terminal.type("pick up the big red block\r")
    terminal.wait(lambda: "pick_up(" in terminal.text and "OK." in terminal.text)
    terminal.type("\x11")
    assert terminal.ended() == 0
    assert b"Traceback" not in terminal.raw


def test_without_a_model_there_is_a_scene_and_a_message(start, tmp_path):
    terminal = start(ETAOIN_NANO=str(tmp_path / "nothing"))
    terminal.wait(lambda: "no model" in terminal.text and "green" in terminal.text)
    terminal.type("hello\r")
    terminal.wait(lambda: "hello" in terminal.text and terminal.text.count("does not exist") == 2)
    terminal.type("\x11")
    assert terminal.ended() == 0
    assert b"Traceback" not in terminal.raw


def test_without_colour(start, tmp_path):
    terminal = start("--no-color", ETAOIN_NANO=str(tmp_path / "nothing"))
    terminal.wait(lambda: "green" in terminal.text)
    terminal.type("/quit\r")
    assert terminal.ended() == 0
