"""Examples become batches: generated in shards by seed, tokenised once, batched by length; never the same batch twice.

A shard is `DataSpec.shard_size` examples whose seed is a function of (seed, shard number) alone, so that any process
can make any shard at any time and gets the same: that makes workers, a cache on disk and an exact resume simple.
Sequences are short (44 tokens on average), so batches of like lengths, padded on the right, waste 2%. A causal model
never looks at padding to its right, so that no mask is needed, and nothing leaks between examples as it would in a
packed sequence. Batches come in few different sizes (`rectangle`): for each new one oneDNN compiles its products anew,
which takes longer than the products themselves.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from agent.lm.adapters import sha256_of
from agent.lm.prompt import encode_example, render_prompt

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from tokenizers import Tokenizer

Ints = npt.NDArray[np.int64]
Source = Callable[..., Iterator[tuple[str, str]]]
"""source(seed, n, **options) yields n (prompt, completion) pairs; a function of a module, so that workers find it."""


class NoExamplesError(ValueError):
    """Nothing that a source gives can be used. `str()` of it says why and what to do next."""


TRAIN, HELD_OUT, VOCABULARY = 0, 1, 2
"""Which stream of examples: each has seeds of its own, so that held-out examples are never those of training."""


def blocks_world(seed: int, n: int, *, offtopic: str = "", exclude: str = "") -> Iterator[tuple[str, str]]:
    """(prompt, completion) pairs of the blocks world from training.generate: the default source.

    `offtopic` is a file of sentences that are not about blocks: JSON lines with an "instruction", as Dolly's, or plain
    lines. `exclude` is a file of sentences that must not occur, as the model will be tested on them: JSON lines with a
    "text" or "say", or plain lines.
    """
    from training.generate import generate

    sentences = _sentences(Path(offtopic)) if offtopic else []
    for example in generate(seed, n, offtopic=sentences, exclude=kept_out(exclude) if exclude else ()):
        yield render_prompt(example.history, example.utterance), example.actions.to_json()


def data_version() -> str:
    """The generator's version and a short hash of its code: what a model's metadata says that it was trained on."""
    from training.generate import DATA_VERSION

    root = Path(__file__).parent.parent
    files = sorted(
        [*root.glob("training/generate/**/*.py"), *root.glob("agent/language/*.py"), root / "agent/lm/prompt.py"]
    )
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + file.read_bytes())
    return f"{DATA_VERSION}-{digest.hexdigest()[:12]}"


_TARGETS_BY = 64


@dataclass(frozen=True)
class DataSpec:
    """Which examples, and how they are batched.

    seed: of the whole stream; examples: how many different ones before they repeat in another order (0: never);
    shard_size: examples in a shard; max_length: longer ones (in tokens) are left out; micro_tokens: the most tokens
    (padding counted) of a micro-batch; step_tokens: about how many a step of the optimiser sees; prompt_loss: the
    weight of a prompt token in the loss, where a completion token has 1; options: handed to the source.
    """

    seed: int
    examples: int = 0
    shard_size: int = 8192
    max_length: int = 320
    micro_tokens: int = 4096
    step_tokens: int = 8192
    prompt_loss: float = 0.0
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shards(self) -> int:
        """How many different shards there are; 0 where they never end."""
        return -(-self.examples // self.shard_size)


@dataclass(frozen=True)
class Shard:
    """Tokenised examples: example i is ids[offsets[i]:offsets[i + 1]], of which the first n_prompt[i] are prompt."""

    ids: npt.NDArray[np.uint16] | npt.NDArray[np.uint32]
    offsets: npt.NDArray[np.int32]
    n_prompt: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.n_prompt)

    @property
    def lengths(self) -> npt.NDArray[np.int32]:
        """Tokens of each example, (examples,)."""
        return np.diff(self.offsets)


@dataclass(frozen=True)
class MicroBatch:
    """A rectangle of like-long examples, and the places in it that have a loss.

    ids: (rows, length), padded on the right with 0; where: (targets,) flat places in `ids` whose *next* token is a
    target; targets: (targets,) those tokens; weights: (targets,) in the loss, 0 for what only fills up; tokens: without
    padding.
    """

    ids: Ints
    where: Ints
    targets: Ints
    weights: npt.NDArray[np.float32]
    tokens: int

    @property
    def rows(self) -> Ints:
        """The row that each target is in, (targets,)."""
        rows: Ints = self.where // self.ids.shape[1]
        return rows


Step = list[MicroBatch]
"""The micro-batches of one step of the optimiser."""


@dataclass(frozen=True)
class Position:
    """Where in the data a run is: the next step is `step` of shard `shard` (counted on where examples repeat)."""

    shard: int = 0
    step: int = 0


def make_shard(
    tokenizer: Tokenizer, source: Source, spec: DataSpec, number: int, stream: int = TRAIN, count: int | None = None
) -> Shard:
    """Generates and tokenises one shard, `count` examples (by default a shard's size), less those that are too long."""
    count = count or spec.shard_size
    rows: list[list[int]] = []
    prompts: list[int] = []
    for prompt, completion in source(stream_seed(spec.seed, number, stream), count, **spec.options):
        ids, n_prompt = encode_example(tokenizer, prompt, completion)
        if len(ids) <= spec.max_length:
            rows.append(ids)
            prompts.append(n_prompt)
    if not rows:
        raise NoExamplesError(f"no example has at most {spec.max_length} tokens: raise data.max_length")
    offsets = np.cumsum([0, *map(len, rows)], dtype=np.int32)
    flat = np.fromiter((token for row in rows for token in row), np.uint16, int(offsets[-1]))
    return Shard(flat, offsets, np.array(prompts, np.int32))


def stream_seed(seed: int, number: int, stream: int) -> int:
    """The seed of a shard: far from those of all others (63 bits of a hash)."""
    return int(np.random.SeedSequence([seed, stream, number]).generate_state(1, np.uint64)[0] >> np.uint64(1))


def rectangle(length: int, micro_tokens: int) -> tuple[int, int]:
    """(rows, width) of a micro-batch whose longest example is `length`: as many rows as fit `micro_tokens`.

    Widths have four binary digits that count (16, 17, ... 32, 34, ... 64, 68): 30 of them up to 320, 1% of padding.
    """
    unit = max(1, 2 ** (length.bit_length() - 5))
    width = -(-length // unit) * unit
    return max(1, micro_tokens // width), width


def micro_batch(
    shard: Shard, rows: Sequence[int] | Ints, prompt_loss: float = 0.0, *, width: int = 0, targets_by: int = 1
) -> MicroBatch:
    """The examples `rows` of a shard as one padded rectangle; the end token is a target like any other.

    It is at least `width` wide, and its targets are filled up to a multiple of `targets_by` with some of weight 0.
    """
    lengths = shard.lengths[rows]
    width = max(width, int(lengths.max()))
    ids = np.zeros((len(rows), width), np.int64)
    weight = np.zeros((len(rows), width), np.float32)
    for i, row in enumerate(rows):
        begin, end, n_prompt = shard.offsets[row], shard.offsets[row + 1], shard.n_prompt[row]
        ids[i, : end - begin] = shard.ids[begin:end]
        weight[i, 1 : end - begin] = prompt_loss
        weight[i, max(n_prompt, 1) : end - begin] = 1
    where = np.flatnonzero(weight) - 1
    where = np.concatenate([where, np.zeros(-len(where) % targets_by, where.dtype)])
    targets, weights = ids.reshape(-1)[where + 1], weight.reshape(-1)[where + 1]
    weights[np.count_nonzero(weight) :] = 0
    return MicroBatch(ids, where, targets, weights, int(lengths.sum()))


def rectangles(shard: Shard, spec: DataSpec, order: Ints, prompt_loss: float) -> list[MicroBatch]:
    """The examples of a shard, in the given order of falling length, as micro-batches of few different sizes."""
    batches, begin = [], 0
    while begin < len(order):
        rows, width = rectangle(int(shard.lengths[order[begin:]].max()), spec.micro_tokens)
        batches.append(
            micro_batch(shard, order[begin : begin + rows], prompt_loss, width=width, targets_by=_TARGETS_BY)
        )
        begin += rows
    return batches


def steps_of(shard: Shard, spec: DataSpec, number: int) -> list[Step]:
    """A shard as steps, in the order that (seed, number) gives; each example comes once.

    Examples are sorted by length (with a little noise, so that neighbours change from pass to pass), cut into
    micro-batches, and these shuffled: so a step mixes lengths.
    """
    order = np.random.default_rng([spec.seed, number])
    by_length = np.argsort(-(shard.lengths + order.random(len(shard))), kind="stable")
    batches = rectangles(shard, spec, by_length, spec.prompt_loss)
    count = max(1, round(len(batches) * spec.micro_tokens / spec.step_tokens))
    groups = np.array_split(order.permutation(len(batches)), count)
    return [[batches[i] for i in group] for group in groups if len(group)]


class Stream:
    """The training data without end: shards made ahead by worker processes, kept on disk if there is a cache folder.

    Iterating gives (position after this step, step). Workers yield the cores to the training where both want them.
    """

    def __init__(
        self,
        tokenizer_file: Path,
        source: Source,
        spec: DataSpec,
        *,
        start: Position | None = None,
        workers: int = 1,
        cache: Path | None = None,
    ) -> None:
        self._job = (str(tokenizer_file), source, spec)
        self._spec, self._start, self._workers = spec, start or Position(), workers
        self._cache = cache / _cache_key(tokenizer_file, source, spec) if cache else None
        self._pool: ProcessPoolExecutor | None = None

    def __iter__(self) -> Iterator[tuple[Position, Step]]:
        position, ahead = self._start, dict[int, Future[Shard]]()
        if self._workers:
            # Spawned, not forked: a fork of a process whose torch has threads can hang.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._workers, context, initializer=_be_nice)
        while True:
            number = position.shard
            if self._pool:
                for coming in range(number, number + self._workers + 1):
                    if coming not in ahead:
                        ahead[coming] = self._pool.submit(_shard_of, *self._job, self._same(coming), self._cache)
                shard = ahead.pop(number).result()
            else:
                shard = _shard_of(*self._job, self._same(number), self._cache)
            steps = steps_of(shard, self._spec, number)
            for index in range(position.step, len(steps)):
                last = index + 1 == len(steps)
                yield Position(number + 1, 0) if last else Position(number, index + 1), steps[index]
            position = Position(number + 1, 0)

    def epochs(self, position: Position) -> float:
        """How often all examples have been seen, in whole shards; 0 where they never end."""
        return position.shard / self._spec.shards if self._spec.shards else 0.0

    def close(self) -> None:
        """Ends the workers without waiting for shards that nobody needs any more."""
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _same(self, number: int) -> int:
        """The shard whose examples number `number` has: another one, unless the examples repeat."""
        return number % self._spec.shards if self._spec.shards else number


def held_out(tokenizer: Tokenizer, source: Source, spec: DataSpec, count: int) -> list[MicroBatch]:
    """Batches of `count` examples from the held-out stream; only completions have a loss."""
    shard = make_shard(tokenizer, source, spec, 0, HELD_OUT, count)
    return rectangles(shard, spec, np.argsort(-shard.lengths, kind="stable"), 0.0)


def pairs(source: Source, spec: DataSpec, count: int) -> Iterator[tuple[str, str]]:
    """`count` pairs to train a vocabulary on, from a stream of their own."""
    return source(stream_seed(spec.seed, 0, VOCABULARY), count, **spec.options)


@lru_cache(maxsize=4)
def kept_back(sentence: str) -> bool:
    """Whether an off-topic sentence is kept from training, so that it can be tested with: one in eight is."""
    return hashlib.sha256(sentence.encode()).digest()[0] % 8 == 0


@lru_cache(maxsize=4)
def kept_out(file: str) -> tuple[str, ...]:
    """The sentences of a file that must not occur in the data; see `blocks_world`."""
    lines = Path(file).read_text(encoding="utf-8-sig").split("\n")
    rows = (json.loads(line) if line.startswith("{") else {"say": line} for line in lines if line.strip())
    return tuple(row.get("text") or row.get("say") or "" for row in rows)


def _sentences(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8-sig").split("\n")
    told = (json.loads(line)["instruction"] if line.startswith("{") else line for line in lines if line.strip())
    return [sentence for sentence in told if not kept_back(sentence)]


def _be_nice() -> None:
    if hasattr(os, "nice"):
        os.nice(10)
    import signal
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the trainer ends us
    Thread(target=end_with, args=(multiprocessing.parent_process(),), daemon=True).start()


def end_with(parent: BaseProcess | None) -> None:
    """Ends this process with the one that began it, even if that is killed."""
    if parent is not None:
        parent.join()
        os._exit(1)


def _cache_key(tokenizer_file: Path, source: Source, spec: DataSpec) -> str:
    made_of = {
        "source": f"{source.__module__}.{source.__qualname__}",
        "options": dict(spec.options),
        "numbers": [spec.seed, spec.shard_size, spec.max_length],
        "code": data_version(),
        "tokenizer": sha256_of(tokenizer_file),
    }
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:16]


def _shard_of(tokenizer_file: str, source: Source, spec: DataSpec, number: int, cache: Path | None) -> Shard:
    """A shard from the cache, or made and (if there is a cache) kept there."""
    from safetensors.numpy import load_file, save_file
    from tokenizers import Tokenizer

    file = cache / f"{number:05}.safetensors" if cache else None
    if file and file.exists():
        return Shard(**load_file(file))
    shard = make_shard(Tokenizer.from_file(tokenizer_file), source, spec, number)
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(f".{os.getpid()}")
        save_file({"ids": shard.ids, "offsets": shard.offsets, "n_prompt": shard.n_prompt}, unfinished)
        unfinished.replace(file)
    return shard
