"""`etaoin data self-instruct`: a model writes examples, and the world judges them."""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli.parser import Parser, whole

if TYPE_CHECKING:
    from training.self_instruct.loop import AuthorSpec
    from training.self_instruct.pool import Pool

EXAMPLES = """
etaoin data self-instruct --n 2000 --out self.jsonl      run it again, and it goes on from there
etaoin data self-instruct --check self.jsonl             carry every line out again, and read it again
etaoin data self-instruct --n 200 --out f.jsonl --model falcon-7b-instruct
etaoin train nano-adapter --data self.jsonl              what it is for
"""
OFTEN = 0.5
"""Seconds between two signs of life."""
ATTEMPTS_EACH = 25
"""Attempts for each task that is wanted, after which it is given up."""


def parser() -> Parser:
    """The options."""
    p = Parser(
        "etaoin data self-instruct",
        "Have a model think up sentences and actions, and keep those that the world confirms (Self-Instruct, Wang et\n"
        "al. 2023). Each is carried out in a scene, and its words are read again without seeing the action: only what\n"
        "then does the same is kept. docs/self-instruct.md tells more.",
        EXAMPLES,
    )
    p.add_argument("--out", metavar="FILE", help="the file to fill; what is there already counts")
    p.add_argument("--n", type=whole(1), default=2000, metavar="N", help="how many tasks there are to be (2000)")
    p.add_argument("--check", metavar="FILE", help="check such a file instead of making one")
    p.add_argument("--model", default="nano", metavar="M", help="who writes: a model's name, folder or id (nano)")
    p.add_argument("--author", metavar="ADAPTER", help="the adapter that makes an author of it (nano: the shipped one)")
    p.add_argument("--seed", type=int, default=0, metavar="S", help="where chance begins (0)")
    p.add_argument("--workers", type=whole(1), metavar="N", help="processes (nano: one a core; others: this one)")
    p.add_argument("--temperature", type=_temperature, default=0.8, metavar="T", help="how daring it is (0.8)")
    p.add_argument("--top-p", type=_share, default=0.95, metavar="P", help="the share that is drawn from (0.95)")
    p.add_argument("--attempts", type=whole(1), metavar="N", help=f"give up after so many ({ATTEMPTS_EACH} times n)")
    p.add_argument("--rejects", metavar="FILE", help="where what is turned down goes (OUT.rejects.jsonl)")
    return p


def run(args: list[str]) -> int:
    """Make tasks, or check a file of them."""
    p = parser()
    options = p.parse_args(args)
    from agent.lm.interface import ModelError
    from training.self_instruct.pool import PoolError
    from world.scene import SceneError

    try:
        if options.check:
            return _check(Path(options.check))
        if not options.out:
            p.error("name a file to fill with --out, or one to check with --check")
        return _make(options)
    except (ModelError, PoolError, SceneError, OSError) as error:
        print(f"etaoin: {error}", file=sys.stderr)
        return 2


def _make(options: argparse.Namespace) -> int:
    from training.cores import cores
    from training.self_instruct.loop import self_instruct
    from training.self_instruct.pool import Pool
    from training.self_instruct.report import diversity, yield_table

    out = Path(options.out)
    rejects = Path(options.rejects) if options.rejects else out.with_name(f"{out.name}.rejects.jsonl")
    author = _author(options)
    workers = options.workers if options.workers is not None else cores() if author.is_nano else 0
    most = options.attempts or ATTEMPTS_EACH * options.n
    stopped = False
    with Pool(out, rejects) as pool:
        progress = _Progress(pool, options.n)
        results = self_instruct(pool, author, options.n, seed=options.seed, workers=workers, most=most)
        try:
            with closing(results):
                for _ in results:
                    progress.tick()
        except KeyboardInterrupt:
            stopped = True
        progress.end()
        print("\n".join([*yield_table(pool), *(diversity(pool.made).lines() if pool.made else [])]))
        kept = len(pool.made)
    print(f"{kept:,} tasks in {out}, what was turned down in {rejects}", file=sys.stderr)
    if kept < options.n:
        why = "Stopped." if stopped else f"Given up after {pool.next:,} attempts; --attempts allows more."
        print(f"{why} The same command goes on from here.", file=sys.stderr)
    return 130 if stopped else 0


def _author(options: argparse.Namespace) -> AuthorSpec:
    from agent.lm.registry import SHIPPED_NANO, is_nano, nano_folder
    from training.self_instruct.drawing import Chances
    from training.self_instruct.loop import AuthorSpec

    model = str(nano_folder()) if options.model == "nano" else options.model
    adapter = options.author
    if adapter is None and is_nano(Path(model)):
        adapter = str(SHIPPED_NANO.with_name("nano-author"))
    return AuthorSpec(model, adapter, Chances(options.temperature, options.top_p), str(nano_folder()))


def _check(file: Path) -> int:
    from agent.lm.registry import nano_folder
    from training.self_instruct.nano_author import load_reader
    from training.self_instruct.pool import PoolError
    from training.self_instruct.report import check_file

    if not file.is_file():
        raise PoolError(f"{file} is not there. Name a file that `etaoin data self-instruct` wrote")
    nano, _ = load_reader(nano_folder())
    count, wrong = check_file(file, lambda sentence: nano.parse((), sentence).utterance)
    for line in wrong:
        print(line)
    right = count - len(wrong)
    print(f"{right:,} of {count:,} lines ({right / count if count else 1:.1%}) are carried out and read as they say")
    return 1 if wrong else 0


class _Progress:
    """A line that tells how far it is, on a terminal; elsewhere one at the end is enough."""

    def __init__(self, pool: Pool, n: int) -> None:
        self._pool, self._n = pool, n
        self._begin = self._shown = time.monotonic()
        self._kept, self._asked = len(pool.made), pool.next
        self._tty = sys.stderr.isatty()

    def tick(self) -> None:
        """Shows it, if it was not shown just now."""
        now = time.monotonic()
        if self._tty and now - self._shown >= OFTEN:
            self._shown = now
            print(f"\r\x1b[K{self._text(now)}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Takes the line off again."""
        if self._tty:
            print("\r\x1b[K", end="", file=sys.stderr)
        print(self._text(time.monotonic()), file=sys.stderr)

    def _text(self, now: float) -> str:
        kept, asked = len(self._pool.made), self._pool.next
        seconds = max(now - self._begin, 1e-6)
        rate = (kept - self._kept) / seconds
        share = kept / asked if asked else 0.0
        text = f"{kept:,} kept of {asked:,} ({share:.0%}), {rate:.1f} a second"
        left = self._n - kept
        return f"{text}, {left / rate / 60:.1f} min left" if rate and left > 0 else f"{text}, {seconds:.0f} s"


def _temperature(text: str) -> float:
    return _between(text, 0, 5)


def _share(text: str) -> float:
    value = _between(text, 0, 1)
    if value == 0:
        raise argparse.ArgumentTypeError("it must be more than 0")
    return value


def _between(text: str, low: float, high: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise argparse.ArgumentTypeError(f"it must be a number from {low:g} to {high:g}, not {text!r}")
    return value
