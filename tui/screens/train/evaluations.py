"""All evaluations of a run: a table of scores, and the sentences of the one that is chosen."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import DataTable, Static

from tui.runs import words
from tui.runs.state import Evaluation, RunState, Sample
from tui.screens.train.samples import readable
from tui.text import printable

_TITLES = {
    "loss": "loss",
    "token_accuracy": "tokens",
    "accuracy": "exact",
    "denotation": "outcome",
    "replayed_loss": "loss, generated",
    "replayed_token_accuracy": "tokens, generated",
    "replayed_accuracy": "exact, generated",
}


class EvaluationsScreen(ModalScreen[None]):
    """A sheet over the page."""

    CSS_PATH = "evaluations.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,e,q", "dismiss", "Close", key_display="esc", tooltip="Close the table", id="evaluations.close")
    ]

    def __init__(self, run: RunState) -> None:
        super().__init__()
        self._run = run

    def compose(self) -> ComposeResult:
        """The table above the sentences."""
        with Vertical():
            yield Static(Content.assemble((f"Evaluations of {printable(self._run.name, 60)}", "bold")), id="heading")
            yield DataTable[Text](cursor_type="row", zebra_stripes=False)
            with VerticalScroll(id="written"):
                yield Static(id="sentences")

    def on_mount(self) -> None:
        """Fill in the table; the newest evaluation is chosen."""
        table = self.query_one(DataTable)
        names = list(dict.fromkeys(name for one in self._run.evaluations for name in one.scores))
        table.add_column(Text("step", justify="right"))
        for name in names:
            table.add_column(Text(_TITLES.get(name, printable(name, 40)), justify="right"))
        for one in self._run.evaluations:
            cells = [Text(_written(name, one.scores.get(name)), justify="right") for name in names]
            table.add_row(Text(f"{one.step:,}", justify="right"), *cells)
        table.move_cursor(row=len(self._run.evaluations) - 1)
        table.focus()

    @on(DataTable.RowHighlighted)
    def chosen(self, event: DataTable.RowHighlighted) -> None:
        """Show its sentences."""
        found = self._run.evaluations[event.cursor_row] if event.cursor_row < len(self._run.evaluations) else None
        self.query_one("#sentences", Static).update(_sentences(found))


def _written(name: str, value: float | None) -> str:
    return words.share(value) if name.endswith(("accuracy", "denotation")) else words.loss(value)


def _sentences(one: Evaluation | None) -> Content:
    if one is None or not one.samples:
        return Content("No sentences were written out here.")
    return Content("\n\n").join([_sample(sample) for sample in one.samples])


def _sample(sample: Sample) -> Content:
    sign, tone = {True: ("✓ ", "$success"), False: ("✗ ", "$error"), None: ("· ", "$dim")}[sample.right]
    parts: list[str | tuple[str, str]] = [
        (sign, tone),
        (f"{printable(sample.said, 300)}\n", "bold"),
        f"  {readable(sample.wrote)}",
    ]
    if sample.right is not True:
        parts.append((f"\n  wanted: {readable(sample.wanted)}", "$dim"))
    return Content.assemble(*parts)
