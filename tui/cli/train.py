"""`etaoin train`: handed on to training/, which owns its options."""

from __future__ import annotations


def run(args: list[str]) -> int:
    """Train; the exit code is the trainer's. An adapter that comes of it is registered."""
    from training.run.cli import train_command
    from tui.paths import adapters_folder, corrections_file

    return train_command(args, adapters=adapters_folder(), corrections=corrections_file())
