"""What there is to see of the sessions: a line to search in, the table, and a dialog to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import DataTable, Input, Static

from tui.errors import explain
from tui.screens.sessions.catalogue import Entry, matching, read
from tui.screens.sessions.messages import Listed, Opened, Unlisted
from tui.screens.sessions.preview import Preview
from tui.screens.sessions.table import SessionTable
from tui.text import printable

if TYPE_CHECKING:
    from agent.sessions.store import Store

_MOST = 150
"""Rows of the table; who has more sessions searches. Twice as many would take 80 ms to fill in."""
_PAUSE = 0.08
"""Seconds without a key before the table is narrowed or a dialog read: neither may slow down the keys."""
_EMPTY = """\
No session is kept yet.

Say something in the chat (F2): a session is written turn by turn while it goes on, and can be resumed here later."""
_DAMAGED = "Nothing else can be done with it here than to rename (r) or delete (d) it."


class Browser(Container):
    """Reads the folder in the background, shows what fits the search, and knows what is marked."""

    def __init__(self, store: Callable[[], Store], going_on: Callable[[], str | None]) -> None:
        """`going_on` is the name of the session of the chat."""
        super().__init__(id="browser")
        self._store, self._going_on = store, going_on
        self._entries: dict[str, Entry] = {}
        self._listed = False
        self._reading = 0
        self._marked: set[str] = set()
        self._stand: str | None = None
        self._previewed = ("", "")
        self._pending: dict[str, Timer] = {}

    def compose(self) -> ComposeResult:
        """The search, the table, the dialog."""
        with Vertical(id="list"):
            with Horizontal(id="search"):
                yield Static("/", id="sign")
                yield Input(placeholder="search names and what was said", compact=True)
                yield Static(id="count")
            yield SessionTable()
            yield Static(id="empty")
        yield Preview()

    @property
    def here(self) -> Entry | None:
        """The session under the cursor."""
        return self.query_one(SessionTable).here

    @property
    def chosen(self) -> list[str]:
        """The names of those that are marked, or else of the one under the cursor."""
        here = self.here
        return [name for name in self._entries if name in self._marked] or ([here.name] if here else [])

    # Reading.

    def reread(self, stand: str | None = None) -> None:
        """Read the folder again; the cursor stays with its session, or goes to `stand`."""
        self._stand = stand or self._stand
        self._reading += 1
        self._read(self._entries, self._reading)

    def on_resize(self) -> None:
        """Other columns have room."""
        self.call_after_refresh(self._show)

    @work(thread=True, group="sessions.list", exclusive=True, exit_on_error=False)
    def _read(self, known: dict[str, Entry], reading: int) -> None:
        try:
            self.post_message(Listed(reading, read(self._store(), known)))
        except Exception as error:  # a folder can be unreadable in many ways
            self.post_message(Unlisted(reading, explain(error, "listing sessions")))

    @on(Listed)
    def listed(self, event: Listed) -> None:
        """Show them."""
        if event.reading != self._reading:
            return
        self._entries, self._listed = event.entries, True
        self._marked &= set(event.entries)
        self._previewed = ("", "")
        self._show()

    @on(Unlisted)
    def unlisted(self, event: Unlisted) -> None:
        """Say why there are none."""
        if event.reading != self._reading:
            return
        self._entries, self._listed = {}, True
        self._show()
        self.query_one("#empty", Static).update(Content(printable(event.why)))

    @property
    def search(self) -> str:
        """What is searched."""
        return self.query_one(Input).value.strip()

    def _show(self) -> None:
        """Draw the table anew; the cursor stays with its session."""
        if not self._listed or not self.is_mounted:
            return
        table = self.query_one(SessionTable)
        found = matching(self._entries.values(), self.search)
        stand = table.here.name if table.here else None
        if self._stand in self._entries:
            stand, self._stand = self._stand, None
        table.display = bool(found)
        table.fill(found[:_MOST], self.search, self._marked, self._going_on(), stand)
        empty = self.query_one("#empty", Static)
        empty.display = not found
        empty.update(
            Content(f"Nothing holds “{printable(self.search, 60)}”. Escape shows all." if self._entries else _EMPTY)
        )
        self._show_count(len(found))
        if found:
            self._soon("preview", self._preview)
        else:
            self._previewed = ("", "")
            self.query_one(Preview).say("")

    def _show_count(self, found: int) -> None:
        total = len(self._entries)
        parts = [f"{total} session{'' if total == 1 else 's'}" if found == total else f"{found} of {total}"]
        if found > _MOST:
            parts.append(f"the newest {_MOST}")
        if self._marked:
            parts.append(f"{len(self._marked)} marked")
        self.query_one("#count", Static).update(Content(" · ".join(parts) if total else ""))

    # Searching.

    def _soon(self, name: str, do: Callable[[], object]) -> None:
        """Do it once no key has come for a moment."""
        if name in self._pending:
            self._pending[name].stop()
        self._pending[name] = self.set_timer(_PAUSE, do)

    @on(Input.Changed)
    def narrowed(self) -> None:
        """Something else is searched."""
        self._soon("search", self._show)

    @on(Input.Submitted)
    def searched(self) -> None:
        """Enter goes to what was found."""
        self._show()
        self.query_one(SessionTable).focus()

    def on_key(self, event: events.Key) -> None:
        """From the search down into the table."""
        if event.key == "down" and self.screen.focused is self.query_one(Input):
            event.stop()
            self.query_one(SessionTable).focus()

    def look_for(self) -> None:
        """Into the line."""
        self.query_one(Input).focus()

    def back(self) -> None:
        """Out of the search; then without marks."""
        line = self.query_one(Input)
        if line.value or self.screen.focused is line:
            line.value = ""
        elif self._marked:
            self._marked.clear()
            self._show()
        self.query_one(SessionTable).focus()

    # The dialog beside the table.

    @on(DataTable.RowHighlighted)
    def stands(self) -> None:
        """Another session is under the cursor."""
        self._soon("preview", self._preview)

    def _preview(self) -> None:
        entry = self.query_one(SessionTable).here
        if entry is None or (entry.name, self.search) == self._previewed:
            return
        self._previewed = entry.name, self.search
        self._look(entry.name)

    @work(thread=True, group="sessions.preview", exclusive=True, exit_on_error=False)
    def _look(self, name: str) -> None:
        try:
            from agent.sessions.record import read_session

            self.post_message(Opened(name, read_session(self._store().path_of(name))))
        except Exception as error:  # a file can hold anything
            self.post_message(Opened(name, None, explain(error, f"reading the session {name[:200]!r}")))

    @on(Opened)
    def opened(self, event: Opened) -> None:
        """Show it, unless the cursor has gone on."""
        preview = self.query_one(Preview)
        if event.name != self._previewed[0]:
            return
        if event.file is not None:
            preview.show(event.file, self.search)
        else:
            preview.say(f"✗ {event.why}\n\n{_DAMAGED}", "$error")

    # Marking.

    def mark(self) -> None:
        """Mark or unmark, and go one down."""
        table = self.query_one(SessionTable)
        entry = table.here
        if entry is not None and table.display:
            self._marked ^= {entry.name}
            table.sign(entry, self._marked, self._going_on())
            self._show_count(len(matching(self._entries.values(), self.search)))
            table.action_cursor_down()

    def mark_all(self) -> None:
        """All that are shown, or none."""
        shown = {entry.name for entry in matching(self._entries.values(), self.search)[:_MOST]}
        self._marked = set() if shown <= self._marked else self._marked | shown
        self._show()
