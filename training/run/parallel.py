"""Gradients of several micro-batches at once: one thread for each, each with one core.

torch's own parallelism splits every operation over the cores and waits at the end of each; with small tensors, or when
another program takes a core for a moment, the waiting costs more than it brings (measured: 10 times slower at worst).
Here a thread computes a whole micro-batch by itself, and they meet once a step. Python's lock is not in the way: torch
lets it go inside an operation.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from training.run.forward import distilled_losses, token_losses

if TYPE_CHECKING:
    from transformers import FalconConfig

    from training.data import MicroBatch

_M_TRIM_THRESHOLD, _M_MMAP_MAX, _M_ARENA_MAX = -1, -4, -8  # malloc.h


def keep_freed_memory() -> None:
    """Lets glibc keep freed memory instead of returning it to the system: a quarter faster.

    Every step frees and takes the same hundreds of megabytes; by default each large tensor is mapped anew and its pages
    are zeroed again by the kernel. Does nothing on other systems.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:  # musl has none
        mallopt(_M_ARENA_MAX, 1)
        mallopt(_M_MMAP_MAX, 0)
        mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)


class Workers:
    """Threads that compute losses and gradients. `dtype` is that of the computation (bf16, or fp32 to compare)."""

    def __init__(self, config: FalconConfig, threads: int, dtype: torch.dtype) -> None:
        torch.set_num_threads(1)
        self._config, self._dtype = config, dtype
        self._pool = ThreadPoolExecutor(threads, "gradients", initializer=torch.set_num_threads, initargs=(1,))
        self.map: Callable[..., Any] = self._pool.map

    def gradients(
        self,
        weights: Mapping[str, Tensor],
        batches: Sequence[MicroBatch],
        wanted: Collection[str] | None = None,
        base: Mapping[str, Tensor] | None = None,
    ) -> tuple[float, dict[str, Tensor]]:
        """The mean loss over all weighted targets of a step, and its gradient for all or the `wanted` weights, in fp32.

        With a `base` (in the dtype of the computation) the loss is that of `distilled_losses`.
        The sum is taken in the order of the batches, whichever thread is done first: runs repeat to the bit.
        """
        total = float(sum(batch.weights.sum(dtype=float) for batch in batches))
        cast = {name: weight.detach().to(self._dtype) for name, weight in weights.items()}
        leaves = {name: cast[name].requires_grad_() for name in (cast if wanted is None else wanted)}

        def work(batch: MicroBatch) -> tuple[float, tuple[Tensor, ...]]:
            ids, where, targets, weight = map(torch.from_numpy, (batch.ids, batch.where, batch.targets, batch.weights))
            if base is None:
                losses, _ = token_losses(cast, self._config, ids, where, targets)
            else:
                losses = distilled_losses(cast, base, self._config, ids, where, targets)
            loss = (losses * weight).sum() / total
            return loss.item(), torch.autograd.grad(loss, list(leaves.values()))

        results = list(self._pool.map(work, batches))
        summed = [gradient.float() for gradient in results[0][1]]
        for _, gradients in results[1:]:
            for into, gradient in zip(summed, gradients, strict=True):
                into.add_(gradient)
        return sum(loss for loss, _ in results), dict(zip(leaves, summed, strict=True))

    def evaluate(self, weights: Mapping[str, Tensor], batches: Sequence[MicroBatch]) -> tuple[float, float, float]:
        """Loss in nats a token, share of tokens that are right, share of examples that are right as a whole.

        An example counts as right where at each of its tokens the likeliest one is the true one: exactly then would
        greedy decoding, left to itself, write it (up to another spelling in tokens of the same text, which would
        count as wrong here).
        """
        cast = {name: weight.detach().to(self._dtype) for name, weight in weights.items()}

        def work(batch: MicroBatch) -> tuple[float, int, int]:
            with torch.no_grad():
                ids, where, targets = map(torch.from_numpy, (batch.ids, batch.where, batch.targets))
                losses, likeliest = token_losses(cast, self._config, ids, where, targets)
                counts = batch.weights > 0
                right = likeliest.numpy()
                wrong_rows = np.unique(batch.rows[counts & ~right])
                loss = float(losses[torch.from_numpy(counts)].sum())
                return loss, int((right & counts).sum()), len(batch.ids) - len(wrong_rows)

        results = list(self._pool.map(work, batches))
        targets, examples = sum(np.count_nonzero(b.weights) for b in batches), sum(len(b.ids) for b in batches)
        loss, right, exact = (sum(column) for column in zip(*results, strict=True))
        return loss / targets, right / targets, exact / examples

    def close(self) -> None:
        """Ends the threads."""
        self._pool.shutdown()
