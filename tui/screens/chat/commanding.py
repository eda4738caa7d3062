"""What slash commands do in the chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.pages import PAGES
from tui.slash.commands import MOST_STEPS, parse_step, unknown

if TYPE_CHECKING:
    from tui.screens.chat.screen import ChatScreen

_PAGES = frozenset(page.name for page in PAGES)
_TURNS = ("undo", "redo", "wrong", "pick", "meant", "edit")
"""Those that are turns like others, with an answer."""


class Commanding:
    """Does the commands that are no turns; those that are, the chat says."""

    def __init__(self, chat: ChatScreen) -> None:
        self._chat = chat

    async def do(self, name: str, argument: str) -> bool:
        """Do a command, or say that there is none of that name; False where it is to be said as a turn."""
        chat, mind = self._chat, self._chat.mind
        match name:
            case "undo" | "redo" if parse_step(f"/{name} {argument}") is None:
                await chat.note(f"/{name} {argument}: a number from 1 to {MOST_STEPS}, or nothing.", "-error")
            case _ if name in _TURNS:
                return False
            case "help" | "?":
                chat.etaoin.action_help()
            case "new":
                chat.begin_elsewhere()
                mind.begin(argument or None)
            case "scene":
                await chat.describe()
            case "adapter":
                mind.adapt(argument)
            case "save":
                mind.save(argument)
            case "resume":
                chat.begin_elsewhere()
                mind.resume(argument)
            case "export":
                mind.export(argument)
            case "replay" if argument:
                await self._replay(argument)
            case _ if name in _PAGES:
                await chat.etaoin.action_go(name)
            case "quit" | "exit" | "q":
                chat.app.exit()
            case _:
                await chat.note(unknown(name), "-error")
        return True

    async def _replay(self, script: str) -> None:
        from tui.screens.replay.screen import ReplayScreen

        await self._chat.etaoin.action_go("replay")
        page = self._chat.app.screen
        if isinstance(page, ReplayScreen):
            await page.open_script(script)
