"""What the form says of itself, and its keys."""

from __future__ import annotations

from textual.binding import Binding

HELP = """\
# A new run

A **recipe** says everything that decides what a run makes: which model is the base, what it learns from, how long, and
how fast. Choose one from the list, then change what you like. A star marks what is changed; **ctrl+z** takes it back.

On the right you see what the field means, what the run would take (**Plan**: parameters, tokens, memory, time), and
whether the data are sound (**Lint**). Both are reckoned anew as you type.

**Start** is ready as soon as nothing forbids it. The command line at the bottom does the same without the application.
"""

STEPS = (
    Binding("down", "app.focus_next", show=False),
    Binding("up", "app.focus_previous", show=False),
)
"""From field to field, also where these keys would scroll."""

KEYS = (
    Binding(
        "ctrl+g,ctrl+enter",
        "start",
        "Start",
        key_display="^g",
        id="form.start",
        tooltip="Start the run (where the terminal can tell it from enter, ctrl+enter as well)",
    ),
    Binding("ctrl+o", "choose", "Recipes", key_display="^o", id="form.choose", tooltip="Choose another recipe"),
    Binding(
        "ctrl+l",
        "everything",
        "All fields",
        key_display="^l",
        id="form.everything",
        tooltip="Show all fields, or only those that one changes often",
    ),
    Binding("ctrl+z", "reset", "Undo", key_display="^z", id="form.reset", tooltip="Back to the recipe's value"),
    Binding("ctrl+n", "add", "Data", key_display="^n", id="form.add", tooltip="Add something to learn from"),
    Binding(
        "ctrl+s",
        "save",
        "Save",
        show=False,
        key_display="^s",
        id="form.save",
        tooltip="Keep this as a recipe of your own",
    ),
    Binding("ctrl+y", "copy", "Copy", show=False, key_display="^y", id="form.copy", tooltip="Copy the command line"),
    *STEPS,
    Binding("escape", "leave", "Leave", key_display="esc", id="form.leave", tooltip="Leave without starting"),
)
