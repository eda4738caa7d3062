"""What the samplers pass to the speakers: meanings as plain data, before they are validated as acts."""

from __future__ import annotations

from typing import Any

from training.generate.chance import spread

Meaning = dict[str, Any]
"""A node of `agent.language` as a dictionary, its first key telling the kind of node."""

TABLE: Meaning = {"kind": "table", "det": "the"}
HAND: Meaning = {"kind": "hand", "det": "the"}
COUNTS = (2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6, 7, 8, 9, 10, 12, 15, 20)
"""Numbers as often as they are said."""
TOLD = spread(
    {
        "pick_up": 6,
        "put_down": 2,
        "move": 3,
        "touch": 2,
        "stack": 1,
        "clear": 1,
        "build": 1,
        "hold": 1,
        "get_rid": 1,
        "put": 1,
    }
)
"""What one was told to do with a thing."""
