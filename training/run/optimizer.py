"""The optimisers: AdamW for everything, or Muon for the matrices inside the layers and AdamW for the rest.

Muon (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon) makes every update of a matrix orthogonal, so that
no direction is neglected for another; scaled as by Liu et al. 2025 ("Muon is scalable", section 2.2) it takes the
learning rate and weight decay of AdamW.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from training.run.forward import EMBEDDINGS

if TYPE_CHECKING:
    from training.run.recipe import OptimizerPart

_EIGHT = "8bit."
_NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)
_MOMENTUM = 0.95


class Optimizer:
    """Steps the weights by their gradients, and gives its memory by name for checkpoints.

    `parallel` is a `map` that may use threads. Memory: `first.NAME` is the mean of the gradients, `second.NAME` (AdamW
    only) that of their squares.
    """

    def __init__(
        self, part: OptimizerPart, weights: Mapping[str, torch.nn.Parameter], parallel: Callable[..., Any] = map
    ) -> None:
        self._part, self._weights = part, weights
        muon = [n for n, w in weights.items() if part.kind == "muon" and w.dim() == 2 and n != EMBEDDINGS]
        self._momentum = {name: torch.zeros_like(weights[name]) for name in muon}
        self._jobs, self._map = _alike(self._momentum), parallel
        rest = {name: weight for name, weight in weights.items() if name not in self._momentum}
        groups = [
            {"params": [w for w in rest.values() if w.dim() >= 2], "weight_decay": part.weight_decay},
            {"params": [w for w in rest.values() if w.dim() < 2], "weight_decay": 0.0},
        ]
        self._adam = _adamw(part, groups)

    def step(self, gradients: Mapping[str, Tensor], lr: float) -> float:
        """Clips the gradients, changes the weights; the length of the gradient before clipping."""
        norm = torch.nn.utils.get_total_norm(gradients.values())
        scale = min(1.0, self._part.clip / (float(norm) + 1e-6))
        for name, weight in self._weights.items():
            gradients[name].mul_(scale)
            if name not in self._momentum:
                weight.grad = gradients[name]
        for group in self._adam.param_groups:
            group["lr"] = lr
        self._adam.step()
        for weight in self._weights.values():
            weight.grad = None  # not held through the next step
        if self._momentum:
            self._muon(gradients, lr)
        return float(norm)

    def _muon(self, gradients: Mapping[str, Tensor], lr: float) -> None:
        @torch.no_grad()
        def work(names: list[str]) -> None:
            ahead = []
            for name in names:
                self._momentum[name].lerp_(gradients[name], 1 - _MOMENTUM)
                ahead.append(gradients[name].lerp(self._momentum[name], _MOMENTUM))
            size = 0.2 * max(ahead[0].shape) ** 0.5
            for name, update in zip(names, orthogonal(torch.stack(ahead)), strict=True):
                weight = self._weights[name]
                weight.mul_(1 - lr * self._part.weight_decay).add_(update, alpha=-lr * size)

        list(self._map(work, self._jobs))

    def memory(self) -> dict[str, Tensor]:
        """What must be kept to go on exactly."""
        kept = {f"first.{name}": tensor for name, tensor in self._momentum.items()}
        for name, weight in self._weights.items():
            slots = self._adam.state.get(weight)
            if slots and "exp_avg" in slots:
                kept |= {f"first.{name}": slots["exp_avg"], f"second.{name}": slots["exp_avg_sq"]}
            elif slots:
                kept |= {f"{_EIGHT}{key}.{name}": value for key, value in slots.items() if torch.is_tensor(value)}
        return kept

    def restore(self, memory: Mapping[str, Tensor], steps: int) -> None:
        """Takes `memory()` back, after `steps` steps. Raises KeyError where something is missing."""
        for name, weight in self._weights.items():
            if name in self._momentum:
                self._momentum[name].copy_(memory[f"first.{name}"])
                continue
            if self._part.kind.endswith("8bit"):
                self._restore_8bit(name, weight, memory, steps)
                continue
            self._adam.state[weight] = {
                "step": torch.tensor(float(steps), device=weight.device),  # where the fused kernel wants it
                "exp_avg": memory[f"first.{name}"].to(weight.device, copy=True),
                "exp_avg_sq": memory[f"second.{name}"].to(weight.device, copy=True),
            }

    def _restore_8bit(self, name: str, weight: torch.nn.Parameter, memory: Mapping[str, Tensor], steps: int) -> None:
        """Bitsandbytes makes its own slots, which may be paged; they are filled."""
        adam: Any = self._adam
        group, number = next(
            (group, number)
            for group in adam.param_groups
            for number, one in enumerate(group["params"])
            if one is weight
        )
        adam.check_overrides()
        weight.grad = torch.zeros_like(weight)
        adam.init_state(group, weight, adam.param_groups.index(group), number)
        slots = adam.state[weight]
        slots["step"] = steps
        for key, value in slots.items():
            if torch.is_tensor(value):
                value.copy_(memory[f"{_EIGHT}{key}.{name}"])


def _adamw(part: OptimizerPart, groups: list[dict[str, Any]]) -> torch.optim.Optimizer:
    """torch's, or one of bitsandbytes with its memory in 8 bits (Dettmers et al. 2022, arXiv:2110.02861)."""
    groups = [group for group in groups if group["params"]]
    if not part.kind.endswith("8bit"):
        return torch.optim.AdamW(groups, lr=part.lr, betas=part.betas, eps=part.eps, fused=True)
    import bitsandbytes as bnb

    kinds: Any = bnb.optim
    kind = kinds.PagedAdamW8bit if part.kind.startswith("paged") else kinds.AdamW8bit
    made: torch.optim.Optimizer = kind(groups, lr=part.lr, betas=part.betas, eps=part.eps)
    return made


def _alike(tensors: Mapping[str, Tensor], most: int = 3) -> list[list[str]]:
    """Names in groups of the same shape, of at most `most`: each group is one batched product."""
    shapes: dict[torch.Size, list[str]] = {}
    for name, tensor in tensors.items():
        shapes.setdefault(tensor.shape, []).append(name)
    groups = [names[i : i + most] for names in shapes.values() for i in range(0, len(names), most)]
    return sorted(groups, key=lambda names: -tensors[names[0]].numel())


def orthogonal(matrices: Tensor) -> Tensor:
    """About the nearest orthogonal matrices, by five Newton-Schulz steps in bf16: (n, rows, columns) -> fp32 alike."""
    a, b, c = _NEWTON_SCHULZ
    tall = matrices.shape[1] > matrices.shape[2]
    x = (matrices.mT if tall else matrices).bfloat16().contiguous()
    x = x / (torch.linalg.matrix_norm(x, keepdim=True) + 1e-7)
    for _ in range(5):
        square = torch.bmm(x, x.mT)
        x = torch.baddbmm(x, torch.baddbmm(square, square, square, beta=b, alpha=c), x, beta=a)
    nearest = x.mT if tall else x
    return nearest.float()
