"""One line of a script, said to the model: what came of it, and the conversation as it stands then."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.lm.interface import LanguageModel
    from agent.script import ScriptTurn
    from agent.session import Session, Turn
    from tui.backend import Backend
    from world.scene import Scene


@dataclass(frozen=True, slots=True)
class Take:
    """An answer, and whether it is the script's.

    `session` is the conversation up to here. Nobody goes on with it: whoever wants to takes a copy, so that every place
    in a replay can be gone back to. `model` is the name of the one that answered, `spoken` what is under discussion.
    """

    turn: Turn
    same: bool
    session: Session
    model: str
    spoken: frozenset[str] = frozenset()


def take(backend: Backend, model: LanguageModel, scene: Scene, before: Take | None, line: ScriptTurn) -> Take:
    """Say the line that comes after `before` (None: the first); belongs into the model's thread."""
    from tui.scene.spoken import spoken
    from tui.slash.adapting import titled

    session = copy.copy(before.session) if before else backend.session(model, scene)
    session.model = model
    # A session's /undo and /redo never went through the model.
    turn = backend.step(session, line.say) or session.say(line.say, line.hints)
    return Take(turn, backend.same_reply(turn.reply, line.reply), session, titled(model), spoken(session.dialog, turn))
