"""Keeps a session on disk while it goes on: after each turn, what is new is appended."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Sequence

from agent.session import Turn
from agent.sessions.record import SessionError, SessionFile, StoredTurn
from agent.sessions.store import Store, told
from world.scene import Scene

_GENERATED = re.compile(r"\d{4}-\d\d-\d\d-\d{4}\b")
_WORDS = 5


class Recorder:
    """Writes the turns of one session to one file, which is made with the first turn.

    Nothing is ever overwritten: a file that somebody else has changed meanwhile is left alone, and the session goes on
    in a file of its own. Where a turn cannot be written, the next call tries again.
    """

    def __init__(self, store: Store, scene: Scene, model: str, name: str | None = None) -> None:
        """`name`: None makes one up from the time and the first words."""
        self.name: str | None = None
        self._wanted = name
        self._store = store
        self._scene = scene
        self._model = model
        self._created = time.strftime("%Y-%m-%dT%H:%M:%S%z")
        self._written = 0
        self._size = 0
        self._open_end = False

    @classmethod
    def resumed(cls, store: Store, file: SessionFile, model: str) -> Recorder:
        """Go on in the file that a session was read from; one from elsewhere is copied into the store instead."""
        recorder = cls(store, file.scene, file.model or model)
        recorder._created = file.created or recorder._created
        if file.path is not None and file.path == store.path_of(file.name):
            recorder.name = file.name
            recorder._written, recorder._size, recorder._open_end = len(file.turns), file.size, file.open_end
        return recorder

    @property
    def generated(self) -> bool:
        """Whether the session has no name of the user's own."""
        return self.name is None or is_generated(self.name)

    def record(self, turns: Sequence[Turn]) -> str | None:
        """Write what is not written yet of all the session's turns; something to tell, or None. Raises SessionError."""
        if not turns or (self.name is not None and len(turns) == self._written):
            return None
        if self.name is None:
            self._begin(self._wanted or generated_name(turns[0].utterance), turns)
            return None
        size = self._store.size(self.name)
        if size != self._size:
            was = self.name
            self._begin(was, turns)
            if size is None:
                return None
            return f"Somebody else has changed the session {was!r}. This one goes on as {self.name!r}."
        self._append("".join(StoredTurn.of(turn).to_line() for turn in turns[self._written :]))
        self._written = len(turns)
        return None

    def save(self, name: str, turns: Sequence[Turn]) -> None:
        """Give the session a name of the user's: an autosaved one is renamed, one that has a name is copied.

        It goes on under the new name. Raises SessionError, and then everything is as before.
        """
        self._store.path(name)
        if name == self.name:
            self.record(turns)
            return
        if self.name is not None and self.generated and self._store.size(self.name) is not None:
            self.record(turns)
            self._store.rename(self.name, name)
            self.name = name
            return
        self._write(name, turns)

    def _begin(self, name: str, turns: Sequence[Turn]) -> None:
        """Write a file of its own; another Etaoin may take the name first, then the next one is tried."""
        for _ in range(100):
            free = self._store.free(name)
            try:
                self._write(free, turns)
                return
            except SessionError:
                if self._store.size(free) is None:
                    raise
        raise SessionError(f"No free name like {name!r} could be found. Delete some sessions, or use /save NAME.")

    def _write(self, name: str, turns: Sequence[Turn]) -> None:
        file = SessionFile.of(name, self._scene, self._model, self._created, turns)
        self._size = self._store.write_new(name, file.to_text())
        self.name, self._written, self._open_end = name, len(turns), False

    def _append(self, text: str) -> None:
        """Add lines at the end; what is there stays, and half of a line never does."""
        assert self.name is not None
        path = self._store.path_of(self.name)
        data = (("\n" if self._open_end else "") + text).encode("ascii")
        with told(f"The session {self.name!r}", path):
            try:
                with path.open("ab") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
            except OSError:
                with contextlib.suppress(OSError):
                    os.truncate(path, self._size)
                raise
        self._size += len(data)
        self._open_end = False


def is_generated(name: str) -> bool:
    """Whether a name was made up from the time, and is nobody's choice."""
    return _GENERATED.match(name) is not None


def generated_name(said: str) -> str:
    """The time and the first words: "2026-07-24-1015-pick-up-a-big-red"."""
    words = re.findall(r"[a-z0-9]+", said.lower())[:_WORDS]
    return "-".join([time.strftime("%Y-%m-%d-%H%M"), *words])[:60].rstrip("-")
