"""Trees of words, to be drawn by the one tree widget of this page. No screen is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Tone = Literal["plain", "dim", "strong", "value", "word", "bad"]


@dataclass(slots=True)
class Branch:
    """A line of a tree, in stretches of several tones, and what hangs below it."""

    label: list[tuple[str, Tone]]
    children: list[Branch] = field(default_factory=list)

    def text(self) -> str:
        """The line without its tones."""
        return "".join(text for text, _ in self.label)

    def add(self, *label: tuple[str, Tone]) -> Branch:
        """Hang a line below this one; the new line."""
        child = Branch(list(label))
        self.children.append(child)
        return child

    def outline(self, depth: int = 0) -> str:
        """The tree as indented text."""
        return "\n".join(["  " * depth + self.text(), *(child.outline(depth + 1) for child in self.children)])


def texts(branches: Sequence[Branch]) -> str:
    """Several trees as indented text."""
    return "\n".join(branch.outline() for branch in branches)
