"""What all chapters have in common: a sentence that says what one sees, and a place to say why there is nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, cast

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static, Tree

from tui.screens.inside.branchtree import BranchTree
from tui.text import printable_lines

if TYPE_CHECKING:
    from tui.app import EtaoinApp
    from tui.screens.inside.branches import Branch
    from tui.screens.inside.looked import View

Need = Literal["model", "world", ""]


class ChapterPane(VerticalScroll, can_focus=False):
    """A chapter about a turn. It is told of the view when it is turned to, and again when more is known."""

    ABOUT: ClassVar[str] = ""
    """What one sees, for someone who sees it for the first time."""
    NEED: ClassVar[Need] = ""
    """Whom the page has to ask before there is anything to see."""
    FOCUS: ClassVar[str] = ""
    """What in it the keys go to."""

    view: View | None = None

    @property
    def etaoin(self) -> EtaoinApp:
        """The application."""
        return cast("EtaoinApp", self.app)

    def compose(self) -> ComposeResult:
        """The sentence, the place for a message, and the rest."""
        yield Static(Content(self.ABOUT), classes="about")
        yield Static(classes="notice")
        yield from self.body()

    def body(self) -> ComposeResult:
        """What is below."""
        yield from ()

    def look(self, view: View) -> None:
        """Show this view, or what is new in it."""
        self.view = view
        why = self.missing(view)
        waits = why is None and not self.ready(view)
        self.note(why or ("…" if waits else ""))
        self.set_class(why is not None or waits, "-bare")
        if why is None and not waits:
            self.show(view)

    def missing(self, view: View) -> str | None:
        """Why there is nothing to see, or None."""
        if self.NEED == "model":
            return view.closed
        return view.hidden if self.NEED == "world" else None

    def ready(self, view: View) -> bool:
        """Whether what it needs is there."""
        if self.NEED == "model":
            return view.opened is not None
        return self.NEED != "world" or view.behind is not None

    def show(self, view: View) -> None:
        """Show it; what it needs is there."""

    @on(Tree.NodeHighlighted)
    def another_line(self, event: Tree.NodeHighlighted[Branch]) -> None:
        """Another line of a tree has the cursor."""
        event.stop()
        self.call_after_refresh(self._whole_line)

    def on_resize(self) -> None:
        """There may be room for the line now, or none any more."""
        self.call_after_refresh(self._whole_line)

    def _whole_line(self) -> None:
        """Below a tree: the line under the cursor, where it is too long for the tree."""
        for tree in self.query(BranchTree):
            node = tree.cursor_node
            text = node.data.text() if node is not None and node.data is not None else ""
            depth = 0
            while node is not None and node.parent is not None:
                depth, node = depth + tree.guide_depth, node.parent
            whole = self.query_one(".whole", Static)
            whole.display = cell_len(text) + depth > tree.size.width > 0
            whole.update(Content(text))

    def note(self, text: str) -> None:
        """Say something above the rest, or with "" nothing."""
        notice = self.query_one(".notice", Static)
        notice.update(Content(printable_lines(text)))
        notice.display = bool(text)

    def target(self) -> Widget | None:
        """What the keys go to."""
        found = self.query(self.FOCUS) if self.FOCUS else None
        return found.first() if found and not self.has_class("-bare") else None
