"""Whether the command line would take a form as it is filled in, and what to type there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tui.errors import explain
from tui.paths import corrections_file
from tui.runs.start import RUNS, arguments
from tui.screens.train.form.messages import Checked

if TYPE_CHECKING:
    from training.run.recipe import Recipe
    from tui.screens.train.form.draft import Draft


def checked(number: int, draft: Draft) -> Checked:
    """The arguments of `etaoin train` and the recipe, or what is wrong in words."""
    from training.own.examples import ExamplesError
    from training.run.recipe import RecipeError

    try:
        wanted = draft.wanted()
        args = arguments(draft.start.recipe, wanted, run=RUNS / draft.name, corrections=corrections_file())
    except (RecipeError, ExamplesError) as error:
        return Checked(number, None, None, str(error).removeprefix("the recipe ").removeprefix("has "))
    except Exception as error:  # files can hold anything
        return Checked(number, None, None, explain(error, "checking a recipe"))
    return Checked(number, tuple(args), wanted.model_dump(mode="json"), None, _advice(draft, wanted))


def _advice(draft: Draft, wanted: Recipe) -> str:
    """What to tell where the command line would by itself take the settings for few examples, and the form does not.

    A form takes just what it shows. What the user changed in it is no surprise to him.
    """
    from training.own.corrections import GENTLY, are_few
    from training.run.recipe import load_recipe, parse_override
    from tui.screens.train.form.starts import TEACH, TEACHING

    files = wanted.data.files
    if draft.start.recipe != TEACH or not files or not are_few([Path(file) for file in files]):
        return ""
    gentle, changed = dict(map(parse_override, GENTLY)), draft.changes
    gently, now = load_recipe(TEACH, gentle).model_dump(), wanted.model_dump()
    parts = [key.split(".") for key in gentle if key not in changed]
    if all(now[section][name] == gently[section][name] for section, name in parts):
        return ""
    return f"For so few examples, “{TEACHING}” has settings that forget less (ctrl+o)"
