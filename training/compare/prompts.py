"""What models are asked: prompts with the text they are about, from the command line or a file."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.compare.errors import CompareError

_KEYS = {"prompt": ("prompt", "instruction"), "context": ("context", "input")}


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt, and the text that it is to be answered from, if any."""

    text: str
    context: str = ""


def read_context(given: str) -> str:
    """A context as it was given: the contents of a file, or the text itself.

    Raises CompareError for what looks like a file's name where there is no such file.
    """
    if os.path.isfile(os.path.expanduser(given)):
        return _read(Path(given))
    if given and not any(char.isspace() for char in given) and (Path(given).suffix or "/" in given):
        raise CompareError(f"There is no file {given}. Check the path; a context that is no file needs a space in it")
    return given


def read_prompts(path: Path) -> list[Prompt]:
    """The prompts in a file: one a line, as text or as JSON with "prompt" (or "instruction") and "context".

    Empty lines are left out. Raises CompareError.
    """
    # Only there: JSON may hold U+2028 and its like as they are.
    prompts = [_prompt(line, f"{path}, line {n}") for n, line in enumerate(_read(path).split("\n"), 1) if line.strip()]
    if not prompts:
        raise CompareError(f"{path} has no prompts. Write one a line")
    return prompts


def _prompt(line: str, where: str) -> Prompt:
    if not line.lstrip().startswith("{"):
        return Prompt(line.strip())
    try:
        row: dict[str, Any] = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise CompareError(f"{where} is no JSON: {error}. Mend it, or write the prompt as plain text") from None
    values = {}
    for name, keys in _KEYS.items():
        found = next((row[key] for key in keys if row.get(key)), "")
        if not isinstance(found, str):
            raise CompareError(f'{where}: "{name}" is no text. Write it in quotes')
        values[name] = found.strip()
    if not values["prompt"]:
        raise CompareError(f'{where} has no "prompt" and no "instruction". Add one')
    return Prompt(values["prompt"], values["context"])


def _read(path: Path) -> str:
    try:
        return path.expanduser().read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CompareError(f"{path} is no text in UTF-8. Save it as that, or copy the text out of it") from None
    except OSError as error:
        raise CompareError(f"{path} can't be read: {error.strerror}. Check the path") from None
