"""The chapters about a turn: their names and keys, and the line of tabs that shows them."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

if TYPE_CHECKING:
    from tui.screens.inside.pane import ChapterPane


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its name, which is that of its pane and module, its title, and what it is about."""

    name: str
    title: str
    about: str

    def make(self) -> ChapterPane:
        """Its pane."""
        module = importlib.import_module(f"tui.screens.inside.{self.name}")
        pane: ChapterPane = getattr(module, f"{self.name.title()}Chapter")(id=self.name)
        return pane


CHAPTERS = (
    Chapter("tokens", "Tokens", "The answer token by token, and what the model weighed at each."),
    Chapter("prompt", "Prompt", "What the model was shown, as tokens and numbers."),
    Chapter("readings", "Readings", "What else it may have meant, and why one reading was taken."),
    Chapter("action", "Action", "The action as a tree, and the words it came from."),
    Chapter("world", "World", "What the words meant here, the plan with its reasons, what changed."),
    Chapter("reply", "Reply", "How the things in the answer were named."),
    Chapter("playground", "Playground", "Draw the next token by hand: temperature, top-p, the grammar."),
)


class ChapterTab(Static):
    """A title; a click leads there."""

    @dataclass
    class Chosen(Message):
        """One was chosen."""

        name: str

    def __init__(self, number: int, chapter: Chapter) -> None:
        super().__init__(Content.assemble((f"{number} ", "$dim"), chapter.title), classes="chapter")
        self.chapter = chapter
        self.tooltip = Content(chapter.about)

    def on_click(self, event: events.Click) -> None:
        """Go there."""
        event.stop()
        self.post_message(self.Chosen(self.chapter.name))


class Chapters(Horizontal):
    """`1 Tokens  2 Prompt  …`"""

    def compose(self) -> ComposeResult:
        """One tab a chapter."""
        for number, chapter in enumerate(CHAPTERS, 1):
            yield ChapterTab(number, chapter)

    def mark(self, name: str) -> None:
        """Which one is open."""
        for tab in self.query(ChapterTab):
            tab.set_class(tab.chapter.name == name, "-here")
            if tab.chapter.name == name:
                tab.scroll_visible(animate=False)
