"""The one tree widget of this page: branches in the theme's colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from tui.screens.inside.branches import Branch


class BranchTree(Tree[Branch]):
    """Lines in several tones, all of them open at first; enter or a click folds them."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "branch--dim", "branch--strong", "branch--value", "branch--word", "branch--bad", "branch--plain",
    }  # fmt: skip

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id)
        self.show_root = False
        self.guide_depth = 2

    def plant(self, branches: Sequence[Branch]) -> None:
        """Other branches in the place of those that are there."""
        folded = {node.data.text() for node in self._nodes_below(self.root) if node.data and not node.is_expanded}
        line = self.cursor_line
        self.clear()
        self.root.expand()
        for branch in branches:
            self._grow(self.root, branch, folded)
        self.call_after_refresh(self._restore, max(line, 0))

    def _restore(self, line: int) -> None:
        self.cursor_line = min(line, self.last_line)

    def _nodes_below(self, node: TreeNode[Branch]) -> list[TreeNode[Branch]]:
        return [found for child in node.children for found in (child, *self._nodes_below(child))]

    def _grow(self, node: TreeNode[Branch], branch: Branch, folded: set[str]) -> None:
        label = Text(branch.text())
        if not branch.children:
            node.add_leaf(label, branch)
            return
        child = node.add(label, branch, expand=branch.text() not in folded)
        for below in branch.children:
            self._grow(child, below, folded)

    def render_label(self, node: TreeNode[Branch], base_style: Style, style: Style) -> Text:
        """The line in its tones; under the cursor in the cursor's."""
        if node.data is None:
            return Text("", style=style)
        prefix = ("▾ " if node.is_expanded else "▸ ", base_style) if node.allow_expand else ("", base_style)
        text = Text.assemble(prefix)
        for part, tone in node.data.label:
            text.append(part, style + self.get_component_rich_style(f"branch--{tone}", partial=True))
        return text
