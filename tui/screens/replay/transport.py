"""The bar below the stage: playing or not, all turns as a strip of marks, where it stands, how fast."""

from __future__ import annotations

from itertools import groupby

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from tui.screens.replay.player import Pace, Player, gather
from tui.screens.replay.turns import COLOURS


class Press(Static):
    """A word that does on a click what a key does."""

    def __init__(self, action: str, tooltip: str, id: str) -> None:
        """`action` is one of the screen."""
        super().__init__(id=id)
        self._action = action
        self.tooltip = tooltip

    async def on_click(self, event: events.Click) -> None:
        """Do it."""
        event.stop()
        await self.run_action(f"screen.{self._action}")


class Strip(Widget):
    """A mark for each turn, or for several where there are more than fit; a click leads there."""

    class Pointed(Message):
        """A turn was clicked."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self) -> None:
        super().__init__()
        self._marks: list[str] = []
        self._at = 0
        self._starts: list[int] = []
        self._step = 1
        self.tooltip = "The turns, ✓ as in the script and ✗ otherwise. A click goes there."

    def show(self, marks: list[str], at: int) -> None:
        """Draw these marks; `at` turns are over."""
        self._marks, self._at = marks, at
        self.refresh()

    def render(self) -> Content:
        """The marks, with some air where there is room."""
        cells = gather(self._marks, self.size.width)
        self._starts = [start for _, start in cells]
        self._step = max(1, min(3, self.size.width // max(1, len(cells))))
        here = max((n for n, start in enumerate(self._starts) if start < self._at), default=-1)
        parts: list[tuple[str, str]] = []
        for style, run in groupby(enumerate(cells), lambda item: self._style(item[1][0], item[0] == here)):
            for _, (mark, _) in run:
                parts.append((mark, style))
                parts.append((" " * (self._step - 1), ""))
        return Content.assemble(*parts)

    @staticmethod
    def _style(mark: str, here: bool) -> str:
        return f"reverse {COLOURS[mark]}" if here else COLOURS[mark]

    def on_click(self, event: events.Click) -> None:
        """Which turn that is."""
        event.stop()
        cell = event.x // self._step
        if 0 <= cell < len(self._starts):
            self.post_message(self.Pointed(self._starts[cell]))


class Transport(Horizontal):
    """`▶ plays  ✓✓✓✗✓·····  5/43  1×`."""

    def compose(self) -> ComposeResult:
        """From left to right."""
        yield Press("play", "Play or pause (space)", "play")
        yield Strip()
        yield Static(id="place")
        yield Press("pace(1, True)", "Faster (+); behind the fastest comes the slowest", "pace")

    def show(self, player: Player | None, pace: Pace) -> None:
        """Draw how things stand."""
        if player is None:
            state = "■ nothing"
        elif player.waiting:
            state = "… thinking"
        elif player.playing or player.goal is not None:
            state = "▶ playing"
        else:
            state = "■ the end" if player.over else "❚❚ paused" if player.at else "■ ready"
        total = str(player.total) if player else ""
        place = f"{player.at:>{len(total)}}/{total}" if player else ""
        self.query_one("#play", Static).update(Content(state), layout=False)
        self.query_one("#pace", Static).update(Content(pace.label), layout=False)
        stands = self.query_one("#place", Static)
        stands.update(Content(place), layout=stands.content_size.width != len(place))
        self.query_one(Strip).show(player.marks if player else [], player.at if player else 0)
