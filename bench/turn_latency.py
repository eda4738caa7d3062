"""How long a turn takes, from Enter to the answer, and how that compares with transformers' `generate` in one run.

    python -m bench.turn_latency [--suite handwritten] [--sentences 40] [--rounds 3]

Every sentence of a suite is said in its context to a fresh session, and its candidate readings are asked for. The
comparison with `generate` is bench/decode_speed.py's. The last figure is a whole process: from starting
`etaoin chat --json` to its first answer.
"""

from __future__ import annotations

import argparse
import math
import statistics
import subprocess
import sys
from time import perf_counter

from agent.lm.candidates import SURE
from agent.lm.interface import candidate_parses
from agent.lm.registry import load_model, nano_folder
from agent.session import Session
from bench.decode_speed import run
from training.evaluate.suite import Item, load_suite
from world.scene import load_scene


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--suite", default="handwritten")
    parser.add_argument("--sentences", type=int, default=40, help="for the comparison")
    parser.add_argument("--rounds", type=int, default=3, help="of the comparison")
    args = parser.parse_args()
    turns(load_suite(args.suite))
    args.folder, args.torch_threads = nano_folder(), 1
    run(args)
    first_answer()


def turns(items: list[Item]) -> None:
    """Prints p50 and p95 of a turn, the model's share, and what candidates cost."""
    model, other = load_model("nano"), load_model("nano")
    model.parse([], "pick up the red cube")
    total, share, several, unsure = [], [], [], []
    for item in items:
        session = Session(model, load_scene(item.scene))
        for before in item.setup:
            if before.gold is not None:
                session.perform(before.say, before.gold)
        candidates = candidate_parses(other, session.history(), item.say)
        several.append(candidates[0].ms)
        if math.exp(candidates[0].logprob) <= SURE:
            unsure.append(candidates[0].ms)
        turn = session.say(item.say)
        total.append(turn.ms)
        share.append(turn.model_ms)
    print(f"{len(items)} turns: {spread(total)}")
    print(f"the model's share: {sum(share) / sum(total):.0%} (median {statistics.median(share):.1f} ms)")
    print(f"candidates instead of one reading: {spread(several)}")
    if len(unsure) > 1:
        print(f"the {len(unsure)} where the model is not sure: {spread(unsure)}")


def spread(times: list[float]) -> str:
    """The middle and the worse end, in words."""
    worse = statistics.quantiles(times, n=20)[-1]
    return f"p50 {statistics.median(times):.1f} ms, p95 {worse:.1f} ms, worst {max(times):.1f} ms"


def first_answer() -> None:
    """Prints the time from starting `etaoin chat --json` to its first answer, median of five processes."""
    times = []
    for _ in range(5):
        begin = perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", "tui.cli", "chat", "--json"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("pick up the green pyramid\n")
            process.stdin.flush()
            process.stdout.readline()
            times.append(perf_counter() - begin)
            process.stdin.close()
    print(f"etaoin chat --json, start to first answer: {statistics.median(times):.2f} s (worst {max(times):.2f} s)")


if __name__ == "__main__":
    main()
