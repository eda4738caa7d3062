"""The training run: from a recipe to an exported model, read from top to bottom.

    train(load_recipe("nano-scratch"), Path("runs/nano"))
    resume(Path("runs/nano"))

A run folder has run.json (recipe, seed, data version, commit), start/ (the first weights and the vocabulary),
checkpoints/, events.jsonl and at the end final/ (the model in bf16, or the adapter). With files of examples of one's
own there is also examples.jsonl, what was made of them.
"""

from __future__ import annotations

import importlib
import json
import math
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import torch

from training import data, examples
from training.run.adapter import Adapter
from training.run.checkpoint import (
    TOKENIZER_FILES,
    TrainingState,
    newest_checkpoint,
    read_state,
    restore,
    save_checkpoint,
)
from training.run.events import EventLog, Listener
from training.run.export import commit_of, export, read_run
from training.run.forward import check_falcon
from training.run.optimizer import Optimizer
from training.run.parallel import Workers, keep_freed_memory
from training.run.recipe import Recipe, RecipeError
from training.run.schedule import learning_rate
from training.self_instruct.author_data import author_examples

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import FalconForCausalLM

Evaluation = Callable[["FalconForCausalLM", int], Mapping[str, float]]
"""evaluation(model, step): scores of the caller's own, added to the `eval` events. The model must be left as it is."""


SOURCES: dict[str, data.Source] = {"blocks": data.blocks_world, "author": author_examples}
"""By the recipe's name of it, where no files are mixed in."""


class TrainingError(Exception):
    """A run can't go on. `str()` of it says why and what to do next."""


def train(
    recipe: Recipe,
    run: Path,
    *,
    source: data.Source | None = None,
    evaluation: Evaluation | None = None,
    listener: Listener | None = None,
) -> TrainingState:
    """A new run in the folder `run`. Raises RecipeError if there is one already, ExamplesError for unusable files.

    Without a `source` the examples are the generator's, mixed with those of the recipe's files if there are any.
    """
    if (run / "run.json").exists():
        raise RecipeError(f"{run} holds a run already; go on with it (--resume {run}) or choose another folder")
    _prepare_process()
    run.mkdir(parents=True, exist_ok=True)
    log = EventLog(run, listener)
    own = own_examples(recipe, run, log)
    source = source or (examples.mixed if own else SOURCES[recipe.data.source])
    spec = data_spec(recipe, run)
    base = _start(recipe, run, source, spec, log)
    described = {
        "recipe": recipe.model_dump(mode="json"),
        "seed": recipe.seed,
        "data_version": data.data_version(),
        "commit": commit_of(Path(__file__).parent),
        "source": f"{source.__module__}:{source.__qualname__}",
        "torch": torch.__version__,
        "base": base,
        "examples": own,
    }
    (run / "run.json").write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")
    return _Run(recipe, run, source, log, evaluation, run / "start", TrainingState()).go()


def resume(
    run: Path,
    *,
    recipe: Recipe | None = None,
    source: data.Source | None = None,
    evaluation: Evaluation | None = None,
    listener: Listener | None = None,
) -> TrainingState:
    """Goes on from the newest checkpoint of `run`, exactly as if it had not been stopped.

    With another `recipe` (a longer budget, say) from there on. Raises CheckpointError if there is no checkpoint.
    """
    described = read_run(run)
    recipe = recipe or Recipe.model_validate(described["recipe"])
    _prepare_process()
    if source is None:
        module, _, name = described["source"].partition(":")
        source = getattr(importlib.import_module(module), name)
    checkpoint = newest_checkpoint(run)
    state = read_state(checkpoint)
    log = EventLog(run, listener)
    if described.get("data_version") != data.data_version():
        log.emit("note", text="the generator has changed since this run began: from here on its examples are others")
    return _Run(recipe, run, source, log, evaluation, checkpoint, state).go()


def own_examples(recipe: Recipe, run: Path, log: EventLog) -> dict[str, Any] | None:
    """Writes the run's examples.jsonl from the recipe's files; what it is made of. Raises ExamplesError."""
    if not recipe.data.files:
        return None
    files = [Path(file) for file in recipe.data.files]
    found, notes = examples.read_examples(files, unconfirmed=recipe.data.unconfirmed)
    trained, held_out = examples.write_examples(found, run / examples.FILE, recipe.data.held_out)
    for note in [*notes, f"{trained} examples of {', '.join(file.name for file in files)}, {held_out} more held out"]:
        log.emit("note", text=note)
    sums = {file.name: examples.digest_of(file) for file in files}
    return {"files": sums, "trained_on": trained, "held_out": held_out, "notes": notes}


def data_spec(recipe: Recipe, run: Path) -> data.DataSpec:
    """The data of a recipe's run."""
    part = recipe.data
    options: dict[str, Any] = dict(part.options)
    if part.files:
        file = run / examples.FILE
        options |= {"file": str(file), "replay": part.replay, "vary": part.vary, "digest": examples.digest_of(file)}
    return data.DataSpec(
        seed=recipe.seed, examples=part.examples, shard_size=part.shard_size, max_length=part.max_length,
        micro_tokens=part.micro_tokens, step_tokens=part.step_tokens, prompt_loss=part.prompt_loss,
        options=options,
    )  # fmt: skip


def _start(recipe: Recipe, run: Path, source: data.Source, spec: data.DataSpec, log: EventLog) -> dict[str, str] | None:
    """Writes start/: the base model, or a new one with its vocabulary. Name and checksum of the base, if any."""
    from tokenizers import Tokenizer

    from agent.lm.hf import load_causal_lm
    from training.nano import grow_nano, nano_config, new_nano, save_nano
    from training.tokenizer import grow_tokenizer, train_tokenizer

    def words() -> Iterator[tuple[str, str]]:
        log.emit("preparing", what="vocabulary", pairs=recipe.tokenizer.pairs)
        return data.pairs(source, spec, recipe.tokenizer.pairs)

    if base := recipe.model.base_folder:
        model: Any = load_causal_lm(base, "fp32", device="cpu")
        tokenizer = Tokenizer.from_file(str(base / TOKENIZER_FILES[0]))
        if recipe.tokenizer.grow:
            larger = grow_tokenizer(tokenizer, words(), recipe.tokenizer.size)
            grow_nano(model, tokenizer, larger)
            tokenizer = larger
        save_nano(run / "start", model, tokenizer, {"base": base.name})
        return {"name": base.name, "sha256": examples.digest_of(base / "model.safetensors")}
    if recipe.tokenizer.path:
        tokenizer = Tokenizer.from_file(recipe.tokenizer.path)
    else:
        tokenizer = train_tokenizer(words(), recipe.tokenizer.size)
    new_nano(run / "start", tokenizer, nano_config(recipe.model.size), recipe.seed)
    return None


class _Run:
    """One run of the loop: what it works with, and what it does every so often."""

    def __init__(
        self,
        recipe: Recipe,
        run: Path,
        source: data.Source,
        log: EventLog,
        evaluation: Evaluation | None,
        model_folder: Path,
        state: TrainingState,
    ) -> None:
        from tokenizers import Tokenizer

        from agent.lm.hf import load_causal_lm

        self.recipe, self.run, self.log, self.state, self.evaluation = recipe, run, log, state, evaluation
        self.spec, self.source = data_spec(recipe, run), source
        self.resumed = state.progress.steps > 0
        rank = recipe.adapter.r
        loaded: Any = load_causal_lm(run / "start" if rank else model_folder, "fp32", device="cpu")
        check_falcon(loaded.config)
        self.model: FalconForCausalLM = loaded.train()
        self.adapter = Adapter(self.model, recipe.adapter, recipe.seed) if rank else None
        if self.adapter and self.resumed:
            self.adapter.load(model_folder)
        self.weights = self.adapter.parameters if self.adapter else dict(self.model.named_parameters())
        dtype = torch.bfloat16 if recipe.dtype == "bf16" else torch.float32
        self.workers = Workers(self.model.config, recipe.threads or _cores(), dtype)
        self.optimizer = Optimizer(recipe.optimizer, self.weights, self.workers.map)
        self.ema = {name: weight.detach().clone() for name, weight in self.weights.items() if recipe.optimizer.ema}
        if self.resumed:
            restore(model_folder, self.optimizer, self.ema)
        self.tokenizer: Tokenizer = Tokenizer.from_file(str(run / "start" / TOKENIZER_FILES[0]))
        self.held_out = self._held_out(source)

    def _held_out(self, source: data.Source) -> dict[str, list[data.MicroBatch]]:
        """The held-out examples by the start of their scores' names; where files are mixed in, both kinds."""
        count = self.recipe.evaluation.examples
        if source is not examples.mixed:
            return {"": data.held_out(self.tokenizer, source, self.spec, count)}
        own = replace(self.spec, options={"file": self.spec.options["file"]})
        plain = replace(self.spec, options=self.recipe.data.options)
        replayed = data.held_out(self.tokenizer, data.blocks_world, plain, count)
        if not any(True for _ in examples.held_out_examples(0, 1, **own.options)):
            return {"": replayed}
        return {"": data.held_out(self.tokenizer, examples.held_out_examples, own, count), "replayed_": replayed}

    def go(self) -> TrainingState:
        """The loop. Ends when the budget is used up (and exports), or cleanly after the step in which it is stopped."""
        cache = Path(self.recipe.data.cache) if self.recipe.data.cache else None
        stream = data.Stream(
            self.run / "start" / TOKENIZER_FILES[0], self.source, self.spec,
            start=self.state.position, workers=self.recipe.data.workers, cache=cache,
        )  # fmt: skip
        try:
            with _stop_on_signal() as stopped:
                self._loop(iter(stream), stopped)
        finally:
            stream.close()
            self.workers.close()
            self.log.close()
        return self.state

    def _loop(self, batches: Iterator[tuple[data.Position, data.Step]], stopped: threading.Event) -> None:
        recipe, state, log = self.recipe, self.state, self.log
        progress, budget = state.progress, recipe.budget
        log.emit(
            "started", recipe=recipe.model_dump(mode="json"), resumed_at=progress.steps, data=data.data_version(),
            parameters=sum(weight.numel() for weight in self.weights.values()),
            vocabulary=self.tokenizer.get_vocab_size(),
        )  # fmt: skip
        clock = time.monotonic()
        evaluated = saved = logged = progress.seconds
        logged_tokens = progress.tokens
        done = progress.done(budget)
        while done < 1 and not stopped.is_set():
            state.position, step = next(batches)
            lr = learning_rate(recipe.schedule, recipe.optimizer.lr, progress.steps, done)
            loss, norm = self.step(step, lr)
            if not math.isfinite(loss):
                raise TrainingError(
                    f"the loss is {loss} at step {progress.steps}: the learning rate is too high for this model. Start "
                    f"again with a lower one, as in --set optimizer.lr={recipe.optimizer.lr / 2:g}"
                )
            progress.steps += 1
            progress.tokens += sum(batch.tokens for batch in step)
            now = time.monotonic()
            progress.seconds, clock = progress.seconds + now - clock, now
            done = progress.done(budget)

            if progress.seconds - logged >= recipe.log_every_seconds or done >= 1:
                left = progress.seconds_left(budget)
                pace = (progress.tokens - logged_tokens) / max(progress.seconds - logged, 1e-9)
                log.emit(
                    "step", step=progress.steps, tokens=progress.tokens, loss=loss, lr=lr, grad_norm=norm,
                    tokens_per_second=round(pace), minutes=progress.seconds / 60, done=done,
                    minutes_left=None if left is None else left / 60,
                )  # fmt: skip
                logged, logged_tokens = progress.seconds, progress.tokens
            if progress.seconds - evaluated >= 60 * recipe.evaluation.every_minutes:
                self.evaluate()
                evaluated = progress.seconds
            if progress.seconds - saved >= 60 * recipe.checkpoint.every_minutes:
                self.save()
                saved = progress.seconds
        if done >= 1:
            self.evaluate()
        self.save()
        if done < 1:
            log.emit("stopped", step=progress.steps, reason="signal")
            return
        final = export(self.run, self.run / "final")
        log.emit(
            "done", step=progress.steps, tokens=progress.tokens, minutes=progress.seconds / 60,
            scores=state.scores, path=str(final),
        )  # fmt: skip

    def step(self, batches: data.Step, lr: float) -> tuple[float, float]:
        """One step of the optimiser: the loss before it, and the length of the gradient before clipping."""
        if self.adapter:
            loss, full = self.workers.gradients(self.adapter.merged(self.weights), batches, self.adapter.names)
            gradients = self.adapter.gradients(full)
        else:
            loss, gradients = self.workers.gradients(self.weights, batches)
        norm = self.optimizer.step(gradients, lr)
        if self.ema:
            # The mean over few steps at first, so that the random start does not stay in it.
            steps = self.state.progress.steps
            keep = min(self.recipe.optimizer.ema, (1 + steps) / (10 + steps))
            current = [weight.detach() for weight in self.weights.values()]
            torch._foreach_lerp_(list(self.ema.values()), current, 1 - keep)
        return loss, norm

    def evaluate(self) -> None:
        """Scores on the held-out examples, of the mean of the weights where there is one."""
        weights: Mapping[str, torch.Tensor] = self.ema or self.weights
        if self.adapter:
            weights = self.adapter.merged(weights)
        scores: dict[str, float] = {}
        for start, batches in self.held_out.items():
            loss, tokens, whole = self.workers.evaluate(weights, batches)
            scores |= {f"{start}loss": loss, f"{start}token_accuracy": tokens, f"{start}accuracy": whole}
        if self.evaluation:
            with _swapped(dict(self.model.named_parameters()), weights if self.adapter else self.ema):
                scores |= self.evaluation(self.model, self.state.progress.steps)
        self.state.scores = scores
        self.log.emit("eval", step=self.state.progress.steps, **scores)

    def save(self) -> None:
        """A checkpoint."""
        path = save_checkpoint(
            self.run, self._write_model, self.optimizer, self.ema, self.state, self.recipe.checkpoint.keep
        )
        self.log.emit("checkpoint", step=self.state.progress.steps, path=str(path))

    def _write_model(self, folder: Path) -> None:
        if self.adapter:
            self.adapter.save(folder, self.adapter.parameters, "")
        else:
            self.model.save_pretrained(folder)


def _prepare_process() -> None:
    from transformers.utils import logging

    quiet: Any = logging.disable_progress_bar  # one for each file written, in the middle of our lines
    quiet()
    keep_freed_memory()


def _cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _swapped(weights: Mapping[str, torch.Tensor], ema: Mapping[str, torch.Tensor]) -> Iterator[None]:
    """The model with the mean of its weights, for a moment."""
    kept = {name: weights[name].detach().clone() for name in ema}
    with torch.no_grad():
        for name, mean in ema.items():
            weights[name].copy_(mean)
        try:
            yield
        finally:
            for name, weight in kept.items():
                weights[name].copy_(weight)


@contextmanager
def _stop_on_signal() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set; a second one ends the program as usual. Only in the main thread."""
    stopped = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stopped
        return
    before: dict[int, Any] = {}

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()
        for each, handler in before.items():
            signal.signal(each, handler)

    for caught in (signal.SIGINT, signal.SIGTERM):
        before[caught] = signal.signal(caught, stop)
    try:
        yield stopped
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
