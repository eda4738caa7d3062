"""What was typed before: to be gone through, searched, and kept from one session to the next."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

MOST = 1000
"""How many lines are kept."""


class History:
    """Lines that were entered, oldest first, and where in them the reader is; below the last is the unfinished one."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._lines = list(lines)[-MOST:]
        self._at = len(self._lines)
        self._draft = ""

    def __len__(self) -> int:
        return len(self._lines)

    def before(self, older: Iterable[str]) -> None:
        """Put what was read from a file before what has been typed since."""
        found = list(older)
        room = max(0, MOST - len(self._lines))
        found = found[-room:] if room else []
        self._lines = [*found, *self._lines]
        self._at += len(found)

    def add(self, line: str) -> bool:
        """Remember a line, unless it is blank or the last one again; whether it is new. The reader is at the end."""
        new = bool(line.strip()) and (not self._lines or self._lines[-1] != line)
        if new:
            self._lines = [*self._lines, line][-MOST:]
        self._at, self._draft = len(self._lines), ""
        return new

    def step(self, by: int, current: str) -> str | None:
        """The line so many steps later (or, below 0, earlier), or None where there is none; `current` is kept."""
        at = min(len(self._lines), max(0, self._at + by))
        if at == self._at:
            return None
        if self._at == len(self._lines):
            self._draft = current
        self._at = at
        return self._lines[at] if at < len(self._lines) else self._draft

    def search(self, words: str, before: int | None = None) -> int | None:
        """The number of the latest line with these words in it (case does not matter), or of one before a number."""
        wanted = words.casefold()
        if not wanted:
            return None
        end = len(self._lines) if before is None else before
        return next((n for n in range(end - 1, -1, -1) if wanted in self._lines[n].casefold()), None)

    def line(self, number: int) -> str:
        """A line by its number."""
        return self._lines[number]


def read(path: Path) -> list[str] | None:
    """The newest lines of a history file, or None where there is none (or it cannot be read).

    When it has grown far beyond what is kept, it is shortened. Lines that are damaged are left out.
    """
    try:
        rows = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    lines: list[str] = []
    for row in rows:
        with contextlib.suppress(ValueError):
            value = json.loads(row)
            if isinstance(value, str):
                lines.append(value)
    lines = lines[-MOST:]
    if len(rows) > 2 * MOST:
        with contextlib.suppress(OSError):
            _rewrite(path, lines)
    return lines


def append(path: Path, line: str) -> None:
    """Add a line to the file, which only the user may read. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb", buffering=0) as file:
        file.write(f"{json.dumps(line)}\n".encode("ascii"))


def _rewrite(path: Path, lines: Iterable[str]) -> None:
    beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.writelines(f"{json.dumps(line)}\n" for line in lines)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
