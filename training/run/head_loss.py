"""Cross-entropy from hidden states without keeping logits: a big vocabulary's hidden cost.

falcon-7b has 65,024 tokens: the logits of 4 x 512 places are 0.53 GB in fp32, and a plain loss keeps two or three
copies. Here only places that have a target are looked at, in chunks, and the gradient for the hidden states is taken
while a chunk's logits are at hand, as in Liger (Hsu et al. 2024, arXiv:2410.10989, section 3.2). The head is frozen.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - its name everywhere

CHUNK_NUMBERS = 2**25
"""Logits that exist at a time: 128 MB in fp32."""


def head_loss(hidden: Tensor, head: torch.nn.Linear, targets: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
    """The weighted sum of the cross-entropies, and whether the likeliest token is the target.

    hidden (targets, width), targets (targets,) ids, weights (targets,) fp32 -> scalar fp32, (targets,) bool. Only
    `hidden` gets a gradient.
    """
    loss, right = _HeadLoss.apply(hidden, head.weight, head.bias, targets, weights)  # type: ignore[no-untyped-call]
    return loss, right


class _HeadLoss(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, hidden: Tensor, matrix: Tensor, bias: Tensor | None, targets: Tensor, weights: Tensor
    ) -> tuple[Tensor, Tensor]:
        gradient = torch.empty_like(hidden) if ctx.needs_input_grad[0] else None
        loss = torch.zeros((), dtype=torch.float32, device=hidden.device)
        right = torch.empty(len(targets), dtype=torch.bool, device=hidden.device)
        rows = max(16, CHUNK_NUMBERS // matrix.shape[0])
        with torch.autocast(hidden.device.type, enabled=False):
            for begin in range(0, len(targets), rows):
                part = slice(begin, begin + rows)
                logits = F.linear(hidden[part].to(matrix.dtype), matrix, bias).float()
                right[part] = logits.argmax(-1) == targets[part]
                whole = logits.logsumexp(-1, keepdim=True)
                picked = targets[part, None]
                loss += ((whole - logits.gather(-1, picked)).squeeze(-1) * weights[part]).sum()
                if gradient is not None:
                    slope = logits.sub_(whole).exp_()  # softmax
                    slope.scatter_add_(-1, picked, -torch.ones_like(picked, dtype=slope.dtype))
                    slope.mul_(weights[part, None])
                    gradient[part] = (slope.to(matrix.dtype) @ matrix).to(hidden.dtype)
        ctx.save_for_backward(gradient)
        ctx.mark_non_differentiable(right)
        return loss, right

    @staticmethod
    def backward(ctx: Any, slope: Tensor, _: Any) -> tuple[Tensor | None, None, None, None, None]:
        (gradient,) = ctx.saved_tensors
        return (None if gradient is None else gradient * slope.to(gradient.dtype)), None, None, None, None
