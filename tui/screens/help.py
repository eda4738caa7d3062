"""Help: what can be said, typed and pressed, on one page."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.commands import COMMANDS

_SAY = (
    ("order", "put the red cube on the blue block, then let go"),
    ("ask", "what is behind the box?  how many cubes are there?"),
    ("refer", "pick it up, the one you are holding, the green one"),
)
_KEYS = (
    ("enter", "say it: the answer comes at once, then the hand moves"),
    ("esc", "jump to the end of a movement; drop what waits"),
    ("up, down", "what you typed before"),
    ("pgup, pgdn", "scroll the chat; ctrl+end returns to its end"),
    ("tab, enter", "go to an action and open it; ctrl+o opens the last"),
    ("ctrl+l", "colours, ids or nothing on the toys"),
    ("ctrl+r", "replay the opening of the classic dialog"),
    ("ctrl+q", "leave"),
)
_REPLAY = (("space", "pause, go on"), ("n, right", "one turn"), ("esc", "stop; the world stays as it is"))


class HelpScreen(ModalScreen[None]):
    """A page over the chat."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q,enter", "dismiss", "Close", key_display="esc")]

    def compose(self) -> ComposeResult:
        """The sections, one below the other."""
        with VerticalScroll():
            yield Static(_section("Say", _SAY))
            yield Static(_section("Keys", _KEYS))
            yield Static(_section("While a script plays", _REPLAY))
            yield Static(_section("Type", tuple((command.usage, command.about) for command in COMMANDS)))
            yield Static(
                Content.styled(
                    "The ▸ line under an answer is what the language model wrote.\nThe world did the rest.", "$dim"
                )
            )


def _section(title: str, rows: tuple[tuple[str, str], ...]) -> Content:
    parts: list[str | tuple[str, str]] = [(f"{title}\n", "bold")]
    width = max(len(name) for name, _ in rows) + 2
    for name, about in rows:
        parts += [(f"  {name:<{width}}", "$primary"), f"{about}\n"]
    return Content.assemble(*parts)
