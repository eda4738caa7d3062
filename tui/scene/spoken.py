"""Which bodies a turn spoke of: what the picture outlines after an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.dialog.engine import Dialog
    from agent.session import Turn


def spoken(dialog: Dialog | None, turn: Turn | None) -> frozenset[str]:
    """The ids of the bodies under discussion after a turn, from the dialog as it stands then.

    These are the things answered, asked for or handled. What only helps to say which ("the block *behind the box*")
    counts where there is nothing else. A turn without actions, or one that only goes back or forth, speaks of nothing.
    """
    if dialog is None or turn is None or turn.actions is None:
        return frozenset()
    if all(act.act in ("undo", "redo") for act in turn.actions.acts):
        return frozenset()
    from agent.grounding.focus import EMBEDDED

    bodies = dialog.world.state.bodies
    mentions = [mention for mention in dialog.focus.mentions if mention.turn == dialog.focus.turn]
    weighty = [mention for mention in mentions if mention.weight > EMBEDDED]
    found = {key for mention in weighty or mentions for key in mention.ids}
    if dialog.pending:
        found.update(dialog.pending.candidates)
    return frozenset(found & bodies.keys())
