"""Where everything that is the user's lies, and the way to the log."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from tui import paths


class Files(VerticalScroll, can_focus=False):
    """Folders and files by name; none of them is needed, each is made when it is."""

    def compose(self) -> ComposeResult:
        """A line for each; the text can be selected and copied."""
        places = (
            ("settings", paths.settings_file(), "TOML; your comments stay"),
            ("log", _log(), "errors, and whatever libraries print"),
            ("sessions", paths.sessions_folder(), "conversations, as their actions"),
            ("adapters", paths.adapters_folder(), "what was trained"),
            ("corrections", paths.corrections_file(), "what you put right"),
            ("votes", paths.votes_file(), "blind comparisons"),
        )
        for name, path, about in places:
            yield Static(Content.assemble((f"{name:<13}", "bold"), str(path), (f"\n{'':<13}{about}", "$dim")))
        yield Static(Content.styled("ETAOIN_HOME=folder etaoin keeps all of it in that folder.", "$dim"))
        yield Button("Open the log", id="open-log", compact=True)

    @on(Button.Pressed, "#open-log")
    async def pressed(self) -> None:
        """Show it."""
        await self.app.run_action("log")


def _log() -> str:
    try:
        return str(paths.log_file())
    except OSError as error:  # its folder is made when it is asked for
        return f"none, for {error.filename} cannot be made: {error.strerror}"
