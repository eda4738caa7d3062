"""The page's own questions: which file to open, what to make, and what a sentence means."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.screens.data import messages as m
from tui.text import printable

_SHOWN = 200


class PathSuggester(Suggester):
    """Completes a path with the first file or folder that begins so."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The rest of a name."""
        return completed(value)


def completed(value: str) -> str | None:
    """A path that begins with what was typed: folders and files of JSON lines, by name."""
    folder, _, start = value.rpartition(os.sep)
    if not value:
        return None
    where = os.path.expanduser(f"{folder}{os.sep}" if folder or value.startswith(os.sep) else ".")
    try:
        with os.scandir(where) as entries:
            names = sorted(
                f"{entry.name}{os.sep}" if entry.is_dir() else entry.name
                for _, entry in zip(range(2000), entries, strict=False)
                if entry.name.startswith(start) and (start or not entry.name.startswith("."))
                and (entry.is_dir() or entry.name.endswith((".jsonl", ".json")))
            )  # fmt: skip
    except (OSError, ValueError):
        return None
    return f"{folder}{os.sep if folder or value.startswith(os.sep) else ''}{names[0]}" if names else None


def typed_path(text: str) -> Path:
    """A path as it was typed. (Path.expanduser raises where there is no such user.)"""
    return Path(os.path.expanduser(text.strip()))


def is_seed(text: str) -> bool:
    """Whether it is a number to begin with."""
    return text.removeprefix("-").isdecimal() and len(text) < 19


def files_near(folder: Path) -> Iterator[str]:
    """Files of JSON lines at hand: in this folder, and a little below it."""
    seen = 0
    for pattern in ("*.jsonl", "*/*.jsonl", "*/*/*.jsonl"):
        for path in sorted(folder.glob(pattern)):
            if any(part.startswith(".") for part in path.relative_to(folder).parts) or path.name == "events.jsonl":
                continue
            yield str(path.relative_to(folder))
            seen += 1
            if seen == _SHOWN:
                return


class OpenFile(ModalScreen[Path | None]):
    """Which file to look into: typed, with completion, or chosen among those near by."""

    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Cancel", key_display="esc", id="dialog.cancel"),
        Binding("tab", "complete", "Complete", priority=True, tooltip="Complete the path", id="data.complete"),
        Binding("down", "list", "List", show=False),
    ]

    def compose(self) -> ComposeResult:
        """A line above a list."""
        with Vertical(classes="sheet"):
            yield Static("Which file of examples?  (JSON lines; tab completes)", classes="question")
            yield Input(placeholder="path of a .jsonl file", compact=True, suggester=PathSuggester())
            yield Static(classes="problem")
            yield OptionList(compact=True)

    def on_mount(self) -> None:
        """Look for files."""
        self.query_one(OptionList).display = False
        self._look()

    @work(thread=True, exclusive=True, exit_on_error=False)
    def _look(self) -> None:
        try:
            found = list(files_near(Path.cwd()))
        except OSError:
            found = []
        self.post_message(m.Found(found))

    @on(m.Found)
    def found(self, event: m.Found) -> None:
        """Offer them."""
        event.stop()
        options = self.query_one(OptionList)
        options.add_options([Option(Content(printable(path)), id=path) for path in event.paths])
        options.display = bool(event.paths)

    def action_complete(self) -> None:
        """Take what is suggested, or go on to the next thing."""
        line = self.query_one(Input)
        if self.focused is line and line.value and line.cursor_at_end:
            suggested = completed(line.value)
            if suggested and suggested != line.value:
                line.value = suggested
                line.cursor_position = len(suggested)
                return
        self.focus_next()

    def action_list(self) -> None:
        """Down from the line into the list."""
        if self.query_one(OptionList).display:
            self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """One of the list."""
        self.dismiss(Path(str(event.option.id)))

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Take the path if there is such a file."""
        path = typed_path(event.value)
        problem = ""
        if not event.value.strip():
            problem = "Type a path, or choose a file below."
        elif os.path.isdir(path):
            problem = f"{path} is a folder. Go on typing; tab completes."
        elif not os.path.isfile(path):
            problem = f"There is no file {path}."
        if problem:
            _complain(self, problem)
        else:
            self.dismiss(path)


@dataclass(frozen=True, slots=True)
class Wish:
    """What Self-Instruct is to make."""

    n: int
    seed: int
    out: Path


class Make(ModalScreen[Wish | None]):
    """How many examples Self-Instruct is to make, from which seed, and into which file."""

    AUTO_FOCUS = "#n"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Cancel", key_display="esc", id="dialog.cancel"),
        Binding("ctrl+s", "begin", "Begin", key_display="^s", id="data.begin", tooltip="Begin to make them"),
    ]

    def compose(self) -> ComposeResult:
        """Three lines and two buttons."""
        with Vertical(classes="sheet"):
            yield Static(
                "Let nano think up sentences, carry them out, and keep what the world confirms (Self-Instruct). "
                "A hundred take about a quarter of a minute; a file that is there already is added to.",
                classes="question",
            )
            for name, label, value in (("n", "How many", "200"), ("seed", "Seed", "0"), ("out", "File", "self.jsonl")):
                with Horizontal(classes="line"):
                    yield Static(label, classes="label")
                    yield Input(value, compact=True, id=name, suggester=PathSuggester() if name == "out" else None)
            yield Static(classes="problem")
            with Horizontal(classes="buttons"):
                yield Button("Begin", id="begin", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        """One of the two."""
        if event.button.id == "begin":
            self.action_begin()
        else:
            self.dismiss(None)

    @on(Input.Submitted)
    def action_begin(self) -> None:
        """Take the wish, or say what is wrong with it."""
        n, seed, out = (self.query_one(f"#{name}", Input).value.strip() for name in ("n", "seed", "out"))
        path = typed_path(out)
        problem = ""
        if not (n.isdecimal() and len(n) < 8 and 1 <= int(n) <= 1_000_000):
            problem = "How many must be a whole number from 1 to 1,000,000."
        elif not is_seed(seed):
            problem = "The seed must be a whole number of at most 18 digits."
        elif not out or os.path.isdir(path):
            problem = "Give a file, such as self.jsonl."
        if problem:
            _complain(self, problem)
        else:
            self.dismiss(Wish(int(n), int(seed), path))


def _complain(screen: ModalScreen[Path | None] | ModalScreen[Wish | None], problem: str) -> None:
    said = screen.query_one(".problem", Static)
    said.update(Content(printable(problem)))
    said.display = True
