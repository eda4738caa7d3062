"""Why something that an author wrote is turned down."""

from __future__ import annotations

REASONS = (
    "nothing written", "length or characters", "misspelt or made up", "excluded", "no valid action", "left out",
    "not understood", "needs a history", "unknown word", "no such thing", "ambiguous", "impossible", "nothing to do",
    "other refusals", "round trip", "too similar",
)  # fmt: skip
"""Why something is turned down, in the order of asking."""


class Rejected(Exception):  # noqa: N818 - a verdict, not an error of the program
    """Something is turned down: `reason` is one of `REASONS`, `detail` what was wrong with this one."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail
