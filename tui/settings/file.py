"""The settings file: TOML that people may edit by hand, so their comments and order are kept when it is written."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from tui.errors import UserError
from tui.settings.values import ABOUT, DEFAULTS, Settings, problem


def read(path: Path) -> tuple[Settings, tuple[str, ...]]:
    """The settings in a file, and what is wrong with it: such lines count as not written. No file: the defaults."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return DEFAULTS, ()
    except (OSError, ValueError) as error:  # ValueError: neither TOML nor UTF-8
        why = getattr(error, "strerror", None) or str(error)
        return DEFAULTS, (f"{path} cannot be read ({why}). The defaults hold; mend the file, or remove it.",)
    problems = [f"{path}: {why}. The default holds." for name, value in found.items() if (why := problem(name, value))]
    good = {name: value for name, value in found.items() if problem(name, value) is None}
    if "speed" in good:
        good["speed"] = float(good["speed"])
    return Settings(**good), tuple(problems)


def write(path: Path, settings: Settings) -> None:
    """Write what is not the default, or stands in the file already; all else in it stays. Raises UserError."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8-sig")) if path.exists() else _fresh()
        for one in fields(Settings):
            value, default = getattr(settings, one.name), getattr(DEFAULTS, one.name)
            if value != document.get(one.name, default):
                document[one.name] = _plain(value)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        beside.write_text(tomlkit.dumps(document), encoding="utf-8")
        beside.replace(path)  # at once: nobody ever reads half a file
    except (OSError, ValueError, TOMLKitError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UserError(f"The settings could not be written to {path}: {why}. They hold until you leave.") from None


def _fresh() -> Any:
    """A new file: what can be set, as comments. The table of keys comes last, for what follows a table is in it."""
    import tomlkit

    document = tomlkit.document()
    document.add(tomlkit.comment("Etaoin's settings. What is not here has its default:"))
    for name, about in ABOUT.items():
        default = getattr(DEFAULTS, name)
        if not isinstance(default, Mapping):
            value = tomlkit.item(default).as_string()
            document.add(tomlkit.comment(f"{name} = {value}    {about.text}"))
    document.add(tomlkit.comment('keys = {"chat.labels" = "f11"}    Other keys for what has an id.'))
    document.add(tomlkit.nl())
    return document


def _plain(value: object) -> object:
    import tomlkit

    if not isinstance(value, Mapping):
        return value
    table = tomlkit.inline_table()  # on one line: other settings may be written below it
    table.update(value)
    return table
