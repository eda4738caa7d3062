"""How long a key takes to be seen while the model thinks: the real program in a pseudo-terminal.

    .venv/bin/python -m bench.typing_latency [--keys 200]

First nothing else happens; then a sentence is read every half second, and its answer shown and carried out; then a long
pasted script is worked off, so that the model, the world and the picture never rest. Each key is a letter that is
nowhere else on the screen; the clock stops when it arrives there.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time

LETTERS = [chr(code) for code in range(0x0391, 0x03CA) if chr(code).isalpha()]
SCRIPT = (
    "put the small green thing next to the tallest of the blocks that are not red",
    "is there anything under the pyramid that stands on a block which is green",
    "would you kindly stick the red cube somewhere on top of whatever is blue",
    "how many of the things that you have touched are in the box by now",
)


class Program:
    """Etaoin in a terminal of 120 by 40."""

    def __init__(self, home: str) -> None:
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            env = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "ETAOIN_HOME": home}
            os.execve(sys.executable, [sys.executable, "-m", "tui.cli"], env)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

    def type(self, text: str) -> None:
        """Send keys."""
        os.write(self.fd, text.encode())

    def see(self, text: str, limit: float = 30.0) -> float:
        """Wait until this text arrives; how many seconds that took."""
        begin = time.perf_counter()
        data = b""
        while text.encode() not in data:
            left = begin + limit - time.perf_counter()
            if left < 0:
                raise SystemExit(f"{text!r} never came")
            if select.select([self.fd], [], [], left)[0]:
                data = data[-64:] + os.read(self.fd, 1 << 16)
        return time.perf_counter() - begin

    def rest(self, seconds: float) -> None:
        """Let it draw what it wants."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            if select.select([self.fd], [], [], left)[0]:
                os.read(self.fd, 1 << 16)

    def end(self) -> None:
        """Stop it."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def typed(program: Program, keys: int, pause: float = 0.04, say: bool = False) -> list[float]:
    """Milliseconds from each key to its letter on the screen; `say`: a sentence is said before every tenth."""
    times = []
    for number in range(keys):
        if say and number % 10 == 0:
            program.type(f"\x15{SCRIPT[number // 10 % len(SCRIPT)]}")
            program.rest(0.1)
            program.type("\r")
        letter = LETTERS[number % len(LETTERS)]
        program.type(letter)
        times.append(1000 * program.see(letter))
        program.rest(pause)
        if number % len(LETTERS) == len(LETTERS) - 1:
            program.type("\x15")  # the line is emptied
            program.rest(0.1)
    return times


def told(what: str, times: list[float]) -> None:
    """Print the middle and the worse end."""
    worse = statistics.quantiles(times, n=100)
    print(f"{what:<22} p50 {statistics.median(times):5.1f} ms   p95 {worse[94]:5.1f}   p99 {worse[98]:5.1f}"
          f"   worst {max(times):5.1f}   ({len(times)} keys)")  # fmt: skip


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keys", type=int, default=200)
    keys = parser.parse_args().keys
    with tempfile.TemporaryDirectory() as home:
        program = Program(home)
        try:
            program.see("Press ")
            program.rest(1.5)
            told("nothing else happens", typed(program, keys))
            told("a sentence at a time", typed(program, keys, say=True))
            program.type("\x15")
            lines = "\n".join(SCRIPT[n % len(SCRIPT)] for n in range(3 * keys))
            program.type(f"\x1b[200~{lines}\x1b[201~\r")
            program.rest(1.5)
            told("a script is worked off", typed(program, keys))
        finally:
            program.end()


if __name__ == "__main__":
    main()
