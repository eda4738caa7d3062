"""What a form can begin from: the program's recipes, one's own, and teaching nano what was put right in chat.

A recipe's sentence is the first line of its file. One's own recipes lie in a folder of the user's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from training.own.corrections import GENTLY, MINUTES, STEPS, are_few
from training.run.recipe import RECIPES, Recipe, RecipeError, load_recipe, parse_override
from tui.errors import UserError
from tui.paths import corrections_file, data_folder

ORDER = ("nano-adapter", "nano-scratch", "nano-continue", "nano-author", "falcon-7b-dolly", "falcon-7b-blocks")
"""The program's recipes as one meets them; any other comes after these."""
TEACH, TEACHING = "nano-adapter", "Teach nano your words"
"""The recipe that teaching begins from, and what it is called in the list."""
_NAME = re.compile(r"[^\W_][\w-]*")


@dataclass(frozen=True, slots=True)
class Start:
    """A recipe to begin from.

    recipe: its name or file, as the command line takes it; about: a sentence; text: its whole file; values: what it
    comes to, None where it can't be used, and then `problem` says why.
    """

    recipe: str
    title: str
    about: str
    text: str
    values: Recipe | None
    problem: str = ""
    own: bool = False


def recipes_folder() -> Path:
    """Where one's own recipes lie; it is made with the first of them."""
    return data_folder() / "recipes"


def starts() -> list[Start]:
    """All there is to begin from: teaching first, then one's own recipes, then the program's."""
    return [*_teach(), *_own(), *_shipped()]


def save(name: str, start: Start, changes: Mapping[str, Any]) -> Path:
    """Keep a recipe with some values changed (by dotted key; None takes one away) as a file of one's own.

    It keeps the comments of the recipe that it is from, but for those of changed values. Raises UserError.
    """
    document = tomlkit.parse(start.text)
    base = start.title if start.own else start.recipe
    lines = [line for line in start.text.splitlines() if line.strip()]
    text = document.as_string()
    for line in lines:  # the comment at the top tells of the recipe that it was
        if not line.startswith("#"):
            break
        text = text.replace(line + "\n", "", 1)
    document = tomlkit.parse(f"# {name}: from {base}, with {_changed(changes)}.\n{text}")
    for key, value in changes.items():
        _put(document, key.split("."), value)
    file = recipes_folder() / f"{name}.toml"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_text(document.as_string(), encoding="utf-8")
        part.replace(file)
    except OSError as error:
        raise UserError(f"The recipe can't be saved ({error.strerror or error}: {file})") from None
    return file


def recipe_name_problem(name: str, start: Start) -> str | None:
    """What is wrong with the name of a recipe that is to be saved, or None. One's own may be saved again."""
    if not _NAME.fullmatch(name):
        return "A name has letters, digits and - only, and begins with a letter or a digit."
    if (RECIPES / f"{name}.toml").exists():
        return f"{name} is a recipe of the program's: choose another name."
    if (recipes_folder() / f"{name}.toml").exists() and not (start.own and start.title == name):
        return f"You have a recipe {name} already: choose another name."
    return None


def _teach() -> Iterator[Start]:
    """nano-adapter with the settings that the command line takes for a few corrections."""
    corrections = corrections_file()
    overrides: dict[str, Any] = {"data.files": [str(corrections.resolve())]}
    if are_few([corrections]) or not corrections.exists():
        overrides |= {"budget": {"minutes": MINUTES, "steps": STEPS}, **dict(map(parse_override, GENTLY))}
    count = lines_of(corrections)
    kept = f"the {count} corrections that you made" if count > 1 else "the correction that you made"
    about = (
        f"From {kept} in chat, in less than two minutes." if count else "There is no correction yet: make one in chat."
    )
    text = (RECIPES / f"{TEACH}.toml").read_text(encoding="utf-8")
    yield Start(TEACH, TEACHING, about, text, load_recipe(TEACH, overrides))


def _own() -> Iterator[Start]:
    for file in sorted(recipes_folder().glob("*.toml")):
        yield _start(str(file), file, own=True)


def _shipped() -> Iterator[Start]:
    names = sorted(file.stem for file in RECIPES.glob("*.toml"))
    for name in sorted(names, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER)):
        yield _start(name, RECIPES / f"{name}.toml", own=False)


def _start(recipe: str, file: Path, *, own: bool) -> Start:
    try:
        text = file.read_text(encoding="utf-8")
        tomlkit.parse(text)
        values, problem = load_recipe(recipe), ""
    except (OSError, UnicodeDecodeError, TOMLKitError, RecipeError) as error:
        text, values, problem = "", None, f"{error}"
    about = text.partition("\n")[0].lstrip("# ") if text.startswith("#") else ""
    return Start(recipe, file.stem, about, text, values, problem, own)


def lines_of(file: Path) -> int:
    """How many rows a file has; none where it can't be read."""
    try:
        with file.open("rb") as rows:
            return sum(1 for row in rows if row.strip())
    except OSError:
        return 0


def _changed(changes: Mapping[str, Any]) -> str:
    keys = [key for key in changes if key != "data.files"]
    if not keys:
        return "data of its own" if changes else "nothing changed"
    return f"another {', '.join(keys[:4])}" + (" and more" if len(keys) > 4 else "")


def _put(document: tomlkit.TOMLDocument, path: list[str], value: Any) -> None:
    *sections, last = path
    table: Any = document
    for section in sections:
        if section not in table:
            table[section] = tomlkit.table()
        table = table[section]
    if value is None:
        table.pop(last, None)
        return
    item = tomlkit.item(_plain(value))
    table[last] = item


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update({key: _plain(each) for key, each in value.items() if each is not None})
        return table
    return value
