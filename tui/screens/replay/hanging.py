"""Text beside a margin: numbers and marks stand apart, and wrapped lines stay clear of them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.css.styles import RulesMap
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

_LEAST = 12
"""With less room than this for the text, the margins are left out."""
_THEMED = ("$primary", "$dim", "$success", "$error")
"""Colours that tell one theme from another."""


class Hanging(Visual):
    """Blocks below each other, each a margin and a text that wraps beside it."""

    def __init__(self, blocks: Sequence[tuple[Content, Content]]) -> None:
        self._blocks = tuple(blocks)
        self._drawn: tuple[object, list[Strip]] | None = None

    def _room(self, width: int) -> list[tuple[Content | None, Content, int]]:
        """The blocks with the width that each text has."""
        out: list[tuple[Content | None, Content, int]] = []
        for margin, text in self._blocks:
            left = width - margin.cell_length
            out.append((margin, text, left) if left >= _LEAST else (None, text, max(1, width)))
        return out

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """All lines, or the first `height`.

        They are kept: a list draws all its rows again when one has changed.
        """
        key = (width, style, tuple(map(options.get_style, _THEMED)))
        if self._drawn is None or self._drawn[0] != key:
            self._drawn = key, self._draw(width, style, options)
        strips = self._drawn[1]
        return strips if height is None else strips[:height]

    def _draw(self, width: int, style: Style, options: RenderOptions) -> list[Strip]:
        strips: list[Strip] = []
        for margin, text, room in self._room(width):
            lines = text.render_strips(room, None, style, options)
            if margin is not None:
                wide = margin.cell_length
                first = margin.render_strips(wide, 1, style, options)[0].extend_cell_length(wide, style.rich_style)
                rest = Strip.blank(wide, style.rich_style)
                lines = [Strip.join([rest if n else first, line]) for n, line in enumerate(lines)]
            strips += lines
        return strips

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """As wide as the widest line."""
        return max(
            (margin.cell_length + text.get_optimal_width(rules, container_width) for margin, text in self._blocks),
            default=1,
        )

    def get_height(self, rules: RulesMap, width: int) -> int:
        """So many lines."""
        return sum(text.get_height(rules, room) for _, text, room in self._room(width))
