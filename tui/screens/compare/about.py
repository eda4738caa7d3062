"""What the page that compares says of itself, and its keys."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui.screens.compare.rounds import MOST

HELP = """\
# Compare

The same question to two or three models, side by side. A model here is a base with or without **adapters**
(`nano`, `nano+mine`), so you see what training has changed, and what it has spoilt.

Each column shows the **action** that the model understood, the same in English, and what the hand would answer, with
the tokens it wrote (of all readings that it weighed) and how fast; as they write at the same time and share the
processor, each is slower than it is alone. Each question is asked in a fresh world: nothing that was said before has a
part in it.

**^r** takes a sentence of the tests, whose right action is known: then each column says whether it hit it exactly, and
whether the right thing came of it in the world (another action can do the same).

**Blind**: with **^t** the columns lose their names and their speed, and stand in an order made by chance. You say which
answer is best (**1**, **2**, **3**, or **0** for a tie), then the names are told. Your votes are kept; a dozen prove
little, a hundred something.
"""

KEYS: list[BindingType] = [
    Binding("ctrl+r", "draw", "Test sentence", key_display="^r", id="compare.draw",
            tooltip="A sentence of the tests, by chance; its right action is known (x when not typing)"),
    Binding("ctrl+t", "blind", "Blind", key_display="^t", id="compare.blind",
            tooltip="Hide who is who until you have voted; again: show (b when not typing)"),
    Binding("ctrl+o", "models", "Models", key_display="^o", id="compare.models",
            tooltip="Choose two or three models (m when not typing)"),
    Binding("ctrl+g", "scene", "Scene", key_display="^g", id="compare.scene",
            tooltip="What they talk about, or free answers of those that write (s when not typing)"),
    Binding("escape", "stop", "Stop", key_display="esc", id="compare.stop",
            tooltip="Stop what is being written; or leave the line, or go back to it"),
    Binding("x", "draw", show=False), Binding("b", "blind", show=False), Binding("m", "models", show=False),
    Binding("s", "scene", show=False),
    Binding("u", "unload", "Unload", show=False, id="compare.unload", tooltip="Free the memory of these models"),
    Binding("slash", "type", "Type", show=False, id="compare.type", tooltip="Back to the line"),
    *(Binding(str(n), f"vote({n})", f"Vote {n}", show=False, id=f"compare.vote{n}",
              tooltip=f"That answer {n} is best" if n else "That none is better") for n in range(MOST + 1)),
]  # fmt: skip
