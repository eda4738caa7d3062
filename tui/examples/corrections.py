"""The user's file of corrections, changed line by line: another process may do so at the same time."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tui.errors import UserError

if TYPE_CHECKING:
    from agent.corrections import Correction
    from agent.lm.interface import LanguageModel


def stamp(path: Path) -> tuple[int, int]:
    """What changes whenever the file does."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def checked(action: str) -> str:
    """An action from what was typed, as one line of canonical JSON. Raises UserError, naming the field."""
    from agent.corrections import CorrectionError, parse_acts

    if not action.strip():
        raise UserError("There is no action yet. Say it in other words above, or write it here.")
    try:
        return parse_acts(action).to_json()
    except CorrectionError as error:
        raise UserError(str(error)) from None


def in_english(action: str) -> str:
    """An action, valid as it is, said back."""
    from agent.corrections import parse_acts
    from agent.english.restate import restate

    return restate(parse_acts(action))


def add(path: Path, say: str, action: str) -> Correction:
    """Add one; the last of a sentence counts. Raises UserError and OSError."""
    from agent.corrections import Correction, append_correction, parse_acts

    one = Correction(say.strip(), (), parse_acts(checked(action)), None, "add", time=_now())
    append_correction(path, one)
    return one


def change(path: Path, old: Correction, action: str, how: Literal["meant", "edit"]) -> Correction:
    """Give one another meaning: as a line of its own, which counts from now on. Raises UserError and OSError."""
    from agent.corrections import append_correction, parse_acts

    one = replace(old, acts=parse_acts(checked(action)), how=how, time=_now())
    append_correction(path, one)
    return one


def remove(path: Path, one: Correction) -> None:
    """Take one out. Raises UserError and OSError."""
    from agent.corrections import CorrectionError, remove_correction

    try:
        remove_correction(path, one)
    except CorrectionError as error:
        raise UserError(str(error)) from None


def put_back(path: Path, one: Correction) -> None:
    """Add one again that was taken out. Raises OSError."""
    from agent.corrections import append_correction

    append_correction(path, one)


def read_with(model: LanguageModel, say: str, history: tuple[tuple[str, str], ...]) -> str:
    """What the model reads in a sentence, as canonical JSON. Raises UserError if it reads nothing, and ModelError."""
    from agent.lm.interface import candidate_parses
    from agent.lm.prompt import Exchange

    best = candidate_parses(model, [Exchange(*one) for one in history], say)[0]
    if best.utterance is None or any(getattr(act, "about", "") == "unclear" for act in best.utterance.acts):
        raise UserError("The model can't read that either. Say it in other words, or write the action below.")
    return best.utterance.to_json()


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S%z")
