"""Chapter 5: what the world made of the action."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from tui.screens.inside.branchtree import BranchTree
from tui.screens.inside.deeds import deeds
from tui.screens.inside.looked import View
from tui.screens.inside.pane import ChapterPane


class WorldChapter(ChapterPane):
    """Meanings, goals, moves and changes, as one tree."""

    ABOUT = (
        "No model here: descriptions become things, an order becomes goals, a goal the goals it needs first. "
        "The reason for a step is the goal above it."
    )
    NEED = "world"
    FOCUS = "#world-tree"

    def body(self) -> ComposeResult:
        """The tree."""
        yield BranchTree(id="world-tree")
        yield Static(classes="whole")

    def show(self, view: View) -> None:
        """Plant it."""
        assert view.behind is not None
        self.query_one(BranchTree).plant(deeds(view.turn, view.behind))
