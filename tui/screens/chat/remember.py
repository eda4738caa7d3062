"""The file of what was typed, read and written in a thread of its own: a slow disk must not be felt while typing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from textual.message import Message

from tui.errors import record
from tui.mind.worker import Worker
from tui.screens.chat.history import append, read


@dataclass
class HistoryRead(Message):
    """What was typed at other times, oldest first; None where there is nothing yet."""

    lines: list[str] | None


class Memory:
    """One history file. Where it cannot be written, that goes to the log: the chat is worth more than its history."""

    def __init__(self, path: Path, tell: Callable[[Message], object]) -> None:
        """`tell` takes a HistoryRead, once."""
        self._path, self._tell = path, tell
        self._broken = False
        self._worker = Worker("history")
        self._worker.put(self._read)
        self._worker.start()

    def add(self, line: str) -> None:
        """Keep a line."""
        self._worker.put(lambda: self._append(line))

    def close(self) -> None:
        """End when all is written; waits for nothing."""
        self._worker.close()

    def _read(self) -> None:
        self._tell(HistoryRead(read(self._path)))

    def _append(self, line: str) -> None:
        if self._broken:
            return
        try:
            append(self._path, line)
        except OSError as error:
            self._broken = True
            record(error, "keeping what was typed")
