"""What the training loop needs of a model: its trained weights, their gradients, scores, and how it is kept on disk.

Two engines do this: `nano_engine` (nano's own forward pass, a thread for each core) and `causal_engine` (any causal
language model through transformers, PEFT and accelerate).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import torch

    from agent.lm.interface import LanguageModel
    from training.data import MicroBatch, Step

Weights = Mapping[str, "torch.Tensor"]


@dataclass(frozen=True, slots=True)
class Scores:
    """Loss in nats a token; share of tokens, and of whole examples, that greedy decoding would get right."""

    loss: float
    token_accuracy: float
    accuracy: float


class Engine(Protocol):
    """A model in training."""

    @property
    def weights(self) -> Mapping[str, torch.nn.Parameter]:
        """What is trained, by name."""
        ...

    @property
    def main(self) -> bool:
        """Whether this process writes files and tells of the run; one of several does."""
        ...

    @property
    def map(self) -> Callable[..., Any]:
        """A `map` that may use threads, for the optimiser."""
        ...

    def gradients(self, step: Step, number: int) -> tuple[float, dict[str, torch.Tensor]]:
        """The mean loss over all weighted targets of a step and its gradient, in fp32.

        Of several processes each computes its share, and all get the same sums. `number` of the step seeds chance.
        """
        ...

    def evaluate(self, weights: Weights | None, batches: Sequence[MicroBatch]) -> Scores:
        """Scores with these in the place of `weights`, or as they are."""
        ...

    def language_model(self, weights: Weights | None) -> AbstractContextManager[LanguageModel]:
        """The model for chatting, with these in the place of `weights`, or as they are."""
        ...

    def borrowed(self, weights: Weights | None) -> AbstractContextManager[Any]:
        """The transformers model itself, with these in the place of `weights`, or as they are."""
        ...

    def save(self, folder: Path) -> None:
        """Writes the model, or its adapter, as it is."""
        ...

    def load(self, folder: Path) -> None:
        """Takes back what `save` wrote."""
        ...

    def agreed(self, seconds: float) -> float:
        """The clock of the main process, so that all decide alike."""
        ...

    def any_of(self, wish: bool) -> bool:
        """Whether any of the processes wishes it."""
        ...

    def told(self, scores: dict[str, float]) -> dict[str, float]:
        """The scores that the main process has, in all processes."""
        ...

    def wait(self) -> None:
        """Until all processes are here."""
        ...

    def close(self) -> None:
        """Ends threads and processes' bonds."""
        ...
