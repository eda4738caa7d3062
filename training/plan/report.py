"""A plan as a page of text, at most 80 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from agent.lm.memory import GB

if TYPE_CHECKING:
    from training.plan.plan import NanoPlan, Plan

_WIDTH = 80
_BAR = 24
_MOMENTS = {"loss": "at the loss", "forward": "in the forward pass", "backward": "in the backward pass"}


def report(plan: Plan) -> str:
    """The parts with their gigabytes, the peak, whether it fits, the time, and what would change it."""
    spec, memory = plan.spec, plan.memory
    checkpointing = "with" if spec.checkpointing else "without"
    parts = [
        (f"weights, {spec.quantize}", memory.weights),
        (f"adapter, r {spec.r}", memory.adapter),
        ("its gradients", memory.gradients),
        ("optimiser", memory.optimizer),
        (f"activations, {checkpointing} checkpointing", memory.activations),
        ("logits of a chunk", memory.logits),
        ("libraries and fragments", plan.reserve),
    ]
    lines = [
        f"{plan.model}: {plan.shape.parameters / GB:.2f} billion parameters, {plan.trained / 1e6:.1f} million trained",
        f"micro-batches of {spec.micro_tokens:,} tokens, rows of at most {spec.length:,}",
        "",
    ]
    for name, size in parts:
        if size:  # logits are none but at the loss
            lines.append(f"  {name:<36}{size / GB:>8.2f} GB  {'█' * round(_BAR * size / plan.peak)}".rstrip())
    lines += [f"  {'peak, ' + _MOMENTS[memory.moment]:<36}{plan.peak / GB:>8.2f} GB", "", _verdict(plan)]
    lines += textwrap.wrap(f"time: {_time(plan)}", _WIDTH, subsequent_indent="      ")
    lines += [*_faster(plan), *_smaller(plan), "", "Reckoned from shapes; how far to trust it: docs/memory.md."]
    return "\n".join(lines)


def nano_report(plan: NanoPlan) -> str:
    """What a nano takes, in three lines."""
    budget = {name: _number(value) + f" {name}" for name, value in plan.budget.items()}
    if minutes := plan.budget.get("minutes"):
        budget["minutes"] = _duration(60 * minutes)
    verdict = "fits" if plan.fits else "DOES NOT FIT"
    return "\n".join(
        [
            "nano trains on the CPU; no card is needed",
            f"{verdict}: about {plan.memory / GB:.1f} GB, and {plan.free / GB:.1f} GB of memory are free",
            f"time: {', or '.join(budget.values())}, which is the budget that you set",
        ]
    )


def _verdict(plan: Plan) -> str:
    has = f"{plan.card.name} has {plan.card.memory / GB:.1f} GB"
    if plan.fits:
        return f"fits: {has}, {(plan.card.memory - plan.peak) / GB:.1f} GB are left"
    return f"DOES NOT FIT: {has}, {(plan.peak - plan.card.memory) / GB:.1f} GB too little"


def _faster(plan: Plan) -> Iterator[str]:
    if plan.faster:
        yield from ("", "what is faster and fits as well, each alone:")
    for change in plan.faster:
        setting = f"--set {change.key}={change.value}"
        yield f"  {setting:<44}{change.peak / GB:>6.2f} GB, {change.time:.0%} of the time"


def _smaller(plan: Plan) -> Iterator[str]:
    if plan.changes:
        yield from ("", "what takes less, each alone:" if plan.fits else "what to change, each alone:")
    for change in plan.changes:
        setting = f"--set {change.key}={change.value}"
        enough = ", then it fits" if not plan.fits and change.peak <= plan.card.memory else ""
        yield f"  {setting:<44}{change.peak / GB:>6.2f} GB{enough}"
    if not plan.fits and all(change.peak > plan.card.memory for change in plan.changes):
        yield from textwrap.wrap(
            "None is enough alone: take several, a smaller model, or a larger card (--card NAME plans for it).", _WIDTH
        )


def _time(plan: Plan) -> str:
    if plan.tokens is None:
        told = "the recipe's tokens can't be counted ahead"
    else:
        tokens = f"{plan.tokens / 1e6:.1f} million tokens"
        if plan.seconds is not None:
            told = f"about {_duration(plan.seconds)} for {tokens}"
        elif plan.elsewhere:
            where = ", ".join(f"{_duration(seconds)} on {name}" for name, seconds in plan.elsewhere)
            told = f"for {tokens} about {where}"
        else:
            told = f"{tokens}; name a card for its speed (--card rtx-3090)"
    return told if plan.minutes is None else f"{told}; the budget ends it after {_duration(60 * plan.minutes)}"


def _duration(seconds: float) -> str:
    if seconds < 5400:
        minutes = max(1, round(seconds / 60))
        return f"{minutes} minute{'s' if minutes > 1 else ''}"
    return f"{seconds / 3600:.1f} hours" if seconds < 48 * 3600 else f"{seconds / 86400:.0f} days"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"
