"""The fields of a recipe as a form shows them: all from the recipe's own models, their docstrings and their limits.

Only which fields come first, and which make sense together, is said here.
"""

from __future__ import annotations

import math
import tomllib
import types
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ValidationError

from training.run.recipe import DataPart, MixturePart, Recipe
from tui.runs.start import toml

Kind = Literal["choice", "flag", "whole", "number", "text", "words", "numbers", "options"]

RUN = "run"
"""The section of the fields that are in none of the recipe's."""
SECTIONS = (
    "model", "data", "budget", "adapter", "optimizer", "schedule", "evaluation", "checkpoint", "tokenizer", RUN,
)  # fmt: skip
"""In the order in which one decides."""
_TITLES = {"model": "base", RUN: "the run", "optimizer": "optimiser"}
_FIRST = {
    "model.base", "model.size", "model.quantize", "data.replay", "data.max_length", "data.step_tokens",
    "data.micro_tokens", "budget.minutes", "budget.steps", "budget.epochs", "adapter.r", "adapter.alpha",
    "adapter.targets", "adapter.distill", "optimizer.kind", "optimizer.lr", "evaluation.denotation", "tokenizer.grow",
    "seed",
}  # fmt: skip
_ROWS = {"data.mixture", "data.files"}
"""Shown as rows of their own, not as fields."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its dotted key, what it holds, and what the recipe says of it.

    `optional`: it may be empty, as none; `first`: it is shown before all are asked for.
    """

    key: str
    section: str
    name: str
    kind: Kind
    about: str
    choices: tuple[str, ...]
    optional: bool
    first: bool
    default: Any

    @property
    def label(self) -> str:
        """Its name in words."""
        return self.name.replace("_", " ")

    def shown(self, value: Any) -> str:
        """A value as one types it."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list | tuple):
            return ", ".join(toml(each) if isinstance(each, float) else str(each) for each in value)
        if isinstance(value, dict):
            return toml(value)[1:-1]
        return toml(value) if isinstance(value, float) else str(value)

    def read(self, text: str) -> Any:
        """The value that a text stands for. Raises ValueError, whose message says what is wrong with it."""
        text = text.strip()
        if not text and self.optional:
            return None
        value = _VALUES[self.kind](text)
        part, name = _part(self.section), self.name
        try:
            checked = part.model_validate({name: value})
        except ValidationError as error:
            raise ValueError(_told(error)) from None
        return getattr(checked, name)


@dataclass(frozen=True, slots=True)
class Section:
    """A group of fields, with what the recipe says of it."""

    name: str
    title: str
    about: str
    fields: tuple[Field, ...]


@cache
def sections() -> tuple[Section, ...]:
    """All groups, in order."""
    found = []
    for name in SECTIONS:
        part = _part(name)
        about = "" if name == RUN else (part.__doc__ or "").strip()
        title = _TITLES.get(name, name)
        found.append(Section(name, title[:1].upper() + title[1:], about, tuple(_fields(name, part))))
    return tuple(found)


@cache
def fields() -> dict[str, Field]:
    """All fields by key."""
    return {field.key: field for section in sections() for field in section.fields}


def explained(key: str, nano: bool) -> tuple[str, str]:
    """A title and the recipe's own words for a field, or for all the "data"."""
    if key == "data":
        if nano:
            return "data.files", _said(DataPart, "files")
        parts = [f"{name}: {_said(MixturePart, name)}" for name in MixturePart.model_fields]
        return "data.mixture", "\n".join([_said(DataPart, "mixture"), *parts])
    field = fields().get(key)
    return (key, field.about) if field else (key, "")


def _said(part: type[BaseModel], name: str) -> str:
    return (part.model_fields[name].description or "").replace("\n", " ").strip()


def relevant(key: str, *, nano: bool, new: bool, adapter: bool, own: bool, ends: bool, author: bool = False) -> bool:
    """Whether a field makes sense.

    nano: nano's own forward pass trains it; new: from nothing; adapter: an adapter and not all weights; own: with files
    of one's own; ends: a limited number of generated examples; author: for self-instruct's companion.
    """
    match key.split("."):
        case ["model", "size"]:
            return new
        case ["model", "quantize" | "gradient_checkpointing"]:
            return not nano
        case ["tokenizer", "grow"]:
            return nano and not new and not adapter
        case ["tokenizer", "path"]:
            return new
        case ["tokenizer", _]:
            return nano and not adapter
        case ["adapter", "r"]:
            return not new
        case ["adapter", "distill"]:
            return adapter and nano
        case ["adapter", "dropout"]:
            return adapter and not nano
        case ["adapter", _]:
            return adapter
        case ["data", "source"]:
            return nano and not own
        case ["data", "examples" | "shard_size" | "workers" | "cache"]:
            return nano
        case ["data", "replay" | "vary" | "unconfirmed"]:
            return nano and own
        case ["data", "held_out"]:
            return own or not nano
        case ["data", "leave_out_tested" | "layout"]:
            return not nano
        case ["budget", "epochs"]:
            return ends or not nano
        case ["evaluation", "denotation"]:
            return not author
        case _:
            return True


def _fields(section: str, part: type[BaseModel]) -> list[Field]:
    hints = get_type_hints(part)  # without the limits, which pydantic checks
    found = []
    for name, info in part.model_fields.items():
        key = name if section == RUN else f"{section}.{name}"
        if key in _ROWS or (section == RUN and isinstance(info.default, BaseModel)):
            continue
        kind, choices, optional = _kind(hints[name])
        about = _said(part, name)
        default = info.get_default(call_default_factory=True)
        found.append(Field(key, section, name, kind, about, choices, optional, key in _FIRST, default))
    return found


def _kind(hint: Any) -> tuple[Kind, tuple[str, ...], bool]:
    """What a type holds, what there is to choose from, and whether it may be none."""
    if get_origin(hint) in (Union, types.UnionType):
        inner = [each for each in get_args(hint) if each is not type(None)]
        return (*_kind(inner[0])[:2], True)
    if get_origin(hint) is Literal:
        return "choice", tuple(map(str, get_args(hint))), False
    if get_origin(hint) is tuple:
        return ("numbers" if get_args(hint)[0] is float else "words"), (), False
    if get_origin(hint) is dict:
        return "options", (), False
    kinds: dict[Any, Kind] = {bool: "flag", int: "whole", float: "number", str: "text"}
    kind = kinds[hint]
    return kind, ("yes", "no") if kind == "flag" else (), False


def _part(section: str) -> type[BaseModel]:
    return Recipe if section == RUN else type(Recipe.model_fields[section].default)


def _told(error: ValidationError) -> str:
    said = error.errors()[0]["msg"].removeprefix("Input should ").removeprefix("Value error, ")
    return f"This should {said}" if said.startswith("be ") else said


def _whole(text: str) -> int:
    value = _number(text)
    if value != int(value):
        raise ValueError("This should be a whole number")
    return int(value)


def _number(text: str) -> float:
    try:
        value = float(text.replace(",", "").replace(" ", ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError("This should be a number, such as 40 or 2e-4" if text else "A number is missing")
    return value


def _pair(text: str) -> tuple[float, ...]:
    values = tuple(_number(each) for each in text.strip("[]").split(","))
    if len(values) != 2:
        raise ValueError("This should be two numbers, such as 0.9, 0.95")
    return values


def _words(text: str) -> tuple[str, ...]:
    words = tuple(word for each in text.strip("[]").split(",") if (word := each.strip().strip("'\"")))
    if not words:
        raise ValueError("Name at least one, separated by commas")
    return words


def _options(text: str) -> dict[str, Any]:
    try:
        value: dict[str, Any] = tomllib.loads(f"value = {{{text}}}")["value"]
    except tomllib.TOMLDecodeError:
        raise ValueError('This should be names with values, such as language = "en", off_topic = 0.1') from None
    return value


_VALUES: dict[Kind, Any] = {
    "choice": lambda text: text,
    "flag": lambda text: text == "yes",
    "whole": _whole,
    "number": _number,
    "text": lambda text: text,
    "words": _words,
    "numbers": _pair,
    "options": _options,
}
