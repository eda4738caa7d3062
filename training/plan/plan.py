"""The plan of a recipe: what its training takes on a card, whether that fits, how long, and what else would fit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.lm.hf_files import hub_name, model_folder, read_config
from agent.lm.memory import FALCON_7B, FORMATS, GB, ModelShape, Quantize, free_bytes, shape_of
from training.cores import cores
from training.plan.cards import SPEED, Card, like
from training.plan.step import CONTEXT, PROCESS, StepMemory, StepSpec, adapted, adapter_parameters, step_memory
from training.run.mixture import mixture_of
from training.run.recipe import Recipe, RecipeError

if TYPE_CHECKING:
    from collections.abc import Iterator

BUILT_IN = ("tiiuae/falcon-7b", "tiiuae/falcon-7b-instruct")
_OPTIMIZER_BYTES = {"adamw": 8, "muon": 8, "adamw8bit": 2, "paged_adamw8bit": 2}
_NANO_PROCESS, _NANO_TOKEN = 0.9 * GB, 130e3
"""Bytes of the processes that train a nano, and for each token that is computed at once; see docs/memory.md."""
_TOKENS = {"dolly": 2_500_000}
"""About how many tokens of Falcon's vocabulary one epoch of a known source has, at most 512 of each example.

Dolly has 2.32 million, and some 12 for the marks of each example."""
_CHARACTERS = 4.5
"""English characters in a token of a large vocabulary."""
_BLOCKS = (20_000, 90)
"""Examples of the blocks world unless said otherwise, and tokens in one."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that could be done otherwise: the key to set, to what, the peak with it in bytes, and its time as a
    share of what it is without.
    """

    key: str
    value: str
    peak: float
    time: float = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run takes. peak: bytes on the card, `reserve` of it for the libraries; tokens: of the whole run, None
    where the recipe does not tell; seconds: None also where the card's speed is not known, and then `elsewhere` has
    those of cards of such a size. changes: what takes less memory; faster: what takes less time and fits as well.
    """

    model: str
    shape: ModelShape
    spec: StepSpec
    memory: StepMemory
    reserve: float
    card: Card
    trained: int
    tokens: int | None
    seconds: float | None
    elsewhere: tuple[tuple[str, float], ...]
    minutes: float | None
    changes: tuple[Change, ...]
    faster: tuple[Change, ...]

    @property
    def peak(self) -> float:
        """Bytes at the highest moment."""
        return self.memory.total + self.reserve

    @property
    def fits(self) -> bool:
        """Whether the card has that much."""
        return self.peak <= self.card.memory


@dataclass(frozen=True, slots=True)
class NanoPlan:
    """What a run of nano takes of this computer: bytes of memory (`processes` of them whatever it computes), of those
    that are free, and its budget.
    """

    memory: float
    free: float
    budget: dict[str, float]
    processes: float = _NANO_PROCESS

    @property
    def fits(self) -> bool:
        """Whether so much is free."""
        return self.memory <= self.free


def nano_plan_of(recipe: Recipe) -> NanoPlan:
    """The plan of a recipe that nano's own forward pass trains, on the CPU and until its budget is spent."""
    at_once = min(recipe.data.step_tokens, recipe.data.micro_tokens * (recipe.threads or cores()))
    memory = _NANO_PROCESS + _NANO_TOKEN * max(at_once, recipe.data.micro_tokens)
    budget = {name: float(value) for name, value in recipe.budget if value}
    return NanoPlan(memory, float(free_bytes("cpu")), budget)


def plan_of(recipe: Recipe, card: Card) -> Plan:
    """The plan of a recipe on a card. Raises RecipeError where nothing is to be planned, ModelError for its base."""
    name, shape = _base(recipe)
    spec = _spec(recipe, card)
    if recipe.adapter.r and not adapted(shape, spec.targets):
        known = ", ".join(sorted({linear.name for linear in shape.linears}))
        raise RecipeError(f"adapter.targets: {name} has no layer called {', '.join(spec.targets)}; there are {known}")
    reserve = CONTEXT if card.gpu else PROCESS
    memory = step_memory(shape, spec)
    tokens = _tokens(recipe)
    flop = None if tokens is None else tokens * flop_per_token(shape, spec)
    seconds = None if flop is None else card.seconds(flop, spec.quantize)
    times = [] if flop is None or seconds else [(each.name, each.seconds(flop, spec.quantize)) for each in like(card)]
    return Plan(
        name, shape, spec, memory, reserve, card, adapter_parameters(shape, spec.r, spec.targets), tokens, seconds,
        tuple(sorted(((name, time) for name, time in times if time), key=lambda pair: pair[1])), recipe.budget.minutes,
        tuple(_smaller(shape, spec, reserve, memory.total)), tuple(_faster(shape, spec, reserve, card)),
    )  # fmt: skip


def flop_per_token(shape: ModelShape, spec: StepSpec) -> float:
    """Floating-point operations for a token: 2 N forward, 2 N back through N frozen weights, 2 N to compute them again.

    After Kaplan et al. 2020 (section 2.1), who count 6 N where the weights themselves are trained. Attention adds two
    products of the row's length for every head; the head is computed forward and back, and not again.
    """
    passes = 3 if spec.checkpointing else 2
    inner = sum(linear.parameters for linear in shape.linears)
    attention = 4 * shape.layers * shape.heads * shape.head_size * spec.length
    return passes * (2 * inner + attention) + 4 * shape.hidden * shape.vocabulary + 6 * adapter_parameters(
        shape, spec.r, spec.targets
    )  # fmt: skip


def _base(recipe: Recipe) -> tuple[str, ModelShape]:
    base = recipe.model.base_folder
    if base is None or recipe.model.is_nano or not recipe.adapter.r:
        raise RecipeError("this plan is for an adapter on a base that transformers loads: set model.base and adapter.r")
    name = hub_name(base)
    if name in BUILT_IN and not Path(name).is_dir():
        return name, shape_of(FALCON_7B)
    return name, shape_of(read_config(model_folder(name, weights=False), name))


def _spec(recipe: Recipe, card: Card) -> StepSpec:
    packed = recipe.data.layout == "packed"
    quantize: Quantize = recipe.model.quantize or ("int8" if card.gpu else "fp32")
    return StepSpec(
        quantize=quantize, micro_tokens=recipe.data.micro_tokens, length=recipe.data.max_length, r=recipe.adapter.r,
        targets=tuple(recipe.adapter.targets), dtype=recipe.dtype, gpu=card.gpu,
        checkpointing=recipe.model.gradient_checkpointing, dropout=recipe.adapter.dropout > 0, packed=packed,
        optimizer_bytes=_OPTIMIZER_BYTES[recipe.optimizer.kind], ema=recipe.optimizer.ema > 0,
    )  # fmt: skip


def _tokens(recipe: Recipe) -> int | None:
    """Tokens of the whole run, where the recipe tells: the least of its budgets that can be counted."""
    budget, counted = recipe.budget, []
    if budget.tokens:
        counted.append(budget.tokens)
    if budget.steps:
        counted.append(budget.steps * recipe.data.step_tokens)
    mixture = mixture_of(recipe)
    if budget.epochs and mixture:
        parts = [_epoch(part.source, part.limit, recipe.data.max_length) for part in mixture]
        if None not in parts:
            weights = [part.weight for part in mixture]
            one = sum(tokens * weight for tokens, weight in zip(parts, weights, strict=True) if tokens)
            counted.append(round(budget.epochs * one))
    return min(counted) if counted else None


def _epoch(source: str, limit: int | None, longest: int) -> float | None:
    """About how many tokens one source has, None for one that is not known."""
    most = limit * longest if limit else float("inf")
    if source == "blocks":
        return (limit or _BLOCKS[0]) * min(_BLOCKS[1], longest)
    if source in _TOKENS:
        return min(_TOKENS[source], most)
    try:
        return min(Path(source).expanduser().stat().st_size / _CHARACTERS, most)
    except OSError:
        return None


def _faster(shape: ModelShape, spec: StepSpec, reserve: float, card: Card) -> Iterator[Change]:
    """What a card has room for that takes less time; each alone, the fastest first."""
    if step_memory(shape, spec).total + reserve > card.memory:
        return
    found = []
    if card.gpu and spec.quantize in ("int8", "nf4"):
        found.append(("model.quantize", "bf16", replace(spec, quantize="bf16")))
    if spec.checkpointing:
        found.append(("model.gradient_checkpointing", "false", replace(spec, checkpointing=False)))
    changes = []
    for key, value, other in found:
        time = flop_per_token(shape, other) / flop_per_token(shape, spec)
        if card.gpu:
            time *= SPEED[spec.quantize] / SPEED[other.quantize]
        changes.append(Change(key, value, step_memory(shape, other).total + reserve, time))
    yield from sorted((each for each in changes if each.peak <= card.memory), key=lambda each: each.time)


def _smaller(shape: ModelShape, spec: StepSpec, reserve: float, now: int) -> Iterator[Change]:
    """What would take less, the most saving first; each alone, without the others."""
    found: list[Change] = []

    def consider(key: str, value: str, **changed: Any) -> None:
        peak = step_memory(shape, replace(spec, **changed)).total
        if peak < now:
            found.append(Change(key, value, peak + reserve))

    if not spec.checkpointing:
        consider("model.gradient_checkpointing", "true", checkpointing=True)
    for smaller in FORMATS[FORMATS.index(spec.quantize) + 1 :]:
        consider("model.quantize", smaller, quantize=smaller)
    for tokens in (spec.micro_tokens // 2, spec.micro_tokens // 4):
        if tokens >= spec.length:
            consider("data.micro_tokens", str(tokens), micro_tokens=tokens)
    if spec.length >= 512:
        half = spec.length // 2
        consider("data.max_length", str(half), length=half, micro_tokens=max(spec.micro_tokens, half))
    if spec.optimizer_bytes > 2:
        consider("optimizer.kind", "adamw8bit", optimizer_bytes=2)
    if spec.r > 8:
        consider("adapter.r", str(spec.r // 2), r=spec.r // 2)
    yield from sorted((each for each in found if now + reserve - each.peak >= 0.01 * GB), key=lambda each: each.peak)
