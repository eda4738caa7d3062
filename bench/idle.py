"""What the open application costs while nothing happens, against a hello-world Textual app, in one run.

    python -m bench.idle [--seconds 20]

CPU time of the process over the seconds, in percent of one core: the chat after a turn, then each other page.
"""

from __future__ import annotations

import argparse
import tempfile
import time

import psutil

from bench.terminal import ETAOIN, HELLO, Terminal
from tui.pages import PAGES

_KEYS = {
    f"f{n}": code
    for n, code in zip(
        range(1, 11), ("OP", "OQ", "OR", "OS", "[15~", "[17~", "[18~", "[19~", "[20~", "[21~"), strict=True
    )
}


def percent(terminal: Terminal, seconds: float) -> float:
    """Percent of a core that the program takes while it is left alone."""
    process = psutil.Process(terminal.pid)
    before, begin = sum(process.cpu_times()[:2]), time.perf_counter()
    terminal.rest(seconds)
    return 100 * (sum(process.cpu_times()[:2]) - before) / (time.perf_counter() - begin)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as home:
        hello, etaoin = Terminal(HELLO, home, 120, 40), Terminal(ETAOIN, home, 120, 40)
        hello.until(rb"Hello, world")
        etaoin.until(rb"(?<!loading )nano(?! \xe2\x80\xa6)")
        etaoin.type("pick up the red cube\r")
        for terminal in (hello, etaoin):
            terminal.rest(8)
        print(f"{'hello world':<12} {percent(hello, seconds):5.2f}%", flush=True)
        for page in PAGES:
            etaoin.type("\x1b" + _KEYS[page.key])
            etaoin.rest(6)
            print(f"{page.title:<12} {percent(etaoin, seconds):5.2f}%", flush=True)
        hello.close()
        etaoin.close()


if __name__ == "__main__":
    main()
