"""Examples that share a row don't see each other, if the mask says so; positions alone don't keep them apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from training.data import DataSpec, micro_batch
from training.instructions.packing import PackedBatch, block_mask, pack, packed_batch, packed_steps
from training.instructions.tokenise import shard_of

SPEC = DataSpec(seed=2, max_length=64, micro_tokens=256, step_tokens=1024)
R = np.random.default_rng(0)
EXAMPLES = [R.integers(1, 60, int(length)).tolist() for length in R.integers(3, 40, 120)]
SHARD = shard_of(EXAMPLES, [len(example) // 2 for example in EXAMPLES])


def tiny_falcon(attention: str) -> Any:
    """Falcon-7b's architecture, with weights large enough for attention to matter."""
    from transformers import FalconConfig, FalconForCausalLM

    torch.manual_seed(0)
    config = FalconConfig(
        vocab_size=64, hidden_size=64, num_hidden_layers=2, num_attention_heads=4, multi_query=True, parallel_attn=True,
        alibi=False, bias=False, new_decoder_architecture=False, initializer_range=0.2, attn_implementation=attention,
    )  # fmt: skip
    return FalconForCausalLM(config).eval()


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
def test_packed_examples_have_the_logits_that_they_have_alone(attention: str) -> None:
    model = tiny_falcon(attention)
    batch = packed_batch(SHARD, [[0, 1, 2], [3, 4]], 128)
    ids, positions = torch.from_numpy(batch.ids), torch.from_numpy(batch.positions)
    with torch.inference_mode():
        mask = block_mask(batch.segments, torch.float32)
        masked = model(input_ids=ids, attention_mask=mask, position_ids=positions).logits
        leaking = model(input_ids=ids, attention_mask=torch.ones_like(ids), position_ids=positions).logits
        exact, leaked = [], []
        for row, segment, example in ((0, 1, 0), (0, 2, 1), (0, 3, 2), (1, 1, 3), (1, 2, 4)):
            alone = model(input_ids=torch.tensor([EXAMPLES[example]])).logits[0]
            here = torch.from_numpy(batch.segments[row] == segment)
            exact.append(float((masked[row][here] - alone).abs().max()))
            leaked.append(float((leaking[row][here] - alone).abs().max()))
    assert max(exact) <= 1e-5
    assert leaked[0] <= 1e-5  # the first of a row has nothing before it
    assert min(leaked[1], leaked[2], leaked[4]) > 0.01  # the others do: positions that begin anew are not enough


def test_the_mask_is_causal_within_an_example_and_closed_between_two() -> None:
    segments = np.array([[1, 1, 2, 2, 0]])
    expected = [[1, 0, 0, 0, 0], [1, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 0, 1]]
    allowed = block_mask(segments, torch.bool)
    assert allowed.shape == (1, 1, 5, 5)
    assert allowed[0, 0].int().tolist() == expected
    added = block_mask(torch.from_numpy(segments), torch.bfloat16)
    assert added.dtype == torch.bfloat16
    assert (added == 0).int().tolist() == [[expected]]
    assert torch.isfinite(added).all()


def test_each_example_goes_to_the_first_row_with_room() -> None:
    lengths = np.array([6, 5, 4, 3, 2])
    assert pack(lengths, 10, np.arange(5)) == [[0, 2], [1, 3, 4]]
    assert pack(lengths, 20, np.arange(5)) == [[0, 1, 2, 3, 4]]
    with pytest.raises(ValueError, match="6 tokens doesn't fit a row of 5"):
        pack(lengths, 5, np.arange(5))


@pytest.mark.parametrize("prompt_loss", [0.0, 0.1])
def test_targets_are_those_of_the_examples_alone(prompt_loss: float) -> None:
    batch = packed_batch(SHARD, [[0, 1], [2]], 100, prompt_loss)
    counts = batch.weights > 0
    alone = [micro_batch(SHARD, [i], prompt_loss) for i in range(3)]
    assert batch.targets[counts].tolist() == [target for one in alone for target in one.targets.tolist()]
    assert batch.weights[counts].tolist() == [weight for one in alone for weight in one.weights.tolist()]
    assert batch.ids.reshape(-1)[batch.where + 1][counts].tolist() == batch.targets[counts].tolist()
    assert len(batch.targets) % 64 == 0
    # Target and the token before it are of the same example: nothing is predicted across a border.
    flat = batch.segments.reshape(-1)
    assert (flat[batch.where] == flat[batch.where + 1])[counts].all()
    assert batch.tokens == sum(one.tokens for one in alone)
    assert len(np.unique(batch.rows[counts])) == 3  # each example is told apart, for the share that is wholly right


def unpacked(steps: list[Any]) -> list[list[int]]:
    found = []
    for batch in (batch for step in steps for batch in step):
        assert isinstance(batch, PackedBatch)
        for ids, segments in zip(batch.ids, batch.segments, strict=True):
            found += [ids[segments == number].tolist() for number in range(1, segments.max() + 1)]
    return found


def test_an_epoch_packs_each_example_once_with_little_padding() -> None:
    steps = packed_steps(SHARD, SPEC, 0)
    assert sorted(unpacked(steps)) == sorted(EXAMPLES)
    batches = [batch for step in steps for batch in step]
    assert {batch.ids.shape[1] for batch in batches} == {batches[0].ids.shape[1]}
    assert batches[0].ids.shape[1] <= SPEC.max_length
    assert all(batch.ids.size <= SPEC.micro_tokens for batch in batches)
    assert sum(batch.tokens for batch in batches) > 0.95 * sum(batch.ids.size for batch in batches)
    assert len(steps) == round(sum(batch.ids.size for batch in batches) / SPEC.step_tokens)
    first = batches[0]
    assert (first.positions[first.segments > 0] < SHARD.lengths.max()).all()


def test_the_order_is_a_function_of_seed_and_epoch() -> None:
    orders = [unpacked(packed_steps(SHARD, SPEC, epoch)) for epoch in (0, 0, 1)]
    assert orders[0] == orders[1] != orders[2]
    assert unpacked(packed_steps(SHARD, replace(SPEC, seed=5), 0)) != orders[0]
