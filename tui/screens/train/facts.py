"""What the chosen run trains, on what and how."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from tui.runs import words
from tui.runs.state import RunState
from tui.text import printable


class Facts(Static):
    """A line for each fact, aligned."""

    def show(self, run: RunState | None) -> None:
        """Draw them."""
        if run is None:
            self.update("")
            return
        rows = list(run.facts)
        if run.tokens:
            rows.append(("seen", f"{words.count(run.tokens)} tokens"))
        if run.checkpoint is not None:
            rows.append(("saved", f"step {run.checkpoint:,}"))
        wide = max((len(what) for what, _ in rows), default=0) + 2
        parts = [
            piece for what, told in rows for piece in ((f"{what:<{wide}}", "$dim"), (f"{printable(told, 80)}\n", ""))
        ]
        self.update(Content.assemble(*parts).rstrip())
