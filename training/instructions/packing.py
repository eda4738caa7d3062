"""Several examples in one row, none of which sees another: batches without padding for examples of all lengths.

A causal mask alone lets an example look at those before it in its row. Positions that begin anew do not keep it from
that: rotary positions only tell distances, so the attention of a model that gets nothing but `position_ids` leaks
(tests/training/test_instructions_packing.py measures how much). The mask has to be block-diagonal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from training.data import DataSpec, Ints, MicroBatch, Shard, Step

if TYPE_CHECKING:
    import torch

_TARGETS_BY = 64


@dataclass(frozen=True)
class PackedBatch(MicroBatch):
    """A micro-batch whose rows hold several examples each.

    positions: (rows, length), from 0 in each example; segments: (rows, length), the examples of a row numbered from 1,
    0 where there is padding. `block_mask` makes the attention mask of them.
    """

    positions: Ints
    segments: Ints

    @property
    def rows(self) -> Ints:
        """The example that each target is in, (targets,): a number of its own for each in the batch."""
        width = self.segments.shape[1]
        row, segment = self.where // width, self.segments.reshape(-1)[self.where]
        numbers: Ints = row * (int(self.segments.max()) + 1) + segment
        return numbers


def block_mask(segments: Ints | torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """The exact mask of a packed batch, (rows, 1, length, length), to be added to attention scores in `dtype`.

    0 where a token (third axis) may look at another (fourth): not at later ones, and only within its example; the
    lowest number of `dtype` elsewhere. Padding looks at padding, so that no row of the softmax is empty. With
    `torch.bool`, True where it may look. On the device of `segments`.
    """
    import torch

    numbers = torch.as_tensor(segments)
    same = numbers[:, None, :, None] == numbers[:, None, None, :]
    length = numbers.shape[1]
    allowed = same & torch.ones(length, length, dtype=torch.bool, device=numbers.device).tril()
    if dtype == torch.bool:
        return allowed
    mask = torch.zeros(allowed.shape, dtype=dtype, device=numbers.device)
    return mask.masked_fill_(~allowed, torch.finfo(dtype).min)


def pack(lengths: Ints, capacity: int, order: Ints) -> list[list[int]]:
    """Which examples share a row of `capacity` tokens: each, in the given order, goes to the first row it fits in.

    Raises ValueError if one is longer than a row.
    """
    if len(lengths) and int(lengths.max()) > capacity:
        raise ValueError(f"an example of {int(lengths.max())} tokens doesn't fit a row of {capacity}")
    room = np.zeros(len(lengths), np.int64)
    rows: list[list[int]] = []
    for example in order.tolist():
        length = int(lengths[example])
        fits = room[: len(rows)] >= length
        row = int(fits.argmax()) if len(rows) else 0
        if not len(rows) or not fits[row]:
            row = len(rows)
            rows.append([])
            room[row] = capacity
        rows[row].append(example)
        room[row] -= length
    return rows


def packed_batch(shard: Shard, rows: list[list[int]], width: int, prompt_loss: float = 0.0) -> PackedBatch:
    """Rows of examples as one batch; the first token of an example is no target, the end token is one."""
    ids, positions, segments = (np.zeros((len(rows), width), np.int64) for _ in range(3))
    weight = np.zeros((len(rows), width), np.float32)
    tokens = 0
    for i, row in enumerate(rows):
        at = 0
        for number, example in enumerate(row, 1):
            begin, end, n_prompt = shard.offsets[example], shard.offsets[example + 1], shard.n_prompt[example]
            length = int(end - begin)
            ids[i, at : at + length] = shard.ids[begin:end]
            positions[i, at : at + length] = np.arange(length)
            segments[i, at : at + length] = number
            weight[i, at + 1 : at + length] = prompt_loss
            weight[i, at + max(int(n_prompt), 1) : at + length] = 1
            at += length
        tokens += at
    where = np.flatnonzero(weight) - 1
    count = len(where)
    where = np.concatenate([where, np.zeros(-count % _TARGETS_BY, where.dtype)])
    targets, weights = ids.reshape(-1)[where + 1], weight.reshape(-1)[where + 1]
    weights[count:] = 0
    return PackedBatch(ids, where, targets, weights, tokens, positions, segments)


def packed_steps(shard: Shard, spec: DataSpec, epoch: int) -> list[Step]:
    """A shard as steps of packed batches, in the order that (seed, epoch) gives; each example comes once.

    The longest examples find their rows first, with a little noise, so that neighbours change from epoch to epoch; the
    rows are shuffled then. They are all as wide as the fullest, at most `max_length`.
    """
    r = np.random.default_rng([spec.seed, epoch])
    order = np.argsort(-(shard.lengths * (1 + 0.1 * r.random(len(shard)))), kind="stable")
    rows = pack(shard.lengths.astype(np.int64), spec.max_length, order)
    width = max(int(shard.lengths[row].sum()) for row in rows)
    rows = [rows[i] for i in r.permutation(len(rows))]
    high = max(1, spec.micro_tokens // width)
    batches = [packed_batch(shard, rows[at : at + high], width, spec.prompt_loss) for at in range(0, len(rows), high)]
    count = max(1, round(len(batches) * high * width / max(spec.step_tokens, 1)))
    groups = np.array_split(np.arange(len(batches)), min(count, len(batches)))
    return [[batches[i] for i in group] for group in groups]
