"""Chapter 6: how the answer came to its words."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from tui.screens.inside.branchtree import BranchTree
from tui.screens.inside.deeds import namings
from tui.screens.inside.looked import View
from tui.screens.inside.pane import ChapterPane


class ReplyChapter(ChapterPane):
    """The sentences of the answer, and below each the things it names."""

    ABOUT = (
        "Not the model's words. A thing is named by as few words as tell it apart: noun, colour, size, each only if it "
        "rules something out."
    )
    NEED = "world"
    FOCUS = "#reply-tree"

    def body(self) -> ComposeResult:
        """The tree."""
        yield BranchTree(id="reply-tree")
        yield Static(classes="whole")

    def show(self, view: View) -> None:
        """Plant it."""
        assert view.behind is not None
        self.query_one(BranchTree).plant(namings(view.turn, view.behind))
