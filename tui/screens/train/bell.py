"""Tells that a run is over, whatever page is open: with a word, and the bell where one looks elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.timer import Timer

from tui.paths import runs_folder
from tui.runs import words
from tui.runs.state import RunState, Status
from tui.runs.watch import Vigil

if TYPE_CHECKING:
    from tui.app import EtaoinApp

_SECONDS = 2.0


class RunBell:
    """Looks at runs while any is being trained; while none is, it does nothing until it is told to look."""

    def __init__(self, app: EtaoinApp) -> None:
        self._app = app
        self._vigil = Vigil(runs_folder())
        self._timer: Timer | None = None

    def look(self) -> None:
        """Look now, and on as long as a run is being trained. Call it when one was begun."""
        self._app.run_worker(self._look, thread=True, group="run-bell", exclusive=True, exit_on_error=False)

    def _look(self) -> None:
        alive, over = self._vigil.look()
        self._app.call_later(self._told, alive, over)

    def _told(self, alive: int, over: tuple[RunState, ...]) -> None:
        for run in over:
            bad = run.status in (Status.FAILED, Status.DIED)
            self._app.notify(words.ended(run), severity="error" if bad else "information", timeout=10, markup=False)
        if over and self._app.settings.sound and not self._app.app_focus:
            self._app.bell()
        if alive and self._timer is None:
            self._timer = self._app.set_interval(_SECONDS, self.look)
        elif not alive and self._timer is not None:
            self._timer.stop()
            self._timer = None
