"""`etaoin data`: instruction data, made, looked at and checked. Each part is a module here with `run(args) -> int`."""

from __future__ import annotations

import importlib
import sys

PARTS = {
    "generate": "what a person might say in a scene, and the action it means",
    "halves": "a file in two, so that no value of a field is on both sides",
    "self-instruct": "let a model write examples, and the world judge them",
    "lint": "look for what would spoil a training run",
    "corrections": "turns that were marked wrong in chat: list, show, remove, export",
}
"""What there is, and what it does; the part a-b is the module a_b."""


def run(args: list[str]) -> int:
    """Hand on to the part that is named."""
    if args and args[0] in PARTS:
        module = importlib.import_module(f"tui.cli.data.{args[0].replace('-', '_')}")
        code: int = module.run(args[1:])
        return code
    width = max(map(len, PARTS))
    listed = "\n".join(f"  {name:{width}}  {about}" for name, about in PARTS.items())
    usage = (
        f"usage: etaoin data PART ...\n\nInstruction data, made, looked at and checked.\n\nparts:\n{listed}\n\n"
        "examples:\n  etaoin data generate --n 5\n  etaoin data self-instruct --n 2000 --out self.jsonl\n"
        "\n`etaoin data PART --help` tells more."
    )
    if args and args[0] in ("-h", "--help"):
        print(usage)
        raise SystemExit(0)
    wrong = f"there is no part {args[0]!r} of `etaoin data`" if args else "`etaoin data` needs a part"
    print(f"etaoin: {wrong}: {', '.join(PARTS)}. See `etaoin data --help`.", file=sys.stderr)
    return 2
