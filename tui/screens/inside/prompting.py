"""The parts of a prompt in words. No screen is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tui.screens.inside.numbers import times
from tui.screens.inside.tracing import visible

if TYPE_CHECKING:
    from agent.lm.looking import Part, Piece

_CAPTIONS = {"user": "you", "agent": "the answer", "act": "its turn", "": "before that"}
SHADES = ("$surface", "$panel")


def captions(parts: Sequence[Part]) -> list[str]:
    """What each part is: the last of the person's is what was said now, those before it the history."""
    last = max((number for number, part in enumerate(parts) if part.role == "user"), default=-1)
    return [
        "you, now"
        if number == last
        else f"{_CAPTIONS[part.role]}, before"
        if part.role == "user"
        else _CAPTIONS[part.role]
        for number, part in enumerate(parts)
    ]


def summary(parts: Sequence[Part], vocabulary: int, context: int) -> str:
    """How long the prompt is, and of what."""
    pieces = [piece for part in parts for piece in part.pieces]
    marks = sum(piece.mark for piece in pieces)
    last = max((number for number, part in enumerate(parts) if part.role == "user"), default=-1)
    now = sum(not piece.mark for number, part in enumerate(parts) if number == last for piece in part.pieces)
    before = len(pieces) - marks - now
    return (
        f"{times(len(pieces))} tokens: {marks} of the template's marks, {before} of what went before, {now} of what "
        f"you said now. The vocabulary has {times(vocabulary)}; the model reads at most {times(context)} at once."
    )


def chips_of(part: Part) -> Iterator[tuple[str, int, bool, str]]:
    """Text, number, whether it is of a mark, and a shade, which changes with each word: its pieces hang together."""
    for number, word in enumerate(words(part.pieces)):
        for piece in word:
            yield visible(piece.text), piece.id, piece.mark, SHADES[number % 2]


def words(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The tokens of a part by words: one begins with a space, with a mark, and after a mark."""
    found: list[list[Piece]] = []
    for piece in pieces:
        fresh = not found or piece.mark or piece.text[:1] == " " or found[-1][-1].mark
        if fresh and not (piece.mark and found and found[-1][-1].mark):
            found.append([])
        found[-1].append(piece)
    return found


def split_words(parts: Sequence[Part]) -> str:
    """Which words took several tokens."""
    split: dict[str, str] = {}
    for part in parts:
        for word in words(part.pieces):
            letters = [piece for piece in word if any(char.isalnum() or char == "\ufffd" for char in piece.text)]
            if len(letters) > 1 and not word[0].mark:
                text = "".join(piece.text for piece in word).strip()
                split[text] = " + ".join(visible(piece.text) for piece in word)
    if not split:
        return "Each word here is one token: the vocabulary was made from sentences like these."
    told = "; ".join(f"“{word}” = {pieces}" for word, pieces in list(split.items())[:6])
    return f"In several pieces, for the vocabulary has no token for the whole: {told}."
