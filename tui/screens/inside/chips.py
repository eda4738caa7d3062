"""Tokens as chips of two lines: the text above, a number below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

GAP = 1


@dataclass(frozen=True, slots=True)
class Chip:
    """A token: what stands above, what below, and the style of what stands above."""

    text: str
    below: str
    style: str = ""

    @property
    def width(self) -> int:
        """Cells that it takes."""
        return max(cell_len(self.text), cell_len(self.below))


def rows_of(chips: Sequence[Chip], width: int) -> list[list[Chip]]:
    """The chips in rows, none wider than `width` unless a single chip is."""
    rows: list[list[Chip]] = []
    used = 0
    for chip in chips:
        if not rows or used + chip.width > width:
            rows.append([])
            used = 0
        rows[-1].append(chip)
        used += chip.width + GAP
    return rows


class TokenChips(Widget):
    """A row of chips, as many lines as it takes."""

    def __init__(self, chips: Sequence[Chip] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._chips = tuple(chips)

    def show(self, chips: Sequence[Chip]) -> None:
        """Other chips."""
        self._chips = tuple(chips)
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Two lines a row, and one between."""
        return max(0, 3 * len(rows_of(self._chips, width)) - 1)

    def render(self) -> Content:
        """The rows."""
        parts: list[str | tuple[str, str]] = []
        for number, row in enumerate(rows_of(self._chips, max(1, self.content_size.width))):
            if number:
                parts.append("\n\n")
            for chip in row:
                parts += [(chip.text, chip.style), " " * (chip.width - cell_len(chip.text) + GAP)]
            parts.append("\n")
            for chip in row:
                parts.append((chip.below + " " * (chip.width - cell_len(chip.below) + GAP), "$dim"))
        return Content.assemble(*parts)
