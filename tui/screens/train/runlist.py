"""The runs, two lines each: how each is doing, and how far it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.plot.line import MARKS
from tui.runs import words
from tui.runs.curves import Hues
from tui.runs.state import RunState, Status
from tui.text import printable

HUE_COLORS = ("$primary", "$secondary", "$success", "$error", "$foreground", "$secondary-lighten-2")
"""As in chart.tcss."""
_BAR = 10
_TONES = {
    Status.RUNNING: "$primary",
    Status.DONE: "$success",
    Status.FAILED: "$error",
    Status.DIED: "$error",
}


def bar(done: float, width: int) -> tuple[tuple[str, str], tuple[str, str]]:
    """A bar of progress as two pieces: done, and left."""
    halves = round(2 * width * min(1.0, max(0.0, done)))
    full = "━" * (halves // 2) + "╸" * (halves % 2)
    return (full, "$primary"), ("─" * (width - len(full)), "$rule")


def status_words(state: RunState, doing: str = "") -> tuple[str, str]:
    """The sign and word of a status, and their colour; `doing` is what was asked of the run and has not come yet."""
    if doing:
        return f"◌ {doing}", "$primary"
    return f"{state.status.sign} {state.status}", _TONES.get(state.status, "$dim")


class RunList(OptionList):
    """Chosen by the highlight; a sign before a name says which line on the charts is its."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(id="runs", markup=False)
        self._drawn: dict[str, tuple[object, ...]] = {}

    def show(self, runs: Sequence[RunState], marked: Collection[str], hues: Hues, doing: Mapping[str, str]) -> None:
        """Draw these; the highlight stays on its run, or goes to the first."""
        width = max(16, (self.scrollable_content_region.width or 33) - 1)
        chosen = self.chosen
        rows = {
            run.name: (run, run.name in marked, doing.get(run.name, ""), hues.of(run.name), width) for run in runs
        }  # fmt: skip
        names = [run.name for run in runs]
        if names != [option.id for option in self.options]:
            self.clear_options()
            self.add_options([Option(self._row(*rows[name]), id=name) for name in names])
            if names:
                self.highlighted = names.index(chosen) if chosen in names else 0
        else:
            for index, name in enumerate(names):
                if self._drawn.get(name) != rows[name]:
                    self.replace_option_prompt_at_index(index, self._row(*rows[name]))
        self._drawn = dict(rows)

    @property
    def chosen(self) -> str | None:
        """The name of the highlighted run."""
        option = self.highlighted_option
        return option.id if option else None

    @staticmethod
    def _row(run: RunState, marked: bool, doing: str, hue: int, width: int) -> Content:
        status, tone = status_words(run, doing)
        room = max(4, width - len(status) - 4)
        name = printable(run.name, None)
        if cell_len(name) > room:
            name = f"{set_cell_size(name, room - 1).rstrip()}…"
        sign = (MARKS[hue], HUE_COLORS[hue]) if marked else ("·", "$rule")
        head: list[str | tuple[str, str]] = [
            sign,
            f" {name}",
            " " * max(1, width - cell_len(name) - len(status) - 2),
            (status, tone),
        ]
        below = [(f"  {words.share(run.score) or words.steps(run)}", "$dim")]
        if run.status.alive:
            below = [("  ", ""), *bar(run.done, _BAR), (f" {run.done:>4.0%}", "$dim")]
        tail = f"loss {words.loss(run.last('smooth'))}" if run.last("smooth") is not None else ""
        if run.status.alive and run.left is not None and run.status is not Status.PAUSED:
            tail = words.span(run.left)
        used = sum(len(piece[0]) for piece in below)
        below.append((f"{tail:>{max(len(tail) + 1, width - used)}}", "$dim"))
        return Content.assemble(*head, "\n", *below)
