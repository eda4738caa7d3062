"""How many tokens a second (padding not counted) our loop trains on, beside transformers' Trainer. About a minute.

    python bench/train_speed.py                         ours against Trainer (each as it comes, and tuned)
    python bench/train_speed.py --table                 ours: threads x number format x tokens of a micro-batch

Same fresh nano (6 x 256, 3,584 tokens), same random examples of 20 to 120 tokens, 40% of them completion, two cores.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
import torch

from training.data import DataSpec, Shard, Step, steps_of
from training.nano import nano_config
from training.run.parallel import Workers, keep_freed_memory

VOCABULARY = 3584


def random_shard(examples: int, seed: int = 0) -> Shard:
    """Examples of random tokens, with lengths about as the generator's."""
    r = np.random.default_rng(seed)
    lengths = np.clip(r.lognormal(3.8, 0.4, examples), 20, 120).astype(np.int32)
    offsets = np.cumsum([0, *lengths], dtype=np.int32)
    ids = r.integers(1, VOCABULARY, offsets[-1]).astype(np.uint16)
    return Shard(ids, offsets, (lengths * 0.6).astype(np.int32))


def fresh_model() -> torch.nn.Module:
    """A nano with random weights."""
    from transformers import FalconForCausalLM

    torch.manual_seed(0)
    config = nano_config()
    config.vocab_size = VOCABULARY
    return FalconForCausalLM(config).train()


def ours(seconds: float, threads: int = 2, dtype: torch.dtype = torch.bfloat16, micro: int = 4096) -> float:
    """Tokens a second of gradients + AdamW."""
    steps: list[Step] = steps_of(random_shard(8192), DataSpec(0, micro_tokens=micro), 0)
    model = fresh_model()
    weights = dict(model.named_parameters())
    optimizer = torch.optim.AdamW(weights.values(), lr=1e-4, fused=True)
    workers = Workers(model.config, threads, dtype)  # type: ignore[arg-type]
    tokens, begin = 0, 0.0
    for index, step in enumerate(steps):
        if index == 2:  # the first steps fill caches
            begin, tokens = time.perf_counter(), 0
        _, gradients = workers.gradients(weights, step)
        for name, weight in weights.items():
            weight.grad = gradients[name]
        torch.nn.utils.clip_grad_norm_(weights.values(), 1.0)
        optimizer.step()
        tokens += sum(batch.tokens for batch in step)
        if index > 3 and time.perf_counter() - begin > seconds:
            break
    workers.close()
    return tokens / (time.perf_counter() - begin)


def trainers(seconds: float, tuned: bool) -> float:
    """Tokens a second of transformers.Trainer: batches of 160 examples; tuned: bf16 autocast and grouped by length."""
    from transformers import Trainer, TrainerCallback, TrainingArguments

    shard = random_shard(8192)
    examples = []
    for i, n_prompt in enumerate(shard.n_prompt):
        ids = shard.ids[shard.offsets[i] : shard.offsets[i + 1]].astype(np.int64)
        examples.append({"input_ids": ids, "length": len(ids), "n_prompt": int(n_prompt)})
    seen: list[tuple[float, int]] = []

    def collate(rows: list[dict[str, object]]) -> dict[str, torch.Tensor]:
        width = max(len(row["input_ids"]) for row in rows)  # type: ignore[arg-type]
        ids = torch.zeros(len(rows), width, dtype=torch.long)
        labels, mask = torch.full_like(ids, -100), torch.zeros_like(ids)
        for i, row in enumerate(rows):
            tokens = torch.from_numpy(row["input_ids"])
            ids[i, : len(tokens)], mask[i, : len(tokens)] = tokens, 1
            labels[i, row["n_prompt"] : len(tokens)] = tokens[row["n_prompt"] :]  # type: ignore[misc]
        seen.append((time.perf_counter(), int(mask.sum())))
        return {"input_ids": ids, "labels": labels, "attention_mask": mask}

    class Stop(TrainerCallback):
        def on_step_end(self, args, state, control, **_):  # type: ignore[no-untyped-def]
            control.should_training_stop = len(seen) > 4 and time.perf_counter() - seen[2][0] > seconds
            return control

    with tempfile.TemporaryDirectory() as folder:
        sampling = {"train_sampling_strategy": "group_by_length", "length_column_name": "length"} if tuned else {}
        arguments = TrainingArguments(
            output_dir=str(Path(folder)), per_device_train_batch_size=160, max_steps=1000, learning_rate=1e-4,
            use_cpu=True, bf16=tuned, report_to=[], save_strategy="no", logging_strategy="no", disable_tqdm=True,
            remove_unused_columns=False, **sampling,
        )  # fmt: skip
        torch.set_num_threads(2)
        model: object = fresh_model()
        trainer = Trainer(model, arguments, train_dataset=examples, data_collator=collate, callbacks=[Stop()])  # type: ignore[arg-type]
        trainer.train()
    # Batch i is collated one step ahead of its own: count whole steps between collations.
    return sum(tokens for _, tokens in seen[2:-1]) / (seen[-1][0] - seen[2][0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10, help="of each measurement")
    parser.add_argument("--table", action="store_true")
    options = parser.parse_args()
    if not options.table:
        for name, tuned in (("Trainer, fp32", False), ("Trainer, bf16, grouped by length", True)):
            print(f"{name:40} {trainers(options.seconds, tuned):8,.0f} tokens/s", flush=True)
        keep_freed_memory()
        print(f"{'ours, bf16, two threads':40} {ours(options.seconds):8,.0f} tokens/s")
        return
    keep_freed_memory()
    for dtype in (torch.bfloat16, torch.float32):
        for threads in (1, 2):
            for micro in (2048, 4096, 8192):
                speed = ours(options.seconds, threads, dtype, micro)
                print(f"{dtype!s:15} {threads} thread(s)  {micro:5} tokens  {speed:8,.0f} tokens/s", flush=True)


if __name__ == "__main__":
    main()
