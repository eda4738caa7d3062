"""What a user can mend about a comparison."""

from __future__ import annotations


class CompareError(Exception):
    """A comparison can't be made. `str()` of it says what happened, why, and what to do next."""
