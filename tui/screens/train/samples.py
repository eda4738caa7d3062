"""Held-out sentences and how the model read each from evaluation to evaluation."""

from __future__ import annotations

import json

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.runs.learning import Learning, Reading, learning
from tui.runs.state import RunState
from tui.text import compact, printable

_SIGNS = {True: ("✓", "$success"), False: ("✗", "$error"), None: ("·", "$dim")}


class Samples(VerticalScroll):
    """One sentence below the other, the newest reading last."""

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(id="readings")

    def show(self, run: RunState | None) -> None:
        """Draw what the run has written so far."""
        found = learning(run.evaluations) if run else []
        body = self.query_one("#readings", Static)
        body.set_class(not found, "-empty")
        if not found:
            body.update("No sentences yet: some are written out at each evaluation.")
        else:
            body.update(Content("\n\n").join([_drawn(one) for one in found]))


def readable(text: str) -> str:
    """An action as one says it, anything else as it is."""
    try:
        actions = json.loads(text)
        return printable(compact(actions), 200) if isinstance(actions, dict) else printable(text, 400)
    except (ValueError, AttributeError, TypeError, RecursionError):
        return printable(text, 400)


def _drawn(one: Learning) -> Content:
    parts: list[tuple[str, str]] = [(f"{printable(one.said, 300)}\n", "bold")]
    width = max(len(_when(reading)) for reading in one.readings)
    for reading in one.readings:
        sign, tone = _SIGNS[reading.right]
        parts += [(f"  {_when(reading):>{width}}  ", "$dim"), (f"{sign} ", tone), (f"{readable(reading.wrote)}\n", "")]
    if one.readings[-1].right is not True:
        parts.append((f"  {'wanted':>{width}}    {readable(one.wanted)}", "$dim"))
    return Content.assemble(*parts).rstrip()


def _when(reading: Reading) -> str:
    return f"{reading.first:,}" if reading.first == reading.last else f"{reading.first:,}–{reading.last:,}"
