"""`etaoin data generate`: examples of the blocks world."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from tui.cli.parser import Parser, whole

if TYPE_CHECKING:
    from training.generate import Example

EXAMPLES = """
etaoin data generate --n 5                       five examples, to see what they look like
etaoin data generate --n 50000 --out train.jsonl
"""


def parser() -> Parser:
    """The options."""
    p = Parser(
        "etaoin data generate",
        "Generate instruction data: what a person might say in a scene and the action it means.\n"
        "One JSON object per line; the same seed gives the same examples.",
        EXAMPLES,
    )
    p.add_argument("--n", type=whole(1), default=10, metavar="N", help="how many examples (default: 10)")
    p.add_argument("--seed", type=int, default=0, metavar="S", help="where chance begins (default: 0)")
    p.add_argument("--out", metavar="FILE", help="write to a file instead of stdout")
    return p


def run(args: list[str]) -> int:
    """Generate and write."""
    options = parser().parse_args(args)
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


def line(example: Example) -> str:
    """An example as JSON: what went before, what is said, and the acts it means."""
    value = {
        "history": [{"user": exchange.user, "reply": exchange.reply} for exchange in example.history],
        "utterance": example.utterance,
        "actions": json.loads(example.actions.to_json())["acts"],
    }
    return json.dumps(value, ensure_ascii=False)
