"""nano in training: its own forward pass, one thread for each core, and LoRA as a change of the merged weights."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from training.cores import cores
from training.run.adapter import Adapter
from training.run.checkpoint import TOKENIZER_FILES
from training.run.engine import Scores, Weights
from training.run.forward import check_falcon
from training.run.parallel import Workers, keep_freed_memory

if TYPE_CHECKING:
    from transformers import FalconForCausalLM

    from agent.lm.interface import LanguageModel
    from training.data import MicroBatch, Step
    from training.run.recipe import Recipe


class NanoEngine:
    """A small Falcon on the CPU; an `Engine`."""

    main = True

    def __init__(self, recipe: Recipe, start: Path, model_folder: Path) -> None:
        """`start`: the folder with the base and the vocabulary; `model_folder`: the weights, where all are trained."""
        from agent.lm.hf import load_causal_lm

        keep_freed_memory()
        rank = recipe.adapter.r
        loaded: Any = load_causal_lm(start if rank else model_folder, "fp32", device="cpu")
        check_falcon(loaded.config)
        self._start = start
        self._model: FalconForCausalLM = loaded.train()
        self._adapter = Adapter(self._model, recipe.adapter, recipe.seed) if rank else None
        dtype = torch.bfloat16 if recipe.dtype == "bf16" else torch.float32
        self._workers = Workers(self._model.config, recipe.threads or cores(), dtype)
        self._base: Weights | None = None
        if self._adapter and recipe.adapter.distill:
            self._base = {name: weight.detach().to(dtype) for name, weight in self._model.named_parameters()}

    @property
    def weights(self) -> Mapping[str, torch.nn.Parameter]:
        """A and B of the adapter, or all weights."""
        return self._adapter.parameters if self._adapter else dict(self._model.named_parameters())

    @property
    def map(self) -> Callable[..., Any]:
        """Uses the threads."""
        return self._workers.map

    def gradients(self, step: Step, number: int) -> tuple[float, dict[str, torch.Tensor]]:
        """See `Engine`; nothing is left to chance here."""
        if self._adapter is None:
            return self._workers.gradients(self.weights, step)
        loss, full = self._workers.gradients(
            self._adapter.merged(self.weights), step, self._adapter.names, self._base
        )  # fmt: skip
        return loss, self._adapter.gradients(full)

    def evaluate(self, weights: Weights | None, batches: Sequence[MicroBatch]) -> Scores:
        """See `Engine`."""
        return Scores(*self._workers.evaluate(self._whole(weights), batches))

    @contextmanager
    def borrowed(self, weights: Weights | None) -> Iterator[Any]:
        """See `Engine`."""
        with swapped(dict(self._model.named_parameters()), self._whole(weights)):
            yield self._model

    @contextmanager
    def language_model(self, weights: Weights | None) -> Iterator[LanguageModel]:
        """See `Engine`. It goes through a folder: what is scored is what would be chatted with."""
        from agent.lm.registry import load_nano

        with tempfile.TemporaryDirectory(prefix="etaoin-") as name, self.borrowed(weights) as model:
            model.save_pretrained(name)
            for file in TOKENIZER_FILES:
                shutil.copyfile(self._start / file, Path(name) / file)
            yield load_nano(Path(name))

    def save(self, folder: Path) -> None:
        """See `Engine`."""
        if self._adapter:
            self._adapter.save(folder, self._adapter.parameters, "")
        else:
            self._model.save_pretrained(folder)

    def load(self, folder: Path) -> None:
        """See `Engine`; all weights are already those of the folder that the engine was made with."""
        if self._adapter:
            self._adapter.load(folder)

    def agreed(self, seconds: float) -> float:
        """There is one process."""
        return seconds

    def any_of(self, wish: bool) -> bool:
        """There is one process."""
        return wish

    def told(self, scores: dict[str, float]) -> dict[str, float]:
        """There is one process."""
        return scores

    def wait(self) -> None:
        """There is one process."""

    def close(self) -> None:
        """Ends the threads."""
        self._workers.close()

    def _whole(self, weights: Weights | None) -> Weights:
        """All weights of the model."""
        weights = self.weights if weights is None else weights
        return self._adapter.merged(weights) if self._adapter else weights


@contextmanager
def swapped(weights: Mapping[str, torch.Tensor], others: Weights) -> Iterator[None]:
    """Some weights with other values, for a moment."""
    kept = {name: weights[name].detach().clone() for name in others}
    with torch.no_grad():
        for name, other in others.items():
            weights[name].copy_(other)
        try:
            yield
        finally:
            for name, weight in kept.items():
                weights[name].copy_(weight)
