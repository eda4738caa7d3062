"""The page Sessions: a table to search in, a dialog to read beside it, and what can be done to each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable

from tui.errors import explain
from tui.mind.messages import Answered, Began, Resumed, Told
from tui.screens.page import PageScreen
from tui.screens.sessions.browser import Browser
from tui.screens.sessions.catalogue import Entry
from tui.screens.sessions.messages import Done
from tui.text import printable
from tui.widgets.dialogs import Ask, Confirm

if TYPE_CHECKING:
    from agent.sessions.store import Store


class SessionsScreen(PageScreen):
    """Finds sessions, and hands them to the chat and to the replay."""

    AUTO_FOCUS = "SessionTable"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["screen.tcss"]
    HELP = """\
# Sessions

Each conversation of the chat is kept while it goes on, one file of JSON lines each. The world is deterministic: a
session is its list of actions, and resuming it means carrying them out again. The model is not asked for that.

Enter goes on with a session where it ended. `p` replays it: the model hears every line again, and you see whether it
still answers the same. `/` searches names and everything that was said. Space marks several, to delete them together.

▸ goes on in the chat now · ● marked · ✗ cannot be read (the side says why)
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", key_display="/", id="sessions.search", tooltip="Search names and dialogs"),
        Binding("p", "replay", "Replay", id="sessions.replay", tooltip="Play this session on the page Replay"),
        Binding("r", "rename", "Rename", id="sessions.rename", tooltip="Give this session another name"),
        Binding("e", "export", "Export", id="sessions.export", tooltip="Write it to a .md file to read, or .jsonl"),
        Binding(
            "d,delete", "delete", "Delete", id="sessions.delete", tooltip="Delete this one, or all that are marked"
        ),
        Binding("space", "mark", "Mark", id="sessions.mark", tooltip="Mark or unmark this session"),
        Binding("a", "mark_all", "All", show=False, id="sessions.all", tooltip="Mark all that are shown, or none"),
        Binding("ctrl+r", "refresh", "Refresh", show=False, id="sessions.refresh", tooltip="Read the folder again"),
        Binding("escape", "back", "Back", show=False, id="sessions.back", tooltip="End the search, then the marking"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._naming: str | None = None
        self._open = False

    def body(self) -> ComposeResult:
        """All of it is one browser."""
        yield Browser(lambda: self.store, lambda: self.etaoin.mind.saved_as)

    @property
    def browser(self) -> Browser:
        """What is seen."""
        return self.query_one(Browser)

    def on_mount(self) -> None:
        """Hear when a session begins or gets a name."""
        self.etaoin.mind.listen(self)

    def on_screen_resume(self) -> None:
        """The chat may have gone on meanwhile."""
        self._open = True
        self.action_refresh()

    def on_screen_suspend(self) -> None:
        """Nobody looks."""
        self._open = False

    def on_resize(self, event: events.Resize) -> None:
        """Beside each other, or below each other; in a low window without the dialog."""
        super().on_resize(event)
        width, height = event.size
        self.set_class(width < 100 and height < 20, "-low")
        self.set_class(width >= 100, "-wide")

    @property
    def store(self) -> Store:
        """Where the sessions are."""
        return self.etaoin.backend.store()

    # Looking around.

    @on(Answered)
    @on(Began)
    @on(Resumed)
    def changed(self) -> None:
        """The chat goes on behind this page."""
        if self._open:
            self.browser.reread()

    def action_refresh(self) -> None:
        """Read the folder again."""
        self.browser.reread()

    def action_search(self) -> None:
        """Into the line."""
        self.browser.look_for()

    def action_back(self) -> None:
        """Out of the search; then without marks."""
        self.browser.back()

    def action_mark(self) -> None:
        """Mark or unmark, and go one down."""
        self.browser.mark()

    def action_mark_all(self) -> None:
        """All that are shown, or none."""
        self.browser.mark_all()

    # What is done with one.

    def _here(self, readable: bool = True) -> Entry | None:
        """The session under the cursor; says so where there is none, or where it cannot be read."""
        entry = self.browser.here
        if entry is None:
            self._tell("There is no session under the cursor.")
        elif readable and entry.info.problem is not None:
            self._tell(entry.info.problem, failed=True)
            return None
        return entry

    def _tell(self, text: str, failed: bool = False) -> None:
        self.notify(printable(text), severity="error" if failed else "information", markup=False)

    @on(DataTable.RowSelected)
    async def resume(self) -> None:
        """Go on with it in the chat."""
        entry = self._here()
        if entry is None:
            return
        if entry.name != self.etaoin.mind.saved_as:
            self.etaoin.mind.resume(entry.name)
        await self.etaoin.action_go("chat")

    async def action_replay(self) -> None:
        """Play it."""
        from tui.screens.replay.screen import ReplayScreen

        entry = self._here()
        if entry is None:
            return
        await self.etaoin.action_go("replay")
        if isinstance(self.app.screen, ReplayScreen):
            # By its path: a session may be called like a script.
            await self.app.screen.open_script(str(self.store.path_of(entry.name)))

    @work(group="sessions.ask", exclusive=True)
    async def action_rename(self) -> None:
        """Ask for another name."""
        from agent.sessions.recorder import is_generated
        from tui.screens.sessions.deeds import rename, wrong_name

        entry = self._here(readable=False)
        if entry is None:
            return
        old, store = entry.name, self.store
        if old == self.etaoin.mind.saved_as and not is_generated(old):
            self._tell(f"{old} goes on in the chat, and has its name from you. Type /new there first, then rename it.")
            return
        new = await self.app.push_screen_wait(
            Ask("What is it to be called?", old, lambda text: wrong_name(store, old, text))
        )
        if new is None:
            return
        if old == self.etaoin.mind.saved_as:  # whoever writes the file has to know
            self._naming = new
            self.etaoin.mind.save(new)
        else:
            self._do("renaming a session", lambda: rename(store, old, new), new)

    @on(Told)
    def told(self, event: Told) -> None:
        """What came of naming the session that is going on."""
        name, self._naming = self._naming, None
        if name is not None:
            self._tell(event.text, event.failed)
        if self._open:
            self.browser.reread(name)

    @work(group="sessions.ask", exclusive=True)
    async def action_export(self) -> None:
        """Ask for a file."""
        from tui.screens.sessions.deeds import export, wrong_file

        entry = self._here()
        if entry is None:
            return
        name, store = entry.name, self.store
        question = "Write it to which file?\n.md is to be read, .jsonl can be resumed and replayed elsewhere."
        path = await self.app.push_screen_wait(Ask(question, f"{name}.md", wrong_file))
        if path is not None:
            self._do("exporting a session", lambda: export(store, name, path), name)

    @work(group="sessions.ask", exclusive=True)
    async def action_delete(self) -> None:
        """Ask, then delete."""
        from tui.screens.sessions.deeds import delete

        names = self.browser.chosen
        if not names:
            self._tell("There is no session to delete.")
            return
        if self.etaoin.mind.saved_as in names:
            self._tell(f"{self.etaoin.mind.saved_as} goes on in the chat. Type /new there first, then delete it.")
            return
        listed = "\n".join(f"  {name}" for name in names[:8]) + (f"\n  … {len(names) - 8} more" if names[8:] else "")
        question = f"Delete {'this session' if len(names) == 1 else f'these {len(names)} sessions'} for good?\n{listed}"
        if await self.app.push_screen_wait(Confirm(question, "Delete", "Keep")):
            store = self.store
            self._do("deleting sessions", lambda: delete(store, names))

    @work(thread=True, group="sessions.do", exit_on_error=False)
    def _do(self, doing: str, deed: Callable[[], str], name: str | None = None) -> None:
        try:
            self.post_message(Done(deed(), name=name))
        except Exception as error:  # a disk can fail in any way
            self.post_message(Done(explain(error, doing), True))

    @on(Done)
    def done(self, event: Done) -> None:
        """Say what was done, and look what is there now."""
        self._tell(event.text, event.failed)
        self.browser.reread(event.name)
