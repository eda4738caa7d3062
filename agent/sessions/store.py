"""The folder of saved sessions: one file each, found by name. Where it is, the caller says."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from agent.sessions.record import SessionError, SessionFile, read_header, read_session

SUFFIX = ".jsonl"
_NAME = re.compile(r"\w[\w .,+()-]{0,78}(?<![ .])")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LIST = "`etaoin sessions list` (or /sessions) shows them all"


@dataclass(frozen=True, slots=True)
class Info:
    """What a list of sessions shows. `problem` is set where the file cannot be read."""

    name: str
    modified: float
    scene: str = ""
    model: str = ""
    created: str = ""
    turns: int = 0
    problem: str | None = None


class Store:
    """Sessions by name in a folder. Every method may raise SessionError."""

    def __init__(self, folder: Path) -> None:
        """The folder need not exist; it is made when the first session is written."""
        self.folder = folder

    def names(self) -> list[str]:
        """What was changed last comes first."""
        try:
            found = [(path.stat().st_mtime_ns, path.stem) for path in self.folder.glob(f"*{SUFFIX}")]
        except OSError as error:
            raise SessionError(_cannot("The sessions", self.folder, "be listed", error)) from None
        return [name for _, name in sorted(found, reverse=True)]

    def infos(self) -> list[Info]:
        """All sessions, what was changed last first; only heads are read and lines counted."""
        return [self._info(name) for name in self.names()]

    def latest(self, but: str | None = None) -> str:
        """The session that was changed last, other than `but`."""
        found = [name for name in self.names() if name != but]
        if not found:
            other = "other " if but else ""
            raise SessionError(f"There is no {other}saved session in {self.folder} yet. Say something first.")
        return found[0]

    def path(self, name: str) -> Path:
        """Where a session of that name is, or would be."""
        if not _proper(name):
            raise SessionError(
                f"A session cannot be called {name[:80]!r}: a name begins with a letter or digit, goes on with "
                "letters, digits, spaces and . , - + ( ), and has at most 80 characters. Choose another."
            )
        return self.folder / f"{name}{SUFFIX}"

    def path_of(self, name: str) -> Path:
        """Where a session that is known to be there is kept."""
        return self.folder / f"{name}{SUFFIX}"

    def size(self, name: str) -> int | None:
        """How many bytes a session's file has, or None when there is none."""
        path = self.path_of(name)
        try:
            return path.stat().st_size
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SessionError(_cannot(f"The session {name!r}", path, "be looked at", error)) from None

    def find(self, name: str) -> Path:
        """The file of a session that is there.

        A file that somebody else put there may be called what none of ours is.
        """
        name = name.removesuffix(SUFFIX)
        if not _proper(name) and name in self.names():
            return self.path_of(name)
        path = self.path(name)
        if self.size(name) is not None:
            return path
        names = self.names()
        close = get_close_matches(name, names, n=1) or [other for other in names if name.lower() in other.lower()]
        hint = f" Did you mean {close[0]!r}?" if close else ""
        have = f"{_LIST}." if names else f"There is none yet in {self.folder}."
        raise SessionError(f"There is no session {name!r}.{hint} {have}")

    def read(self, name_or_path: str) -> SessionFile:
        """A session by name, or from a file anywhere."""
        if is_path(name_or_path):
            return read_session(Path(name_or_path).expanduser())
        return read_session(self.find(name_or_path))

    def delete(self, name: str) -> None:
        """Remove a session."""
        path = self.find(name)
        try:
            path.unlink()
        except OSError as error:
            raise SessionError(_cannot(f"The session {name!r}", path, "be deleted", error)) from None

    def rename(self, old: str, new: str) -> None:
        """Give a session another name, which must be free."""
        source, target = self.find(old), self.path(new)
        if self.size(new) is not None:
            raise SessionError(_taken(new))
        try:
            os.rename(source, target)
        except OSError as error:
            raise SessionError(_cannot(f"The session {old!r}", source, "be renamed", error)) from None

    def free(self, name: str) -> str:
        """That name, or with a number behind it when there is such a session already."""
        self.path(name)
        taken, number = name, 1
        while self.size(taken) is not None:
            number += 1
            taken = f"{name}-{number}"
        return taken

    def write_new(self, name: str, text: str) -> int:
        """Write the whole file of a session that does not exist yet; its size."""
        path = self.path(name)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SessionError(_cannot("The folder of sessions", self.folder, "be made", error)) from None
        try:
            return write_new(path, text)
        except FileExistsError:
            raise SessionError(_taken(name)) from None
        except OSError as error:
            raise SessionError(_cannot(f"The session {name!r}", path, "be written", error)) from None

    def _info(self, name: str) -> Info:
        path = self.path_of(name)
        modified = 0.0
        try:
            modified = path.stat().st_mtime
            with path.open("rb") as file:
                header = read_header(file.readline(), path)
                turns = sum(1 for line in file if line.strip())
        except SessionError as error:
            return Info(name, modified, problem=str(error))
        except OSError as error:
            return Info(name, modified, problem=_cannot(f"The session {name!r}", path, "be read", error))
        scene = header.get("scene")
        title = str(scene.get("name", "")) if isinstance(scene, dict) else ""
        return Info(name, modified, title, str(header.get("model", "")), str(header.get("created", "")), turns)


def _proper(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and not _RESERVED.fullmatch(name)


def is_path(text: str) -> bool:
    """Whether this means a file rather than the name of a saved session."""
    return text.endswith(SUFFIX) or "/" in text or os.sep in text


def write_new(path: Path, text: str) -> int:
    """Write a file that must not exist yet, whole or not at all; its size in bytes. Raises OSError.

    The name is taken first (so that nobody else's file is replaced), then the finished text is moved there.
    """
    data = text.encode("utf-8")
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644))
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except OSError:
        for left in (part, path):
            with contextlib.suppress(OSError):
                left.unlink()
        raise
    return len(data)


@contextlib.contextmanager
def told(what: str, path: Path) -> Iterator[None]:
    """Turn an error of the system while something is written into one for people."""
    try:
        yield
    except OSError as error:
        raise SessionError(_cannot(what, path, "be written", error)) from None


def _taken(name: str) -> str:
    return f"There is a session {name!r} already. Choose another name, or delete that one first."


def _cannot(what: str, path: Path, be: str, error: OSError) -> str:
    why = error.strerror or str(error)
    return f"{what} cannot {be}: {why} ({path}). Check the permissions and the space there, or use another place."
