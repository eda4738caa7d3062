"""The training loop: steps, and what is done every so often. Which model it is, an `Engine` knows."""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Protocol

import torch
from safetensors import SafetensorError

from training import data
from training.run.checkpoint import (
    CheckpointError,
    TrainingState,
    read_best,
    restore,
    save_checkpoint,
    write_best,
)
from training.run.denotation import Posed, denotation_accuracy
from training.run.optimizer import Optimizer
from training.run.process import PAUSE
from training.run.samples import write_samples
from training.run.schedule import learning_rate
from training.run.usage import memory_used

if TYPE_CHECKING:
    from training.instructions.instruction import Instruction
    from training.run.engine import Engine, Weights
    from training.run.events import EventLog
    from training.run.recipe import Recipe

Evaluation = Callable[[Any, int], Mapping[str, float]]
"""evaluation(model, step): scores of the caller's own, added to the `eval` events. The model must be left as it is."""


_LOOK_AGAIN = 0.2
"""Seconds between two looks at whether a pause is over."""


class TrainingError(Exception):
    """A run can't go on. `str()` of it says why and what to do next."""


class Batches(Protocol):
    """Where the steps come from."""

    def __iter__(self) -> Iterator[tuple[data.Position, data.Step]]:
        """Each step, and where in the data the run is after it."""
        ...

    def epochs(self, position: data.Position) -> float:
        """How often all of the data has been seen; 0 where it never ends."""
        ...

    def close(self) -> None:
        """Ends what makes them."""
        ...


class Loop:
    """One run: an engine, its optimiser, and the run's folder. `state` says where it is."""

    def __init__(
        self,
        recipe: Recipe,
        run: Path,
        engine: Engine,
        log: EventLog,
        state: TrainingState,
        *,
        held_out: Mapping[str, list[data.MicroBatch]],
        posed: list[Posed],
        probes: Sequence[Instruction] = (),
        evaluation: Evaluation | None,
        told: Mapping[str, Any],
    ) -> None:
        """`held_out`: examples by the start of their scores' names; `probes`: sentences that are written out each time;
        `told`: what the `started` event says besides.
        """
        self.recipe, self.run, self.engine, self.log, self.state = recipe, run, engine, log, state
        self.evaluation, self._held_out, self._told = evaluation, held_out, told
        self._posed, self._probes = posed, probes
        self.weights = engine.weights
        self.optimizer = Optimizer(recipe.optimizer, self.weights, engine.map)
        self.ema = {name: weight.detach().clone() for name, weight in self.weights.items() if recipe.optimizer.ema}

    def restore(self, checkpoint: Path) -> None:
        """Goes back to a checkpoint. Raises CheckpointError."""
        try:
            self.engine.load(checkpoint)
        except (OSError, KeyError, RuntimeError, ValueError, SafetensorError) as error:
            told = str(error).splitlines()[0]
            raise CheckpointError(
                f"{checkpoint} does not fit the run, or is damaged: {told}. Resume without changes to the adapter, or "
                f"delete it to go on from the one before"
            ) from None
        restore(checkpoint, self.optimizer, self.ema)
        self.state.best = read_best(self.run) or self.state.best

    def go(self, batches: Batches) -> bool:
        """Trains until the budget is used up or nothing gets better; False where a signal stopped it after a step."""
        try:
            with _stop_on_signal() as stopped:
                return self._loop(batches, stopped)
        finally:
            batches.close()

    def _loop(self, batches: Batches, stopped: threading.Event) -> bool:
        recipe, state, log = self.recipe, self.state, self.log
        progress, budget, evaluation, checkpoint = state.progress, recipe.budget, recipe.evaluation, recipe.checkpoint
        log.emit(
            "started", recipe=recipe.model_dump(mode="json"), resumed_at=progress.steps, data=data.data_version(),
            parameters=sum(weight.numel() for weight in self.weights.values()), **self._told,
        )  # fmt: skip
        if not progress.steps:
            self.evaluate()
        stream = iter(batches)
        clock = time.monotonic()
        evaluated = saved = logged = progress.seconds
        logged_tokens = progress.tokens
        done, stop = progress.done(budget), False
        while done < 1 and not stop and not self._settled():
            state.position, step = next(stream)
            lr = learning_rate(recipe.schedule, recipe.optimizer.lr, progress.steps, done)
            loss, norm = self._guarded(step, lr)
            if not math.isfinite(loss):
                raise TrainingError(
                    f"the loss is {loss} at step {progress.steps}: the learning rate is too high for this model. Start "
                    f"again with a lower one, as in --set optimizer.lr={recipe.optimizer.lr / 2:g}"
                )
            progress.steps += 1
            progress.tokens += sum(batch.tokens for batch in step)
            progress.epochs = batches.epochs(state.position)
            now = time.monotonic()
            progress.seconds, clock = progress.seconds + now - clock, now
            progress.seconds = self.engine.agreed(progress.seconds)
            done = progress.done(budget)

            if progress.seconds - logged >= recipe.log_every_seconds or done >= 1:
                left = progress.seconds_left(budget)
                pace = (progress.tokens - logged_tokens) / max(progress.seconds - logged, 1e-9)
                log.emit(
                    "step", step=progress.steps, tokens=progress.tokens, loss=loss, lr=lr, grad_norm=norm,
                    tokens_per_second=round(pace), minutes=progress.seconds / 60, done=done,
                    minutes_left=None if left is None else left / 60, **memory_used(),
                )  # fmt: skip
                logged, logged_tokens = progress.seconds, progress.tokens
            if done < 1 and _due(progress.steps, progress.seconds - evaluated, evaluation):
                self.evaluate()
                evaluated = progress.seconds
            if done < 1 and _due(progress.steps, progress.seconds - saved, checkpoint):
                self.save()
                saved = progress.seconds
            stop = self.engine.any_of(stopped.is_set())
            if not stop and done < 1 and self._waits():
                stop = self._wait(stopped)
                clock = time.monotonic()
        if done >= 1:
            self.evaluate()
        self.save()
        if stop and done < 1:
            log.emit("stopped", step=progress.steps, reason="signal")
            return False
        if done < 1:
            log.emit("note", text=f"no better {evaluation.best} in {state.stale} evaluations: the run ends early")
        return True

    def _waits(self) -> bool:
        """Whether somebody wants the run to pause."""
        return self.engine.any_of(self.engine.main and (self.run / PAUSE).exists())

    def _wait(self, stopped: threading.Event) -> bool:
        """Until it may go on, or is stopped: whether it is. The time does not count."""
        self.log.emit("paused", step=self.state.progress.steps)
        stop = False
        while not stop and self._waits():
            stopped.wait(_LOOK_AGAIN)
            stop = self.engine.any_of(stopped.is_set())
        if not stop:
            self.log.emit("continued", step=self.state.progress.steps)
        return stop

    def _guarded(self, step: data.Step, lr: float) -> tuple[float, float]:
        """A step; raises TrainingError where the memory does not suffice."""
        try:
            return self.step(step, lr)
        except (MemoryError, RuntimeError) as error:
            if isinstance(error, RuntimeError) and "out of memory" not in str(error).lower():
                raise
            half = max(64, self.recipe.data.micro_tokens // 2)
            raise TrainingError(
                f"the memory does not suffice ({str(error).splitlines()[0]}). Try --set data.micro_tokens={half}; "
                f"--plan says what else takes less"
            ) from None

    def step(self, batches: data.Step, lr: float) -> tuple[float, float]:
        """One step of the optimiser: the loss before it, and the length of the gradient before clipping."""
        steps = self.state.progress.steps
        loss, gradients = self.engine.gradients(batches, steps)
        norm = self.optimizer.step(gradients, lr)
        if self.ema:
            # The mean over few steps at first, so that the random start does not stay in it.
            keep = min(self.recipe.optimizer.ema, (1 + steps) / (10 + steps))
            current = [weight.detach() for weight in self.weights.values()]
            torch._foreach_lerp_(list(self.ema.values()), current, 1 - keep)
        return loss, norm

    def evaluate(self) -> None:
        """Scores on the held-out examples, of the mean of the weights where there is one; keeps the best."""
        weights: Weights | None = self.ema or None
        scores: dict[str, float] = {}
        for start, batches in self._held_out.items():
            found = self.engine.evaluate(weights, batches)
            scores |= {
                f"{start}loss": found.loss, f"{start}token_accuracy": found.token_accuracy,
                f"{start}accuracy": found.accuracy,
            }  # fmt: skip
        samples: list[dict[str, Any]] = []
        if (self._posed or self._probes) and self.engine.main:
            with self.engine.language_model(weights) as model:
                if self._posed:
                    scores["denotation"] = denotation_accuracy(model, self._posed)
                samples = write_samples(model, self._probes)
        if self.evaluation and self.engine.main:
            with self.engine.borrowed(weights) as model:
                scores |= self.evaluation(model, self.state.progress.steps)
        scores = self.engine.told(scores)
        state = self.state
        state.scores = scores
        if not state.progress.steps:
            state.before = scores
        self.log.emit("eval", step=state.progress.steps, **scores)
        if samples:
            self.log.emit("samples", step=state.progress.steps, samples=samples)
        self._keep_best(scores)

    def _keep_best(self, scores: Mapping[str, float]) -> None:
        kind, state = self.recipe.evaluation.best, self.state
        if kind is None or kind not in scores:
            return
        better = state.best is None or (
            scores[kind] < state.best["score"] if kind == "loss" else scores[kind] > state.best["score"]
        )
        # After a resume the evaluation that found the best may come again.
        better = better or (state.best is not None and state.best["step"] == state.progress.steps)
        state.stale = 0 if better else state.stale + 1
        if better:
            state.best = {"step": state.progress.steps, "score": scores[kind], "scores": dict(scores)}
            if self.engine.main:
                write_best(self.run, self.engine.save, self.ema, state.best)
            self.engine.wait()

    def _settled(self) -> bool:
        """Whether the score has not got better for so long that the run ends."""
        patience = self.recipe.evaluation.patience
        return bool(patience and self.recipe.evaluation.best and self.state.stale >= patience)

    def save(self) -> None:
        """A checkpoint."""
        if self.engine.main:
            path = save_checkpoint(
                self.run, self.engine.save, self.optimizer, self.ema, self.state, self.recipe.checkpoint.keep
            )
            self.log.emit("checkpoint", step=self.state.progress.steps, path=str(path))
        self.engine.wait()


class _Every(Protocol):
    @property
    def every_minutes(self) -> float: ...
    @property
    def every_steps(self) -> int | None: ...


def _due(steps: int, seconds: float, every: _Every) -> bool:
    """Whether it is time again, by steps where they are given."""
    return steps % every.every_steps == 0 if every.every_steps else seconds >= 60 * every.every_minutes


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
