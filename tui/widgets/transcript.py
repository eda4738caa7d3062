"""The chat: everything said so far, following the end for as long as the reader is there."""

from __future__ import annotations

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.text import printable
from tui.widgets.turn import TurnView

_KEEP = 300
"""How many entries stay; older ones leave, so that the layout stays quick in a long session."""


class Transcript(VerticalScroll, can_focus=False):
    """Turns and notes, newest at the end."""

    def on_mount(self) -> None:
        """Follow the end from the start."""
        self.anchor()

    async def begin_turn(self, key: int, said: str) -> TurnView:
        """Show what was said; the answer is added to the view that is returned."""
        view = TurnView(key, said)
        await self._add(view)
        self.anchor()
        return view

    async def note(self, text: str, kind: str = "") -> None:
        """Show something that the program says: plain text of one or more lines."""
        lines = "\n".join(printable(line, None) for line in text.split("\n"))
        await self._add(Static(Content(lines), classes=f"note {kind}".rstrip()))

    async def rule(self, title: str) -> None:
        """A line across, where something new begins."""
        await self._add(Static(Content(f"── {printable(title)} "), classes="rule"))

    def turn(self, key: int) -> TurnView | None:
        """The view of a turn, unless it has left."""
        return next((view for view in self.query(TurnView) if view.key == key), None)

    def page(self, pages: int) -> None:
        """Scroll by pages (many for the start or the end)."""
        height = max(1, self.size.height - 2)
        if abs(pages) > 1:
            if pages > 0:
                self.anchor()
            else:
                self.release_anchor()
                self.scroll_home(animate=False)
            return
        self.release_anchor()
        self.scroll_relative(y=pages * height, animate=False)

    async def _add(self, widget: Static | TurnView) -> None:
        await self.mount(widget)
        extra = len(self.children) - _KEEP
        if extra > 0:
            await self.remove_children(list(self.children[:extra]))
