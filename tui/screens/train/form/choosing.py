"""The recipes to begin from, each with a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on, work
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.errors import explain
from tui.screens.train.form import messages as m
from tui.text import printable

if TYPE_CHECKING:
    from tui.screens.train.form.draft import Draft
    from tui.screens.train.form.starts import Start


class Choosing(OptionList):
    """A list of recipes, read in a thread."""

    @dataclass
    class Pointed(Message):
        """The cursor is at one of them."""

        start: Start

    @dataclass
    class Chosen(Message):
        """It is the one."""

        start: Start

    @dataclass
    class Listed(Message):
        """The list is there; `cards` can be planned for."""

        cards: tuple[str, ...]

    @dataclass
    class Failed(Message):
        """There is no list; why not."""

        why: str

    def __init__(self) -> None:
        super().__init__(id="starts")
        self._starts: list[Start] = []

    @property
    def pointed(self) -> Start | None:
        """The one that the cursor is at."""
        return None if self.highlighted is None else self._starts[self.highlighted]

    @work(thread=True, group="form-read", exclusive=True, exit_on_error=False)
    def read(self, select: str | None) -> None:
        """Read the recipes, and point at the one of that name or file."""
        try:
            from training.plan.cards import CARDS
            from tui.screens.train.form.fields import sections
            from tui.screens.train.form.starts import starts

            sections()
            found = m.StartsRead(starts(), tuple(CARDS), select)
        except Exception as error:  # a folder can hold anything
            self.post_message(self.Failed(explain(error, "reading the recipes")))
        else:
            self.post_message(found)

    @work(thread=True, group="form-keep", exit_on_error=False)
    def keep(self, name: str, draft: Draft) -> None:
        """Keep what is filled in as a recipe of one's own, and list it; Saved will tell."""
        from tui.screens.train.form.starts import save

        try:
            file, problem = save(name, draft.start, draft.for_file()), None
        except Exception as error:  # a full disk, a recipe that was changed meanwhile
            file, problem = None, explain(error, "saving a recipe")
        self.post_message(m.Saved(file, problem))
        self.read(str(file) if file else None)

    @on(m.StartsRead)
    def starts_read(self, event: m.StartsRead) -> None:
        """List them."""
        self._starts = event.starts
        self.clear_options()
        self.add_options([Option(_listed(start), disabled=start.values is None) for start in event.starts])
        usable = [number for number, start in enumerate(event.starts) if start.values is not None]
        wished = [number for number in usable if event.select and event.starts[number].recipe == event.select]
        self.highlighted = next(iter(wished[-1:] or usable[:1]), None)
        self.post_message(self.Listed(event.cards))

    @on(OptionList.OptionHighlighted)
    def option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """The cursor moved."""
        event.stop()
        self.post_message(self.Pointed(self._starts[event.option_index]))

    @on(OptionList.OptionSelected)
    def option_selected(self, event: OptionList.OptionSelected) -> None:
        """That one."""
        event.stop()
        self.post_message(self.Chosen(self._starts[event.option_index]))


def _listed(start: Start) -> Content:
    """A recipe in the list: its name over its sentence."""
    own = ("  your own", "$secondary") if start.own else ""
    about = f"can't be used: {start.problem}" if start.values is None else start.about
    return Content.assemble((printable(start.title), "bold"), own, "\n", (f"{printable(about, 300)}\n", "$dim"))
