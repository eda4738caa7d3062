"""`etaoin data halves`: one file to learn from and one to measure with."""

from __future__ import annotations

import sys
from pathlib import Path

from tui.cli.parser import Parser

EXAMPLES = """
etaoin data halves commands.jsonl --by scene --out halves
"""


def parser() -> Parser:
    """The options."""
    p = Parser(
        "etaoin data halves",
        "Halve a file of JSON lines, so that no value of a field is on both sides.",
        EXAMPLES,
    )
    p.add_argument("file", metavar="FILE", help="a file of JSON lines")
    p.add_argument("--by", metavar="FIELD", default="scene", help="what keeps lines together (default: scene)")
    p.add_argument("--out", metavar="FOLDER", default=".", help="where the halves go (default: here)")
    return p


def run(args: list[str]) -> int:
    """Halve and write."""
    options = parser().parse_args(args)
    from training.own.halves import HalvesError, halve

    try:
        first, second, one, other = halve(Path(options.file), options.by, Path(options.out))
    except (HalvesError, OSError) as error:
        print(f"etaoin: {error}", file=sys.stderr)
        return 2
    print(f"{one:,} lines in {first}, {other:,} in {second}", file=sys.stderr)
    return 0
