"""Tokens a second (padding not counted) of training a LoRA on a Falcon: ours beside plain Trainer + PEFT, in one run.

    python -m bench.train_throughput --data databricks-dolly-15k.jsonl --tokenizer falcon-tokenizer

Both train the same small Falcon with falcon-7b's shape options (fresh weights in bf16, computed in bf16, the same LoRA,
AdamW, constant rate, gradient checkpointing, about the same tokens a step) on the same rows, as many tokens, with the
loss on completions; then both are scored on the same held-out rows. Trainer pads each batch of 8 random rows to its
longest, as it does by default. They take turns, in rounds, so that what else the machine does hits both.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from bench.contestants import Ours, Plain, device, rows_of
from training.data import DataSpec, Shard
from training.instructions.corpus import Corpus, prepare
from training.instructions.tokenise import tokenizer_of
from training.run.recipe import MixturePart, Recipe, check_recipe


def falcon(folder: Path, vocabulary: int, end: int, layers: int, hidden: int) -> None:
    """A Falcon like falcon-7b but small, with fresh weights in bf16."""
    from transformers import FalconConfig, FalconForCausalLM

    config = FalconConfig(
        vocab_size=vocabulary, hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=hidden // 64,
        multi_query=True, parallel_attn=True, new_decoder_architecture=False, alibi=False, bias=False,
        bos_token_id=end, eos_token_id=end,
    )  # fmt: skip
    torch.manual_seed(0)
    FalconForCausalLM(config).to(torch.bfloat16).save_pretrained(folder)


def held_out_loss(model: Any, shard: Shard) -> float:
    """Nats a completion token, by the model's own loss, a row at a time: no batching of either side's is trusted."""
    model.eval()
    total, targets = 0.0, 0
    with torch.no_grad(), torch.autocast(device(), torch.bfloat16):
        for row in rows_of(shard):
            ids, labels = (torch.tensor([row[key]], device=device()) for key in ("input_ids", "labels"))
            count = int((labels[:, 1:] != -100).sum())
            total += float(model(input_ids=ids, labels=labels).loss) * count
            targets += count
    model.train()
    return total / targets


def measure(base: Path, corpus: Corpus, recipe: Recipe, spec: DataSpec, tokens: int, rounds: int) -> str:
    """The table of both, `tokens` in all for each, in `rounds` turns."""
    ours = Ours(recipe, base, corpus.train, spec)
    # Steps of the same size on average: as many tokens in as many steps.
    plain = Plain(recipe, base, corpus.train, replace(spec, step_tokens=round(ours.mean)))
    contestants: list[Ours | Plain] = [ours, plain]
    before = [held_out_loss(one.model, corpus.held_out) for one in contestants]
    for one in contestants:
        one.run(1)  # one step: what is compiled or allocated at first is not counted
    told: list[list[tuple[int, float]]] = [[], []]
    for _ in range(rounds):
        for results, one in zip(told, contestants, strict=True):
            results.append(one.run(tokens // rounds))
    lines = [f"{'':16}{'tokens':>10}{'seconds':>10}{'tokens/s':>10}{'loss before':>13}{'loss after':>12}"]
    speeds = []
    for one, results, start in zip(contestants, told, before, strict=True):
        count, seconds = (sum(column) for column in zip(*results, strict=True))
        speeds.append(count / seconds)
        after = held_out_loss(one.model, corpus.held_out)
        lines.append(f"{one.name:16}{count:>10,}{seconds:>10.1f}{speeds[-1]:>10,.0f}{start:>13.4f}{after:>12.4f}")
    ratios = sorted(a[0] / a[1] / (b[0] / b[1]) for a, b in zip(*told, strict=True))
    lines.append(f"ratio {speeds[0] / speeds[1]:.2f} (rounds {ratios[0]:.2f} to {ratios[-1]:.2f})")
    return "\n".join(lines)


def main() -> None:
    """Builds the Falcon and the rows, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="rows like Dolly's, as JSON lines")
    parser.add_argument("--tokenizer", default="falcon-7b", help="a tokenizer's folder or id (default: falcon-7b)")
    parser.add_argument("--limit", type=int, default=2000, help="rows (default: 2000)")
    parser.add_argument("--tokens", type=int, default=120_000, help="to train on, for each (default: 120,000)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--hidden", type=int, default=256)
    parser.add_argument("--max-length", type=int, default=512)
    parser.add_argument("--layout", choices=("buckets", "packed"), default="buckets")
    parser.add_argument("--keep", action="store_true", help="keep what layers compute, instead of checkpointing")
    options = parser.parse_args()
    if options.data is None:
        parser.error("name a file of rows, as in --data databricks-dolly-15k.jsonl")
    tokenizer, end = tokenizer_of(options.tokenizer)
    spec = DataSpec(1, max_length=options.max_length, micro_tokens=2048, step_tokens=8192)
    corpus = prepare(
        [MixturePart(source=str(options.data), limit=options.limit)], tokenizer, spec, end=end, held_out=0.05
    )
    with tempfile.TemporaryDirectory(prefix="etaoin-") as folder:
        base = Path(folder)
        vocabulary = -(-tokenizer.get_vocab_size() // 64) * 64
        falcon(base, vocabulary, tokenizer.token_to_id(end), options.layers, options.hidden)
        tokenizer.save(str(base / "tokenizer.json"))
        (base / "tokenizer_config.json").write_text(
            f'{{"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "{end}"}}'
        )
        values = {
            "budget": {"steps": 1}, "adapter": {"r": 16, "alpha": 32},
            "model": {"base": str(base), "quantize": "bf16", "gradient_checkpointing": not options.keep},
            "data": {"mixture": [{"source": str(options.data)}], "layout": options.layout},
            "optimizer": {"lr": 1e-3, "weight_decay": 0.0, "ema": 0.0},
        }  # fmt: skip
        print(measure(base, corpus, check_recipe(values), spec, options.tokens, options.rounds))


if __name__ == "__main__":
    main()
