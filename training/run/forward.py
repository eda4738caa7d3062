"""Falcon's forward pass for training: the HF model's own weights, a third of the time of its own forward on a CPU.

It computes what `FalconForCausalLM` computes (a test compares them) for falcon-7b's kind of layer: one key-value head,
rotary positions, attention and MLP side by side behind one norm. What it leaves out is what costs: the full mask, key
and value copied for every head, the head over prompt tokens that have no loss, and above all the CPU's flash attention,
whose backward in bf16 takes as long as everything else together. For sequences of 50 tokens the plain product is small.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - its name everywhere

if TYPE_CHECKING:
    from transformers import FalconConfig

EMBEDDINGS = "transformer.word_embeddings.weight"


def check_falcon(config: FalconConfig) -> None:
    """Raises ValueError for a Falcon of another kind than this forward pass computes."""
    expected = {
        "multi_query": True, "parallel_attn": True, "new_decoder_architecture": False, "alibi": False, "bias": False,
        "activation": "gelu", "hidden_dropout": 0.0, "attention_dropout": 0.0, "tie_word_embeddings": True,
    }  # fmt: skip
    for key, value in expected.items():
        if getattr(config, key, value) != value:
            found = getattr(config, key)
            raise ValueError(f"this model's {key} is {found!r}; the trainer computes {value!r}. Start from new_nano().")
    if _rope(config).get("rope_type", "default") != "default":
        raise ValueError("this model's rotary positions are scaled; the trainer computes plain ones")


def token_losses(
    weights: Mapping[str, Tensor], config: FalconConfig, ids: Tensor, where: Tensor, targets: Tensor
) -> tuple[Tensor, Tensor]:
    """Cross-entropy at the places that have a target, and whether the likeliest token is the target.

    ids (rows, length), where (targets,) flat places in ids, targets (targets,) -> losses (targets,) in fp32 nats,
    right (targets,) bool. `weights` are named as in the model; their dtype is that of the computation.
    """
    hidden = stream(weights, config, ids).flatten(0, 1).index_select(0, where)
    logits = F.linear(hidden, weights[EMBEDDINGS]).float()
    return F.cross_entropy(logits, targets, reduction="none"), logits.detach().argmax(-1) == targets


def distilled_losses(
    weights: Mapping[str, Tensor],
    base: Mapping[str, Tensor],
    config: FalconConfig,
    ids: Tensor,
    where: Tensor,
    targets: Tensor,
) -> Tensor:
    """What is to be learned where the base is wrong, and to be kept where it is right, (targets,) in fp32 nats.

    Where the base's likeliest token is the target, the divergence from its probabilities; elsewhere the cross-entropy.
    After "Learning without forgetting" (Li & Hoiem 2016, arXiv:1606.09282, section 3). Shapes as for `token_losses`.
    """
    hidden = stream(weights, config, ids).flatten(0, 1).index_select(0, where)
    told = F.linear(hidden, weights[EMBEDDINGS]).float().log_softmax(-1)
    with torch.no_grad():
        before = stream(base, config, ids).flatten(0, 1).index_select(0, where)
        known = F.linear(before, base[EMBEDDINGS]).float().log_softmax(-1)
    divergence = F.kl_div(told, known, reduction="none", log_target=True).sum(-1)
    return torch.where(known.argmax(-1) == targets, divergence, F.nll_loss(told, targets, reduction="none"))


def stream(weights: Mapping[str, Tensor], config: FalconConfig, ids: Tensor) -> Tensor:
    """The residual stream after the last norm: ids (rows, length) -> (rows, length, hidden)."""
    rows, length = ids.shape
    hidden, heads, epsilon = config.hidden_size, config.num_attention_heads, float(config.layer_norm_epsilon or 1e-5)
    size = hidden // heads
    x = F.embedding(ids, weights[EMBEDDINGS])
    cos, sin = _rotary(length, size, float(_rope(config)["rope_theta"]), x.dtype)
    future = _future(length, heads, x.dtype)

    def norm(x: Tensor, name: str) -> Tensor:
        return F.layer_norm(x, (hidden,), weights[f"{name}.weight"], weights[f"{name}.bias"], epsilon)

    for layer in range(config.num_hidden_layers):
        at = f"transformer.h.{layer}"
        h = norm(x, f"{at}.input_layernorm")
        qkv = F.linear(h, weights[f"{at}.self_attention.query_key_value.weight"]).view(rows, length, heads + 2, size)
        qk, v = torch.split(qkv, [heads + 1, 1], dim=2)
        first, second = qk.chunk(2, dim=-1)
        qk = torch.cat((first * cos - second * sin, second * cos + first * sin), dim=-1)
        q, k = torch.split(qk, [heads, 1], dim=2)
        # One key for all heads: the heads are just more rows of one product.
        scores = torch.baddbmm(future, q.reshape(rows, length * heads, size), k[:, :, 0].mT, alpha=size**-0.5)
        mixed = torch.bmm(scores.softmax(-1), v[:, :, 0]).view(rows, length, hidden)
        attention = F.linear(mixed, weights[f"{at}.self_attention.dense.weight"])
        wide = F.gelu(F.linear(h, weights[f"{at}.mlp.dense_h_to_4h.weight"]))
        x = x + (attention + F.linear(wide, weights[f"{at}.mlp.dense_4h_to_h.weight"]))
    return norm(x, "transformer.ln_f")


def _rope(config: FalconConfig) -> Mapping[str, Any]:
    return config.rope_parameters or {"rope_theta": 10000.0}


@lru_cache(maxsize=1024)
def _rotary(length: int, size: int, theta: float, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """Cosine and sine of the positions' angles (Su et al. 2021, eq. 34), each (length, 1, size / 2)."""
    speed = theta ** (-torch.arange(0, size, 2, dtype=torch.float32) / size)
    angle = torch.outer(torch.arange(length, dtype=torch.float32), speed)[:, None]
    return angle.cos().to(dtype), angle.sin().to(dtype)


@lru_cache(maxsize=1024)
def _future(length: int, heads: int, dtype: torch.dtype) -> Tensor:
    """What is added to the scores so that no token sees a later one, (length * heads, length)."""
    return torch.full((length, length), -1e9, dtype=dtype).triu(1).repeat_interleave(heads, dim=0)
