"""What a run would take, and whether its data are sound, reckoned in a process of its own.

torch takes seconds to import, and reading a data set holds Python for as long as it likes: both would stop the keys.
So the form asks a process (`reckoner.Reckoner`), one question and one answer a line, as JSON:

    python -m tui.screens.train.form.reckon plan|lint
    {"recipe": {...}, "card": "24"}
    {"plan": {...}} or {"lint": {...}} or {"error": "...", "forbids": whether a run would say the same}
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from training.instructions.instruction import Instruction
    from training.instructions.lint import Lint
    from training.plan.plan import Plan
    from training.run.recipe import MixturePart, Recipe

_HUB = ("dolly", "oasst1")


def plan(recipe: Recipe, card: str | None) -> dict[str, Any]:
    """The plan of a recipe as plain values; see `outcome.PlanFacts`. Raises RecipeError and ModelError."""
    return _nano_plan(recipe) if recipe.model.is_nano else _plan(recipe, card)


def lint(recipe: Recipe) -> dict[str, Any]:
    """What the lint finds in the recipe's own data, and notes on what was not looked at; see `outcome.LintFacts`.

    Raises InstructionsError, ExamplesError and ModelError.
    """
    from training.data import DataSpec
    from training.instructions.lint import is_tested
    from training.instructions.lint import lint as look
    from training.instructions.tokenise import tokenise, tokenizer_of
    from training.run.mixture import mixture_of

    notes: list[str] = []
    parts = mixture_of(recipe)
    if not parts:
        notes.append("All examples are generated as they are needed: there is nothing to look over.")
        return _lint(None, notes)
    instructions = _read(parts, recipe, notes)
    if recipe.model.is_nano or recipe.data.leave_out_tested:
        tested = [one for one in instructions if is_tested(one)]
        instructions = [one for one in instructions if not is_tested(one)]
        if tested:
            notes.append(f"{len(tested)} are left out, as models are tested on them, such as: {tested[0].said}")
    if recipe.model.is_nano and recipe.data.replay:
        notes.append(f"{recipe.data.replay:.0%} of what it sees is generated besides, so that nothing is forgotten.")
    if not instructions:
        return _lint(None, notes)
    part = recipe.data
    spec = DataSpec(
        seed=recipe.seed, max_length=part.max_length, micro_tokens=part.micro_tokens, step_tokens=part.step_tokens,
        prompt_loss=part.prompt_loss,
    )  # fmt: skip
    try:
        tokenizer, end = tokenizer_of(str(recipe.model.base_folder or "nano"))
    except Exception as error:  # transformers and the hub raise a dozen types
        if recipe.model.is_nano:
            raise
        first = (str(error).splitlines() or [type(error).__name__])[0]
        notes.append(f"{len(instructions):,} rows were read, but not in tokens, for the base is not here yet: {first}")
        return _lint(None, notes)
    return _lint(
        look(instructions, tokenise(instructions, tokenizer, end, spec.max_length), tokenizer, spec, end), notes
    )


def _read(parts: tuple[MixturePart, ...], recipe: Recipe, notes: list[str]) -> list[Instruction]:
    from training.instructions.instruction import InstructionsError
    from training.instructions.mixture import read_mixture

    found: list[Instruction] = []
    for part in parts:
        try:
            found += read_mixture((part,), recipe.seed, recipe.data.options)
        except InstructionsError:
            if part.source not in _HUB:
                raise
            notes.append(f"{part.source} is not on this computer yet: the run fetches it from the hub first.")
    return found


def _lint(found: Lint | None, notes: list[str]) -> dict[str, Any]:
    told = found.model_dump(mode="json") if found else {"findings": [], "statistics": None}
    return {**told, "notes": notes, "refuses": found.refuses if found else False}


def _nano_plan(recipe: Recipe) -> dict[str, Any]:
    from training.plan.plan import nano_plan_of

    found = nano_plan_of(recipe)
    parameters, trained = _nano_parameters(recipe)
    budget = recipe.budget
    tokens = [budget.tokens] if budget.tokens else []
    tokens += [budget.steps * recipe.data.step_tokens] if budget.steps else []
    if budget.epochs and recipe.data.examples:
        tokens = []  # what an example has in tokens is known once it is generated
    return {
        "model": "nano" if recipe.model.base else f"a new {recipe.model.size}",
        "parameters": parameters, "trained": trained, "tokens": min(tokens) if tokens else None,
        "step_tokens": recipe.data.step_tokens,
        "parts": [["processes", found.processes], ["one forward pass", found.memory - found.processes]],
        "peak": found.memory, "room": found.free, "where": "free on this computer", "fits": found.fits, "seconds": None,
        "minutes": budget.minutes, "elsewhere": [], "changes": [], "gpu": False,
    }  # fmt: skip


def _nano_parameters(recipe: Recipe) -> tuple[int, int]:
    """All numbers of a nano, and those that are trained."""
    from agent.lm.memory import shape_of
    from training.nano import nano_config

    base = recipe.model.base_folder
    if base:
        config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    else:
        config = {**nano_config(recipe.model.size).to_dict(), "vocab_size": recipe.tokenizer.size}
    config = {key: value for key, value in config.items() if key not in ("architectures", "transformers_version")}
    if recipe.tokenizer.grow:
        config["vocab_size"] = max(recipe.tokenizer.size, config["vocab_size"])
    shape = shape_of(config)
    r = recipe.adapter.r
    if not r:
        return shape.parameters, shape.parameters
    # Layers are named by kind, all of them, or singly by the end of their path: h.0.mlp.dense_4h_to_h.
    kinds = Counter(target.rpartition(".")[2] for target in recipe.adapter.targets if "." in target)
    plain = {target for target in recipe.adapter.targets if "." not in target}
    counts = {each.name: each.count if each.name in plain else kinds[each.name] for each in shape.linears}
    return shape.parameters, sum(r * (each.inputs + each.outputs) * counts[each.name] for each in shape.linears)


def _plan(recipe: Recipe, card: str | None) -> dict[str, Any]:
    from training.plan.cards import card_named
    from training.plan.plan import plan_of

    found = plan_of(recipe, card_named(card or None))
    return {
        "model": found.model, "parameters": found.shape.parameters, "trained": found.trained, "tokens": found.tokens,
        "step_tokens": recipe.data.step_tokens, "parts": _parts(found), "peak": found.peak, "room": found.card.memory,
        "where": f"on {found.card.name}", "fits": found.fits, "seconds": found.seconds, "minutes": found.minutes,
        "elsewhere": [list(each) for each in found.elsewhere], "gpu": found.card.gpu,
        "changes": [[each.key, each.value, each.peak] for each in found.changes],
    }  # fmt: skip


def _parts(found: Plan) -> list[list[Any]]:
    memory, spec = found.memory, found.spec
    parts = (
        (f"weights in {spec.quantize}", memory.weights), ("adapter", memory.adapter), ("gradients", memory.gradients),
        ("optimiser", memory.optimizer), ("activations", memory.activations), ("logits", memory.logits),
        ("libraries", found.reserve),
    )  # fmt: skip
    return [[name, size] for name, size in parts if size]


def answer(what: str, question: dict[str, Any]) -> dict[str, Any]:
    """One answer to one question; an error is an answer, too."""
    try:
        from training.run.recipe import Recipe

        recipe = Recipe.model_validate(question["recipe"])
        return {"plan": plan(recipe, question.get("card"))} if what == "plan" else {"lint": lint(recipe)}
    except Exception as error:  # the form says it beside the fields, and the run would say it again
        from agent.lm.interface import ModelError
        from training.instructions.instruction import InstructionsError
        from training.own.examples import ExamplesError
        from training.run.recipe import RecipeError

        known = isinstance(error, RecipeError | ModelError | InstructionsError | ExamplesError)
        forbids = known and not str(error).startswith("--card")  # another card is only planned for
        return {"error": str(error) if known else f"{type(error).__name__}: {error}", "forbids": forbids}


def main() -> None:
    """Answer questions until there are no more; what libraries print goes nowhere."""
    what = sys.argv[1]
    if what == "lint":  # to look something over must not fetch gigabytes
        os.environ |= {"HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    for line in sys.stdin:
        print(json.dumps(answer(what, json.loads(line))), file=out, flush=True)


if __name__ == "__main__":
    main()
