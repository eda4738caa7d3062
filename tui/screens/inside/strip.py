"""A strip over a whole answer: how undecided the model was at each token."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from tui.screens.inside.numbers import columns, pooled


class TokenStrip(Widget):
    """Upright bars, one a token (where there is no room for that, one for several); a click goes to it."""

    at: reactive[int] = reactive(0)

    @dataclass
    class Picked(Message):
        """A column was clicked."""

        index: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._levels: list[float] = []
        self._flat: list[bool] = []

    def show(self, levels: list[float], flat: list[bool], at: int) -> None:
        """Other bars, 0 to 1 each; `flat` are those at which nothing was asked."""
        self._levels, self._flat = levels, flat
        self.at = at
        self.refresh(layout=True)

    def _share(self, width: int) -> tuple[list[float], int, int]:
        """The columns, how many tokens share one, and how wide each is."""
        pools, share = pooled(self._levels, width)
        return pools, share, max(1, min(6, width // max(len(pools), 1)))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """All there is."""
        return container.width

    def render(self) -> Content:
        """The bars, and below them where one stands."""
        width, height = self.content_size
        if not self._levels or width < 1 or height < 1:
            return Content("")
        pools, share, wide = self._share(width)
        here = self.at // share
        parts: list[str | tuple[str, str]] = []
        for line in columns(pools, max(1, height - 1)):
            for number, char in enumerate(line):
                parts.append(((char * wide), "$primary" if number == here else "$secondary"))
            parts.append("\n")
        for number in range(len(pools)):
            flat = all(self._flat[number * share : (number + 1) * share])
            sign = "▴" if number == here else "·" if flat else "─"
            parts.append(
                (sign + (" " if number == here or flat else "─") * (wide - 1), "$primary" if number == here else "$dim")
            )
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Which token that is."""
        offset = event.get_content_offset(self)
        if offset is None or not self._levels:
            return
        _, share, wide = self._share(self.content_size.width)
        index = offset.x // wide * share
        if index < len(self._levels):
            self.post_message(self.Picked(index))
