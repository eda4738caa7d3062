"""What bench.falcon_7b measures with, made here: a Falcon of any size with random weights, rows as long as Dolly's."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from agent.lm.interface import ModelError
from agent.lm.memory import FALCON_7B, GB
from training.data import Shard
from training.instructions.tokenise import shard_of

END, END_ID = "<|endoftext|>", 11
"""Falcon's end-of-text token."""

_MEDIAN, _P95, _COMPLETION = 104, 560, 0.55
"""Dolly's rows in tokens of Falcon's vocabulary; the share of them that is the answer."""
_Z95 = 1.6449
_OUTLIERS, _STRENGTH = 6, 20.0


@dataclass(frozen=True, slots=True)
class Size:
    """How large everything is. max_length: the longest row; the others are shorter in proportion to Dolly's at 512;
    micro_tokens, step_tokens: as a recipe's; prompt, answer: tokens of a chat's turn.
    """

    layers: int
    hidden: int
    heads: int
    vocabulary: int
    rows: int
    max_length: int
    micro_tokens: int
    step_tokens: int
    prompt: int
    answer: int


FULL = Size(32, 4544, 71, 65024, 4000, 512, 2048, 8192, 128, 128)
SMALL = Size(2, 128, 2, 512, 100, 32, 128, 256, 16, 8)


def write_falcon(folder: Path, size: Size, device: str) -> None:
    """A model folder in bf16 with falcon-7b's options and random weights, a file a layer; made on `device`.

    Speed does not hang on what the weights are, with one exception: LLM.int8 keeps features beyond its threshold of 6
    in 16 bits. So a few of each norm's outputs are large at three places in four, as in a trained model of 6.7 billion
    parameters (Dettmers et al. 2022, section 4 and figure 3). Raises ModelError where the disk lacks room.
    """
    from safetensors.torch import save_file
    from transformers import FalconConfig, FalconForCausalLM

    config = FalconConfig(
        **{key: value for key, value in FALCON_7B.items() if key not in ("model_type", "architectures")}
        | {
            "hidden_size": size.hidden, "num_hidden_layers": size.layers, "num_attention_heads": size.heads,
            "vocab_size": size.vocabulary, "bos_token_id": END_ID, "eos_token_id": END_ID,
        },
        architectures=FALCON_7B["architectures"], dtype="bfloat16",
    )  # fmt: skip
    with torch.device("meta"):
        shapes = {name: weight.shape for name, weight in FalconForCausalLM(config).named_parameters()}
    need, free = 2 * sum(shape.numel() for shape in shapes.values()), shutil.disk_usage(folder).free
    if need > free:
        why = f"it takes {need / GB:.1f} GB on disk, and {folder} has {free / GB:.1f} GB"
        raise ModelError("the model can't be written", why, "Set TMPDIR to a folder on a larger disk")
    chance = torch.Generator(device).manual_seed(0)
    files: dict[str, list[str]] = {}
    for name in shapes:  # a tied head is not among them
        layer = name.partition(".h.")[2].partition(".")[0]
        files.setdefault(f"model-{layer or 'rest'}.safetensors", []).append(name)
    for file, names in files.items():
        tensors = {name: _weight(name, shapes[name], config.initializer_range, chance, device) for name in names}
        save_file(tensors, folder / file, metadata={"format": "pt"})
    index = {name: file for file, names in files.items() for name in names}
    told = {"metadata": {"total_size": need}, "weight_map": index}
    (folder / "model.safetensors.index.json").write_text(json.dumps(told), encoding="utf-8")
    config.save_pretrained(folder)


def write_tokenizer(folder: Path, tokenizer: Any = None, end: str = END) -> None:
    """A tokenizer beside a model: the one given, or one that knows nothing but the end of a text."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel

    tokenizer = tokenizer or Tokenizer(WordLevel({end: END_ID}, unk_token=end))
    tokenizer.save(str(folder / "tokenizer.json"))
    told = {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": end}
    (folder / "tokenizer_config.json").write_text(json.dumps(told), encoding="utf-8")


def rows_like_dolly(size: Size, seed: int = 0) -> Shard:
    """Rows of random tokens whose lengths are drawn as Dolly's are: lognormal, cut at the longest."""
    chance = np.random.default_rng(seed)
    spread = np.log(_P95 / _MEDIAN) / _Z95
    scale = size.max_length / FULL.max_length
    lengths = scale * _MEDIAN * np.exp(spread * chance.standard_normal(size.rows))
    lengths = np.clip(np.rint(lengths), 4, size.max_length).astype(int)
    shares = chance.uniform(2 * _COMPLETION - 1, 1.0, size.rows)
    prompts = np.clip(np.rint(lengths * (1 - shares)), 1, lengths - 2).astype(int)
    rows = [[*chance.integers(END_ID + 1, size.vocabulary, length - 1).tolist(), END_ID] for length in lengths]
    return shard_of(rows, prompts.tolist())


def _weight(name: str, shape: torch.Size, deviation: float, chance: torch.Generator, device: str) -> torch.Tensor:
    """One parameter, in the memory of the computer."""
    if len(shape) == 2:
        return (torch.randn(shape, generator=chance, device=device) * deviation).to(torch.bfloat16).cpu()
    weight = torch.zeros(shape) if name.endswith("bias") else torch.ones(shape)
    if name.endswith("layernorm.weight"):
        weight[:: max(1, len(weight) // _OUTLIERS)][:_OUTLIERS] = _STRENGTH
    return weight.to(torch.bfloat16)
