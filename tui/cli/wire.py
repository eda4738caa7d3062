"""What `etaoin chat --json` and `replay --json` write: turns and worlds as JSON, one object per line."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agent.session import Turn
    from world.bodies import State


def world(state: State) -> dict[str, Any]:
    """A state: what the hand holds, and every object in the order of the scene."""
    return {"holding": state.holding, "objects": [_object(state, id) for id in state.bodies]}


def _object(state: State, id: str) -> dict[str, Any]:
    body = state.bodies[id]
    out: dict[str, Any] = {
        "id": id,
        "shape": body.shape,
        "color": body.color,
        "position": [_number(v) for v in body.position],
        "size": [_number(v) for v in body.size],
        "supported_by": state.support.get(id),
    }
    return out if body.name is None else {**out, "name": body.name}


def _number(value: float) -> float | int:
    """Whole lengths without their ".0", and no noise behind the sixth digit."""
    return int(value) if value == int(value) else round(value, 6)


def acts(turn: Turn) -> list[Any]:
    """The acts the model emitted, in the action language's own spelling; none where nothing was understood."""
    if turn.actions is None or turn.failed is not None:
        return []
    out: list[Any] = json.loads(turn.actions.to_json())["acts"]
    return out


def turn(turn: Turn, said: str) -> dict[str, Any]:
    """One exchange."""
    return {
        "utterance": said,
        "actions": acts(turn),
        "reply": "\n".join(turn.reply),
        "ms": round(turn.ms, 1),
        "world": world(turn.state),
    }


def emit(value: dict[str, Any]) -> None:
    """Write one line at once. ASCII only: no reader's idea of a line end or an encoding can break it."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()
