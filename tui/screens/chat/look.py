"""How a turn looks, line by line, in so many columns.

A turn draws itself instead of being put together from widgets: every widget costs each layout of the page a part of a
millisecond, and there are hundreds of turns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from textual.content import Content
from textual.style import Style

from tui.screens.chat.action import as_json, on_one_line
from tui.text import printable

BAR, INDENT = "▌ ", "  "
_NARROW = 44
"""Columns below which there is no room for the time."""
_ROOM = 12
"""Columns that the action keeps beside what stands at the right."""


@dataclass(frozen=True, slots=True)
class Look:
    """All that is to be seen of a turn.

    said: what was said; mark: what became of it ("taken back"); wait: a sign, as long as there is no answer; reply:
    the answer's lines, or why there is none (`refused`); choices: what a question back offers; done: whether there is
    a line for the action; then what it was, why there was none, whether the JSON is open, whether there is more to
    look into, and how many milliseconds it took.
    """

    said: str
    mark: str = ""
    wait: str = ""
    reply: Sequence[str] = ()
    refused: bool = False
    choices: Sequence[str] = ()
    done: bool = False
    actions: dict[str, Any] | None = None
    failed: str | None = None
    opened: bool = False
    inside: bool = False
    ms: float = 0.0


def lines(look: Look, width: int) -> list[Content]:
    """The turn, from top to bottom."""
    return list(_lines(look, max(4, width)))


def _lines(look: Look, width: int) -> Iterator[Content]:
    gone = look.mark == "taken back"
    said = printable(look.said).strip()
    text = Content.styled(said or "(nothing)", "$dim" if gone or not said else "$primary")
    if gone:
        text = text.stylize("strike")
    if look.mark:
        text = Content.assemble(text, (f"  {look.mark}", "$dim"))
    yield from _hung(text, (BAR, "$primary"), width)
    if look.wait:
        yield Content.assemble(INDENT, (look.wait, "$dim"))
    color = "$error" if look.refused else "$dim" if gone else "$foreground"
    for line in look.reply:
        yield from _hung(Content.styled(printable(line), color), (INDENT, ""), width)
    for n, choice in enumerate(look.choices, 1):
        offered = Content.assemble((f"{n}", "bold $primary"), (f"  {printable(choice)}", "$secondary"))
        for row in _hung(offered, (INDENT, ""), width):
            yield row.stylize(_clicked(f"choose({n})"))
    if look.done:
        yield _action(look, width)
        if look.opened:
            yield from _hung(as_json(look.actions, look.failed, width - 3), (INDENT, ""), width)


def _hung(text: Content, before: tuple[str, str], width: int) -> Iterator[Content]:
    """Wrapped, each line with the same before it."""
    for line in text.wrap(width - len(before[0])):
        yield Content.assemble(before, line.rstrip())


def _action(look: Look, width: int) -> Content:
    """The action at the left, the way inside and the time at the right; it is cut where it is too long."""
    action = on_one_line(look.actions, look.opened)
    time = f"{look.ms:.0f} ms".rjust(7) if width >= _NARROW else ""
    right = len(time) + (len("inside") + 2 if look.inside else 1 if time else 0)
    if width - len(INDENT) - right < _ROOM:
        right, time = 0, ""
    room = width - len(INDENT) - right
    action = action.truncate(room, ellipsis=True, pad=True).stylize(_clicked("open"))
    if not right:
        return Content.assemble(INDENT, action)
    link = Content("")
    if look.inside:
        link = Content.assemble("  ", Content.styled("inside", "$dim underline").stylize(_clicked("wish('inside')")))
    elif time:
        link = Content(" ")
    return Content.assemble(INDENT, action, link, (time, "$dim"))


def _clicked(action: str) -> Style:
    """What a click does."""
    return Style.from_meta({"@click": action})


def without_signs(text: str) -> str:
    """A piece of what is shown as it would be written: without the bar and the indent."""
    return "\n".join(line.removeprefix(BAR).removeprefix(INDENT).rstrip() for line in text.split("\n"))
