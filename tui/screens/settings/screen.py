"""The page Settings."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import TabbedContent, TabPane

from tui.screens.page import PageScreen
from tui.screens.settings.files import Files
from tui.screens.settings.general import General, SettingRow
from tui.screens.settings.keys import KeySettings
from tui.screens.settings.themes import Themes

_TABS = (("general", "General"), ("themes", "Themes"), ("keys", "Keys"), ("files", "Files"))
_MADE = {"themes": Themes, "keys": KeySettings, "files": Files}
"""What is in the other tabs; each is made when it is first opened, for all of them take long to draw."""


class SettingsScreen(PageScreen):
    """Tabs: plain settings, themes, keys, files."""

    CSS_PATH = "screen.tcss"
    HELP = """\
What you set holds at once, and is kept in a TOML file that you may also edit by hand (**Files** says where it is).

* **General**: motion, speed, labels, sound, and what is loaded at the start.
* **Themes**: going through the list shows each; enter keeps one.
* **Keys**: every key, with what it does; enter gives a line another one.
* **Files**: where your sessions, adapters, corrections and the log lie.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                str(n), f"tab('{name}')", title, id=f"settings.{name}", show=False, tooltip=f"Open the tab {title}."
            )
            for n, (name, title) in enumerate(_TABS, 1)
        ),
        Binding("ctrl+g", "app.log", "Log", key_display="^g", id="settings.log", tooltip="Show the log file."),
    ]

    def body(self) -> ComposeResult:
        """The tabs."""
        with TabbedContent(initial="general"):
            with TabPane("1 General", id="general"):
                yield General(self.etaoin.settings)
            for number, (name, title) in enumerate(_TABS[1:], 2):
                yield TabPane(f"{number} {title}", id=name)

    async def action_tab(self, name: str) -> None:
        """Open a tab, and go to its first control."""
        tabs = self.query_one(TabbedContent)
        tabs.active = name
        pane = tabs.get_pane(name)
        await self._fill(pane)
        for widget in pane.query("*"):
            if widget.focusable:
                widget.focus()
                return

    @on(TabbedContent.TabActivated)
    async def opened(self, event: TabbedContent.TabActivated) -> None:
        """Another tab: a theme that was only looked at is not kept."""
        await self._fill(event.pane)
        if event.pane.id != "themes":
            self._put_back()

    async def _fill(self, pane: TabPane) -> None:
        if pane.id in _MADE and not pane.children:
            await pane.mount(_MADE[pane.id]())

    def _put_back(self) -> None:
        for themes in self.query(Themes):
            themes.action_put_back()

    def on_screen_suspend(self) -> None:
        """Whoever goes to another page has done with what is being typed, and with looking at themes."""
        if self.app.screen_stack[0] is not self:  # else it is only a sheet over this page
            for row in self.query(SettingRow):
                row.entered()
            self._put_back()
