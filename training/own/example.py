"""One example of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.own.alignment import Alignment


@dataclass(frozen=True, slots=True)
class Example:
    """What was said after what, and the canonical JSON of its meaning; a `group` is held out together.

    `aligned` tells which words say what, where that was looked for.
    """

    say: str
    action: str
    history: tuple[tuple[str, str], ...] = ()
    group: str = ""
    aligned: Alignment | None = None
