"""A form as it is being filled in: what is typed, what it means, what is wrong with it and what was changed.

draft = Draft(start)
draft.set("optimizer.lr", "2e-4")
draft.wanted()      # the recipe, or RecipeError
"""

from __future__ import annotations

import copy
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from training.run.recipe import MixturePart, ModelPart, Recipe, RecipeError, check_recipe
from tui.paths import corrections_file
from tui.runs.start import free_run, name_problem, toml
from tui.screens.train.form.fields import Field, fields, relevant
from tui.screens.train.form.source import FOR_NANO, NAMED, Source
from tui.screens.train.form.starts import Start


class Draft:
    """What is typed into a form that began from a recipe. Changed by the screen's thread only."""

    def __init__(self, start: Start) -> None:
        """Raises RecipeError where the recipe itself can't be used."""
        if start.values is None:
            raise RecipeError(start.problem)
        self.start = start
        self.before: Recipe = start.values
        values = self.before.model_dump()
        self._begun = {key: field.shown(_look_up(values, key)) for key, field in fields().items()}
        self._texts = dict(self._begun)
        self._begun_sources = _sources(self.before)
        self.sources = self._begun_sources
        self._kept: object = None
        self.name = self._begun_name = free_run(start.recipe).name

    def snapshot(self) -> Draft:
        """A copy for another thread."""
        other = copy.copy(self)
        other._texts = dict(self._texts)
        return other

    # What is typed.

    def text(self, key: str) -> str:
        """What is typed into a field."""
        return self._texts[key]

    def set(self, key: str, text: str) -> None:
        """Type something into a field."""
        self._texts[key] = text

    def before_text(self, key: str) -> str:
        """What the recipe has there."""
        return self._begun[key]

    def reset(self, key: str) -> None:
        """Back to the recipe's value."""
        self._texts[key] = self._begun[key]

    def reset_sources(self) -> None:
        """Back to the recipe's data."""
        self.sources = self._begun_sources

    def reset_all(self) -> None:
        """Back to the recipe, its data included."""
        self._texts = dict(self._begun)
        self.sources = self._begun_sources

    # What it comes to.

    def problem(self, key: str) -> str | None:
        """What is wrong with a field, or None."""
        try:
            fields()[key].read(self._texts[key])
        except ValueError as error:
            return str(error)
        return None

    def changed(self, key: str) -> bool:
        """Whether a field has another value than the recipe's; 2e-4 and 0.0002 are the same."""
        now, before = self._texts[key], self._begun[key]
        if now.strip() == before:
            return False
        try:
            return bool(fields()[key].read(now) != fields()[key].read(before))
        except ValueError:
            return True

    @property
    def changes(self) -> tuple[str, ...]:
        """The keys of all fields that make sense and were changed; "data" where the sources were."""
        data = ("data",) if self.sources != self._begun_sources else ()
        return (*data, *(key for key in fields() if self.changed(key) and self.relevant(key)))

    @property
    def renamed(self) -> bool:
        """Whether the run has another name than it would have had."""
        return self.name != self._begun_name

    @property
    def dirty(self) -> bool:
        """Whether anything would be lost."""
        return bool(self.changes or self.renamed) and self._kept != (self._texts, self.sources)

    def keep(self) -> None:
        """What is typed now was saved: it is not lost any more."""
        self._kept = (dict(self._texts), self.sources)

    @property
    def nano(self) -> bool:
        """Whether nano's own forward pass trains it."""
        return _is_nano(self._texts["model.base"].strip())

    @property
    def new(self) -> bool:
        """Whether it is a model from nothing."""
        return not self._texts["model.base"].strip()

    @property
    def author(self) -> bool:
        """Whether it is self-instruct's companion that learns."""
        return self._texts["data.source"] == "author" and self.nano

    def relevant(self, key: str) -> bool:
        """Whether a field makes sense with what the others say."""
        return relevant(
            key, nano=self.nano, new=self.new, adapter=not self.new and self._texts["adapter.r"].strip() != "0",
            own=bool(self.sources), ends=self._texts["data.examples"].strip() not in ("", "0"), author=self.author,
        )  # fmt: skip

    def problems(self) -> dict[str, str]:
        """What is wrong, by key; "name" for the run's, "data.0" for the first source."""
        found = {key: why for key in fields() if self.relevant(key) and (why := self.problem(key))}
        if why := name_problem(self.name):
            found["name"] = why
        for number, row in enumerate(self.sources):
            if why := source_problem(row, self.nano):
                found[f"data.{number}"] = why
        return found

    def wanted(self) -> Recipe:
        """The recipe that it comes to. Raises RecipeError."""
        if problems := self.problems():
            key, why = next(iter(problems.items()))
            label = {"name": "the run's name"}.get(key) or (fields()[key].label if key in fields() else "data")
            raise RecipeError(f"{label}: {why[:1].lower()}{why[1:]}")
        same_kind = self.nano == self.before.model.is_nano
        values: dict[str, Any] = {}
        for key, field in fields().items():
            shown = self.relevant(key)
            # What makes no sense is as the recipe has it; for another kind of base than the recipe's it is left out.
            text = self._texts[key] if shown else self._begun[key]
            if shown or same_kind:
                _enter(values, field, field.read(text))
        data = values.setdefault("data", {})
        if self.nano:
            data["files"] = tuple(str(path_of(row.source)) for row in self.sources)
        else:
            data["mixture"] = tuple(_part(row) for row in self.sources)
        return check_recipe(values, where="the recipe")

    def for_file(self) -> dict[str, Any]:
        """All changed values by dotted key, as `starts.save` takes them. Raises RecipeError."""
        now, before = self.wanted().model_dump(mode="json"), self.before.model_dump(mode="json")
        plain = _loaded(self.start) if self.start.values else before
        keys = [*fields(), "data.files", "data.mixture"]
        return {key: _look_up(now, key) for key in keys if _look_up(now, key) != _look_up(plain, key)}


def source_problem(row: Source, nano: bool) -> str | None:
    """What is wrong with a row of the data, as far as can be told without reading files."""
    source = row.source.strip()
    if not source:
        return "Name a file of JSON lines" + ("" if nano else ", dolly, oasst1 or blocks")
    if source not in NAMED or source == "corrections":
        path = path_of(source)
        if not path.is_file() and source == "corrections":
            return "There is no correction yet: in the chat, type /wrong after an answer that is wrong"
        if not path.is_file():
            return f"There is no file {path}" if not path.is_dir() else f"{path} is a folder: name a file in it"
    if nano and source in NAMED and source not in FOR_NANO:
        return f"nano learns from actions, not from {source}: take a file of sentences with their acts"
    if nano:
        return None
    try:
        _part(row)
    except ValueError:
        return "The weight should be a number above 0, the limit a whole number or nothing"
    return None


def path_of(source: str) -> Path:
    """The file that a source names."""
    if source.strip() == "corrections" and not Path("corrections").exists():
        return corrections_file().resolve()
    return Path(source.strip()).expanduser().resolve()


def _part(row: Source) -> MixturePart:
    source = row.source.strip()
    named = source in NAMED and source != "corrections"
    limit = row.limit.replace(",", "").strip()
    return MixturePart(
        source=source if named else str(path_of(source)), weight=float(row.weight), limit=int(limit) if limit else None
    )


def _sources(recipe: Recipe) -> tuple[Source, ...]:
    rows = [
        Source(part.source, toml(float(part.weight)), "" if part.limit is None else str(part.limit))
        for part in recipe.data.mixture
    ]
    rows += [Source(file) for file in recipe.data.files]
    own = str(corrections_file().resolve())
    return tuple(replace(row, source="corrections") if row.source == own else row for row in rows)


@lru_cache(maxsize=64)
def _is_nano(base: str) -> bool:
    """Asked for each field at each key, so files are looked into once."""
    return ModelPart(base=base or None).is_nano


def _loaded(start: Start) -> dict[str, Any]:
    """The values of the recipe's file itself: teaching begins from one with settings of its own."""
    from training.run.recipe import load_recipe

    return load_recipe(start.recipe).model_dump(mode="json")


def _look_up(values: dict[str, Any], key: str) -> Any:
    found: Any = values
    for part in key.split("."):
        found = found[part]
    return found


def _enter(values: dict[str, Any], field: Field, value: Any) -> None:
    inner = values
    *parts, last = field.key.split(".")
    for part in parts:
        inner = inner.setdefault(part, {})
    inner[last] = value
