"""nano before training: a Falcon of a few million parameters with random weights, in a folder like any other model's.

In the folder: config.json, model.safetensors, tokenizer.json, tokenizer_config.json, metadata.json.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from agent.lm.hf import no_progress_bars
from agent.lm.prompt import END, PAD, SPECIALS
from training.tokenizer import save_tokenizer, spelled

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import FalconConfig, FalconForCausalLM

Size = Literal["nano", "micro"]

_SIZES: dict[Size, tuple[int, int, int]] = {"nano": (6, 256, 4), "micro": (2, 64, 2)}
CONTEXT = 512
"""Tokens of prompt and action together; the longest prompt of an utterance in words is about 150."""


def nano_config(size: Size = "nano") -> FalconConfig:
    """The shape: "nano" is 6 layers of 256 with 4 heads of 64 (5 M parameters), "micro" is for tests.

    As falcon-7b: one key-value head, rotary positions, attention and MLP in parallel behind one layer norm, no biases,
    input and output embeddings tied. The vocabulary's size comes from the tokenizer (`new_nano`).
    """
    from transformers import FalconConfig

    layers, hidden, heads = _SIZES[size]
    return FalconConfig(
        num_hidden_layers=layers,
        hidden_size=hidden,
        num_attention_heads=heads,
        max_position_embeddings=CONTEXT,
        multi_query=True,
        parallel_attn=True,
        new_decoder_architecture=False,
        alibi=False,
        bias=False,
        tie_word_embeddings=True,
    )


def new_nano(folder: str | Path, tokenizer: Tokenizer, config: FalconConfig, seed: int) -> FalconForCausalLM:
    """A model with fresh weights for this tokenizer, saved to `folder` and returned.

    Projections start with a variance of 1/(3 fan-in), those that write to the residual stream smaller by
    sqrt(2 layers) (Radford et al. 2019, section 2.3), embeddings with a deviation of 0.02. Raises ValueError if the
    tokenizer lacks the special tokens.
    """
    import torch
    from transformers import FalconForCausalLM

    end, pad = tokenizer.token_to_id(END), tokenizer.token_to_id(PAD)
    if end is None or pad is None:
        raise ValueError(f"the tokenizer has no {END} and {PAD}; make one with training.tokenizer.train_tokenizer")
    config.vocab_size = tokenizer.get_vocab_size()
    config.bos_token_id, config.eos_token_id, config.pad_token_id = None, end, pad
    model = FalconForCausalLM(config)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() < 2:
                continue  # layer norms stay at one and zero
            deviation = 0.02 if "embeddings" in name else math.sqrt(1 / (3 * weight.shape[1]))
            if name.endswith(("dense.weight", "dense_4h_to_h.weight")):
                deviation /= math.sqrt(2 * config.num_hidden_layers)
            weight.copy_(torch.randn(weight.shape, generator=generator) * deviation)
    model.generation_config.eos_token_id, model.generation_config.pad_token_id = end, pad
    save_nano(folder, model, tokenizer, {"made_by": "training.nano.new_nano", "seed": seed})
    return model


def grow_nano(model: FalconForCausalLM, before: Tokenizer, after: Tokenizer) -> None:
    """Gives a model rows for the tokens that `after` has and `before` has not; all others stay as they are.

    A new row is the mean of the rows that spelled its piece until now: the loss starts where it was without it.
    Raises ValueError where a token has another number than before.
    """
    import torch

    known, all_of_them = before.get_vocab(), after.get_vocab()
    if any(all_of_them.get(token) != number for token, number in known.items()):
        raise ValueError("the new vocabulary numbers tokens of the model's differently; make it with grow_tokenizer")
    ordinary = {token: number for token, number in known.items() if token not in SPECIALS}
    model.resize_token_embeddings(len(all_of_them), mean_resizing=False)
    embeddings: Any = model.get_input_embeddings()
    rows = embeddings.weight
    with torch.no_grad():
        for piece, number in all_of_them.items():
            if piece not in known:
                rows[number] = rows[spelled(piece, ordinary)].mean(0)


def save_nano(folder: str | Path, model: FalconForCausalLM, tokenizer: Tokenizer, metadata: dict[str, object]) -> None:
    """Writes a model folder; `metadata` is what a reader should know of its making (data, steps, figures)."""
    folder = Path(folder)
    with no_progress_bars():
        model.save_pretrained(folder)
    save_tokenizer(tokenizer, folder)
    count = sum(weight.numel() for weight in model.parameters())
    described = {"architecture": "falcon", "parameters": count, "vocabulary": tokenizer.get_vocab_size(), **metadata}
    (folder / "metadata.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
