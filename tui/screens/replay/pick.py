"""The sheet on which something to play is picked: a script, a session, or any file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.errors import explain
from tui.screens.replay.hanging import Hanging
from tui.screens.replay.shelf import Playable, matching, playables
from tui.text import printable

if TYPE_CHECKING:
    from tui.backend import Backend

_TITLES = {"scripts": "Scripts", "sessions": "Your sessions"}
_WIDTH = 36


class PickScreen(ModalScreen[str | None]):
    """Dismissed with what was picked, as `Backend.script` takes it."""

    AUTO_FOCUS = "Input"
    CSS_PATH = "pick.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape", "dismiss", "Cancel", key_display="esc", tooltip="Back without choosing", id="replay.pick_cancel"
        ),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self._all: list[Playable] = []
        self._shown: dict[str, Playable] = {}

    def compose(self) -> ComposeResult:
        """A line to type into above the list."""
        with Vertical():
            yield Static("What is to be played?", id="title")
            yield Input(placeholder="type to search, or the path of a .yml or .jsonl file", compact=True)
            yield OptionList()
            yield Static(id="problem")

    def on_mount(self) -> None:
        """Look what there is."""
        self._read()

    @work(thread=True, group="shelf", exclusive=True, exit_on_error=False)
    def _read(self) -> None:
        try:
            found = playables(self._backend)
        except Exception as error:  # the folder may be unreadable; a path can still be typed
            self.app.call_from_thread(self._say, explain(error, "listing what can be played"))
        else:
            self.app.call_from_thread(self._fill, found)

    def _fill(self, found: list[Playable]) -> None:
        self._all = found
        self._show("")

    @on(Input.Changed)
    def narrowed(self, event: Input.Changed) -> None:
        """Show what fits the text."""
        self._show(event.value)

    def _show(self, text: str) -> None:
        shown = matching(self._all, text)
        self._shown = {each.source: each for each in shown}
        options: list[Option] = []
        kind = ""
        for each in shown:
            if each.kind != kind:
                kind = each.kind
                options.append(Option(Content.styled(_TITLES[kind], "bold $dim"), disabled=True))
            options.append(Option(_row(each), id=each.source))
        listed = self.query_one(OptionList)
        listed.set_options(options)
        listed.highlighted = next((n for n, option in enumerate(options) if not option.disabled), None)
        if shown or not self._all:
            self._say("")
        else:
            self._say("Nothing is called so. Enter opens it as a file.")

    def _say(self, text: str) -> None:
        problem = self.query_one("#problem", Static)
        problem.update(Content(printable(text)))
        problem.display = bool(text)

    def action_move(self, by: int) -> None:
        """Up and down in the list, while the line keeps the focus."""
        listed = self.query_one(OptionList)
        if by > 0:
            listed.action_cursor_down()
        else:
            listed.action_cursor_up()

    @on(Input.Submitted)
    def entered(self, event: Input.Submitted) -> None:
        """Enter takes what is under the cursor; where nothing fits, what was typed is a file."""
        text = event.value.strip()
        option = self.query_one(OptionList).highlighted_option
        if option is not None and option.id is not None and not (text and Path(text).expanduser().is_file()):
            self._pick(option.id)
        elif text:
            self.dismiss(str(Path(text).expanduser()))

    @on(OptionList.OptionSelected)
    def clicked(self, event: OptionList.OptionSelected) -> None:
        """A click, or enter in the list."""
        if event.option.id is not None:
            self._pick(event.option.id)

    def _pick(self, source: str) -> None:
        problem = self._shown[source].problem
        if problem:
            self._say(problem)
        else:
            self.dismiss(source)


def _row(each: Playable) -> Hanging:
    name = Content(printable(each.name, 200))
    about = Content.styled("✗ cannot be read" if each.problem else printable(each.about, 200), "$dim")
    room = _WIDTH - name.cell_length
    if room < 0:
        return Hanging([(Content("  "), name), (Content("    "), about)])
    return Hanging([(Content.assemble("  ", name, " " * (room + 2)), about)])
