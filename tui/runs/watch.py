"""All runs of a folder, looked at again and again: only what has changed is read."""

from __future__ import annotations

import threading
from pathlib import Path

from tui.runs.follow import Follower, is_run
from tui.runs.state import RunState, Status


class Watch:
    """Finds runs and follows them. `look` may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._followed: dict[str, Follower] = {}
        self._lock = threading.Lock()

    def look(self) -> tuple[RunState, ...]:
        """All runs, the one begun last first. A run that has not changed is the same value as before."""
        with self._lock:
            try:
                found = {path.name: path for path in self.folder.iterdir() if path.is_dir() and is_run(path)}
            except OSError:
                found = {}
            for name in self._followed.keys() - found.keys():
                del self._followed[name]
            for name, path in found.items():
                if name not in self._followed:
                    self._followed[name] = Follower(path)
            states = [_look(follower) for follower in self._followed.values()]
        return tuple(sorted(states, key=lambda state: (-state.began, state.name)))


class Vigil:
    """Which runs are being trained, and which have come to their end since one looked last.

    It only asks for processes: what a run has to tell is read once, when it is over.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._alive: set[str] = set()
        self._lock = threading.Lock()

    def look(self) -> tuple[int, tuple[RunState, ...]]:
        """How many are being trained now, and the ones that were when one looked before and are no more."""
        with self._lock:
            alive = {file.parent.name for file in self.folder.glob("*/process.json") if _trained(file.parent)}
            before, self._alive = self._alive, alive
        over = [self.folder / name for name in sorted(before - alive)]
        # One that was deleted since says nothing.
        return len(alive), tuple(_look(Follower(folder)) for folder in over if is_run(folder))


def _trained(folder: Path) -> bool:
    from training.run.process import trained_by

    return is_run(folder) and trained_by(folder) is not None


def _look(follower: Follower) -> RunState:
    """The state of a run; where its files hold what no run writes, that there is no telling."""
    try:
        return follower.look()
    except Exception as error:  # one damaged folder must not hide all others
        what = f"{type(error).__name__}: {error}"
        why = f"Its files hold what no run writes ({what}). Mend run.json, or delete the run (x)."
        return RunState(follower.folder.name, follower.folder, Status.DIED, why)
