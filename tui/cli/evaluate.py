"""`etaoin eval`: handed on to training/, which owns its options."""

from __future__ import annotations


def run(args: list[str]) -> int:
    """Measure; the exit code is the evaluation's."""
    from training.evaluate.cli import eval_command
    from tui.paths import adapters_folder

    return eval_command(args, adapters_folder())
