"""What can be done to a run: each in a worker, for it waits for files and processes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from textual import on
from textual.timer import Timer

from tui.errors import explain
from tui.paths import adapters_folder
from tui.runs.state import RunState
from tui.screens.page import PageScreen
from tui.screens.train.messages import Acted, AdapterFound, NotActed
from tui.widgets.dialogs import Confirm

STOPPING, STARTING = "stopping", "starting"


class Steering(PageScreen):
    """The actions of the page; what it shows is up to who inherits."""

    def __init__(self) -> None:
        super().__init__()
        self._doing: dict[str, str] = {}  # what was asked of a run and has not come yet
        self._acting = 0
        self._timer: Timer | None = None

    @property
    def chosen(self) -> RunState | None:
        """The run that is steered."""
        raise NotImplementedError

    def look(self) -> object:
        """Read what is new of the runs."""
        raise NotImplementedError

    def draw(self) -> None:
        """Draw everything as it is now."""
        raise NotImplementedError

    def action_pause(self) -> None:
        """Wait after this step."""
        from tui.runs import control

        self._act("pausing", control.pause)

    def action_go_on(self) -> None:
        """End the pause."""
        from tui.runs import control

        self._act("going on", control.go_on)

    def action_stop(self) -> None:
        """End it after this step; asked again, at once."""
        from tui.runs import control

        run = self.chosen
        if run is None:
            return
        if self._doing.get(run.name) != STOPPING:
            self._doing[run.name] = STOPPING
            self._act("stopping", control.stop)
            self.draw()
            return
        question = (
            f"{run.name} has been asked to stop, and ends after this step.\nEnd it at once, without a checkpoint?"
        )
        self.app.push_screen(
            Confirm(question, "End it"), lambda yes: self._act("ending", control.kill) if yes else None
        )

    def action_train_on(self) -> None:
        """From the last checkpoint."""
        from tui.runs import control

        if run := self.chosen:
            self._doing[run.name] = STARTING
            self._act("training on", control.train_on)
            self.draw()

    def action_delete(self) -> None:
        """After a question."""
        from tui.runs import control

        run = self.chosen
        if run is None:
            return
        kept = "An adapter that was kept stays." if run.adapter else "The model that it made goes too."
        question = f"Delete the run {run.name}, with its checkpoints and its log? {kept}"
        self.app.push_screen(
            Confirm(question, "Delete"), lambda yes: self._act("deleting", control.delete) if yes else None
        )

    def action_use(self) -> None:
        """The adapter, in the chat."""
        run = self.chosen
        if run is None:
            return

        def find() -> None:
            from tui.runs.control import adapter_of

            try:
                self.post_message(AdapterFound(adapter_of(run.folder, run.number, adapters_folder())))
            except Exception as error:
                self.post_message(NotActed(run.name, explain(error, "using an adapter")))

        self.run_worker(find, thread=True, group="act", exit_on_error=False)

    @on(AdapterFound)
    async def adapter_found(self, event: AdapterFound) -> None:
        """The chat tells what came of it."""
        self.etaoin.mind.adapt(event.adapter)
        await self.etaoin.action_go("chat")

    def _act(self, doing: str, do: Callable[[Path], None]) -> None:
        """Something to the chosen run, in a worker."""
        run = self.chosen
        if run is None:
            return

        self._acting += 1
        if self._timer:
            self._timer.resume()

        def work() -> None:
            try:
                do(run.folder)
                self.post_message(Acted(run.name))
            except Exception as error:
                self.post_message(Acted(run.name))
                self.post_message(NotActed(run.name, explain(error, f"{doing} {run.name}")))

        # Not a worker of Textual's: leaving the application would wait for it, and a run goes on without it.
        threading.Thread(target=work, name=doing, daemon=True).start()

    @on(Acted)
    def acted(self, event: Acted) -> None:
        """See what came of it."""
        if self._doing.get(event.name) == STARTING:
            del self._doing[event.name]
            self.draw()
        self._acting -= 1
        self.look()

    @on(NotActed)
    def not_acted(self, event: NotActed) -> None:
        """Say why not."""
        if self._doing.pop(event.name, None):
            self.draw()
        self.notify(event.why, severity="error", timeout=10, markup=False)
        self.look()
