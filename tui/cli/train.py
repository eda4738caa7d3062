"""`etaoin train`: handed on to training/, which owns its options."""

from __future__ import annotations


def run(args: list[str]) -> int:
    """Train; the exit code is the trainer's."""
    from training.run.cli import train_command

    return train_command(args)
