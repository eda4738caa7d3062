"""What the page of adapters says of itself, of its keys, and of the suites that an adapter can be scored on."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui.screens.adapters.table import DEFAULT, MARKED, ON, UNFIT

HELP = f"""\
# Adapters

An **adapter** (LoRA) is a small change of a model's weights: two thin matrices beside each layer, a fifteenth of the
model or less. The model itself stays as it is, so an adapter can be put on and taken off in the middle of a chat, and
several can be on at once: their changes add up.

Each row tells what it was trained on and how well it does: **held out** are examples of its own data that it never saw;
a suite is a set of sentences that come with the program (press **v** to measure). A number behind a score, as in
`96.9% +0.8`, is what it gained over the model without it. The pane has everything that is known of it, down to the
commit and the digest of the data: enough to make it once more.

An adapter fits the very model that it was trained on, weight for weight, and no other. `{ON}` is on the chat's model
now, `{UNFIT}` does not fit that (or is damaged), `{DEFAULT}` is put on whenever none is named, `{MARKED}` is marked, to
be used, merged or measured with others.
"""
LEGEND = f"{ON} on the chat's model   {UNFIT} does not fit it   {DEFAULT} where none is named"
SUITES = {
    "everyday": "sentences as people say them",
    "handwritten": "of every kind, written by hand",
    "paraphrases": "the same things said in other words",
    "compositional": "known words, put together as never before",
}

KEYS: list[BindingType] = [
    Binding("u", "use", "Use", key_display="↵", id="adapters.use",
            tooltip="Put it, or all that are marked, on the model of the chat, which goes on"),
    Binding("space", "mark", "Mark", key_display="␣", id="adapters.mark",
            tooltip="Mark it; what is marked is used, merged or measured together"),
    Binding("o", "off", "Off", id="adapters.off", tooltip="Take all adapters off the model of the chat"),
    Binding("d", "default", "Default", id="adapters.default",
            tooltip="Use it with its base whenever none is named; again: no longer"),
    Binding("v", "evaluate", "Evaluate", id="adapters.evaluate",
            tooltip="Score it, or all that are marked, on a suite of sentences, beside the chat"),
    Binding("c", "compare", "Compare", id="adapters.compare",
            tooltip="Ask the base and the base with it the same, side by side"),
    Binding("a", "add", "Add", id="adapters.add", tooltip="Keep an adapter from a folder, or of a finished run"),
    Binding("r", "rename", "Rename", show=False, id="adapters.rename", tooltip="Give it another name"),
    Binding("x", "remove", "Remove", show=False, id="adapters.remove", tooltip="Delete it, or all that are marked"),
    Binding("m", "merge", "Merge", show=False, id="adapters.merge",
            tooltip="Make a model of its own: the base with it, or with all that are marked"),
    Binding("e", "export", "Export", show=False, id="adapters.export",
            tooltip="Write it to a folder or a .zip, to take elsewhere"),
    Binding("slash", "filter", "Filter", key_display="/", id="adapters.filter",
            tooltip="Show only those with these words in their name, base or data"),
    Binding("s", "sort(1)", "Sort", show=False, id="adapters.sort", tooltip="Sort by the next column, or click it"),
    Binding("S", "sort(0)", "Turn", show=False, id="adapters.turn", tooltip="Sort the other way round"),
    Binding("escape", "back", "Cancel", key_display="esc", show=False, id="adapters.back",
            tooltip="Stop what goes on beside, or show all, or take the marks away"),
]  # fmt: skip
