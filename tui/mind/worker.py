"""A thread that does one job after the other.

A daemon thread and a plain queue rather than one worker per job: jobs keep their order (load, then what was typed
meanwhile), and leaving the app need not wait for a model that takes minutes to load.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue


class Job:
    """Something asked of the worker. Whoever does it looks at `cancelled` now and then, and ends early."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether nobody waits for it any more."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Nobody waits for it any more; if its turn has not come, it is never begun."""
        self._cancelled.set()


class Worker:
    """Jobs in order, in a thread of its own."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()

    def start(self) -> None:
        """Begin to work; what was put before is done first."""
        threading.Thread(target=self._run, name=self._name, daemon=True).start()

    def put(self, work: Callable[[], None]) -> None:
        """Do this when everything before it is done. It must not raise."""
        self._queue.put(work)

    def close(self) -> None:
        """End after the current job; waits for nothing."""
        self._queue.put(None)

    def _run(self) -> None:
        while (work := self._queue.get()) is not None:
            work()
