"""The session of the chat on disk: written turn by turn, named, exported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.errors import UserError, explain

if TYPE_CHECKING:
    from agent.session import Turn
    from agent.sessions.recorder import Recorder
    from tui.backend import Backend
    from world.scene import Scene


class Keeping:
    """What becomes of the turns of one session after another; only the mind's thread uses it.

    A new session has no file before its first turn is kept. What was adopted from a replay is kept once the user says
    something of their own.
    """

    def __init__(self, backend: Backend, always: bool) -> None:
        """`always`: every session is kept, not only those that were given a name."""
        self._backend, self._always = backend, always
        self._recorder: Recorder | None = None
        self._unsaved = False

    @property
    def name(self) -> str | None:
        """What the session is called on disk; None as long as it is not there."""
        return self._recorder.name if self._recorder else None

    def begin(self) -> None:
        """Another session: it has no file yet."""
        self._recorder, self._unsaved = None, False

    def resume(self, recorder: Recorder) -> None:
        """A session goes on in the file that it was read from."""
        self._recorder, self._unsaved = recorder, False

    def keep(self, scene: Scene | None, model: str, turns: Sequence[Turn]) -> tuple[str, bool] | None:
        """Write what is new; what to tell, and whether it failed.

        Where that fails, it is said once, and tried again with the next turn: the conversation is worth more than its
        copy.
        """
        if not (self._always or self.name):
            return None
        try:
            note = self._recorded(scene, model).record(turns)
        except Exception as error:  # a disk can fail in any way
            first, self._unsaved = not self._unsaved, True
            if not first:
                return None
            why = explain(error, "saving the session").rstrip(".")
            return f"This session is not being saved: {why}. /export FILE writes it elsewhere.", True
        self._unsaved = False
        return (note, False) if note else None

    def save(self, name: str, scene: Scene | None, model: str, turns: Sequence[Turn]) -> str:
        """Give the session a name, and keep it from now on in any case; what to tell."""
        recorder = self._recorded(scene, model)
        if name:
            recorder.save(name, turns)
        elif turns:
            recorder.record(turns)
        else:
            return "Nothing has been said yet. /save NAME gives the session a name already."
        self._unsaved = False
        return f"Saved as {recorder.name}. Each turn is saved as it is said."

    def export(self, path: str, scene: Scene | None, model: str, turns: Sequence[Turn]) -> str:
        """Write the dialog so far to a file; what to tell."""
        if not path:
            raise UserError("/export needs a file: /export dialog.md to read it, /export dialog.jsonl to replay it.")
        if scene is None or not turns:
            raise UserError("Nothing has been said yet: there is nothing to export.")
        return f"Written to {self._backend.export(path, scene, model, turns)}"

    def _recorded(self, scene: Scene | None, model: str) -> Recorder:
        if self._recorder is None:
            if scene is None:
                raise UserError("There is no session yet: type /new classic.")
            self._recorder = self._backend.recorder(scene, model)
        return self._recorder
