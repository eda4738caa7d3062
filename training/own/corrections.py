"""Corrections from chat as training data: `etaoin train nano-adapter --data corrections`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from training.own.examples import FEW, ExamplesError

WORD = "corrections"
"""What stands for the user's file of corrections among the files to train on."""
MINUTES, STEPS = 1.5, 80
"""What few examples need, whichever is reached first; with the start and the evaluations that is less than three
minutes. More steps learn nothing more, and forget."""
LAYERS = 3
"""So many of nano's layers, the first, are changed: there a word is taken in. How sentences are read is left alone."""
_PARTS = ("self_attention.query_key_value", "self_attention.dense", "mlp.dense_h_to_4h", "mlp.dense_4h_to_h")
GENTLY = (
    "optimizer.lr=5e-4",
    "adapter.distill=true",
    "data.replay=0.7",
    f"adapter.targets={[f'h.{layer}.{part}' for layer in range(LAYERS) for part in _PARTS]}",
    "evaluation.every_minutes=10",
)
"""Settings with which little is forgotten; varied as they are, few examples need no more to be learned. An
evaluation in between would take the time of ten steps."""


def resolve(files: Sequence[Path], corrections: Path | None) -> list[Path]:
    """The files to train on, with the user's file of corrections for the word. Raises ExamplesError if it is empty."""
    return [_kept(corrections) if str(file) == WORD and not file.exists() else file for file in files]


def are_few(files: Sequence[Path]) -> bool:
    """Whether the files hold so few examples together that a short run learns them."""
    lines = 0
    for file in files:
        try:
            with file.open("rb") as rows:
                lines += sum(1 for line in rows if line.strip())
        except OSError:
            return False  # reading it will tell why
    return lines <= FEW


def _kept(corrections: Path | None) -> Path:
    if corrections is None or not corrections.exists() or not corrections.read_bytes().strip():
        where = f" ({corrections})" if corrections else ""
        raise ExamplesError(
            f"there are no corrections yet{where}. In `etaoin chat`, type /wrong after an answer that is wrong and say "
            "what was meant; or give a file with --data FILE"
        )
    return corrections
