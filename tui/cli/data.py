"""`etaoin data`: instruction data, made and looked at."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli.parser import Parser, whole

if TYPE_CHECKING:
    from training.generate import Example

EXAMPLES = """
etaoin data generate --n 5                       five examples, to see what they look like
etaoin data generate --n 50000 --out train.jsonl
etaoin data halves commands.jsonl --by scene --out halves    one to learn from, one to measure with
"""


def parser() -> Parser:
    """The options."""
    p = Parser(
        "etaoin data",
        "Generate instruction data: what a person might say in a scene and the action it means.\n"
        "One JSON object per line; the same seed gives the same examples.\n"
        "Or halve a file of data, so that no value of a field is on both sides.",
        EXAMPLES,
    )
    p.add_argument("what", choices=("generate", "halves"), metavar="generate|halves")
    p.add_argument("file", nargs="?", metavar="FILE", help="halves: a file of JSON lines")
    p.add_argument("--by", metavar="FIELD", default="scene", help="halves: what keeps lines together (default: scene)")
    p.add_argument("--n", type=whole(1), default=10, metavar="N", help="how many examples (default: 10)")
    p.add_argument("--seed", type=int, default=0, metavar="S", help="where chance begins (default: 0)")
    p.add_argument("--out", metavar="FILE", help="write to a file instead of stdout; halves: the folder (default: .)")
    return p


def run(args: list[str]) -> int:
    """Generate and write."""
    options = parser().parse_args(args)
    if options.what == "halves":
        return _halves(options.file, options.by, options.out)
    from training.generate import generate

    lines = map(line, generate(options.seed, options.n))
    if options.out is None:
        for text in lines:
            print(text)
        return 0
    with open(options.out, "w", encoding="utf-8") as file:
        file.writelines(f"{text}\n" for text in lines)
    print(f"{options.n:,} examples in {options.out}", file=sys.stderr)
    return 0


def _halves(file: str | None, by: str, out: str | None) -> int:
    from training.halves import HalvesError, halve

    if file is None:
        print("etaoin: name the file to halve, as in: etaoin data halves commands.jsonl --by scene", file=sys.stderr)
        return 2
    try:
        first, second, one, other = halve(Path(file), by, Path(out or "."))
    except (HalvesError, OSError) as error:
        print(f"etaoin: {error}", file=sys.stderr)
        return 2
    print(f"{one:,} lines in {first}, {other:,} in {second}", file=sys.stderr)
    return 0


def line(example: Example) -> str:
    """An example as JSON: what went before, what is said, and the acts it means."""
    value = {
        "history": [{"user": exchange.user, "reply": exchange.reply} for exchange in example.history],
        "utterance": example.utterance,
        "actions": json.loads(example.actions.to_json())["acts"],
    }
    return json.dumps(value, ensure_ascii=False)
