"""Self-Instruct, begun and followed. Part of the page."""

from __future__ import annotations

from textual import on, work
from textual.content import Content
from textual.widgets import Static

from tui.errors import UserError
from tui.examples.self_instruct import Making
from tui.screens.data import messages as m
from tui.screens.data.base import DataPage
from tui.screens.data.dialogs import Make, Wish
from tui.text import printable


class Makes(DataPage):
    """Lets a model write examples in a process of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._making: Making | None = None

    def on_unmount(self) -> None:
        """What was begun here ends with the application; the file can be gone on with."""
        if self._making is not None:
            self._making.kill()

    def action_make(self) -> None:
        """Ask what to make, and begin."""
        self.app.push_screen(Make(), self._make)

    def _make(self, wish: Wish | None) -> None:
        if wish is None:
            return
        from tui.paths import log_file

        try:
            self._making = Making(wish.out.absolute(), wish.n, wish.seed, log_file().with_name("self-instruct.log"))
        except (UserError, OSError) as error:
            self.notify(printable(str(error)), severity="error", markup=False)
            return
        self._show_making("nano begins to write …")
        self.open_file(wish.out)

    def action_stop(self) -> None:
        """Stop it; pressed again, at once."""
        if self._making is not None:
            self._making.stop()
            self._looks(self._making)

    def _show_making(self, text: str) -> None:
        line = self.query_one("#making", Static)
        line.display = True
        line.update(Content.assemble(("Self-Instruct  ", "$primary"), printable(text)))

    @work(thread=True, group="looking", exclusive=True, exit_on_error=False)
    def _looks(self, making: Making) -> None:
        self.post_message(m.Made(making.look()))

    @on(m.Made)
    def made(self, event: m.Made) -> None:
        """How far it is; when it is over, there is the file."""
        making, progress = self._making, event.progress
        if making is None:
            return
        if progress.code is None:
            self._show_making(f"{progress.line}   {'stopping …' if making.stopping else 'k stops'}")
            return
        self._making = None
        self.query_one("#making").display = False
        self.refresh_bindings()
        if progress.code in (0, 130) or progress.kept:
            self.notify(f"Self-Instruct: {progress.line}, in {printable(str(making.out))}.", markup=False)
            if self.browser.source is not None and self.browser.source.path == making.out:
                self.reopen()
            self.refresh_list()
        else:
            said = printable(progress.said or f"it ended with {progress.code}")
            self.notify(f"Self-Instruct ended: {said}", severity="error", markup=False)
