"""Completion of file names while one types, and the JSON lines files that lie about."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from textual.suggester import Suggester

_MANY = 8
_ENDINGS = (".jsonl", ".json")


class PathSuggester(Suggester):
    """Completes names that are known, then folders and files of JSON lines; right arrow takes what it offers."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._names = tuple(names)

    async def get_suggestion(self, value: str) -> str | None:
        """The first that begins like this."""
        if not value:
            return None
        for name in self._names:
            if name.startswith(value):
                return name
        return await asyncio.to_thread(completed, value)


def completed(value: str) -> str | None:
    """A path that begins like this one: a file of JSON lines or a folder."""
    folder, slash, begun = value.rpartition("/")
    where = Path(folder + slash or ".").expanduser()
    try:
        for entry in sorted(where.iterdir()):
            hidden = entry.name.startswith(".") and not begun.startswith(".")
            if entry.name.startswith(begun) and not hidden and (entry.is_dir() or entry.suffix in _ENDINGS):
                return f"{folder}{slash}{entry.name}{'/' if entry.is_dir() else ''}"
    except OSError:
        pass
    return None


def files_about(folders: Iterable[Path], leave_out: Iterable[Path] = ()) -> list[Path]:
    """The newest JSON lines files in these folders, as the user's own data may lie there."""
    apart = set(leave_out)
    found: dict[Path, float] = {}
    for folder in folders:
        try:
            for entry in folder.iterdir():
                named = entry.suffix == ".jsonl" and not entry.name.startswith(".")
                if named and entry not in apart and entry.is_file():
                    found[entry] = entry.stat().st_mtime
        except OSError:
            continue
    return sorted(found, key=lambda path: -found[path])[:_MANY]
