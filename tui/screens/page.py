"""What all pages have in common: the bar at the top, the keys at the bottom, room to breathe where there is room."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import events
from textual.app import ComposeResult, SystemCommand
from textual.geometry import Size
from textual.screen import Screen

from tui.widgets.keys import Keys
from tui.widgets.topbar import TopBar

if TYPE_CHECKING:
    from tui.app import EtaoinApp


class PageScreen(Screen[Any]):
    """A page of the application; `tui.pages` lists them all.

    A page makes `body`, says in `HELP` (Markdown) what it is for, and gives each binding an id ("train.start"), a
    description and, with `tooltip`, a sentence: F1 and the command palette are made from these. Its style sheet lies
    beside it as `screen.tcss`, every rule beginning with its class, for style sheets are one for the whole application.

    Classes that it gets for its size: `-slim` (under 100 columns), `-short` (under 30 rows), `-roomy` (neither),
    `-tiny` (no room for the bars).
    """

    HELP: ClassVar[str] = ""

    @property
    def etaoin(self) -> EtaoinApp:
        """The application, with its mind, backend and settings."""
        return cast("EtaoinApp", self.app)

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        self._fit(self.app.size, update=False)  # before there is anything that would have to be styled twice
        yield TopBar()
        yield from self.body()
        yield Keys()

    def body(self) -> ComposeResult:
        """What is between the bars."""
        yield from ()

    def offers(self) -> Iterable[SystemCommand]:
        """What the command palette offers on this page beside its bindings."""
        return ()

    def on_resize(self, event: events.Resize) -> None:
        """Say how much room there is."""
        self._fit(event.size)

    def _fit(self, size: Size, update: bool = True) -> None:
        self.update_classes(self.sizes(*size), update=update)  # at once: each change restyles all that is on the page

    def sizes(self, width: int, height: int) -> dict[str, bool]:
        """Which classes a screen of so many columns and rows has, and which not."""
        return {
            "-slim": width < 100,
            "-short": height < 30,
            "-roomy": width >= 100 and height >= 30,
            "-tiny": width < 20 or height < 8,
        }
