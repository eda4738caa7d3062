"""The end of a log file, followed as it grows: lines, each with what it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tui.text import printable

Level = Literal["error", "warning", "output"]
LEVELS: tuple[Level, ...] = ("error", "warning", "output")
FIRST = 512 * 1024
"""Bytes from the end that are read to begin with, however large the file is."""
MOST = 20_000
"""Lines that are kept; older ones are left in the file."""
LONGEST = 2000
"""Characters of a line that are shown."""
_HEAD = re.compile(r"--- \d{4}-\d\d-\d\d")
_ERROR = re.compile(r"\b(?:error|critical|fatal|traceback|exception)\b|(?:Error|Exception)\b", re.IGNORECASE)
_WARNING = re.compile(r"warn(?:ing)?\b|Warning\b|deprecat", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line, safe to draw; `head` where an entry of ours begins."""

    text: str
    level: Level
    head: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """What a look at the file brought: lines, whether they are in the place of all before, the size of the file.

    `cut`: older lines were left in the file. `why` says what is wrong, if anything is.
    """

    lines: tuple[Line, ...]
    anew: bool
    size: int
    cut: bool = False
    why: str = ""


class Tail:
    """Remembers how far a file was read, and what the last line belonged to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._at = -1
        self._file = (0, 0)
        self._half = b""
        self._error = False

    def look(self) -> News:
        """What is new; everything anew where the file has become shorter, or another one."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            fresh = self._at != 0
            self._begin(0)
            return News((), fresh, 0)
        except OSError as error:
            return News((), False, 0, why=f"{self.path} can't be read: {error.strerror or error}.")
        this = (found.st_dev, found.st_ino)
        anew = self._at < 0 or found.st_size < self._at or this != self._file
        cut = False
        if anew:
            self._begin(max(0, found.st_size - FIRST))
            self._file = this
            cut = self._at > 0
        try:
            with self.path.open("rb") as file:
                file.seek(self._at)
                data = file.read(FIRST)
        except OSError as error:
            return News((), False, 0, why=f"{self.path} can't be read: {error.strerror or error}.")
        self._at += len(data)
        *whole, self._half = (self._half + data).split(b"\n")
        if cut and whole:
            whole.pop(0)  # its beginning is not there
        if len(self._half) > LONGEST * 4:  # no line that somebody would read
            whole.append(self._half)
            self._half = b""
        return News(tuple(self._lines(whole)), anew, found.st_size, cut)

    def _begin(self, at: int) -> None:
        self._at, self._half, self._error, self._file = at, b"", False, (0, 0)

    def _lines(self, whole: Iterable[bytes]) -> Iterable[Line]:
        for raw in whole:
            text = raw.rstrip(b"\r")[: LONGEST * 4].decode("utf-8", "replace").replace("\t", "    ")
            head = bool(_HEAD.match(text))
            if head or text.startswith("Traceback (most recent call last)"):
                self._error = True
            elif not text.strip():
                self._error = False  # an entry ends with an empty line
            yield Line(printable(text, LONGEST), "error" if self._error else _level(text), head)


def _level(text: str) -> Level:
    return "warning" if _WARNING.search(text) else "error" if _ERROR.search(text) else "output"


def shown(lines: Iterable[Line], level: str = "", text: str = "") -> list[Line]:
    """The lines of a level ("" for all) that have a text in them."""
    wanted = text.casefold()
    return [line for line in lines if (not level or line.level == level) and wanted in line.text.casefold()]


def clear(path: Path) -> None:
    """Empty the file; whoever has it open goes on writing to it. Raises OSError."""
    with path.open("r+b") as file:
        file.truncate(0)
