"""What could be said next, in a row above the prompt: a click or enter says it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.text import printable

if TYPE_CHECKING:
    from tui.mind.suggestions import Suggestion

_MOST = 3
_GAP = 3
_SHORTEST = 12


class Chip(Static, can_focus=True):
    """One sentence."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "choose", "Say this", id="suggestion.say", tooltip="Say this to the hand"),
        Binding("left", "app.focus_previous", "Previous", show=False),
        Binding("right", "app.focus_next", "Next", show=False),
    ]

    class Chosen(Message):
        """It is to be said."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__()
        self.display = False
        self.suggestion: Suggestion | None = None

    def show(self, suggestion: Suggestion | None, label: Content) -> None:
        """Offer this, or (None) nothing."""
        self.suggestion = suggestion
        self.display = suggestion is not None
        self.update(label)

    def action_choose(self) -> None:
        """Hand it over."""
        if self.suggestion is not None:
            self.post_message(self.Chosen(self.suggestion.say))

    def on_click(self) -> None:
        """A click does what enter does."""
        self.action_choose()


class Chips(Horizontal):
    """As many as fit, the best first."""

    def __init__(self) -> None:
        super().__init__()
        self.items: tuple[Suggestion, ...] = ()
        self.ready = False
        """Whether enter in an empty prompt says the first one, which is then marked."""

    def compose(self) -> ComposeResult:
        """Room for all there can be, from the start: making widgets takes longer than filling them."""
        for _ in range(_MOST):
            yield Chip()

    def offer(self, items: tuple[Suggestion, ...], ready: bool) -> None:
        """Other ones."""
        self.items, self.ready = items[:_MOST], ready
        self._fill()

    def on_resize(self) -> None:
        """More or fewer of them."""
        self._fill()

    def _fill(self) -> None:
        found = fitting(self.items, self.size.width or self.app.size.width, self.ready)
        for number, chip in enumerate(self.query(Chip)):
            chip.show(*(found[number] if number < len(found) else (None, Content(""))))


def fitting(items: Sequence[Suggestion], width: int, ready: bool = False) -> list[tuple[Suggestion, Content]]:
    """Those of the suggestions that have room in a row of that width, with how they are shown; the last may be cut."""
    found: list[tuple[Suggestion, Content]] = []
    for number, item in enumerate(items):
        sign = "↵ " if ready and number == 0 else ""
        say = printable(item.say)
        text = f"{say}  {printable(item.about)}" if item.about else say
        room = width - len(sign)
        if len(text) > room:
            if found or room < _SHORTEST:
                break
            text = text[: room - 1] + "…"
        about = Content(text[len(say) :]).stylize("$dim") if len(text) > len(say) else Content("")
        found.append((item, Content.assemble((sign, "$primary"), text[: len(say)], about)))
        width -= len(sign) + len(text) + _GAP
    return found
