"""Two ways to train a LoRA on a Falcon, a step at a time, to be measured beside each other: ours, Trainer + PEFT."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from training.data import DataSpec, Position, Shard
from training.run.causal_engine import CausalEngine
from training.run.mixture import EpochStream
from training.run.optimizer import Optimizer

if TYPE_CHECKING:
    from training.run.recipe import Recipe

BATCH = 8


class Ours:
    """Our engine and optimiser."""

    name = "etaoin train"

    def __init__(self, recipe: Recipe, base: Path, train: Shard, spec: DataSpec) -> None:
        self.engine, self.lr = CausalEngine(recipe, base), recipe.optimizer.lr
        self.optimizer = Optimizer(recipe.optimizer, self.engine.weights)
        self._epochs = EpochStream(train, spec, recipe.data.layout, Position())
        self.stream = iter(self._epochs)
        self.mean = int(train.lengths.sum()) / len(self._epochs._steps(0))
        self.number = 0

    def run(self, tokens: int) -> tuple[int, float]:
        """Trains on about so many tokens, from where it stopped: how many, and the seconds."""
        settle()
        done, begin = 0, time.perf_counter()
        for _ in range(max(1, round(tokens / self.mean))):
            _, step = next(self.stream)
            self._step(step)
            done += sum(batch.tokens for batch in step)
        settle()
        return done, time.perf_counter() - begin

    def run_longest(self) -> None:
        """One step of the two largest micro-batches of an epoch: what a step can take at most."""
        batches = [batch for step in self._epochs._steps(0) for batch in step]
        self._step(sorted(batches, key=lambda batch: batch.ids.shape[1] * batch.ids.size)[-2:])
        settle()

    def _step(self, step: Any) -> None:
        _, gradients = self.engine.gradients(step, self.number)
        self.optimizer.step(gradients, self.lr)
        self.number += 1

    @property
    def model(self) -> Any:
        """With its adapter on, as the last step left it."""
        self.engine._give(self.engine.weights)
        return self.engine._model


class Plain:
    """transformers' Trainer with a PEFT model, as the documentation of both has it.

    A base in int8 or nf4 goes through `prepare_model_for_kbit_training`. It is loaded by our loader all the same, since
    transformers' own leaves Falcon unquantised (docs/memory.md).
    """

    name = "Trainer + PEFT"

    def __init__(self, recipe: Recipe, base: Path, train: Shard, spec: DataSpec, *, batch: int = BATCH) -> None:
        from peft import LoraConfig, get_peft_model, prepare_model_for_kbit_training

        from agent.lm.hf import load_causal_lm

        torch.manual_seed(recipe.seed)
        quantize = recipe.model.quantize or "bf16"
        model: Any = load_causal_lm(base, quantize, device=device())
        if quantize in ("int8", "nf4"):
            prepared: Any = prepare_model_for_kbit_training
            model = prepared(model, use_gradient_checkpointing=recipe.model.gradient_checkpointing)
        part = recipe.adapter
        config = LoraConfig(
            r=part.r, lora_alpha=part.alpha, target_modules=list(part.targets), task_type="CAUSAL_LM"
        )  # fmt: skip
        self.model = get_peft_model(model, config)
        self.rows = rows_of(train)
        self.mean = sum(len(row["input_ids"]) for row in self.rows) / len(self.rows)
        self.batch, self.accumulate = batch, max(1, round(spec.step_tokens / self.mean / batch))
        self.recipe, self.at = recipe, 0
        self.order = np.random.default_rng(recipe.seed).permutation(len(self.rows))
        self.optimizer: torch.optim.Optimizer | None = None

    def run(self, tokens: int) -> tuple[int, float]:
        """Trains on about so many tokens, from where it stopped: how many, and the seconds."""
        steps = max(1, round(tokens / self.mean / self.batch / self.accumulate))
        count = steps * self.batch * self.accumulate
        some = [self.rows[self.order[i % len(self.rows)]] for i in range(self.at, self.at + count)]
        self.at += count
        return sum(len(row["input_ids"]) for row in some), self._train(some, steps, self.accumulate)

    def run_longest(self) -> None:
        """One step of two batches of the longest rows: what a step can take at most."""
        longest = sorted(self.rows, key=lambda row: len(row["input_ids"]))[-2 * self.batch :]
        self._train(longest, 1, 2)

    def _train(self, some: list[dict[str, list[int]]], steps: int, accumulate: int) -> float:
        """The seconds of so many steps, without what Trainer does before and after."""
        from transformers import PrinterCallback, Trainer, TrainerCallback, TrainingArguments

        seconds: list[float] = []

        class Clock(TrainerCallback):
            def on_train_begin(self, *_: Any, **__: Any) -> None:
                settle()
                seconds.append(time.perf_counter())

            def on_train_end(self, *_: Any, **__: Any) -> None:
                settle()
                seconds.append(time.perf_counter())

        with tempfile.TemporaryDirectory() as folder:
            arguments = TrainingArguments(
                output_dir=folder, per_device_train_batch_size=self.batch, gradient_accumulation_steps=accumulate,
                max_steps=steps, learning_rate=self.recipe.optimizer.lr, lr_scheduler_type="constant",
                weight_decay=0.0, adam_beta2=self.recipe.optimizer.betas[1], max_grad_norm=self.recipe.optimizer.clip,
                bf16=True, use_cpu=device() == "cpu", gradient_checkpointing=self.recipe.model.gradient_checkpointing,
                save_strategy="no", report_to=[], logging_strategy="no", disable_tqdm=True,
                dataloader_pin_memory=False,
            )  # fmt: skip
            self.optimizer = self.optimizer or torch.optim.AdamW(
                [p for p in self.model.parameters() if p.requires_grad], lr=self.recipe.optimizer.lr,
                betas=self.recipe.optimizer.betas, weight_decay=0.0,
            )  # fmt: skip
            constant = torch.optim.lr_scheduler.LambdaLR(self.optimizer, lambda _: 1.0)
            trainer = Trainer(
                model=self.model, args=arguments, train_dataset=some, data_collator=_collate,
                optimizers=(self.optimizer, constant), callbacks=[Clock()],
            )  # fmt: skip
            trainer.remove_callback(PrinterCallback)
            trainer.train()
        return seconds[1] - seconds[0]


def rows_of(shard: Shard) -> list[dict[str, list[int]]]:
    """A shard's rows as Trainer takes them: `input_ids`, and `labels` that are -100 on the prompt."""
    found = []
    for row in range(len(shard)):
        ids = shard.ids[shard.offsets[row] : shard.offsets[row + 1]].astype(int).tolist()
        prompt = int(shard.n_prompt[row])
        found.append({"input_ids": ids, "labels": [-100] * prompt + ids[prompt:]})
    return found


def device() -> str:
    """Where both train."""
    return "cuda" if torch.cuda.is_available() else "cpu"


def settle() -> None:
    """Waits until the GPU has done what it was told, so that a clock can be read."""
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def _collate(rows: list[dict[str, list[int]]]) -> dict[str, torch.Tensor]:
    """Padded to the longest, as transformers' own collators do."""
    longest = max(len(row["input_ids"]) for row in rows)
    out: dict[str, list[list[int]]] = {"input_ids": [], "labels": [], "attention_mask": []}
    for row in rows:
        short = longest - len(row["input_ids"])
        out["input_ids"].append(row["input_ids"] + [0] * short)
        out["labels"].append(row["labels"] + [-100] * short)
        out["attention_mask"].append([1] * len(row["input_ids"]) + [0] * short)
    return {key: torch.tensor(value) for key, value in out.items()}
