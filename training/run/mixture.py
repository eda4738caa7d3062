"""A run's instruction data: the recipe's mixture in tokens, looked over before the first step, and seen in epochs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from training import data
from training.run.loop import TrainingError
from training.run.recipe import MixturePart

if TYPE_CHECKING:
    from training.instructions.corpus import Corpus, Layout
    from training.instructions.lint import Lint
    from training.run.events import EventLog
    from training.run.recipe import Recipe

CORPUS = "corpus"
"""The folder in a run's."""


def prepare_mixture(recipe: Recipe, run: Path, spec: data.DataSpec, log: EventLog | None) -> Corpus:
    """The corpus of a run, kept in its folder. Raises InstructionsError, and TrainingError where the lint refuses it.

    With a `log` it tells what the lint found. A run goes on with the data that it began with, or not at all.
    """
    from agent.lm.hf import load_hf_tokenizer
    from training.instructions.corpus import prepare

    if log:
        log.emit("note", text=f"reading {', '.join(part.source for part in mixture_of(recipe))}")
    tokenizer = load_hf_tokenizer(recipe.model.base_folder or "")
    kept = run / CORPUS
    before = {folder.name for folder in kept.glob("*")}
    corpus = prepare(
        mixture_of(recipe), tokenizer.backend_tokenizer, spec, end=str(tokenizer.eos_token),
        held_out=recipe.data.held_out, cache=kept, leave_out_tested=recipe.data.leave_out_tested,
    )  # fmt: skip
    if before and corpus.key not in before:
        shutil.rmtree(kept / corpus.key)  # or it would be taken for what the run began with
        raise TrainingError(
            f"the data of {run} have changed since it began. Put the files back as they were, or begin another run"
        )
    if log:
        log.emit("lint", text=lint_text(corpus.lint), refused=corpus.lint.refuses)
    if corpus.lint.refuses:
        raise TrainingError(f"the data can't be trained on:\n{lint_text(corpus.lint, 'error')}")
    return corpus


def lint_text(found: Lint, severity: str | None = None) -> str:
    """A line for each finding, or for each of one severity, after one of statistics."""
    lines = []
    if (told := found.statistics) and severity is None:
        lines = [
            f"{told.rows:,} rows, {told.tokens:,} tokens an epoch ({told.completion:.0%} of them learned); median "
            f"{told.median}, longest {told.longest}"
        ]
    for one in found.findings:
        if severity in (None, one.severity):
            example = f" ({one.example})" if one.example else ""
            lines.append(f"{one.severity}: {one.what}: {one.count:,}{example}. {one.next_step}".rstrip())
    return "\n".join(lines)


def mixture_of(recipe: Recipe) -> tuple[MixturePart, ...]:
    """The parts of a recipe's mixture; files that are named besides are parts like the others."""
    return (*recipe.data.mixture, *(MixturePart(source=file) for file in recipe.data.files))


class EpochStream:
    """The steps of a corpus, epoch after epoch in another order; see `training.run.loop.Batches`."""

    def __init__(self, shard: data.Shard, spec: data.DataSpec, layout: Layout, start: data.Position) -> None:
        self._shard, self._spec, self._layout, self._start = shard, spec, layout, start
        self._steps = lru_cache(maxsize=1)(self._steps_of)

    def __iter__(self) -> Iterator[tuple[data.Position, data.Step]]:
        position = self._start
        while True:
            epoch = position.shard
            steps = self._steps(epoch)
            for index in range(position.step, len(steps)):
                last = index + 1 == len(steps)
                yield data.Position(epoch + 1, 0) if last else data.Position(epoch, index + 1), steps[index]
            position = data.Position(epoch + 1, 0)

    def epochs(self, position: data.Position) -> float:
        """How often all rows have been seen."""
        return position.shard + (position.step / len(self._steps(position.shard)) if position.step else 0.0)

    def close(self) -> None:
        """There is nothing to end."""

    def _steps_of(self, epoch: int) -> list[data.Step]:
        from training.instructions.corpus import epoch_steps

        return epoch_steps(self._shard, self._spec, epoch, self._layout)
