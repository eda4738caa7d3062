"""Dialog scripts: what a person says and what is expected back, from a file; and when a reply counts as the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.language.acts import Utterance

FOLDER = Path(__file__).parent / "scripts"


class ScriptError(Exception):
    """A script cannot be read; the message says which, why and what to do."""


class ScriptTurn(BaseModel):
    """One exchange: `reply` may hold several sentences separated by " / "; `gold` is the action as JSON, if known.

    `hints` are places on the table (front-left corners) to prefer for bodies that this turn puts down somewhere.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    say: str
    reply: str
    gold: str | None = None
    hints: dict[str, tuple[float, float]] = Field(default_factory=dict)

    @property
    def action(self) -> Utterance | None:
        """The gold action, validated."""
        return None if self.gold is None else Utterance.model_validate_json(self.gold)


class Script(BaseModel):
    """A dialog in a scene."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = "script"
    scene: str = "classic"
    turns: tuple[ScriptTurn, ...] = Field(min_length=1)


def script_names() -> list[str]:
    """The scripts that come with the program."""
    return sorted(p.stem for p in FOLDER.glob("*.yml"))


def load_script(name_or_path: str) -> Script:
    """Read a script by name or from a file. Raises ScriptError."""
    path = FOLDER / f"{name_or_path}.yml" if name_or_path in script_names() else Path(name_or_path)
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = ", ".join(script_names())
        raise ScriptError(f"There is no script {name_or_path!r}. Give a file, or one of: {known}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ScriptError(f"The script {name_or_path!r} cannot be read: {error}.") from None
    except yaml.YAMLError as error:
        raise ScriptError(
            f"The script {path} is not YAML: {str(error).splitlines()[0]}. Mend it and try again."
        ) from None
    if not isinstance(data, dict):
        raise ScriptError(f"The script {path} must have the keys `scene` and `turns`.")
    try:
        return Script.model_validate({"name": path.stem, **data})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ScriptError(f"The script {path} is wrong at {where}: {first['msg']}.") from None


def fold(text: str) -> str:
    """Case, punctuation and white space taken away: what two replies are compared by."""
    return " ".join(re.sub(r"[^\w\s]", " ", text.replace("'", "").lower()).split())


def same_reply(lines: Sequence[str], expected: str) -> bool:
    """Whether a reply says the same words as the expected one."""
    return fold(" ".join(lines)) == fold(expected.replace(" / ", " "))
