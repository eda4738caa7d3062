"""What the commands print for people: text that the terminal can show, and that cannot steer it."""

from __future__ import annotations

import sys


def shown(text: str) -> str:
    """One line, cut where it is very long, without what could steer the terminal, in the encoding that stdout has."""
    from tui.text import printable

    encoding = sys.stdout.encoding or "utf-8"
    return printable(text).encode(encoding, errors="replace").decode(encoding)
