"""The pages of the application: the one place to add a screen to, besides its own files.

From this table come the tabs at the top, the keys, the command palette, `/name` in the chat, and the tests and pictures
that go through every page.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.screens.page import PageScreen


@dataclass(frozen=True, slots=True)
class Page:
    """A page: what it is called, the key that leads to it, and where its screen is.

    `screen` is "module:class"; it is imported when the page is first opened, so that none slows down the start.
    """

    name: str
    title: str
    key: str
    screen: str
    about: str

    def open(self) -> PageScreen:
        """Make its screen."""
        module, _, name = self.screen.partition(":")
        screen: PageScreen = getattr(importlib.import_module(module), name)()
        return screen


PAGES = (
    Page("chat", "Chat", "f2", "tui.screens.chat.screen:ChatScreen", "talk to the hand"),
    Page("inside", "Inside", "f3", "tui.screens.inside.screen:InsideScreen", "what the model and the world made of it"),
    Page("replay", "Replay", "f4", "tui.screens.replay.screen:ReplayScreen", "play the classic dialog, or a session"),
    Page("train", "Train", "f5", "tui.screens.train.screen:TrainScreen", "start training runs and watch them"),
    Page(
        "adapters",
        "Adapters",
        "f6",
        "tui.screens.adapters.screen:AdaptersScreen",
        "what was trained, and how well",
    ),
    Page("compare", "Compare", "f7", "tui.screens.compare.screen:CompareScreen", "one prompt to several models"),
    Page("data", "Data", "f8", "tui.screens.data.screen:DataScreen", "what models learn from, and your corrections"),
    Page("sessions", "Sessions", "f9", "tui.screens.sessions.screen:SessionsScreen", "conversations that were kept"),
    Page("settings", "Settings", "f10", "tui.screens.settings.screen:SettingsScreen", "colours, keys, motion, the log"),
)

FIRST = PAGES[0].name
"""The page that is open at the start."""


def page(name: str) -> Page:
    """The page of that name. Raises KeyError."""
    return {found.name: found for found in PAGES}[name]
