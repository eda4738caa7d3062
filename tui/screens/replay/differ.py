"""Two answers beside each other: which words of the one are not in the other."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

Piece = tuple[str, bool]
"""Some text, and whether it differs."""

_WORDS = re.compile(r"\S+\s*")
_FOLD = re.compile(r"[^\w]+")


def differing(expected: str, actual: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces. Case and punctuation do not count, as they don't where replies are compared."""
    before, after = _WORDS.findall(expected), _WORDS.findall(actual)
    matcher = SequenceMatcher(None, list(map(_folded, before)), list(map(_folded, after)), autojunk=False)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, i, j, k, n in matcher.get_opcodes():
        _add(left, before[i:j], kind != "equal")
        _add(right, after[k:n], kind != "equal")
    return left, right


def _folded(word: str) -> str:
    return _FOLD.sub("", word.replace("'", "")).casefold()


def _add(pieces: list[Piece], words: list[str], differs: bool) -> None:
    """The blank behind a differing stretch is not marked."""
    text = "".join(words)
    bare = text.rstrip()
    if differs and bare:
        pieces.append((bare, True))
        text = text[len(bare) :]
    if text:
        pieces.append((text, False))
