"""Stopping a model in the midst of an answer: between two tokens, from whatever thread it runs in.

Whoever has an answer written says when to stop; the loops that write ask between two forwards. It is a context variable
rather than an argument because the question comes from far above (a person pressed escape) and is answered far below:
nothing between the two, least of all a model of somebody else's, needs to know of it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")

_POLL = 0.05
"""Seconds between two looks while something is awaited that cannot look itself."""

_should_stop: ContextVar[Callable[[], bool] | None] = ContextVar("should_stop", default=None)


class Interrupted(Exception):  # noqa: N818 (it is no error)
    """Nobody waits for this answer any more; everything is as it was before it was begun."""


@contextmanager
def interruptible(should_stop: Callable[[], bool]) -> Iterator[None]:
    """Within this block the models of this thread stop with `Interrupted` soon after `should_stop` says so."""
    token = _should_stop.set(should_stop)
    try:
        yield
    finally:
        _should_stop.reset(token)


def check() -> None:
    """Go on, or raise Interrupted. Costs a look; call it between two forwards."""
    stop = _should_stop.get()
    if stop is not None and stop():
        raise Interrupted


def waiting(work: Callable[[], T]) -> T:
    """Do work that only waits (for a server, say), and leave it behind when told to stop.

    Where nobody can tell, it is done right here. What is left behind ends by itself, and its outcome is dropped.
    """
    if _should_stop.get() is None:
        return work()
    outcome: list[T] = []
    failure: list[BaseException] = []
    done = threading.Event()

    def run() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # raised again in the thread that waits
            failure.append(error)
        finally:
            done.set()

    threading.Thread(target=run, name="waiting", daemon=True).start()
    while not done.wait(_POLL):
        check()
    if failure:
        raise failure[0]
    return outcome[0]
