"""Plans: what they reckon is what a step of the real engine takes on the CPU, to a tenth; and what they tell."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from agent.lm.memory import FALCON_7B, GB, shape_of
from agent.lm.registry import SHIPPED_NANO
from training.data import MicroBatch
from training.plan.cards import CARDS, Card, card_named
from training.plan.command import plan_command
from training.plan.plan import nano_plan_of, plan_of
from training.plan.step import StepSpec, adapter_parameters, step_memory
from training.run.optimizer import Optimizer
from training.run.recipe import Recipe, RecipeError, load_recipe

ALL = ("query_key_value", "dense", "dense_h_to_4h", "dense_4h_to_h")


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    """Small products are fastest on one thread."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def falcon(folder: Path, hidden: int, heads: int, vocabulary: int, layers: int = 2) -> Path:
    """A small Falcon of falcon-7b's kind, with random weights."""
    from transformers import FalconConfig, FalconForCausalLM

    config = FalconConfig(
        hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads, vocab_size=vocabulary,
        multi_query=True, parallel_attn=True, new_decoder_architecture=False, alibi=False, bias=False,
    )  # fmt: skip
    FalconForCausalLM(config).to(torch.bfloat16).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(SHIPPED_NANO / name, folder)
    return folder


def recipe_for(base: Path | str, **changes: Any) -> Recipe:
    values = {
        "model": {"base": str(base), "quantize": changes.pop("quantize", "int8")},
        "adapter": {"r": changes.pop("r", 8), "targets": list(ALL)},
        "optimizer": {"ema": 0.0},
        "budget": {"steps": 1000},
        "threads": 1,
        "data": {"max_length": 512, "micro_tokens": 2048},
    }
    for key, value in changes.items():
        section, _, name = key.partition("__")
        values.setdefault(section, {})[name] = value
    return Recipe.model_validate(values)


def measured(folder: Path, recipe: Recipe, rows: int, length: int) -> int:
    """Bytes of tensors at the peak of a step of two micro-batches, from every allocation and release of it."""
    from torch.profiler import ProfilerActivity, profile

    from training.run.causal_engine import CausalEngine

    engine = CausalEngine(recipe, folder)
    vocabulary = engine._head.weight.shape[0]
    ids = np.random.default_rng(0).integers(0, vocabulary, (rows, length))
    where = np.arange(rows * length - 1)
    batch = MicroBatch(ids, where, ids.reshape(-1)[where + 1], np.ones(len(where), np.float32), ids.size)
    optimizer = Optimizer(recipe.optimizer, engine.weights)
    optimizer.step({name: torch.zeros_like(weight) for name, weight in engine.weights.items()}, 0.0)
    kept = [*engine._model.parameters(), *engine.weights.values(), *(w.grad for w in engine.weights.values())]
    held = sum(tensor.numel() * tensor.element_size() for tensor in kept if tensor is not None)
    held += sum(tensor.numel() * tensor.element_size() for tensor in optimizer.memory().values())
    for module in engine._model.modules():
        scales = getattr(getattr(module, "state", None), "SCB", None)
        scales = scales if scales is not None else getattr(getattr(module, "weight", None), "SCB", None)
        held += 4 * scales.numel() if isinstance(scales, torch.Tensor) else 0
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiler:
        engine.gradients([batch, batch], 1)
    events = [event for event in profiler.profiler.kineto_results.events() if event.name() == "[memory]"]
    now = peak = 0
    for event in sorted(events, key=lambda event: event.start_ns()):
        now += event.nbytes()
        peak = max(peak, now)
    return held + peak


@pytest.mark.parametrize(
    ("dominant", "quantize", "checkpointing", "dtype", "r", "rows", "length"),
    [
        ("mlp", "fp32", False, "fp32", 8, 8, 32),
        ("mlp", "bf16", True, "bf16", 16, 8, 32),
        ("mlp", "int8", True, "bf16", 8, 8, 32),
        ("attention", "fp32", True, "bf16", 8, 1, 192),
        ("attention", "bf16", False, "bf16", 4, 1, 192),
        ("head", "bf16", True, "fp32", 8, 4, 16),
        ("weights", "fp32", True, "fp32", 8, 1, 16),
        ("weights", "int8", True, "bf16", 8, 1, 16),
        ("adapter", "bf16", True, "bf16", 256, 1, 16),
        ("layers", "int8", True, "bf16", 8, 8, 32),
    ],
)
def test_what_is_planned_is_what_is_measured(
    dominant: str, quantize: Any, checkpointing: bool, dtype: str, r: int, rows: int, length: int, tmp_path: Path
) -> None:
    hidden, heads, vocabulary = {
        "mlp": (128, 4, 512), "attention": (64, 8, 512), "head": (64, 2, 16384), "weights": (256, 4, 2048),
        "adapter": (256, 4, 2048), "layers": (128, 4, 512),
    }[dominant]  # fmt: skip
    folder = falcon(tmp_path / "base", hidden, heads, vocabulary, layers=8 if dominant == "layers" else 2)
    recipe = recipe_for(folder, quantize=quantize, r=r, model__gradient_checkpointing=checkpointing)
    recipe = recipe.model_copy(update={"dtype": dtype})
    spec = StepSpec(quantize, rows * length, length, r, ALL, dtype, gpu=False, checkpointing=checkpointing)
    config: Any = json.loads((folder / "config.json").read_text())
    planned = step_memory(shape_of({key: config[key] for key in FALCON_7B}), spec)
    peak = measured(folder, recipe, rows, length)
    print(f"{dominant:9} {quantize} ckpt={checkpointing} {dtype} r={r}: {peak / 1e6:.2f} MB, {planned.total / 1e6:.2f}")
    assert planned.total == pytest.approx(peak, rel=0.1)
    parts = {
        "mlp": planned.activations, "layers": planned.activations, "attention": planned.activations,
        "head": planned.logits, "weights": planned.weights,
        "adapter": planned.adapter + planned.gradients + planned.optimizer,
    }  # fmt: skip
    assert parts[dominant] > 0.3 * planned.total, "the case tests what it is named after"


def test_falcon_7b_is_as_large_as_it_was_measured() -> None:
    shape = shape_of(FALCON_7B)
    assert shape.parameters == pytest.approx(6.92e9, rel=0.001)
    assert shape.weight_bytes("int8") == pytest.approx(7.22 * GB, rel=0.001)  # 6.63 int8 and 0.59 embeddings
    assert adapter_parameters(shape, 16, ("query_key_value",)) == pytest.approx(4.7e6, rel=0.01)
    assert adapter_parameters(shape, 16, ALL) == pytest.approx(32.6e6, rel=0.01)


def test_a_plan_needs_no_network_and_says_what_to_change(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    out = io.StringIO()
    recipe = recipe_for("falcon-7b", quantize="bf16", model__gradient_checkpointing=False)
    assert plan_command(recipe, "rtx-3090", out) == 1
    text = out.getvalue()
    assert "DOES NOT FIT" in text
    assert "--set model.quantize=nf4" in text
    assert "--set model.gradient_checkpointing=true" in text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("name", ["falcon-7b-dolly", "falcon-7b-blocks", "falcon-7b-dolly-blocks"])
@pytest.mark.parametrize("card", ["24", "rtx-4090", "16", "8"])
def test_the_recipes_fit_where_they_say(name: str, card: str) -> None:
    out = io.StringIO()
    assert plan_command(load_recipe(name), card, out) == (1 if card == "8" else 0)
    text = out.getvalue()
    assert max(map(len, text.splitlines())) <= 80
    assert ("DOES NOT FIT" in text) == ("then it fits" in text) == (card == "8")
    assert "time: " in text
    assert "  0.00 GB" not in text


def test_plain_values_of_a_plan() -> None:
    out = io.StringIO()
    assert plan_command(recipe_for("falcon-7b", quantize="nf4"), "24", out, as_json=True) == 0
    told = json.loads(out.getvalue())
    assert told["fits"]
    assert sum(told["parts"].values()) == pytest.approx(told["peak"], rel=1e-6)
    assert told["seconds"] is None, "how fast a card of so many GB is can't be known"
    assert set(told["elsewhere"]) == {"l4", "a10g", "rtx-3090", "rtx-4090"}, "but how fast those are that have as many"


def test_room_that_is_left_buys_time() -> None:
    on_24 = plan_of(recipe_for("falcon-7b"), CARDS["rtx-3090"])
    assert [change.key for change in on_24.faster] == ["model.quantize"]
    on_80 = plan_of(recipe_for("falcon-7b"), CARDS["a100-80"])
    assert {change.key for change in on_80.faster} == {"model.quantize", "model.gradient_checkpointing"}
    bf16 = plan_of(recipe_for("falcon-7b", quantize="bf16"), CARDS["rtx-3090"])
    assert on_24.faster[0].peak == pytest.approx(bf16.peak)
    assert on_24.seconds is not None
    assert bf16.seconds == pytest.approx(on_24.faster[0].time * on_24.seconds)
    assert plan_of(recipe_for("falcon-7b"), card_named("8")).faster == ()


def test_nano_needs_no_card() -> None:
    out = io.StringIO()
    assert plan_command(load_recipe("nano-adapter"), None, out) == 0
    assert "10 minutes" in out.getvalue()
    assert nano_plan_of(load_recipe("nano-scratch")).memory < 2 * GB
    with pytest.raises(RecipeError, match="--card sparkle"):
        plan_command(load_recipe("nano-adapter"), "sparkle", out)


def test_each_change_saves_what_it_says() -> None:
    recipe = recipe_for("falcon-7b")
    plan = plan_of(recipe, CARDS["rtx-3090"])
    for change in plan.changes:
        section, name = change.key.split(".")
        values = recipe.model_dump(mode="json")
        values[section][name] = type(values[section][name])(change.value) if name != "quantize" else change.value
        assert plan_of(Recipe.model_validate(values), CARDS["rtx-3090"]).peak == pytest.approx(change.peak, rel=1e-6)
    assert {"model.quantize", "data.micro_tokens", "optimizer.kind"} <= {change.key for change in plan.changes}


def test_time_grows_with_tokens_and_falls_with_the_card() -> None:
    def seconds(steps: int, card: str, **changes: Any) -> float:
        found = plan_of(recipe_for("falcon-7b", budget__steps=steps, **changes), CARDS[card]).seconds
        assert found is not None
        return found

    assert seconds(2000, "a10g") == pytest.approx(2 * seconds(1000, "a10g"))
    assert seconds(1000, "h100") < seconds(1000, "a100-80") < seconds(1000, "rtx-3090")
    without = seconds(1000, "a10g", quantize="bf16", model__gradient_checkpointing=False)
    assert seconds(1000, "a10g", quantize="bf16") == pytest.approx(1.5 * without, rel=0.1)  # 6 N against 4 N


def test_cards() -> None:
    assert card_named("RTX 3090") is CARDS["rtx-3090"]
    assert card_named("24GB") == Card("a GPU with 24 GB", 24 * GB, None)
    here = card_named("cpu")
    assert here.memory > 0
    assert here.flops is not None
    assert here.flops > 1e8
    with pytest.raises(RecipeError, match="did you mean rtx-3090"):
        card_named("rtx-3080")
    with pytest.raises(RecipeError, match=r"known are t4, l4.* as in --card 24"):
        card_named("gtx9999")


def test_what_can_not_be_planned() -> None:
    wrong = recipe_for("falcon-7b")
    wrong = wrong.model_copy(update={"adapter": wrong.adapter.model_copy(update={"targets": ("c_attn",)})})
    with pytest.raises(RecipeError, match="no layer called c_attn; there are dense"):
        plan_of(wrong, CARDS["a10g"])
