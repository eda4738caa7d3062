"""The lower end of the chat: what could be said, commands to choose from, searches, and the prompt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static, TextArea

from tui.screens.chat.chips import Chip, Chips
from tui.screens.chat.completions import Completions
from tui.screens.chat.prompt import Prompt, utterances
from tui.screens.chat.searchline import SearchLine
from tui.text import printable

if TYPE_CHECKING:
    from tui.mind.suggestions import Suggestion


class Entry(Vertical):
    """Posts what is to be said; all the rest of typing is its own."""

    class Said(Message):
        """Something to say or a command, one line of it; `instead` says that it replaces the turn that was edited."""

        def __init__(self, text: str, instead: bool = False) -> None:
            super().__init__()
            self.text, self.instead = text, instead

    class Remembered(Message):
        """A text that was entered, to be kept for other times."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        super().__init__(id="entry")
        self._editing: str | None = None
        self._draft = ""
        self._waiting = ""
        self._hint = ""
        self._found: int | None = None

    def compose(self) -> ComposeResult:
        """From top to bottom; of the lines above the prompt only one is there at a time."""
        yield Completions()
        yield Chips()
        yield Static(id="hint")
        yield SearchLine("search", id="recall")
        with Horizontal(id="line"):
            yield Static("›", id="sign")
            yield Prompt(id="prompt")

    def on_mount(self) -> None:
        """Tie list and prompt together."""
        self.prompt = self.query_one(Prompt)
        self._menu, self._chips = self.query_one(Completions), self.query_one(Chips)
        self.prompt.menu = self._menu
        self._settle()

    # What can be said.

    def suggest(self, items: tuple[Suggestion, ...], ready: bool) -> None:
        """Offer these; `ready`: enter alone says the first of them."""
        self._chips.offer(items, ready)

    def say(self, text: str) -> None:
        """Say a text, and remember it, as if it had been typed."""
        if self.prompt.past.add(text):
            self.post_message(self.Remembered(text))
        instead, self._editing = self._editing is not None, None
        self._chips.ready = False
        for line in utterances(text):
            self.post_message(self.Said(line, instead))
            instead = False
        self._settle()

    @on(Prompt.Said)
    def _entered(self, event: Prompt.Said) -> None:
        event.stop()
        if event.text:
            self.say(event.text)
        elif self._chips.ready and self._chips.items:
            self.say(self._chips.items[0].say)

    @on(Chip.Chosen)
    def _chosen(self, event: Chip.Chosen) -> None:
        event.stop()
        self.say(event.text)
        self.prompt.focus()

    def tell_waiting(self, count: int) -> None:
        """So many lines more wait than can be seen."""
        self._waiting = f"{count:,} more wait; escape takes them back" if count else ""
        self._settle(self._editing or "")

    # Editing what was said before.

    def edit(self, text: str, hint: str) -> None:
        """Have a text changed; `hint` says what sending it will do."""
        self._editing = hint
        self._menu.dismiss(text)
        self.prompt.fill(text)
        self._settle(hint)

    def leave_edit(self) -> bool:
        """Let go of a text that was to be changed; whether there was one."""
        if self._editing is None:
            return False
        self._editing = None
        self.prompt.value = ""
        self._settle()
        return True

    # What stands above the prompt.

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        self._menu.complete(self.prompt.text)
        self._settle(self._editing or "")

    def _settle(self, hint: str = "") -> None:
        """Show what there is to show: a search, a hint, or what could be said."""
        searching = self.query_one(SearchLine).display
        lines = len(utterances(self.prompt.text))
        if not hint and lines > 1:
            hint = f"{lines} lines: each is said in its turn"
        hint = hint or self._waiting
        suggesting = not (searching or hint or self.prompt.text)
        self._chips.set_class(not suggesting, "-off")
        told = self.query_one("#hint", Static)
        told.set_class(searching or suggesting, "-off")
        if hint != self._hint:
            self._hint = hint
            told.update(Content(printable(hint)), layout=False)

    @on(Completions.Taken)
    def _taken(self, event: Completions.Taken) -> None:
        event.stop()
        self.prompt.fill(event.offer.text)
        if event.offer.whole:
            self.prompt.submit()

    # Searching what was typed before.

    def open_recall(self) -> None:
        """Begin to search through what was typed before."""
        self._draft, self._found = self.prompt.text, None
        self.query_one(SearchLine).open()
        self._settle()

    @on(SearchLine.Typed)
    def _searched(self, event: SearchLine.Typed) -> None:
        event.stop()
        self._recall(event.line, event.words, None)

    @on(SearchLine.Stepped)
    def _searched_on(self, event: SearchLine.Stepped) -> None:
        event.stop()
        if event.step < 0:
            self._recall(event.line, event.words, self._found)

    @on(SearchLine.Closed)
    def _recalled(self, event: SearchLine.Closed) -> None:
        event.stop()
        if not event.taken:
            self.prompt.value = self._draft
        self.prompt.focus()
        self._settle()

    def _recall(self, line: SearchLine, words: str, before: int | None) -> None:
        found = self.prompt.past.search(words, before)
        if found is not None:
            self._found = found
            self.prompt.value = self.prompt.past.line(found)
            line.say("enter takes it")
        elif not words:
            self.prompt.value = self._draft
            line.say("")
        else:
            line.say("no earlier one" if before is not None else "never typed")
