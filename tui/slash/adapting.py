"""`/adapter` as it is typed: which adapters are on the loaded model, and others in their place, in mid-conversation."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from tui.errors import UserError
from tui.slash.commands import parse

if TYPE_CHECKING:
    from agent.lm.interface import LanguageModel


def adapt(model: LanguageModel, names: str) -> tuple[str, ...]:
    """Puts the adapters of these names or folders on the model, in the place of those that are; "none": none.

    A folder with blanks stands in quotes. Without a name nothing changes. Gives the names of those that are on
    afterwards. Raises UserError or ModelError, with all as it was.
    """
    from agent.lm.registry import adapters_of, swap_adapters
    from training.adapters import adapter_folders
    from tui.paths import adapters_folder

    try:
        given = shlex.split(names)
    except ValueError as error:
        raise UserError(f"/adapter {names}: {error}. A folder with blanks in its name stands in quotes.") from None
    if given:
        swap_adapters(model, adapter_folders(given, model.name, adapters_folder()))
    return adapters_of(model)


def asked(text: str) -> str | None:
    """What follows `/adapter`, or None when the text is something else."""
    name, argument = parse(text) or ("", "")
    return argument if name == "adapter" else None


def told(model: LanguageModel, names: tuple[str, ...]) -> str:
    """Which adapters are on, in a sentence, and what to type for others."""
    if names:
        return f"On {model.name}: {', '.join(names)}. /adapter none takes {'it' if len(names) == 1 else 'them'} off."
    return f"No adapter is on {model.name}. /adapter and a name puts one on; {_kept()}."


def titled(model: LanguageModel) -> str:
    """The model's name with its adapters: "nano + mine"."""
    from agent.lm.registry import adapters_of

    return " + ".join([model.name, *adapters_of(model)])


def _kept() -> str:
    """Which can be put on by name; one that is damaged is told when it is tried."""
    from training.adapters import entries
    from tui.paths import adapters_folder

    found = [entry.name for entry in entries(adapters_folder())]
    return f"kept are {', '.join(found)}" if found else "none is kept yet (`etaoin adapters add`)"
