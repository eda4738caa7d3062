"""A mixture ready to train on: tokenised, some held out, checked; kept on disk for the next run with the same.

corpus = prepare(recipe.data.mixture, tokenizer, spec, end="<|endoftext|>", held_out=0.05, cache=Path("cache"))
for epoch in range(3):
    for step in epoch_steps(corpus.train, spec, epoch, "packed"): ...
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from training.data import DataSpec, MicroBatch, Shard, Step, rectangles, steps_of
from training.instructions.instruction import Instruction, InstructionsError
from training.instructions.lint import Lint, is_tested, lint
from training.instructions.mixture import read_mixture
from training.instructions.packing import PackedBatch, block_mask, packed_steps
from training.instructions.tokenise import Tokenised, select, tokenise

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from training.run.recipe import MixturePart

__all__ = [
    "Corpus",
    "Layout",
    "PackedBatch",
    "block_mask",
    "epoch_steps",
    "held_out_batches",
    "prepare",
    "prepare_rows",
]

Layout = Literal["buckets", "packed"]

_VERSION = 1
"""Of what is kept on disk; another number leaves older files unread."""


@dataclass(frozen=True)
class Corpus:
    """What a run trains and evaluates on.

    train: one epoch's rows, those with a weight of 2 twice in it; held_out: rows of other groups, each once;
    held_out_rows: the instructions of these, in the same order; lint: what there is to say about all of it; key: tells
    corpora apart that differ in anything.
    """

    train: Shard
    held_out: Shard
    held_out_rows: tuple[Instruction, ...]
    lint: Lint
    key: str


def prepare(
    parts: Sequence[MixturePart],
    tokenizer: Tokenizer,
    spec: DataSpec,
    *,
    end: str,
    held_out: float = 0.1,
    cache: Path | None = None,
    leave_out_tested: bool = False,
) -> Corpus:
    """The corpus of a mixture. Raises InstructionsError for data that can't be read.

    tokenizer: the model's (`backend_tokenizer` of one of transformers'); end: its end-of-text token as text;
    spec: `seed`, `max_length`, `micro_tokens`, `step_tokens` and `options` (see `read_mixture`); held_out: the share of
    groups kept to evaluate; cache: a folder to keep the result in; leave_out_tested: without the sentences of test
    suites, which the lint would refuse. Whoever trains asks `corpus.lint.refuses` first.
    """
    found = read_mixture(parts, spec.seed, spec.options)
    if leave_out_tested:
        found = [one for one in found if not is_tested(one)]
    return prepare_rows(found, tokenizer, spec, end=end, held_out=held_out, cache=cache)


def prepare_rows(
    instructions: Sequence[Instruction],
    tokenizer: Tokenizer,
    spec: DataSpec,
    *,
    end: str,
    held_out: float = 0.1,
    cache: Path | None = None,
) -> Corpus:
    """As `prepare`, of instructions that are there already."""
    if not instructions:
        raise InstructionsError("there is nothing to train on", "the mixture is empty", "Name a source with rows")
    key = _key(instructions, tokenizer, spec, end, held_out)
    folder = cache / key if cache else None
    if folder and (kept := _load(folder, instructions, key)):
        return kept
    done = tokenise(instructions, tokenizer, end, spec.max_length)
    apart = _held_out_groups(instructions, held_out)
    is_apart = np.array([instructions[i].group in apart for i in done.index], bool)
    times = np.array([instructions[i].times for i in done.index], np.int64)
    train = np.repeat(np.flatnonzero(~is_apart), times[~is_apart])
    rest = np.flatnonzero(is_apart)
    corpus = Corpus(
        select(done.shard, train),
        select(done.shard, rest),
        tuple(instructions[i] for i in done.index[rest]),
        lint(instructions, done, tokenizer, spec, end),
        key,
    )
    if folder:
        _save(folder, corpus, done, rest)
    return corpus


def epoch_steps(shard: Shard, spec: DataSpec, epoch: int, layout: Layout = "buckets") -> list[Step]:
    """One epoch over a shard as steps, in an order that is a function of (seed, epoch); each row comes once.

    "buckets": like-long rows padded on the right (`training.data.steps_of`); "packed": `PackedBatch`es, whose rows hold
    several examples and which need `block_mask`.
    """
    return packed_steps(shard, spec, epoch) if layout == "packed" else steps_of(shard, spec, epoch)


def held_out_batches(corpus: Corpus, spec: DataSpec, count: int | None = None) -> list[MicroBatch]:
    """At most `count` of the held-out rows as padded batches, in which only completions have a loss.

    Which ones, the seed says: of a mixture some of each source.
    """
    rows = np.random.default_rng(spec.seed).permutation(len(corpus.held_out))[:count]
    shard = select(corpus.held_out, rows)
    return rectangles(shard, spec, np.argsort(-shard.lengths, kind="stable"), 0.0) if len(rows) else []


def _held_out_groups(instructions: Sequence[Instruction], share: float) -> set[str]:
    """The groups whose hash falls below the share: a group keeps its side whatever else is mixed in.

    Where that is none of several, it is the one with the lowest hash, so that there is something to evaluate on.
    """
    groups = {one.group for one in instructions}
    if not share or len(groups) < 2:
        return set()
    place = {group: int.from_bytes(hashlib.sha256(group.encode()).digest()[:8], "big") / 2**64 for group in groups}
    apart = {group for group in groups if place[group] < share}
    if len(apart) == len(groups):
        apart.remove(max(apart, key=place.__getitem__))
    return apart or {min(groups, key=place.__getitem__)}


def _key(instructions: Sequence[Instruction], tokenizer: Tokenizer, spec: DataSpec, end: str, held_out: float) -> str:
    digest = hashlib.sha256(tokenizer.to_str().encode())
    digest.update(json.dumps([_VERSION, spec.seed, spec.max_length, end, held_out]).encode())
    for one in instructions:
        digest.update(json.dumps([one.prompt, one.completion, one.source, one.group, one.times]).encode())
    return digest.hexdigest()[:16]


_SHARDS = ("train", "held_out")
_ARRAYS = ("ids", "offsets", "n_prompt")


def _save(folder: Path, corpus: Corpus, done: Tokenised, rest: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
    from safetensors.numpy import save_file

    shards = {"train": corpus.train, "held_out": corpus.held_out}
    arrays = {f"{name}.{part}": getattr(shard, part) for name, shard in shards.items() for part in _ARRAYS}
    arrays["held_out.index"] = done.index[rest]
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"corpus.{os.getpid()}"
    save_file(arrays, unfinished, metadata={"lint": corpus.lint.model_dump_json()})
    unfinished.replace(folder / "corpus.safetensors")


def _load(folder: Path, instructions: Sequence[Instruction], key: str) -> Corpus | None:
    from safetensors import SafetensorError, safe_open

    file = folder / "corpus.safetensors"
    if not file.exists():
        return None
    try:
        with safe_open(file, framework="numpy") as kept:
            shards = [Shard(*(kept.get_tensor(f"{name}.{part}") for part in _ARRAYS)) for name in _SHARDS]
            rows = tuple(instructions[i] for i in kept.get_tensor("held_out.index"))
            report = Lint.model_validate_json(kept.metadata()["lint"])
    except (SafetensorError, OSError):
        return None  # half a file, of a full disk say: it is made anew
    train, held_out = shards
    return Corpus(train, held_out, rows, report, key)
