"""The trainer's parts: batches, the loss, the forward pass, schedules and recipes."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from test_train_support import micro_recipe, tiny_world

from agent.lm.prompt import END, encode_example
from training import data
from training.nano import grow_nano, nano_config, new_nano
from training.run.forward import token_losses
from training.run.optimizer import orthogonal
from training.run.parallel import Workers
from training.run.recipe import RecipeError, SchedulePart, check_recipe, load_recipe, parse_override
from training.run.schedule import Progress, learning_rate
from training.tokenizer import grow_tokenizer, train_tokenizer

SPEC = data.DataSpec(seed=3, shard_size=100, micro_tokens=200, step_tokens=600)
TOKENIZER = train_tokenizer(tiny_world(0, 300), 3584)
SHARD = data.make_shard(TOKENIZER, tiny_world, SPEC, 0)


def test_only_completions_have_a_loss_and_the_end_has_one() -> None:
    pair = next(tiny_world(1, 1))
    ids, n_prompt = encode_example(TOKENIZER, *pair)
    shard = data.make_shard(TOKENIZER, lambda seed, n: iter([pair]), SPEC, 0)
    batch = data.micro_batch(shard, [0])
    assert batch.targets.tolist() == ids[n_prompt:]
    assert batch.targets[-1] == TOKENIZER.token_to_id(END)
    assert (batch.where + 1).tolist() == list(range(n_prompt, len(ids)))
    weighed = data.micro_batch(shard, [0], prompt_loss=0.1)
    assert weighed.targets.tolist() == ids[1:]
    assert weighed.weights.tolist() == pytest.approx([0.1] * (n_prompt - 1) + [1] * (len(ids) - n_prompt))


def test_each_example_comes_once_in_an_order_by_seed() -> None:
    steps = data.steps_of(SHARD, SPEC, 0)
    rows = [row[row != 0].tolist() for step in steps for batch in step for row in batch.ids]  # the end token is 0
    expected = [SHARD.ids[a : b - 1].tolist() for a, b in zip(SHARD.offsets, SHARD.offsets[1:], strict=False)]
    assert sorted(rows) == sorted(expected)
    assert all(batch.ids.size <= SPEC.micro_tokens for step in steps for batch in step)
    again = data.steps_of(SHARD, SPEC, 0)
    assert all(
        (a.ids == b.ids).all() for one, two in zip(steps, again, strict=True) for a, b in zip(one, two, strict=True)
    )


def test_batches_come_in_few_sizes_and_what_fills_them_up_counts_nothing(tmp_path: Path) -> None:
    steps = data.steps_of(SHARD, SPEC, 0)
    batches = [batch for step in steps for batch in step]
    expected = {data.rectangle(length, SPEC.micro_tokens) for length in SHARD.lengths.tolist()}
    assert sum(batch.ids.shape not in expected for batch in batches) <= 1  # the last, which is not full
    assert {len(batch.targets) % 64 for batch in batches} == {0}
    assert max(width / length for length in range(16, 321) for _, width in [data.rectangle(length, 2048)]) < 1.07
    plain = [data.micro_batch(SHARD, rows) for rows in ([0, 1, 2], [3, 4])]
    filled = [data.micro_batch(SHARD, rows, width=40, targets_by=64) for rows in ([0, 1, 2], [3, 4])]
    model = new_nano(tmp_path, TOKENIZER, nano_config("micro"), seed=1)
    workers = Workers(model.config, 1, torch.float32)
    weights = dict(model.named_parameters())
    assert workers.gradients(weights, plain)[0] == pytest.approx(workers.gradients(weights, filled)[0])
    assert workers.evaluate(weights, plain) == pytest.approx(workers.evaluate(weights, filled))
    workers.close()


def test_a_grown_vocabulary_keeps_what_was_there(tmp_path: Path) -> None:
    pairs = [(" zip the frobnicator zip", '{"acts":[{"act":"words"}]}')] * 5
    larger = grow_tokenizer(TOKENIZER, pairs, TOKENIZER.get_vocab_size() + 2)
    known = TOKENIZER.get_vocab()
    assert {piece: number for piece, number in larger.get_vocab().items() if piece in known} == known
    assert set(larger.get_vocab()) - set(known) == {"Ġzip", "Ġfrobnicator"}
    model = new_nano(tmp_path, TOKENIZER, nano_config("micro"), seed=1)
    before = model.get_input_embeddings().weight.detach().clone()
    grow_nano(model, TOKENIZER, larger)
    rows = model.get_input_embeddings().weight
    assert torch.equal(rows[: len(before)], before)
    assert model.get_output_embeddings().weight is rows
    spelling = [known[byte] for byte in ("Ġ", "z", "i", "p")]
    torch.testing.assert_close(rows[larger.token_to_id("Ġzip")], before[spelling].mean(0))
    with pytest.raises(ValueError, match="numbers tokens"):
        grow_nano(model, TOKENIZER, train_tokenizer(pairs, 3000, 1))


def test_shards_differ_from_each_other_and_from_what_is_held_out() -> None:
    seeds = {data.stream_seed(3, number, stream) for number in range(20) for stream in range(3)}
    assert len(seeds) == 60


def test_the_stream_goes_on_where_it_is_told_and_keeps_shards(tmp_path: Path) -> None:
    TOKENIZER.save(str(tmp_path / "tokenizer.json"))
    spec = data.DataSpec(seed=3, examples=200, shard_size=100, micro_tokens=200, step_tokens=600)

    def take(start: data.Position, n: int) -> list[tuple[data.Position, int]]:
        stream = data.Stream(
            tmp_path / "tokenizer.json", tiny_world, spec, start=start, workers=0, cache=tmp_path / "cache"
        )
        taken = zip(range(n), stream, strict=False)
        return [(position, int(sum(b.ids.sum() for b in step))) for _, (position, step) in taken]

    whole = take(data.Position(), 40)
    assert take(whole[10][0], 29) == whole[11:]
    assert whole[-1][0].shard > 2
    assert len(list((tmp_path / "cache").rglob("*.safetensors"))) == 2


def test_the_forward_pass_is_that_of_transformers(tmp_path: Path) -> None:
    model = new_nano(tmp_path, TOKENIZER, nano_config("micro"), seed=1)
    batch = data.micro_batch(SHARD, list(range(8)))
    ids, where, targets = map(torch.from_numpy, (batch.ids, batch.where, batch.targets))
    losses, right = token_losses(dict(model.named_parameters()), model.config, ids, where, targets)
    logits = model(ids).logits.flatten(0, 1)[where]
    theirs = torch.nn.functional.cross_entropy(logits, targets, reduction="none")
    torch.testing.assert_close(losses, theirs, atol=1e-4, rtol=1e-4)
    assert torch.equal(right, logits.argmax(-1) == targets)


def test_gradients_are_those_of_transformers(tmp_path: Path) -> None:
    model = new_nano(tmp_path, TOKENIZER, nano_config("micro"), seed=1)
    rows = [[0, 1, 2], [3, 4, 5, 6, 7]]
    workers = Workers(model.config, 2, torch.float32)
    loss, gradients = workers.gradients(dict(model.named_parameters()), [data.micro_batch(SHARD, r) for r in rows])
    workers.close()
    batch = data.micro_batch(SHARD, list(range(8)))
    ids = torch.from_numpy(batch.ids)
    labels = torch.full((batch.ids.size,), -100)
    labels[torch.from_numpy(batch.where + 1)] = torch.from_numpy(batch.targets)
    theirs = model(ids, labels=labels.view(ids.shape)).loss
    theirs.backward()
    assert loss == pytest.approx(theirs.item(), abs=1e-5)
    for name, weight in model.named_parameters():
        torch.testing.assert_close(gradients[name], weight.grad, atol=1e-5, rtol=1e-3)


def test_muons_updates_are_nearly_orthogonal() -> None:
    matrices = torch.randn(3, 48, 16, generator=torch.Generator().manual_seed(0))
    singular = torch.linalg.svdvals(orthogonal(matrices))
    assert singular.min() > 0.6
    assert singular.max() < 1.3


def test_the_rate_warms_up_stays_and_decays() -> None:
    wsd = SchedulePart(warmup_steps=10, decay=0.5, final=0.1)
    assert learning_rate(wsd, 1.0, 0, 0.0) == pytest.approx(0.1)
    assert learning_rate(wsd, 1.0, 50, 0.5) == pytest.approx(1.0)
    assert learning_rate(wsd, 1.0, 90, 0.75) == pytest.approx(0.55)
    assert learning_rate(wsd, 1.0, 99, 1.0) == pytest.approx(0.1)
    assert learning_rate(SchedulePart(kind="cosine"), 1.0, 500, 0.5) == pytest.approx(0.5)


def test_the_nearest_limit_of_the_budget_counts() -> None:
    budget = micro_recipe(budget__steps=100, budget__minutes=1).budget
    assert Progress(steps=10, seconds=30).done(budget) == 0.5
    assert Progress(steps=80, seconds=30).done(budget) == 0.8
    assert Progress(steps=10, seconds=30).seconds_left(budget) == 30


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"optimizer.speed": 1}, "optimizer.speed: there is no such key; there are kind, lr, betas"),
        ({"optimizer.weight_decy": 1}, "did you mean weight_decay?"),
        ({"lr": 1}, "lr: there is no such key; did you mean optimizer.lr?"),
        ({"optimizer.lr": "fast"}, "optimizer.lr: input should be a valid number"),
        ({"seed.x": 1}, "seed is a value, not a section"),
        ({"budget": {}}, "never ends: set budget.minutes"),
    ],
)
def test_a_wrong_recipe_says_what_is_wrong(overrides: dict[str, object], message: str) -> None:
    with pytest.raises(RecipeError) as raised:
        check_recipe({"seed": 1, "budget": {"steps": 1}}, overrides)
    assert message in str(raised.value)


def test_recipes_that_come_with_the_program_are_right() -> None:
    assert load_recipe("nano-scratch", dict([parse_override("budget.minutes=5")])).budget.minutes == 5
    for name in ("nano-continue", "nano-adapter"):
        base = load_recipe(name).model.base_folder
        assert base is not None
        assert (base / "model.safetensors").exists()


def test_an_override_is_toml_or_a_string() -> None:
    assert parse_override("data.options.keep=[1]") == ("data.options.keep", [1])
    assert parse_override("model.base=runs/x") == ("model.base", "runs/x")
    with pytest.raises(RecipeError, match="key=value"):
        parse_override("nonsense")
