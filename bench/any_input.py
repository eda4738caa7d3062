"""Whatever is typed, an action comes out, and soon: 20,000 utterances of all kinds, the worst of them listed.

    python -m bench.any_input [--n 20000] [--scene classic]

Kinds: random bytes (decoded as a terminal would), random Unicode, keyboard mash, words of the language in random order,
generated sentences with characters lost, changed and doubled, several sentences run together, very long ones; and, with
`--dolly FILE`, prompts about other things. Each is said to a session in which some things have been moved.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from agent.lm.registry import load_model
from agent.session import ASKED_BACK, LONGEST, Session
from training.data import kept_back
from training.generate import generate
from world.scene import load_scene

FRESH_EVERY = 40
"""Utterances in one session."""

_KEYS = "qwertyuiopasdfghjklzxcvbnm  ,.;'[]1234567890-="


def random_bytes(r: random.Random) -> str:
    return bytes(r.randrange(256) for _ in range(r.randrange(1, 120))).decode("utf-8", "surrogateescape")


def random_unicode(r: random.Random) -> str:
    return "".join(chr(r.randrange(0x110000)) for _ in range(r.randrange(1, 60)))


def mash(r: random.Random) -> str:
    return "".join(r.choice(_KEYS) for _ in range(r.randrange(1, 80)))


class _Sentences:
    """Generated sentences, whole and spoilt."""

    def __init__(self, seed: int) -> None:
        self.all = [example.utterance for example in generate(seed, 3000)]
        self.words = sorted({word for sentence in self.all for word in sentence.split()})

    def salad(self, r: random.Random) -> str:
        return " ".join(r.choice(self.words) for _ in range(r.randrange(1, 25)))

    def spoilt(self, r: random.Random) -> str:
        text = list(r.choice(self.all))
        for _ in range(r.randrange(1, 6)):
            at = r.randrange(len(text) + 1)
            text[at:at] = r.choice(("", r.choice(_KEYS), r.choice(_KEYS) * 2))
            if text and r.random() < 0.6:
                del text[r.randrange(len(text))]
        return "".join(text)

    def joined(self, r: random.Random) -> str:
        return r.choice((" ", ". ", " and ", ", then ")).join(r.choice(self.all) for _ in range(r.randrange(2, 6)))

    def long(self, r: random.Random) -> str:
        out = ""
        while len(out) < LONGEST - 250:
            out += r.choice(self.all) + " "
        return out

    def whole(self, r: random.Random) -> str:
        return r.choice(self.all)


def utterances(n: int, seed: int, dolly: Path | None) -> Iterator[tuple[str, str]]:
    """`n` (kind, utterance) pairs."""
    r = random.Random(seed)
    made = _Sentences(seed)
    kinds: dict[str, Callable[[random.Random], str]] = {
        "bytes": random_bytes, "unicode": random_unicode, "mash": mash, "salad": made.salad, "spoilt": made.spoilt,
        "joined": made.joined, "long": made.long, "whole": made.whole,
    }  # fmt: skip
    if dolly is not None:
        lines = dolly.read_text(encoding="utf-8").splitlines()
        prompts = [p for p in (json.loads(line)["instruction"] for line in lines) if kept_back(p)]
        kinds["dolly"] = lambda r: r.choice(prompts)
    for number in range(n):
        kind = list(kinds)[number % len(kinds)]
        yield kind, kinds[kind](r)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scene", default="classic")
    parser.add_argument("--dolly", type=Path)
    args = parser.parse_args()
    model, scene = load_model("nano"), load_scene(args.scene)
    session = Session(model, scene)
    invalid: list[str] = []
    times: list[tuple[float, str]] = []
    moved: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for number, (kind, text) in enumerate(utterances(args.n, args.seed, args.dolly)):
        if number % FRESH_EVERY == 0:
            session = Session(model, scene)
        turn = session.say(text)
        read = turn.actions is not None or turn.failed == ASKED_BACK
        refused = turn.failed in ("empty", "too long")
        if not refused and (not read or (turn.failed and turn.failed != ASKED_BACK)):
            invalid.append(text)
        times.append((turn.ms, text))
        total[kind] += 1
        moved[kind] += any(plan.moves for plan in turn.plans)
        if sys.stderr.isatty() and number % 100 == 0:
            print(f"\r{number:,} of {args.n:,}", end="", file=sys.stderr, flush=True)
    times.sort(reverse=True)
    milliseconds = [ms for ms, _ in times]
    valid = 1 - len(invalid) / args.n
    print(f"{args.n:,} utterances: {valid:.2%} read as a valid action; p50 {statistics.median(milliseconds):.1f} ms, "
          f"longest {milliseconds[0]:.0f} ms")  # fmt: skip
    for kind, n in total.items():
        print(f"  {kind:8} {n:6,}  moved something: {moved[kind]:,}")
    for ms, text in times[:5]:
        print(f"  {ms:5.0f} ms  {text[:100]!r}")
    for text in invalid[:5]:
        print(f"  not valid: {text[:100]!r}")
    return 0 if not invalid and milliseconds[0] <= 2000 else 1


if __name__ == "__main__":
    sys.exit(main())
