"""The terminal application: theme and screens. It only wires; the work is done in screens/, widgets/ and mind.py."""

from __future__ import annotations

from pathlib import PurePath
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.screen import Screen

from tui.backend import Backend, Options
from tui.screens.chat import ChatScreen
from tui.theme import ETAOIN


class EtaoinApp(App[None]):
    """Talk to the blocks world in a terminal."""

    TITLE = "Etaoin"
    CSS_PATH: ClassVar[list[str | PurePath]] = [
        "screens/chat.tcss",
        *(
            f"widgets/{name}.tcss"
            for name in ("topbar", "transcript", "welcome", "turn", "action", "prompt", "replaybar")
        ),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "quit", "Quit", key_display="^q", priority=True)]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, options: Options | None = None, backend: Backend | None = None, pause: float = 1.2) -> None:
        """`backend` is what tests replace; `pause` the seconds between two turns of a replay."""
        super().__init__()
        self.register_theme(ETAOIN)
        self.theme = ETAOIN.name
        self._options = options or Options()
        self._backend = backend or Backend()
        self._pause = pause
        self.fault: Exception | None = None

    def get_default_screen(self) -> Screen[None]:
        """The chat is the bottom of everything."""
        return ChatScreen(self._backend, self._options, self._pause)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own variables, for themes that do not have them."""
        return dict(ETAOIN.variables)

    def _handle_exception(self, error: Exception) -> None:
        """Keep an unexpected error for the command line, which reports it in one line once the screen is restored."""
        self.fault = self.fault or error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """End without drawing a traceback: a person at the keyboard gets a message and the path of the log."""
        self.bell()
        self._close_messages_no_wait()
