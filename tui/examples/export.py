"""Rows as a file of JSON lines, in shapes that `etaoin train --data` and `etaoin data lint` read."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tui.examples.row import WAYS, Row


def line(row: Row) -> dict[str, Any]:
    """A row as the object of a line."""
    history = [list(exchange) for exchange in row.history]
    if not row.kept:
        way = next((key for key, told in WAYS.items() if told == row.part), row.part)
        told = {"say": row.say, "action": row.action or row.meaning, "detail": row.detail}
        return {"attempt": row.number - 1, "way": way, "reason": row.reason} | {k: v for k, v in told.items() if v}
    if row.action:
        acts = json.loads(row.action)["acts"]
        return {"say": row.say, "acts": acts, "history": history} | ({"scene": row.scene} if row.scene else {})
    said = [{"role": "system", "content": row.context}] if row.context else []
    for user, reply in row.history:
        said += [{"role": "user", "content": user}, {"role": "assistant", "content": reply}]
    said += [{"role": "user", "content": row.say}, {"role": "assistant", "content": row.answer}]
    return {"messages": said}


def worth(rows: Sequence[Row]) -> list[Row]:
    """What goes into a file: what is kept, or where nothing is, what was turned down, to look at elsewhere."""
    return [row for row in rows if row.kept and (row.action or row.answer)] or [row for row in rows if not row.kept]


def write(path: Path, rows: Sequence[Row]) -> int:
    """Write them, whole or not at all; how many that were. Raises OSError."""
    found = worth(rows)
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with beside.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(line(row), ensure_ascii=False) + "\n" for row in found)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return len(found)
