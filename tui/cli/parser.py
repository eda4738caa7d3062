"""Argument parsing that all commands share: one clear line for a mistake, examples in every help."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

from agent.lm.memory import FORMATS
from tui.backend import DEFAULT_MODEL, DEFAULT_SCENE


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line for people, and whose help ends in examples."""

    def __init__(self, prog: str, description: str, examples: str) -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog="examples:\n" + "\n".join(f"  {line}" for line in examples.strip().splitlines()),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where the help is; exit code 2."""
        end = "" if message.endswith((".", "?")) else "."
        print(f"etaoin: {message}{end} See `{self.prog} --help`.", file=sys.stderr)
        raise SystemExit(2)


def add_model(parser: argparse.ArgumentParser) -> None:
    """`--model`, `--adapter` and `--quantize`."""
    parser.add_argument(
        "--model",
        default=DEFAULT_MODEL,
        metavar="M",
        help=f"a model's name, folder or hub id (default: {DEFAULT_MODEL})",
    )
    parser.add_argument(
        "--adapter",
        metavar="A",
        action="append",
        help="a LoRA adapter to put on it, by name or folder; several add up; none: not even the one in use",
    )
    add_quantize(parser)


def add_quantize(parser: argparse.ArgumentParser) -> None:
    """`--quantize`."""
    parser.add_argument(
        "--quantize",
        choices=FORMATS,
        help="the number format of what transformers loads (default: int8 on a GPU, else fp32); nano has its own",
    )


def add_scene(parser: argparse.ArgumentParser) -> None:
    """`--scene`."""
    parser.add_argument(
        "--scene", default=DEFAULT_SCENE, metavar="S", help=f"a scene's name or file (default: {DEFAULT_SCENE})"
    )


def add_resume(parser: argparse.ArgumentParser) -> None:
    """`--resume`."""
    parser.add_argument(
        "--resume",
        nargs="?",
        const="",
        metavar="NAME",
        help="go on with a saved session, in its scene (default: latest)",
    )


def whole(low: int) -> type[int]:
    """A type for whole numbers of at least `low`; argparse shows its name in messages."""

    class Whole(int):
        def __new__(cls, text: str) -> Whole:
            value = super().__new__(cls, text)
            if value < low:
                raise ValueError
            return value

    Whole.__name__ = f"whole number of at least {low}"
    return Whole
