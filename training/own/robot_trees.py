"""The annotators' parses in the Robot Commands Treebank, read: `(event: (action: drop) (entity: ...))`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TREE = re.compile(r"\(|\)|[^\s()]+")


class UnconvertedError(Exception):
    """A tree has no counterpart in the action language. `str()` of it is the reason, to be counted."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A node of the annotators' parse: `(label: value)` or `(label: children)`."""

    label: str
    value: str = ""
    children: tuple[Tree, ...] = ()

    def all(self, label: str) -> list[Tree]:
        """Its children of a label."""
        return [child for child in self.children if child.label == label]

    def values(self, label: str) -> list[str]:
        """The values of its children of a label."""
        return [child.value for child in self.all(label)]

    def value_of(self, label: str) -> str:
        """The value of its one child of a label, or nothing."""
        return next(iter(self.values(label)), "")

    def anywhere(self, label: str) -> set[str]:
        """The values of a label in the whole tree."""
        found = {self.value} if self.label == label else set()
        return found.union(*(child.anywhere(label) for child in self.children))


def parse_tree(text: str) -> Tree:
    """Reads a tree. Raises UnconvertedError where it is none."""
    tokens = _TREE.findall(text)

    def node(at: int) -> tuple[Tree, int]:
        label, at = tokens[at + 1].removesuffix(":"), at + 2
        value, children = "", []
        while tokens[at] != ")":
            if tokens[at] == "(":
                child, at = node(at)
                children.append(child)
            else:
                value, at = tokens[at], at + 1
        return Tree(label, value, tuple(children)), at + 1

    try:
        return node(0)[0]
    except IndexError:
        raise UnconvertedError("the tree is cut short") from None
