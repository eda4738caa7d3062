"""Chapter 3: what else the utterance may have meant, and why one reading was taken."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import DataTable, Static

from tui.mind.messages import JobFailed
from tui.screens.inside import reasons
from tui.screens.inside.looked import View, unasked
from tui.screens.inside.pane import ChapterPane
from tui.text import pretty, printable, printable_lines

if TYPE_CHECKING:
    from agent.lm.interface import LanguageModel
    from agent.reading import Reading
    from tui.mind.worker import Job

_WAIT = "Asking the model for its readings …"
_NONE = "There are no readings of this turn: nothing was asked of the model, or it gave no valid action."


class ReadingsChapter(ChapterPane):
    """The readings as a table, and the one under the cursor in full."""

    ABOUT = (
        "The model gives each reading a probability, the world tries it out, and what cannot be done costs some of its "
        "ln p. The best score is taken."
    )
    FOCUS = "#reading-table"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "json", "JSON", id="inside.json", tooltip="The action of the reading under the cursor, as JSON."),
    ]

    json_shown: reactive[bool] = reactive(False, init=False)

    @dataclass
    class Read(Message):
        """The readings of a turn that came without them."""

        view: View
        readings: tuple[Reading, ...]
        best: int
        confidence: float

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._job: Job | None = None
        self._lines: list[reasons.Line] = []

    def body(self) -> ComposeResult:
        """How it was chosen, the table, and what is under the cursor."""
        yield Static(id="chosen")
        yield DataTable[Text](id="reading-table", cursor_type="row", zebra_stripes=False)
        yield Static(id="reading")

    def on_mount(self) -> None:
        """The head of the table."""
        table: DataTable[Text] = self.query_one(DataTable)
        for name, key in (
            ("", "mark"),
            ("ln p", "lnp"),
            ("in this world", "outcome"),
            ("", "off"),
            ("score", "score"),
            ("reading", "plain"),
        ):
            table.add_column(name, key=key)

    def look(self, view: View) -> None:
        """The readings of the turn; for one that came without (from a file, say), what they are now."""
        if view is not self.view and self._job is not None:
            self._job.cancel()
            self._job = None
        super().look(view)

    def missing(self, view: View) -> str | None:
        """There may be none."""
        if why := unasked(view.turn):
            return why
        kept = view.kept.get("readings")
        return kept if isinstance(kept, str) else None

    def ready(self, view: View) -> bool:
        """Known already, or asked for."""
        if view.turn.readings or "readings" in view.kept:
            return True
        if view.turn.before is None:
            view.kept["readings"] = _NONE
            return True
        if self._job is None:
            self._ask(view)
        return False

    def _ask(self, view: View) -> None:
        def work(model: LanguageModel, _: Job) -> Message:
            from agent.lm.interface import candidate_parses
            from agent.lm.prompt import clean
            from agent.reading import decide

            before, words = view.turn.before, clean(view.turn.utterance)
            assert before is not None
            parses = candidate_parses(model, view.history, words)
            if parses[0].utterance is None:
                return self.Read(view, (), 0, 0.0)
            made = decide(before, words, parses, view.turn.hints)
            return self.Read(view, made.readings, made.best, made.confidence)

        self._job = self.etaoin.mind.ask(self, "reading an utterance again", work)

    @on(Read)
    def read(self, event: Read) -> None:
        """They are there."""
        event.stop()
        event.view.kept["readings"] = (event.readings, event.best, event.confidence) if event.readings else _NONE
        self._again(event.view)

    @on(JobFailed)
    def failed(self, event: JobFailed) -> None:
        """They are not."""
        event.stop()
        if event.job is self._job and self.view is not None:
            self.view.kept["readings"] = event.why
            self._again(self.view)

    def _again(self, view: View) -> None:
        self._job = None
        if view is self.view:
            super().look(view)
            if self.target() is not None and self.screen.focused is None:
                self.target().focus()  # type: ignore[union-attr]

    def show(self, view: View) -> None:
        """The table."""
        kept = view.kept.get("readings")
        turn = view.turn
        if isinstance(kept, str):
            self.note(kept)
            self.add_class("-bare")
            return
        if isinstance(kept, tuple):
            readings, best, confidence = kept
            self.note("The turn came without its readings (a saved session keeps only actions): these are today's.")
        else:
            readings, best, confidence = turn.readings, reasons.chosen(turn.readings), turn.confidence
        self.query_one("#chosen", Static).update(Content(reasons.how_chosen(readings, best, confidence, turn)))
        self._lines = reasons.lines(readings, best, turn.asked)
        table: DataTable[Text] = self.query_one(DataTable)
        table.clear()
        for line in self._lines:
            weight = "bold" if line.mark else ""
            table.add_row(
                Text(line.mark, "bold"),
                Text(line.logprob, weight, justify="right"),
                Text(line.outcome, weight),
                Text(line.off, weight, justify="right"),
                Text(line.score, weight, justify="right"),
                Text(printable(line.plain, 200), weight),
            )
        if best is not None and best < len(self._lines):
            table.move_cursor(row=best)
        self._detail()

    @on(DataTable.RowHighlighted)
    def highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Another one."""
        event.stop()
        self._detail()

    @on(DataTable.RowSelected)
    def selected(self, event: DataTable.RowSelected) -> None:
        """Enter opens what is under the cursor."""
        event.stop()
        self.json_shown = not self.json_shown

    def watch_json_shown(self) -> None:
        """Open or close it."""
        self._detail()

    def action_json(self) -> None:
        """Open or close it."""
        self.json_shown = not self.json_shown

    def _detail(self) -> None:
        row = self.query_one(DataTable).cursor_row
        if not 0 <= row < len(self._lines):
            self.query_one("#reading", Static).update("")
            return
        line = self._lines[row]
        parts: list[str | tuple[str, str]] = [(printable(line.plain, 300), "bold"), "\n", (line.why, "")]
        if self.json_shown:
            action: dict[str, Any] = json.loads(line.utterance.to_json())
            parts += ["\n\n", (printable_lines(pretty(action, max(24, self.size.width - 6))), "$action")]
        else:
            parts.append(("\nj  the action as JSON", "$dim"))
        self.query_one("#reading", Static).update(Content.assemble(*parts))
