"""The table of adapters with a line to filter it by, and what stands there when it is empty."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tui.screens.adapters.shelf import Kept
from tui.screens.adapters.table import AdapterTable
from tui.text import printable

_EMPTY = """\
No adapter is kept yet.

An adapter is a small change of a model's weights that teaches it something:
your own way of speaking, say, in ten minutes. F5 trains one, and it appears here.

Press a to add one that lies in a folder, or a finished run."""
_NONE_FOUND = "No adapter has that in its name, base or data. Escape shows them all again."


class Listing(Vertical):
    """Draws what it is given, and again whenever the filter, the order or the room changes."""

    class Redrawn(Message):
        """The table shows others, or in another order."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: Sequence[Kept] | None = None
        self._on: Collection[str] = ()
        self._marked: Collection[str] = ()
        self._problem: str | None = None

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        wanted = Input(placeholder="Words in the name, base or data", id="wanted", compact=True)
        wanted.display = False
        yield wanted
        yield AdapterTable()
        yield Static(id="empty")

    @property
    def table(self) -> AdapterTable:
        """The table."""
        return self.query_one(AdapterTable)

    @property
    def wanted(self) -> Input:
        """The filter."""
        return self.query_one("#wanted", Input)

    def draw(
        self,
        kept: Sequence[Kept],
        on: Collection[str],
        marked: Collection[str],
        name: str | None = None,
        problem: str | None = None,
    ) -> None:
        """Draw these; the cursor goes to the one called `name`, if any. `problem` says why they could not be read."""
        self._kept, self._on, self._marked, self._problem = kept, on, marked, problem
        self._draw(name)

    def _draw(self, name: str | None = None) -> None:
        table, empty = self.table, self.query_one("#empty", Static)
        if self._kept is None:
            return
        table.draw(self._kept, self._on, self._marked, self.wanted.value, name)
        table.display, empty.display = bool(table.shown), not table.shown
        empty.update(Content(_NONE_FOUND if self._kept else printable(self._problem or "", 600) or _EMPTY))
        self.post_message(self.Redrawn())

    @on(AdapterTable.Resized)
    def resized(self) -> None:
        """More columns have room, or fewer."""
        self._draw()

    @on(AdapterTable.HeaderSelected)
    def header_selected(self, event: AdapterTable.HeaderSelected) -> None:
        """Sort by that column."""
        self.table.sort_by(str(event.column_key.value))
        self._draw()

    def sort(self, step: int) -> None:
        """Sort by the column beside; 0: the other way round."""
        if step:
            self.table.sort_next(step)
        else:
            self.table.sort_by(self.table.sorted_by)
        self._draw()

    def search(self) -> None:
        """A line to type into, above the table."""
        self.wanted.display = True
        self.wanted.focus()

    def show_all(self) -> bool:
        """Take the filter away; whether there was one."""
        if not self.wanted.display:
            return False
        self.wanted.value, self.wanted.display = "", False
        self._draw()
        self.table.focus()
        return True

    @on(Input.Changed, "#wanted")
    def typed(self) -> None:
        """At each letter."""
        self._draw()

    @on(Input.Submitted, "#wanted")
    def found(self) -> None:
        """Back to the table, which stays filtered."""
        self.wanted.display = bool(self.wanted.value)
        self.table.focus()
