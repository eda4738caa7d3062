"""From a file back to a conversation: its actions are carried out again, and the answers compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agent.language.acts import Choose, Talk, Utterance
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
        stored.say, stored.actions, stored.reply, failed=failed, ms=stored.ms, hints=stored.hints, asked=stored.asked,
        withdraws=stored.withdraws,
    )  # fmt: skip


def as_script(file: SessionFile) -> SessionScript:
    """A session as a script to replay; what was refused or withdrawn is left out. Raises SessionError."""
    turns = []
    asked: tuple[Utterance, ...] = ()
    for turn in _valid(file.turns):
        if turn.actions is not None:
            gold = _answered(turn.actions, asked).to_json()
            reply = " / ".join(turn.reply)
            turns.append(ScriptTurn(say=turn.say, reply=reply, gold=gold, hints=dict(turn.hints or {})))
        asked = turn.asked
    if not turns:
        raise SessionError(
            f"The session {file.name!r} has no turn in which anything was understood: nothing to replay."
        )
    return SessionScript(name=file.name, scene=file.scene.name, turns=tuple(turns), opening=file.scene.as_dict())


def _valid(turns: Sequence[StoredTurn]) -> Sequence[StoredTurn]:
    """The turns without those that were withdrawn, and without the withdrawals."""
    valid: list[StoredTurn] = []
    for turn in turns:
        if turn.withdraws is None:
            valid.append(turn)
        elif valid and valid[-1].say == turn.withdraws:
            valid.pop()
    return valid


def _answered(actions: Utterance, asked: Sequence[Utterance]) -> Utterance:
    """The reading that an answer picked out, where the turn before asked which (a script has no such turn)."""
    first, *more = actions.acts
    picked = first.n if isinstance(first, Choose) else 1 if len(asked) == 1 and isinstance(first, Talk) else 0
    if not 0 < picked <= len(asked) or (isinstance(first, Talk) and first.about != "yes"):
        return actions
    return Utterance(acts=(*asked[picked - 1].acts, *more))
