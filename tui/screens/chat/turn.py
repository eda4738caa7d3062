"""One exchange in the chat: what was said, what was answered, and the action in between."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from tui.screens.chat.look import Look, lines, without_signs
from tui.slash.commands import parse
from tui.slash.correcting import PUT_RIGHT
from tui.widgets.once import LaidOutOnce

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.selection import Selection
    from textual.timer import Timer

    from agent.session import Session, Turn

_SPIN = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_WAITS = "· waits (escape takes it back)"
Wish = Literal["inside", "edit", "copy", "wrong"]
Stage = Literal["waiting", "thinking", "answered", "refused"]


class TurnView(LaidOutOnce, Widget, can_focus=True):
    """The user's line at once; the answer when it is there, and until then a sign that it is being worked on.

    Once it has the focus, letters mean what can be done with it. A click does not give it the focus, since whoever
    clicks and then types wants to say something.
    """

    FOCUS_ON_CLICK = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open", "JSON", id="turn.open", tooltip="Open or close the action as JSON"),
        Binding("i", "wish('inside')", "Inside", id="turn.inside", tooltip="Look at what the model and the world did"),
        Binding("e", "wish('edit')", "Edit", id="turn.edit", tooltip="Say it again in other words"),
        Binding("c", "wish('copy')", "Copy", id="turn.copy", tooltip="Copy the answer"),
        Binding("w", "wish('wrong')", "Wrong", id="turn.wrong", tooltip="Put the answer right"),
    ]

    @dataclass
    class Asked(Message):
        """Something is to be done with this turn."""

        view: TurnView
        wish: Wish

    @dataclass
    class Chosen(Message):
        """One of the things that may be meant was clicked: its number."""

        n: int

    def __init__(self, key: int, said: str) -> None:
        super().__init__()
        self.auto_links = False  # what can be clicked has its own colours
        self.key = key
        self.said = said
        self.look = Look(said, wait=_WAITS)
        self.stage: Stage = "waiting"
        self.session: Session | None = None
        self.index = -1
        """Where it is to be found: `session.turns[index]`."""
        self._frame = 0
        self._timer: Timer | None = None
        self._drawn: tuple[int, Look, list[Content]] | None = None

    # Drawing.

    def _lines(self, width: int) -> list[Content]:
        if self._drawn is None or self._drawn[0] != width or self._drawn[1] is not self.look:
            self._drawn = (width, self.look, lines(self.look, width))
        return self._drawn[2]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as it needs."""
        return len(self._lines(width))

    def render(self) -> Content:
        """All lines."""
        return Content("\n").join(self._lines(self.content_size.width))

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The marked text without what only decorates it."""
        found = super().get_selection(selection)
        return found and (without_signs(found[0]), found[1])

    def _show(self, **changed: object) -> None:
        self.look = replace(self.look, **changed)  # type: ignore[arg-type]
        self.refresh(layout=True)

    # What becomes of it.

    @property
    def pending(self) -> bool:
        """Whether it has no answer yet, and may get one."""
        return self.stage in ("waiting", "thinking")

    @property
    def reply(self) -> str:
        """The answer, as it is copied."""
        return "\n".join(self.look.reply)

    def thinking(self) -> None:
        """The model has begun with this one: a sign moves, unless motion is not wanted."""
        self.stage = "thinking"
        self._spin()
        if self.app.animation_level != "none":
            self._timer = self.set_interval(1 / 10, self._spin)

    def pause(self, away: bool) -> None:
        """Nothing moves while nobody looks."""
        if self._timer:
            (self._timer.pause if away else self._timer.resume)()

    def _spin(self) -> None:
        self._frame += 1
        self.look = replace(self.look, wait=f"{_SPIN[self._frame % len(_SPIN)]} thinking")
        self.refresh()

    def answer(self, turn: Turn, session: Session | None = None, index: int = -1) -> None:
        """Show the reply and the action; where an earlier sentence was put right, that stands for the command."""
        self.stage, self.session, self.index = "answered", session, index
        self._rest()
        right = (parse(self.said) or ("",))[0] in PUT_RIGHT
        emitted = turn.actions if turn.failed is None else None
        self._show(
            said=turn.utterance if right else self.said,
            mark="put right" if right else "",
            wait="",
            reply=turn.reply or ("(no answer)",),
            choices=tuple(choice.text for choice in turn.choices),
            done=True,
            actions=emitted.model_dump(mode="json", exclude_none=True, by_alias=True) if emitted else None,
            failed=turn.failed,
            inside=session is not None and index >= 0,
            ms=turn.ms,
        )

    def refuse(self, why: str) -> None:
        """Show why there is no answer."""
        self.stage = "refused"
        self._rest()
        self._show(wait="", reply=tuple(why.split("\n")), refused=True)

    def take_back(self) -> None:
        """It was taken back, and something else was said instead."""
        self._show(mark="taken back", choices=())

    def _rest(self) -> None:
        if self._timer:
            self._timer.stop()
            self._timer = None

    # What can be done with it.

    def action_open(self) -> None:
        """Open or close the action, unless this click ends the marking of text."""
        if self.look.done and not self.screen.selections:
            self._show(opened=not self.look.opened)

    def action_choose(self, n: int) -> None:
        """One of the things that may be meant."""
        self.post_message(self.Chosen(n))

    def action_wish(self, wish: Wish) -> None:
        """Pass it on."""
        self.post_message(self.Asked(self, wish))
