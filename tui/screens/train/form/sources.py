"""The data of a run as rows: what is learned from, how often each comes, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.screens.train.form.paths import PathSuggester
from tui.screens.train.form.rows import Row
from tui.screens.train.form.source import FOR_NANO, NAMED, Source
from tui.text import printable


class SourceRow(Vertical):
    """One source; the weight and the limit only where the base takes a mixture."""

    @dataclass
    class Removed(Message):
        """It is to be left out."""

        row: SourceRow

    def __init__(self, source: Source, nano: bool) -> None:
        super().__init__()
        self._source = source
        self.set_class(nano, "-nano")
        self._names = FOR_NANO if nano else tuple(NAMED)

    def compose(self) -> ComposeResult:
        """Its name, its numbers, the button that takes it away, and what is wrong."""
        with Horizontal():
            yield Static(Content("  from"), classes="label")
            yield Input(
                self._source.source, placeholder="a file of JSON lines", compact=True, classes="source",
                suggester=PathSuggester(self._names),
            )  # fmt: skip
            yield Static("×", classes="times", markup=False)
            yield Input(self._source.weight, placeholder="1", compact=True, classes="weight")
            yield Static("at most", classes="times")
            yield Input(self._source.limit, placeholder="all", compact=True, classes="limit")
            yield Button("remove", compact=True, classes="remove")
        yield Static(classes="problem")

    @property
    def source(self) -> Source:
        """What is typed."""
        source, weight, limit = (self.query_one(f".{name}", Input).value for name in ("source", "weight", "limit"))
        return Source(source, weight, limit)

    def mark(self, problem: str | None) -> None:
        """Say what is wrong with it."""
        if not self.is_mounted:
            return
        self.set_class(problem is not None, "-wrong")
        if problem is not None:
            self.query_one(".problem", Static).update(Content(f"! {printable(problem, 300)}"))

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        """Away with it."""
        event.stop()
        self.post_message(self.Removed(self))


class Sources(Vertical):
    """All sources, and a button that adds one."""

    @dataclass
    class Edited(Message):
        """The rows are different."""

        sources: tuple[Source, ...]

    @dataclass
    class Found(Message):
        """What there is to add: files that lie about, and how many corrections."""

        files: list[Path]
        corrections: int

    def __init__(self, sources: tuple[Source, ...], nano: bool) -> None:
        super().__init__()
        self._sources = sources
        self._nano = nano

    def compose(self) -> ComposeResult:
        """The rows above the button."""
        for source in self._sources:
            yield SourceRow(source, self._nano)
        with Horizontal(classes="add"):
            yield Static(classes="label")
            yield Button("+ add data", compact=True, classes="add")

    def put(self, sources: tuple[Source, ...], nano: bool) -> None:
        """Show other rows."""
        self._nano = nano
        with self.app.batch_update():
            self.query(SourceRow).remove()
            self.mount_all([SourceRow(source, nano) for source in sources], before=0)

    def mark(self, problems: dict[int, str]) -> None:
        """Say what is wrong with which."""
        for number, row in enumerate(self._rows):
            row.mark(problems.get(number))

    @property
    def _rows(self) -> list[SourceRow]:
        return [row for row in self.query(SourceRow) if not row._pruning]

    def add(self, source: Source) -> None:
        """One more, at the end."""
        rows = self._rows
        row = SourceRow(source, self._nano)
        self.mount(row, after=rows[-1]) if rows else self.mount(row, before=0)
        self.call_after_refresh(self._added, row)

    def _added(self, row: SourceRow) -> None:
        row.query_one(".source").focus()
        self._tell()

    @on(SourceRow.Removed)
    async def removed(self, event: SourceRow.Removed) -> None:
        """One less; the focus goes to what adds one."""
        event.stop()
        await event.row.remove()
        self.query_one("Button.add").focus()
        self._tell()

    @on(Input.Changed)
    def changed(self, event: Input.Changed) -> None:
        """Something was typed."""
        event.stop()
        self._tell()

    @on(Button.Pressed, ".add")
    def asked(self, event: Button.Pressed) -> None:
        """Ask which."""
        event.stop()
        self.ask()

    @work(thread=True, group="form-files", exclusive=True, exit_on_error=False)
    def ask(self) -> None:
        """Look what there is, then ask which of it to add."""
        from tui.paths import corrections_file, data_folder
        from tui.screens.train.form.paths import files_about
        from tui.screens.train.form.starts import lines_of

        corrections = corrections_file()
        self.post_message(self.Found(files_about([Path(), data_folder()], [corrections]), lines_of(corrections)))

    @on(Found)
    def found(self, event: Found) -> None:
        """Ask."""
        event.stop()
        if self.screen.is_current:
            self.app.push_screen(AddSource(self._nano, event.files, event.corrections), self._take)

    def _take(self, source: str | None) -> None:
        if source is not None:
            self.add(Source(source))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Tell that the data are looked at."""
        self.post_message(Row.Entered("data"))

    def _tell(self) -> None:
        self.post_message(self.Edited(tuple(row.source for row in self._rows)))


class AddSource(ModalScreen[str | None]):
    """Which data to add; dismissed with a name or a path, "" for one that is still to be typed, None for none."""

    CSS_PATH = "sources.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Cancel", key_display="esc", id="dialog.cancel")
    ]

    def __init__(self, nano: bool, files: list[Path], corrections: int) -> None:
        """`files` lie about; `corrections` is how many there are."""
        super().__init__()
        self._nano, self._files, self._corrections = nano, files, corrections

    def compose(self) -> ComposeResult:
        """What there is."""
        with Vertical():
            yield Static("What should it learn from?", classes="question")
            yield OptionList(*self._options())

    def _options(self) -> list[Option]:
        options = []
        for name in FOR_NANO if self._nano else NAMED:
            about = NAMED[name]
            if name == "corrections":
                about += f" ({self._corrections:,} so far)"
            options.append(Option(Content.assemble(name, (f"  {about}", "$dim")), id=name))
        for path in self._files:
            about = f"  {path.parent}"
            options.append(Option(Content.assemble(printable(path.name), (printable(about), "$dim")), id=str(path)))
        options.append(Option(Content.assemble("a file …", ("  type its path", "$dim")), id=""))
        return options

    @on(OptionList.OptionSelected)
    def selected(self, event: OptionList.OptionSelected) -> None:
        """That one."""
        self.dismiss(event.option.id or "")
