"""Reading a run's events.jsonl while it is written: only what is new, and only whole lines."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

Event = dict[str, Any]


class EventTail:
    """Remembers how far it has read. A file that was replaced or cut is read from its beginning again."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._offset = 0
        self._inode = 0

    def read(self) -> tuple[list[Event], bool]:
        """The new events, and whether all that was read before is void. A line that is no event is passed over."""
        try:
            with self._file.open("rb") as opened:
                told = os.fstat(opened.fileno())
                anew = bool(self._offset) and (told.st_ino != self._inode or told.st_size < self._offset)
                if anew:
                    self._offset = 0
                self._inode = told.st_ino
                opened.seek(self._offset)
                block = opened.read()
                whole = block.rfind(b"\n") + 1
                self._offset += whole
                return list(filter(None, map(_event, block[:whole].split(b"\n")))), anew
        except OSError:  # it is not there (yet), or nobody may read it
            anew, self._offset = bool(self._offset), 0
            return [], anew


def _event(line: bytes) -> Event | None:
    if not line.strip():
        return None
    try:
        event = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) and isinstance(event.get("event"), str) else None
