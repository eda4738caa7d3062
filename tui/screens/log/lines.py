"""Lines of a log, of any number: only those that are seen are drawn."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.screens.log.tail import Line

MARKS = {"error": "✗ ", "warning": "! ", "output": "  "}
"""What stands before a line, so that colour is not the only sign."""


class LogLines(ScrollView, can_focus=True):
    """Scrolls both ways; stays at the end when it is there."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "log--error", "log--warning", "log--output", "log--head", "log--found", "log--here", "log--dim",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", "Down", show=False),
        Binding("k", "scroll_up", "Up", show=False),
        Binding("g", "scroll_home", "First", show=False),
        Binding("G", "scroll_end", "Last", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[Line] = ()
        self._text = ""
        self._here = -1
        self._nothing = ""
        self.following = True

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Whoever scrolls up stops following, and goes on at the end."""
        super().watch_scroll_y(old_value, new_value)
        self.following = new_value >= self.max_scroll_y - 1

    def show(self, lines: Sequence[Line], text: str = "", follow: bool = True, nothing: str = "") -> None:
        """Show these, with a text marked in them; `follow` them to the end; `nothing` is said where there is none."""
        self._lines, self._text, self._here, self._nothing = lines, text.casefold(), -1, nothing
        width = max((cell_len(line.text) for line in lines), default=0) + 2
        self.virtual_size = Size(width, len(lines))
        self.refresh()
        if follow:
            self.following = True
            self.scroll_end(animate=False, x_axis=False)

    def find(self, step: int) -> bool:
        """Go to the next line with the text (or, with -1, the one before); whether there is one."""
        count = len(self._lines)
        if not self._text or not count:
            return False
        begin = self._here if self._here >= 0 else (count if step < 0 else -1)
        for n in range(1, count + 1):
            index = (begin + step * n) % count
            if self._text in self._lines[index].text.casefold():
                self._here = index
                self.scroll_to(y=max(0, index - self.size.height // 2), animate=False)
                self.refresh()
                return True
        return False

    def render_line(self, y: int) -> Strip:
        """One line, and what was looked for in it."""
        width = self.scrollable_content_region.width
        index = round(self.scroll_y) + y
        if not self._lines and y:
            told = textwrap.wrap(self._nothing, max(1, width - 4))
            text = f"  {told[y - 1]}" if y <= len(told) else ""
            return Strip([Segment(text, self.get_component_rich_style("log--dim"))]).adjust_cell_length(width)
        if index >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        line = self._lines[index]
        style = self.get_component_rich_style("log--head" if line.head else f"log--{line.level}")
        cells = [Segment(MARKS[line.level], style)]
        if self._text:
            mark = self.get_component_rich_style("log--here" if index == self._here else "log--found")
            folded, at = line.text.casefold(), 0
            # Folding may change how long a text is; then nothing is marked.
            while len(folded) == len(line.text) and (found := folded.find(self._text, at)) >= 0:
                end = found + len(self._text)
                cells += [Segment(line.text[at:found], style), Segment(line.text[found:end], mark)]
                at = end
            cells.append(Segment(line.text[at:], style))
        else:
            cells.append(Segment(line.text, style))
        x = round(self.scroll_x)
        return Strip(cells).extend_cell_length(x + width, self.rich_style).crop(x, x + width)
