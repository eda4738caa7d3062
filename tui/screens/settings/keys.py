"""The keys: every binding with what it does; enter gives it another key, backspace its own again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.keys import format_key, key_to_character
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import DataTable, Static

from tui.settings.keymap import EVERYWHERE, Bound, all_bound, clash

if TYPE_CHECKING:
    from tui.app import EtaoinApp

_KEPT = {"escape", "enter", "tab", "shift+tab", "ctrl+c", "ctrl+p", "ctrl+q"}
"""Keys without which nobody finds the way out."""


def _types(key: str) -> bool:
    """Whether it writes something in a line of text."""
    return (key_to_character(key) or "\0").isprintable()


class PressKey(ModalScreen[str | None]):
    """Waits for a key; dismissed with its name, or with None for escape."""

    TAKES_ALL_KEYS = True

    def __init__(self, about: str) -> None:
        super().__init__()
        self._about = about

    def compose(self) -> ComposeResult:
        """What it is for."""
        with Vertical(classes="press"):
            yield Static(Content(f"Press the key for:\n{self._about}\n\nesc leaves it as it is."))

    def on_key(self, event: events.Key) -> None:
        """Any key."""
        event.stop()
        event.prevent_default()
        self.dismiss(None if event.key == "escape" else event.key)


class KeySettings(Vertical):
    """The table of keys. It is read from all pages, which takes a moment the first time."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "backspace,delete", "reset", "Own key", key_display="⌫", id="settings.key_reset",
            tooltip="Give the binding its own key again.",
        ),
    ]  # fmt: skip

    class Collected(Message):
        """All bindings have been read."""

        def __init__(self, bound: list[Bound]) -> None:
            super().__init__()
            self.bound = bound

    def compose(self) -> ComposeResult:
        """An explanation above the table."""
        yield Static(
            Content("Enter gives a line another key, ⌫ its own again. A key with a ● is yours."), classes="about"
        )
        yield DataTable(id="keys-table", cursor_type="row", zebra_stripes=False)
        yield Static(id="key-about")

    def on_mount(self) -> None:
        """Begin to read."""
        self._bound: list[Bound] = []
        table = self.query_one(DataTable)
        table.add_column("where", width=9, key="where")
        table.add_column("key", width=16, key="key")
        table.add_column("what it does", key="about")
        self._collect()

    @work(thread=True, exit_on_error=False)
    def _collect(self) -> None:
        self.post_message(self.Collected(all_bound()))

    @on(Collected)
    def collected(self, event: Collected) -> None:
        """Fill the table."""
        self._bound = event.bound
        table = self.query_one(DataTable)
        for one in event.bound:
            table.add_row(Text(one.where), self._cell(one), Text(one.about), key=one.id)

    def _cell(self, one: Bound) -> Text:
        own = cast("EtaoinApp", self.app).settings.keys.get(one.id)
        shown = " ".join(map(format_key, (own or one.keys).split(",")))
        return Text(f"● {shown}" if own else shown)

    @on(DataTable.RowHighlighted)
    def stands(self, event: DataTable.RowHighlighted) -> None:
        """Under the table, all of what the row may be too narrow for, and the id as the settings file has it."""
        one = next((b for b in self._bound if b.id == event.row_key.value), None)
        if one:
            self.query_one("#key-about", Static).update(Content.assemble((one.id, "bold"), f"  {one.about}"))

    @on(DataTable.RowSelected)
    @work(group="settings.key", exclusive=True)
    async def chosen(self, event: DataTable.RowSelected) -> None:
        """Ask for the key, and set it unless it has another meaning."""
        one = next(b for b in self._bound if b.id == event.row_key.value)
        key = await self.app.push_screen_wait(PressKey(one.about))
        app = cast("EtaoinApp", self.app)
        if key is None:
            return
        if _types(key) and one.where in (*EVERYWHERE, "chat") and not any(map(_types, one.keys.split(","))):
            app.notify(
                f"{format_key(key)} is for typing: take a key with ctrl, or an F key.", severity="warning", markup=False
            )
        elif key in _KEPT:
            app.notify(
                f"{format_key(key)} keeps its meaning: without it there may be no way out.",
                severity="warning",
                markup=False,
            )
        elif other := clash(self._bound, app.settings.keys, one.id, key):
            app.notify(f"{format_key(key)} is taken by {other.id}: {other.about}", severity="warning", markup=False)
        else:
            self._change(one, key)

    def action_reset(self) -> None:
        """The key that it has of itself."""
        table = self.query_one(DataTable)
        if self._bound and table.row_count:
            self._change(self._bound[table.cursor_row], None)

    def _change(self, one: Bound, key: str | None) -> None:
        app = cast("EtaoinApp", self.app)
        keys = {id: kept for id, kept in app.settings.keys.items() if id != one.id}
        app.change(keys=keys | ({one.id: key} if key else {}))
        self.query_one(DataTable).update_cell(one.id, "key", self._cell(one))
