"""One model's column: who it is, how far it is, and what it says."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.screens.compare import drawing
from tui.screens.compare.rounds import Answering, Round


class AnswerColumn(Vertical):
    """Shows what it is given; while an answer grows it follows the end, unless the reader has scrolled away."""

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        with Horizontal(classes="head"):
            yield Static(classes="who")
            yield Static(classes="state")
        with VerticalScroll():
            yield Static(classes="said")
        yield Static(classes="tally")

    def on_mount(self) -> None:
        """Nothing is drawn yet."""
        self._said: dict[str, Content] = {}

    def _say(self, which: str, text: Content) -> None:
        if self._said.get(which) != text:
            self._said[which] = text
            self.query_one(f".{which}", Static).update(text)

    def show(
        self,
        one: Answering,
        round_: Round | None,
        place: int,
        earlier: Sequence[Answering | None],
        tally: str,
        *,
        roomy: bool,
    ) -> None:
        """Draw an answer of a round, the one at this place; what has not changed is left alone.

        `earlier` are the same model's answers to the questions before, the last one first; where it is `roomy` there is
        the action as it was written, too.
        """
        hidden = round_ is not None and round_.hidden
        who, (long, short) = drawing.title_of(one, round_, place), drawing.state_of(one, hidden)
        room = self.size.width - who.cell_length - 6
        self._say("who", who)
        self._say("state", Content(long if len(long) <= room else short))
        self._say("tally", Content("" if hidden else tally))
        width = max(24, self.size.width - 6) if roomy else 0
        busy = round_ is not None and round_.busy
        body = drawing.body_of(one, hidden, busy, json_width=width, earlier=earlier)
        if self._said.get("said") == body:
            return
        scroll = self.query_one(VerticalScroll)
        at_end = scroll.scroll_offset.y >= scroll.max_scroll_y
        self._say("said", body)
        if at_end and one.busy:
            scroll.scroll_end(animate=False)
        elif at_end:
            scroll.scroll_home(animate=False)
