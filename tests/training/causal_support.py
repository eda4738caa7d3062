"""What the tests of the big models' trainer share: a Falcon like falcon-7b but small, and rows like Dolly's."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from training.run.recipe import Recipe, check_recipe

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
END = "<|endoftext|>"
_THINGS = ("moss", "tea", "granite", "a lantern", "copper", "the tide", "a lighthouse", "rye bread", "a loom", "ink")


def small_falcon(folder: Path, tokenizer: Any, *, layers: int = 2, hidden: int = 64, heads: int = 2) -> Path:
    """A model folder with falcon-7b's shape options and random weights in bf16."""
    import torch
    from transformers import FalconConfig, FalconForCausalLM

    end = tokenizer.convert_tokens_to_ids(END)
    config = FalconConfig(
        vocab_size=len(tokenizer), hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads,
        multi_query=True, parallel_attn=True, new_decoder_architecture=False, alibi=False, bias=False,
        bos_token_id=end, eos_token_id=end, max_position_embeddings=2048,
    )  # fmt: skip
    torch.manual_seed(5)
    FalconForCausalLM(config).to(torch.bfloat16).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def rows(count: int, seed: int = 1) -> list[dict[str, str]]:
    """Made-up rows in Dolly's format, of lengths that differ."""
    r = random.Random(seed)
    return [
        {
            "instruction": f"What is {r.choice(_THINGS)} good for, number {number}?",
            "context": f"Somebody wrote about {r.choice(_THINGS)}." if r.random() < 0.3 else "",
            "response": " ".join(f"It goes with {r.choice(_THINGS)}." for _ in range(r.randint(1, 12))),
            "category": "open_qa",
        }
        for number in range(count)
    ]


def write_rows(file: Path, count: int, seed: int = 1) -> Path:
    """The same as JSON lines."""
    file.write_text("".join(json.dumps(row) + "\n" for row in rows(count, seed)), encoding="utf-8")
    return file


def own_tokenizer() -> Any:
    """A byte-level vocabulary of 600 tokens, made of the rows, with falcon-7b's end token."""
    from tokenizers import ByteLevelBPETokenizer
    from transformers import PreTrainedTokenizerFast

    made = ByteLevelBPETokenizer()
    texts = [f"{row['instruction']} {row['context']} {row['response']}" for row in rows(300)]
    made.train_from_iterator(texts, vocab_size=600, min_frequency=1, special_tokens=[END], show_progress=False)
    return PreTrainedTokenizerFast(tokenizer_object=made._tokenizer, eos_token=END)


def small_recipe(base: Path, data: Path, **overrides: Any) -> Recipe:
    """A recipe that takes a few seconds; keys are dotted with two underscores."""
    return check_recipe(small_values(base, data), {key.replace("__", "."): value for key, value in overrides.items()})


def small_values(base: Path, data: Path) -> dict[str, Any]:
    """The recipe's plain values."""
    return {
        "dtype": "fp32",
        "threads": 1,
        "log_every_seconds": 0,
        "budget": {"steps": 8},
        "model": {"base": str(base), "quantize": "fp32"},
        "adapter": {"r": 4, "alpha": 8},
        "data": {
            "mixture": [{"source": str(data)}], "max_length": 128, "micro_tokens": 256, "step_tokens": 1024,
            "held_out": 0.1,
        },
        "optimizer": {"lr": 0.01, "weight_decay": 0.0, "ema": 0.0},
        "schedule": {"warmup_steps": 2},
        "evaluation": {"examples": 16, "every_steps": 4},
        "checkpoint": {"every_steps": 2},
    }  # fmt: skip
