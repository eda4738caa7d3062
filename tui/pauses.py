"""Keeps the program from standing still for moments that are felt while one types.

Two things stop every thread of a Python program. One is the collector of garbage, which again and again looks at all
that there is (with a model loaded, a hundred thousand objects: tens of milliseconds). The other is the lock of the
interpreter: a key passes through three threads on its way to the screen, and whenever one wakes, it waits for the
model's thread up to the switch interval.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

_YOUNG = (10_000, 10, 10)
"""New objects before the collector looks at them (Python: 700, too often for a model that makes them all the time)."""
_SWITCH = 0.001
"""Seconds (Python: 0.005)."""

_WORK, _REST = 0.003, 0.001
"""Seconds that a thread computes before it rests, and rests."""

_begun = False


def begin() -> None:
    """Do so in this process, which is to be the application's alone."""
    global _begun
    _begun = True
    gc.set_threshold(*_YOUNG)
    sys.setswitchinterval(_SWITCH)


def settled() -> None:
    """Something large has been loaded and stays: the collector need not look at it any more."""
    if _begun:
        gc.freeze()


def breathing(items: Iterable[T]) -> Iterator[T]:
    """The same items, with a short sleep every few milliseconds: for threads that go through many of them."""
    begin = time.monotonic()
    for item in items:
        yield item
        if time.monotonic() - begin > _WORK:
            time.sleep(_REST)
            begin = time.monotonic()


def over() -> None:
    """The application has ended: what it leaves behind goes with the process, and need not be taken apart before."""
    if _begun:
        gc.disable()
        gc.freeze()
