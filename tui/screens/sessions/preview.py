"""A session to read, before one opens it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.text import printable

if TYPE_CHECKING:
    from agent.sessions.record import SessionFile

_MOST = 60
"""How many turns are shown; all of a longer session is read in the chat."""


class Preview(VerticalScroll, can_focus=True):
    """The dialog, or why there is none."""

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(id="dialog")

    def show(self, file: SessionFile, search: str = "") -> None:
        """The dialog of this session; the words that are searched stand out."""
        content = _dialog(file)
        if words := search.split():
            found = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
            content = content.highlight_regex(found, style="reverse")
        self._put(content)

    def say(self, text: str, style: str = "$dim") -> None:
        """Something else."""
        self._put(Content.styled("\n".join(printable(line, None) for line in text.split("\n")), style))

    def _put(self, content: Content) -> None:
        self.query_one("#dialog", Static).update(content)
        self.scroll_home(animate=False)


def _dialog(file: SessionFile) -> Content:
    count = len(file.turns)
    model = f" · {file.model}" if file.model else ""
    about = f"{file.scene.name}{model} · {count} turn{'' if count == 1 else 's'}"
    parts: list[str | tuple[str, str]] = [
        (f"{printable(file.name)}\n", "bold"),
        (f"{printable(about)}\n", "$dim"),
    ]
    for note in file.notes:
        parts.append((f"✗ {printable(note)}\n", "$error"))
    for turn in file.turns[:_MOST]:
        reply = "\n".join(f"  {printable(line)}" for line in turn.reply) or "  (no answer)"
        parts += [(f"\n› {printable(turn.say) or '(nothing)'}\n", "$primary"), f"{reply}\n"]
    if count > _MOST:
        parts.append((f"\n… {count - _MOST} more turns: enter opens the session in the chat.", "$dim"))
    return Content.assemble(*parts)
