"""What can be done with a turn that stands in the chat: look inside, say it again, copy it, put it right."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.screens.chat.screen import ChatScreen
    from tui.screens.chat.turn import TurnView, Wish

_INSTEAD = "Enter takes that turn back and says this instead; escape leaves it as it is."
_AGAIN = "It is said again at the end: what came since stays as it is."
_WRONG = "Enter marks the last answer wrong and takes it back."


class Deeds:
    """Does them for the chat; `edited` is the turn that what is typed now will replace."""

    def __init__(self, chat: ChatScreen) -> None:
        self._chat = chat
        self.edited: TurnView | None = None

    async def do(self, view: TurnView, wish: Wish) -> None:
        """Do one of them."""
        chat = self._chat
        match wish:
            case "inside" if view.session is not None and view.index >= 0:
                await chat.etaoin.look_inside(view.session, view.index)
            case "inside":
                chat.notify("There is nothing to look into: this one has no answer.", markup=False)
            case "edit":
                self.edit(view)
            case "copy":
                chat.app.copy_to_clipboard(view.reply)
                chat.notify("The answer is copied.", timeout=2, markup=False)
            case "wrong" if self._is_last(view):
                chat.entry.edit("/wrong", _WRONG)
            case "wrong":
                chat.notify("Only the last answer can be put right; /undo goes further back.", markup=False)

    def edit(self, view: TurnView) -> None:
        """Put what was said back into the prompt; if it is the last turn, sending it replaces that."""
        chat = self._chat
        self.edited = None
        if view.pending:
            if view.stage == "waiting":
                chat.mind.drop(view.key)
            else:
                chat.mind.cancel()
            chat.entry.edit(view.said, "")
            return
        if self._is_last(view):
            self.edited = view
        chat.entry.edit(view.said, _INSTEAD if self.edited else "" if view.stage == "refused" else _AGAIN)

    def _is_last(self, view: TurnView) -> bool:
        session = self._chat.mind.session
        answered = view.stage == "answered" and session is not None and view.session is session
        return answered and session is not None and view.index == len(session.turns) - 1
