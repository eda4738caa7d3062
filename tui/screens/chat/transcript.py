"""The chat: everything said so far, following the end for as long as the reader is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from tui.screens.chat.turn import TurnView
from tui.text import printable
from tui.widgets.once import LaidOutOnce

if TYPE_CHECKING:
    from agent.session import Session, Turn

_KEEP = 200
"""How many entries stay; older ones leave. Each costs every layout about a twentieth of a millisecond."""


class Transcript(LaidOutOnce, VerticalScroll, can_focus=False):
    """Turns and notes, newest at the end."""

    unseen: reactive[int] = reactive(0)
    """How much has come below while the reader was further up."""

    def __init__(self) -> None:
        super().__init__()
        self._views: dict[int, TurnView] = {}

    def on_mount(self) -> None:
        """Follow the end from the start."""
        self.anchor()

    async def begin_turn(self, key: int, said: str) -> TurnView:
        """Show what was said; the answer is added to the view that is returned. The reader is taken to the end."""
        view = self._views[key] = TurnView(key, said)
        await self._add(view)
        self.anchor()
        return view

    async def recall(self, key: int, turn: Turn, session: Session | None, index: int) -> None:
        """Show a turn of a session that goes on."""
        (await self.begin_turn(key, turn.utterance)).answer(turn, session, index)

    async def note(self, text: str, kind: str = "") -> None:
        """Show something that the program says: plain text of one or more lines."""
        lines = "\n".join(printable(line, None) for line in text.split("\n"))
        await self._add(Static(Content(lines), classes=f"note {kind}".rstrip()))
        self.came()

    async def rule(self, title: str) -> None:
        """A line across, where something new begins."""
        await self._add(Static(Content(f"── {printable(title)} "), classes="rule"))

    def came(self) -> None:
        """Something new stands at the end: whoever reads further up is told."""
        if self.away:
            self.unseen += 1

    @property
    def away(self) -> bool:
        """Whether the reader is not at the end."""
        return self._anchor_released and self.scroll_y < self.max_scroll_y

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """At the end, all has been seen."""
        super().watch_scroll_y(old_value, new_value)
        if self.unseen and new_value >= self.max_scroll_y:
            self.unseen = 0

    # The turns.

    @property
    def turns(self) -> list[TurnView]:
        """The views of the turns that are still there, oldest first."""
        return list(self._views.values())

    def turn(self, key: int) -> TurnView | None:
        """The view of a turn, unless it has left."""
        return self._views.get(key)

    def walk(self, step: int, among: list[TurnView] | None = None) -> bool:
        """Go to the next turn (1) or the one before (-1), from the end where none has the focus; whether there is one.

        `among`: the turns to choose from, if not all.
        """
        turns = self.turns
        at = next((n for n, view in enumerate(turns) if view.has_focus), len(turns))
        there = turns[at + 1 :] if step > 0 else turns[:at][::-1]
        found = next((view for view in there if among is None or view in among), None)
        if found:
            found.focus()
        return found is not None

    def find(self, words: str) -> list[TurnView]:
        """The turns in which these words were said, answered or done."""
        wanted = words.casefold()
        return [view for view in self.turns if wanted and wanted in str(view.render()).casefold()]

    # Scrolling.

    def to_end(self) -> None:
        """Follow the end again."""
        self.unseen = 0
        self.anchor()

    def page(self, pages: int) -> None:
        """Scroll by pages (many for the start or the end)."""
        height = max(1, self.size.height - 2)
        if pages > 1:
            self.to_end()
        elif pages < -1:
            self.release_anchor()
            self.scroll_home(animate=False, immediate=True)
        else:
            self.release_anchor()
            self.scroll_relative(y=pages * height, animate=False, immediate=True)

    async def _add(self, widget: Static | TurnView) -> None:
        if not self.is_attached:  # the app is leaving
            return
        await self.mount(widget)
        extra = len(self.children) - _KEEP
        if extra > 0:
            leaving = self.children[:extra]
            for old in leaving:
                if isinstance(old, TurnView):
                    self._views.pop(old.key, None)
            await self.remove_children(leaving)
