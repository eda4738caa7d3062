"""Chapter 2: what the model was shown, as the tokens and numbers that it reads."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.screens.inside.chips import Chip, TokenChips
from tui.screens.inside.looked import View
from tui.screens.inside.pane import ChapterPane
from tui.screens.inside.prompting import captions, chips_of, split_words, summary


class PromptChapter(ChapterPane):
    """The prompt, part by part."""

    ABOUT = (
        "A model reads no letters but numbers, one for each token of its vocabulary. "
        "· is a space, which belongs to the word after it; marks say who speaks."
    )
    NEED = "model"
    FOCUS = "#prompt-parts"

    def body(self) -> ComposeResult:
        """The numbers, then the parts."""
        yield Static(id="prompt-summary")
        yield VerticalScroll(id="prompt-parts")
        yield Static(id="prompt-words")

    def show(self, view: View) -> None:
        """Cut it up."""
        opened = view.opened
        assert opened is not None
        self.query_one("#prompt-summary", Static).update(
            Content(summary(opened.parts, opened.vocabulary, opened.context))
        )
        holder = self.query_one("#prompt-parts", VerticalScroll)
        holder.remove_children()
        rows = []
        for caption, part in zip(captions(opened.parts), opened.parts, strict=True):
            chips = TokenChips([Chip(text, str(number), "bold $primary" if mark else f"$foreground on {shade}")
                           for text, number, mark, shade in chips_of(part)])  # fmt: skip
            rows.append(Horizontal(Static(Content(caption), classes="caption"), Vertical(chips), classes="part"))
        holder.mount_all(rows)
        self.query_one("#prompt-words", Static).update(Content(split_words(opened.parts)))
