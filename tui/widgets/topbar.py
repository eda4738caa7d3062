"""The line at the top of every page: the pages, and how the model is doing."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from tui.pages import PAGES, Page
from tui.text import printable


class Tab(Static):
    """The title of a page; a click leads there."""

    def __init__(self, page: Page) -> None:
        super().__init__(Content(page.title), classes="tab")
        self.page = page
        self.tooltip = Content(f"{page.about} ({page.key.upper()})")

    async def on_click(self, event: events.Click) -> None:
        """Go there."""
        event.stop()
        await self.app.run_action(f"go('{self.page.name}')")


class TopBar(Horizontal):
    """`ETAOIN  Chat  Inside  Replay …` on the left, `classic · nano · 43 ms` on the right."""

    def compose(self) -> ComposeResult:
        """Left and right."""
        yield Static("ETAOIN", id="brand")
        for page in PAGES:
            yield Tab(page)
        yield Static(id="status")

    def on_mount(self) -> None:
        """Mark the page that is open, and follow the status of the application."""
        here = self.app.current_mode
        for tab in self.query(Tab):
            tab.set_class(tab.page.name == here, "-here")
        self.watch(self.app, "status", self._show_status)
        self.watch(self.app, "trouble", self._show_trouble)

    def _show_status(self, status: str) -> None:
        self.query_one("#status", Static).update(Content(printable(status, 120)))

    def _show_trouble(self, trouble: bool) -> None:
        self.set_class(trouble, "-trouble")
