"""Hearing an answer while it is being written, from whatever thread it is written in.

A context variable for the same reason as in `agent.lm.interrupt`: whoever wants to show the tokens as they come stands
far above the loop that writes them, and nothing between the two needs to know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Heard = Callable[[str, int], None]
"""Is told what is written so far, and how many tokens that is; it must be quick, for the model waits."""

_heard: ContextVar[Heard | None] = ContextVar("heard", default=None)


@contextmanager
def overheard(heard: Heard) -> Iterator[None]:
    """Within this block `heard` is told of every action that the models of this thread write, as it grows."""
    token = _heard.set(heard)
    try:
        yield
    finally:
        _heard.reset(token)


def tell(text: Callable[[], str], tokens: int) -> None:
    """Say how far an answer is; `text` is called only where somebody listens."""
    heard = _heard.get()
    if heard is not None:
        heard(text(), tokens)
