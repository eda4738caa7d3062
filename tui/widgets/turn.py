"""One exchange in the chat: what was said, what was answered, and the action in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.commands import parse
from tui.correcting import PUT_RIGHT
from tui.text import printable
from tui.widgets.action import ActionLine

if TYPE_CHECKING:
    from textual.timer import Timer

    from agent.session import Turn

_SPIN = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class TurnView(Vertical):
    """The user's line at once; the answer when it is there, and until then a sign that it is being worked on."""

    def __init__(self, key: int, said: str) -> None:
        super().__init__()
        self.key = key
        self._said = said
        self._frame = 0
        self._timer: Timer | None = None
        self._waiting = "waits for the model"

    def compose(self) -> ComposeResult:
        """What was said, and the sign."""
        said = printable(self._said).strip()
        yield Static(Content(said or "(nothing)"), classes="said" if said else "said -empty")
        yield Static(Content(f"{_SPIN[0]} {self._waiting}"), classes="wait")

    def on_mount(self) -> None:
        """Keep the sign moving, unless motion is not wanted."""
        if self.app.animation_level != "none":
            self._timer = self.set_interval(1 / 10, self._spin)

    def _spin(self) -> None:
        self._frame += 1
        self._show_wait()

    def _show_wait(self) -> None:
        for sign in self.query(".wait").results(Static):
            sign.update(Content(f"{_SPIN[self._frame % len(_SPIN)]} {self._waiting}"))

    def thinking(self) -> None:
        """The model has begun with this one."""
        self._waiting = "thinking"
        self._show_wait()

    async def answer(self, turn: Turn) -> None:
        """Show the reply and the action; where an earlier sentence was put right, that stands for the command."""
        if (parse(self._said) or ("",))[0] in PUT_RIGHT:
            label = Content.assemble(printable(turn.utterance).strip(), ("  put right", "$dim"))
            self.query_one(".said", Static).update(label)
        emitted = turn.actions if turn.failed is None else None
        actions = emitted.model_dump(mode="json", exclude_none=True, by_alias=True) if emitted else None
        reply = "\n".join(printable(line) for line in turn.reply) or "(no answer)"
        widgets: list[Static | ActionLine] = [Static(Content(reply), classes="reply")]
        if turn.choices:
            offered = "\n".join(f"{n}  {printable(choice.text)}" for n, choice in enumerate(turn.choices, 1))
            widgets.append(Static(Content(offered), classes="choices"))
        await self._settle(*widgets, ActionLine(actions, turn.failed, turn.ms))

    async def refuse(self, why: str) -> None:
        """Show why there is no answer."""
        await self._settle(Static(Content("\n".join(map(printable, why.split("\n")))), classes="reply -error"))

    async def verdict(self, same: bool, expected: str) -> None:
        """Tick an answer that is the script's; below any other, show what the script says."""
        if same:
            self.query(ActionLine).add_class("-same")
            return
        text = Content.assemble(("✗ ", "$error"), ("the script says: ", "$dim"), printable(expected))
        await self.mount(Static(text, classes="verdict"))

    async def _settle(self, *widgets: Static | ActionLine) -> None:
        if self._timer:
            self._timer.stop()
        await self.query(".wait").remove()
        await self.mount(*widgets)
