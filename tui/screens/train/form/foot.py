"""The way on: what is said of the form, the buttons, the same as a command line, and the run that is being started."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from tui.errors import explain
from tui.runs.start import Start, command_line
from tui.screens.train.form import messages as m
from tui.text import printable


class Foot(Vertical):
    """Its buttons are the screen's actions: "start", "reset_all", "save", "leave", "copy"."""

    def __init__(self) -> None:
        super().__init__(id="form-foot")
        self._starting: Start | None = None
        self._said = ("", False)

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield Static(id="reason")
        with Horizontal(id="form-ways"):
            yield Button("Start", id="start", variant="primary", compact=True, disabled=True)
            yield Button("Reset", id="reset_all", compact=True)
            yield Button("Save recipe", id="save", compact=True)
            yield Button("Leave", id="leave", compact=True)
        with Horizontal(id="form-same"):
            yield Static(id="command")
            yield Button("copy", id="copy", compact=True)

    @on(Button.Pressed)
    async def pressed(self, event: Button.Pressed) -> None:
        """The screen does it."""
        event.stop()
        await self.screen.run_action(event.button.id or "")

    def say(self, text: str, wrong: bool = False) -> None:
        """Say how it stands."""
        if (text, wrong) == self._said:
            return
        self._said = (text, wrong)
        reason = self.query_one("#reason", Static)
        reason.update(Content(printable(text, 600)))
        reason.set_class(wrong, "-wrong")

    def show(self, args: Sequence[str] | None) -> None:
        """Show the same as a command line; with None, the one before does not hold any more."""
        self.query_one("#form-same").set_class(args is None, "-stale")
        if args is not None:
            self.query_one("#command", Static).update(Content(printable(f"$ {command_line(args)}", None)))

    def allow(self, start: bool, reset: bool) -> None:
        """Which buttons can be pressed."""
        self.query_one("#start", Button).disabled = not start
        self.query_one("#reset_all", Button).disabled = not reset

    @property
    def on_start(self) -> bool:
        """Whether the focus is at the button that starts."""
        return self.query_one("#start", Button).has_focus

    # Starting.

    def on_unmount(self) -> None:
        """The application ends: it need not wait for a run, which goes on."""
        if self._starting is not None:
            self._starting.let_go()

    @property
    def starting(self) -> bool:
        """Whether a run is being started."""
        return self._starting is not None

    def launch(self, args: Sequence[str], run: Path) -> None:
        """Start a run; Begun or NotBegun will tell."""
        self.say("Starting: it imports torch and reads the data … esc stops it")
        try:
            self._starting = Start(args, run)
        except Exception as error:  # the disk can fail in any way
            self.post_message(m.NotBegun(explain(error, "starting a run")))
        else:
            self._wait(self._starting)

    def cancel(self) -> None:
        """Stop what is being started."""
        if self._starting is not None:
            self.say("Stopping …")
            self._starting.cancel()

    @work(thread=True, group="form-start", exit_on_error=False)
    def _wait(self, start: Start) -> None:
        try:
            run = start.wait()
        except Exception as error:  # the run's own message, mostly
            self.post_message(m.NotBegun(explain(error, "starting a run")))
        else:
            self.post_message(m.NotBegun(None) if run is None else m.Begun(run))

    @on(m.Begun)
    @on(m.NotBegun)
    def over(self) -> None:
        """Either way."""
        self._starting = None
