"""How long until there is something to see: Etaoin against a hello-world Textual app, in turns, in one run.

    .venv/bin/python bench/first_paint.py [--rounds 7]

Both run in a pseudo-terminal of 80x24. The clock starts with the process and stops when the text that the first picture
must hold arrives. `scene` is when the table is drawn too, `ready` when the model is loaded.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
HELLO = """
from textual.app import App
from textual.widgets import Static

class Hello(App):
    def compose(self):
        yield Static("Hello, world")

Hello().run()
"""
ETAOIN = "import sys; from tui.cli import main; sys.exit(main([]))"
MARKS = {
    "hello": {"paint": rb"Hello, world"},
    "etaoin": {
        "paint": rb"something to the hand",
        "scene": rb"ETAOIN\s+classic",
        "ready": rb"nano(?! \xe2\x80\xa6)\b|no model",
    },
}


def watch(source: str, marks: dict[str, bytes], limit: float = 20.0) -> dict[str, float]:
    """Milliseconds from the start of the process to the arrival of each mark."""
    start = time.perf_counter()
    pid, fd = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "COLUMNS": "80", "LINES": "24"}
        os.execve(sys.executable, [sys.executable, "-c", source], env)
    _resize(fd)
    seen: dict[str, float] = {}
    data = b""
    with contextlib.suppress(OSError):
        while len(seen) < len(marks) and time.perf_counter() - start < limit:
            if select.select([fd], [], [], 0.5)[0]:
                data += os.read(fd, 65536)
                now = (time.perf_counter() - start) * 1000
                text = re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", data).replace(b"loading nano", b"")
                for name, pattern in marks.items():
                    if name not in seen and re.search(pattern, text):
                        seen[name] = now
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(fd)
    return seen


def _resize(fd: int) -> None:
    import fcntl
    import termios

    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    times: dict[str, list[float]] = {}
    for number in range(rounds + 1):
        for name, source in (("hello", HELLO), ("etaoin", ETAOIN)):
            for mark, ms in watch(source, MARKS[name]).items():
                if number:  # the first round warms the disk cache
                    times.setdefault(f"{name} {mark}", []).append(ms)
    for name, values in times.items():
        print(f"{name:<14} median {statistics.median(values):6.0f} ms   {min(values):5.0f} to {max(values):5.0f}")
    ratio = statistics.median(times["etaoin paint"]) / statistics.median(times["hello paint"])
    print(f"first paint: {ratio:.2f} times hello world")


if __name__ == "__main__":
    main()
