"""What `etaoin train RECIPE --plan` prints."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TextIO

from training.plan.cards import card_named
from training.plan.plan import Plan, nano_plan_of, plan_of
from training.plan.report import nano_report, report

if TYPE_CHECKING:
    from training.run.recipe import Recipe


def plan_command(recipe: Recipe, card: str | None, out: TextIO, *, as_json: bool = False) -> int:
    """What `etaoin train RECIPE --plan [--card NAME|GB]` prints. Exit code: 0 it fits, 1 it does not.

    Raises RecipeError and ModelError.
    """
    if recipe.model.is_nano:
        if card is not None:
            card_named(card)  # a name that is not known is told here, too
        nano = nano_plan_of(recipe)
        print(json.dumps(asdict(nano) | {"fits": nano.fits}) if as_json else nano_report(nano), file=out)
        return 0 if nano.fits else 1
    plan = plan_of(recipe, card_named(card))
    print(json.dumps(as_dict(plan)) if as_json else report(plan), file=out)
    return 0 if plan.fits else 1


def as_dict(plan: Plan) -> dict[str, Any]:
    """The plan as plain values: bytes, seconds, tokens."""
    parts = {key: value for key, value in asdict(plan.memory).items() if key != "moment"}
    return {
        "model": plan.model, "parameters": plan.shape.parameters, "trained": plan.trained,
        "quantize": plan.spec.quantize, "card": plan.card.name, "card_bytes": round(plan.card.memory),
        "parts": parts | {"reserve": round(plan.reserve)}, "peak": round(plan.peak), "moment": plan.memory.moment,
        "fits": plan.fits, "tokens": plan.tokens, "seconds": plan.seconds, "minutes": plan.minutes,
        "elsewhere": dict(plan.elsewhere), "changes": [asdict(change) for change in plan.changes],
        "faster": [asdict(change) for change in plan.faster],
    }  # fmt: skip
