"""Cells as Textual draws them."""

from __future__ import annotations

from itertools import groupby

from rich.color import Color
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.scene.palette import RGB, split
from tui.scene.raster import Cell

_styles: dict[tuple[RGB, RGB], Style] = {}


def to_strip(row: list[Cell]) -> Strip:
    """A row of cells as Textual draws it, equal neighbours in one segment."""
    if len(_styles) > 20_000:
        _styles.clear()
    segments: list[Segment] = []
    for (char, fg, bg), run in groupby(row):
        style = _styles.get((fg, bg))
        if style is None:
            style = _styles[fg, bg] = Style(color=_rich(fg), bgcolor=_rich(bg))
        segments.append(Segment(char * len(list(run)), style))
    return Strip(segments, len(row))


def _rich(color: RGB) -> Color:
    return Color.from_triplet(ColorTriplet(*split(color)))
