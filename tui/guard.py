"""Keeps stray output off the screen: while the app runs, file descriptors 1 and 2 lead to the log file.

Libraries print warnings, and native code writes to the descriptors themselves; either would ruin the picture. Textual
draws through `sys.__stderr__` (a terminal) or `sys.__stdout__` (a browser), which are given copies of the real ones.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any, TextIO, cast


@contextlib.contextmanager
def quiet_screen(log: str) -> Iterator[None]:
    """Lead descriptors 1 and 2 to `log` for the time of the block; what Textual draws still reaches the terminal."""
    system = cast(Any, sys)  # the type says these two never change; changing them is the point
    before = (sys.__stdout__, sys.__stderr__)
    kept = (os.dup(1), os.dup(2))
    opened: list[TextIO] = []
    sink = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        drawn = kept[0] if os.isatty(kept[0]) and not os.isatty(kept[1]) else kept[1]  # as in `etaoin 2> errors.txt`
        opened = [os.fdopen(os.dup(fd), "w", encoding="utf-8", errors="replace") for fd in (kept[0], drawn)]
        system.__stdout__, system.__stderr__ = opened
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                with contextlib.suppress(ValueError, OSError):
                    stream.flush()
        os.dup2(kept[0], 1)
        os.dup2(kept[1], 2)
        system.__stdout__, system.__stderr__ = before
        for copy in opened:
            with contextlib.suppress(OSError):
                copy.close()
        for fd in (*kept, sink):
            os.close(fd)
