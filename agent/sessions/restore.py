"""From a file back to a conversation: its actions are carried out again, and the answers compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.script import Script, ScriptTurn
from agent.session import Session, Turn
from agent.sessions.record import SessionError, SessionFile, StoredTurn

if TYPE_CHECKING:
    from agent.lm.interface import LanguageModel


@dataclass(frozen=True, slots=True)
class Restored:
    """A session that goes on where it ended. `notes` say, in sentences, what is not as it was."""

    name: str
    session: Session
    notes: tuple[str, ...]


class SessionScript(Script):
    """A session as a dialog script: what was answered then is what is expected now."""

    opening: dict[str, object]
    """The scene it began in, as a scene file says it."""


def restore(file: SessionFile, model: LanguageModel | None) -> Restored:
    """Carry out a session's actions again, undone ones and all, so that undo and redo go on from there too.

    An answer that comes out differently (the program has changed since) is told in `notes`; the new one counts.
    """
    session = Session(model, file.scene)
    differing: list[str] = []
    for number, stored in enumerate(file.turns, 1):
        try:
            turn = _again(session, stored, stored.failed)
            if turn.reply != stored.reply:
                was, now = " ".join(stored.reply), " ".join(turn.reply)
                differing.append(f"turn {number}, {stored.say[:60]!r}: it was {was!r} and is {now!r}")
        except Exception as error:  # a file can hold what no model ever said; the rest of the session is still good
            _again(session, StoredTurn(stored.say, None, stored.reply), f"it cannot be repeated: {error!r}")
            differing.append(f"turn {number}, {stored.say[:60]!r}: it cannot be repeated ({error!r})")
    notes = list(file.notes)
    if differing:
        notes.append(
            f"{len(differing)} of {len(file.turns)} answers came out differently than when they were saved, first of "
            f"all {differing[0]}. The session goes on from how it came out now."
        )
    return Restored(file.name, session, tuple(notes))


def _again(session: Session, stored: StoredTurn, failed: str | None) -> Turn:
    return session.repeat(
        stored.say, stored.actions, stored.reply, failed=failed, ms=stored.ms, hints=stored.hints, asked=stored.asked
    )


def as_script(file: SessionFile) -> SessionScript:
    """A session as a script to replay; what was refused (too long, say) is left out. Raises SessionError."""
    turns = tuple(
        ScriptTurn(
            say=turn.say, reply=" / ".join(turn.reply), gold=turn.actions.to_json(), hints=dict(turn.hints or {})
        )
        for turn in file.turns
        if turn.actions is not None
    )
    if not turns:
        raise SessionError(
            f"The session {file.name!r} has no turn in which anything was understood: nothing to replay."
        )
    return SessionScript(name=file.name, scene=file.scene.name, turns=turns, opening=file.scene.as_dict())
