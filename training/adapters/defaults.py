"""Which adapter chat uses with which base when none is named: one for each, in ROOT/defaults.json."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from agent.lm.adapters import Base
from training.adapters.errors import AdapterError, failed

FILE = "defaults.json"


def in_use(root: Path) -> dict[str, Base]:
    """The names of the adapters that are in use, and for which base."""
    return {str(row["adapter"]): base_in(row) for row in read(root)}


def renamed(old: str, new: str | None, root: Path) -> None:
    """Keeps the defaults right when an adapter is renamed, or (None) removed."""
    rows = read(root)
    if any(row["adapter"] == old for row in rows):
        changed = [row | {"adapter": new} if row["adapter"] == old else row for row in rows]
        write(root, [row for row in changed if row["adapter"] is not None])


def base_in(row: dict[str, Any]) -> Base:
    """The base that a row is about."""
    digest = row.get("sha256")
    return Base(str(row.get("base", "")), digest if isinstance(digest, str) and digest else None)


def read(root: Path) -> list[dict[str, Any]]:
    """One row for each base: its name and sha256, and the adapter. Raises AdapterError."""
    path = root / FILE
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(rows, list) or not all(isinstance(row, dict) and "adapter" in row for row in rows):
            raise ValueError("it is no list of adapters")
    except FileNotFoundError:
        return []
    except (OSError, ValueError, RecursionError) as error:
        advice = f"Delete {path}, and say again which adapter to use: `etaoin adapters use NAME`"
        raise AdapterError("which adapter is in use can't be read", f"{path}: {error}", advice) from None
    return rows


def write(root: Path, rows: list[dict[str, Any]]) -> None:
    """Writes the rows, whole or not at all. Raises AdapterError."""
    path, unfinished = root / FILE, root / f".{FILE}.{os.getpid()}"
    try:
        if not rows:
            path.unlink(missing_ok=True)
            return
        root.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")
        os.replace(unfinished, path)
    except OSError as error:
        raise failed("which adapter is in use can't be kept", error) from None
