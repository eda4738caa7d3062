"""The log viewer: unexpected errors and whatever libraries print, as it comes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Footer, Input, Static

from tui.errors import explain
from tui.paths import log_file
from tui.screens.log.lines import LogLines
from tui.screens.log.tail import LEVELS, MOST, Line, News, Tail, clear, shown
from tui.text import printable
from tui.widgets.dialogs import Confirm

_OFTEN = 0.5
_NAMES = {"": "all lines", "error": "errors", "warning": "warnings", "output": "other output"}


@dataclass
class Grown(Message):
    """What a look at the file brought."""

    news: News


class LogScreen(Screen[None]):
    """The end of the log, followed as it grows."""

    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = "LogLines"
    HELP: ClassVar[str] = """\
## The log

Errors that should not have happened are written down here, each with where it happened; and so is whatever libraries
print while the application is on the screen. Copy it (`C`) when you report a problem.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", key_display="esc", id="log.back", tooltip="Close the log"),
        Binding("slash", "find", "Find", key_display="/", id="log.find", tooltip="Look for a text"),
        Binding("n", "next(1)", "Next", id="log.next", tooltip="To the next place with the text"),
        Binding("N", "next(-1)", "Before", key_display="N", id="log.before", show=False, tooltip="To the place before"),
        Binding("o", "only", "Only these", id="log.only", tooltip="Show only the lines with the text, or all"),
        Binding("l", "level", "Level", id="log.level", tooltip="Errors only, warnings, other output, or all"),
        Binding("f", "follow", "Follow", id="log.follow", tooltip="To the end, and on with it"),
        Binding("c", "copy_path", "Copy path", id="log.path", tooltip="Copy where the file is"),
        Binding("C", "copy", "Copy", key_display="C", id="log.copy", tooltip="Copy the lines that are shown"),
        Binding("x", "clear", "Clear", id="log.clear", tooltip="Empty the file"),
    ]

    def __init__(self, path: Path | None = None) -> None:
        """`path`: another file than the application's own log."""
        super().__init__()
        self._path = path or log_file()
        self._tail = Tail(self._path)
        self._lines: list[Line] = []
        self._bytes, self._cut, self._why = 0, False, ""
        self._level, self._text, self._only = "", "", False
        self._count = 0
        self._looking = Lock()
        self._watch: Timer | None = None

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        with Horizontal(id="log-title"):
            yield Static(id="log-name")
            yield Static(id="log-state")
        yield Input(placeholder="find …   (enter and n: the next place)", compact=True, id="log-find")
        yield LogLines(id="log-lines")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Look, and go on looking."""
        self._watch = self.set_interval(_OFTEN, self._look)
        self._look()

    def on_screen_suspend(self) -> None:
        """Nothing is looked at while something else is open."""
        if self._watch is not None:
            self._watch.pause()

    def on_screen_resume(self) -> None:
        """Go on."""
        if self._watch is not None:
            self._watch.resume()

    def on_resize(self, event: events.Resize) -> None:
        """Say how much room there is."""
        self.set_class(event.size.width < 20 or event.size.height < 6, "-tiny")

    # The file.

    @work(thread=True, group="log", exit_on_error=False)
    def _look(self) -> None:
        if self._looking.acquire(blocking=False):  # on a slow disk the look before may still be going on
            try:
                news = self._tail.look()
            finally:
                self._looking.release()
            self.post_message(Grown(news))

    @on(Grown)
    def grown(self, event: Grown) -> None:
        """Show what is new."""
        event.stop()
        if not self.is_mounted:
            return
        news = event.news
        changed = news.anew or bool(news.lines) or news.why != self._why
        self._bytes, self._why = news.size, news.why
        if news.anew:
            self._lines, self._cut = [], news.cut
        self._lines += news.lines
        if len(self._lines) > MOST:
            self._lines, self._cut = self._lines[-MOST:], True
        if changed:
            self._show(self.query_one(LogLines).following or news.anew)
        else:
            self._tell()

    def _show(self, follow: bool) -> None:
        found = shown(self._lines, self._level, self._text if self._only else "")
        self._count = len(found)
        self.query_one(LogLines).show(found, self._text, follow, "" if found else printable(self._nothing()))
        self._tell()

    def _tell(self) -> None:
        """The title."""
        lines = self.query_one(LogLines)
        name = Content.assemble(("Log  ", "bold $primary"), (printable(str(self._path)), "$dim"))
        self.query_one("#log-name", Static).update(name)
        state = [
            f"{self._count:,} lines" if self._count != 1 else "1 line",
            *([_NAMES[self._level]] if self._level else []),
            *(["the end of a larger file"] if self._cut else []),
            "following" if lines.following else "stopped, f follows",
        ]
        self.query_one("#log-state", Static).update(Content(" · ".join(state)))

    def _nothing(self) -> str:
        """What there is to say where there is no line."""
        if self._why:
            return self._why
        if self._lines:
            what = f" with “{self._text}”" if self._only and self._text else ""
            return f"No line{what} among {_NAMES[self._level]}. Press escape to see all."
        return "Nothing has gone wrong yet: the log is empty. Unexpected errors, and what libraries print, come here."

    # Finding.

    @on(Input.Changed, "#log-find")
    def typed(self, event: Input.Changed) -> None:
        """Mark the text wherever it is."""
        self._text = event.value
        self._show(follow=False)

    @on(Input.Submitted, "#log-find")
    def entered(self) -> None:
        """To the last place."""
        self.query_one(LogLines).focus()
        self.action_next(-1)

    def action_find(self) -> None:
        """To the line that looks for a text."""
        self.query_one("#log-find", Input).focus()

    def action_next(self, step: int) -> None:
        """To the next place, or the one before."""
        if not self._text:
            self.action_find()
        elif not self.query_one(LogLines).find(step):
            self.notify(f"“{printable(self._text, 60)}” is nowhere in these lines.", markup=False)
        self._tell()

    def action_only(self) -> None:
        """Only the lines with the text, or all."""
        if not self._text:
            self.action_find()
            return
        self._only = not self._only
        self._show(follow=self.query_one(LogLines).following)

    def action_level(self) -> None:
        """The next level."""
        levels = ("", *LEVELS)
        self._level = levels[(levels.index(self._level) + 1) % len(levels)]
        self._show(follow=True)

    def action_follow(self) -> None:
        """To the end."""
        lines = self.query_one(LogLines)
        lines.scroll_end(animate=False, x_axis=False)
        lines.focus()
        self.call_after_refresh(self._tell)

    def action_back(self) -> None:
        """Out of the line, then to all lines, then out."""
        lines = self.query_one(LogLines)
        if self.focused is not lines:
            lines.focus()
        elif self._level or self._only:
            self._level, self._only = "", False
            self._show(follow=True)
            lines.focus()
        else:
            self.dismiss()

    # The file as a whole.

    def action_copy_path(self) -> None:
        """Copy where the file is."""
        self.app.copy_to_clipboard(str(self._path))
        self.notify(f"Copied: {printable(str(self._path))}", markup=False)

    def action_copy(self) -> None:
        """Copy what is shown, for a report."""
        found = shown(self._lines, self._level, self._text if self._only else "")
        self.app.copy_to_clipboard("\n".join(line.text for line in found))
        self.notify(f"Copied {len(found):,} lines.", markup=False)

    def action_clear(self) -> None:
        """Empty the file, after asking."""
        if not self._bytes:
            self.notify("The log is empty already.", markup=False)
            return

        def empty(yes: bool | None) -> None:
            if not yes:
                return
            try:
                clear(self._path)
            except OSError as error:
                self.notify(printable(explain(error, "clearing the log")), severity="error", markup=False)
            self._look()

        self.app.push_screen(Confirm(f"Empty {self._path}?", "Empty it"), empty)
