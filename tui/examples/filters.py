"""Which rows are shown, and in which order."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tui.examples.row import Row
from tui.pauses import breathing

KEPT, REJECTED = "+kept", "-rejected"
"""What a filter by verdict can be beside a single reason."""
LENGTHS = {"1–3 words": (0, 3), "4–7 words": (4, 7), "8–12 words": (8, 12), "13 and more": (13, 10**9)}
ORDERS: dict[str, Callable[[Row], Any]] = {
    "number": lambda row: row.number,
    "say": lambda row: row.say.casefold(),
    "meaning": lambda row: row.second.casefold(),
    "act": lambda row: (row.act, row.number),
    "words": lambda row: (row.words, row.say.casefold()),
    "reason": lambda row: (row.reason, row.number),
}
"""What rows can be sorted by."""
_PART = 5000


@dataclass(frozen=True, slots=True)
class Filter:
    """What is to be shown: each field is empty, or what all rows must have."""

    text: str = ""
    act: str = ""
    verdict: str = ""
    length: str = ""

    def __bool__(self) -> bool:
        """Whether anything is left out."""
        return bool(self.text.strip() or self.act or self.verdict or self.length)

    def keeps(self, row: Row) -> bool:
        """Whether a row is shown. All words of the text must be somewhere in it."""
        if self.act and self.act not in row.acts:
            return False
        if self.verdict and not _judged(row, self.verdict):
            return False
        if self.length:
            least, most = LENGTHS[self.length]
            if not least <= row.words <= most:
                return False
        if not self.text.strip():
            return True
        here = f"{row.say}\n{row.second}\n{row.reason}\n{row.detail}\n{row.part}\n{row.scene}".casefold()
        return all(word in here for word in self.text.casefold().split())


def _judged(row: Row, verdict: str) -> bool:
    if verdict in (KEPT, REJECTED):
        return row.kept == (verdict == KEPT)
    return row.reason == verdict


def chosen(rows: Iterable[Row], wanted: Filter, order: str = "number", backwards: bool = False) -> list[Row]:
    """The rows that a filter keeps, in order."""
    found = [row for row in rows if wanted.keeps(row)] if wanted else list(rows)
    if order == "number":
        return found[::-1] if backwards else found
    # In parts: a single sort would not let another thread run before it is over.
    key = ORDERS[order]
    parts = [sorted(found[at : at + _PART], key=key, reverse=backwards) for at in range(0, len(found), _PART)]
    return list(breathing(heapq.merge(*parts, key=key, reverse=backwards)))
