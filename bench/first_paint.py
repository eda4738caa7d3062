"""How long until there is something to see: Etaoin against a hello-world Textual app, in turns, in one run.

    python -m bench.first_paint [--rounds 7]

Both run in a pseudo-terminal of 80x24. The clock starts with the process and stops when the text that the first picture
must hold arrives. `ready` is when the model is loaded.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time

from bench.terminal import ETAOIN, HELLO, Terminal

MARKS = {
    "hello": (HELLO, {"paint": rb"Hello, world"}),
    "etaoin": (ETAOIN, {"paint": rb"something to the hand", "ready": rb"(?<!loading )nano(?! \xe2\x80\xa6)|no model"}),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    times: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as home:
        for number in range(rounds + 1):
            for name, (source, marks) in MARKS.items():
                terminal = Terminal(source, home)
                for mark, pattern in marks.items():
                    if terminal.until(pattern) is None:
                        raise SystemExit(f"{name}: {mark} never came; on the screen was {terminal.text()[-500:]!r}")
                    if number:  # the first round warms the disk cache
                        ms = 1000 * (time.perf_counter() - terminal.start)
                        times.setdefault(f"{name} {mark}", []).append(ms)
                terminal.close()
    for name, values in times.items():
        print(f"{name:<14} median {statistics.median(values):6.0f} ms   {min(values):5.0f} to {max(values):5.0f}")
    hello, etaoin = (statistics.median(times[f"{name} paint"]) for name in MARKS)
    print(
        f"first paint: {etaoin / hello:.2f} times hello world; 1.5 times and 150 ms would be {1.5 * hello + 150:.0f} ms"
    )


if __name__ == "__main__":
    main()
