"""The action a turn emitted: one line, which opens to JSON."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from tui.text import compact, pretty, printable, printable_lines

_TOKEN = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:)?|(\btrue\b|\bfalse\b|\bnull\b|-?\d+(?:\.\d+)?)|([{}\[\],:])')


def tinted(source: str) -> Content:
    """JSON with its keys, strings and numbers in the theme's colours; nothing in it is read as markup."""
    parts: list[str | tuple[str, str]] = []
    end = 0
    for match in _TOKEN.finditer(source):
        parts.append(source[end : match.start()])
        text, colon, number, mark = match.groups()
        if text and colon:
            parts += [(text, "$text-muted"), (colon, "$dim")]
        elif text:
            parts.append((text, "$success"))
        else:
            parts.append((number, "$primary") if number else (mark or "", "$dim"))
        end = match.end()
    parts.append(source[end:])
    return Content.assemble(*parts)


class ActionLine(Vertical, can_focus=True, can_focus_children=False):
    """`▸ pick_up(a large red block)`, and below it, once opened, the JSON it stands for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open", "Open the action"),
        Binding("up", "app.focus_previous", "Previous", show=False),
        Binding("down", "app.focus_next", "Next", show=False),
    ]

    def __init__(self, actions: dict[str, Any] | None, failed: str | None, ms: float) -> None:
        super().__init__()
        self._actions = actions
        self._failed = failed
        self._ms = ms
        self.opened = False

    def compose(self) -> ComposeResult:
        """The one line; the JSON is made when it is first wanted."""
        with Horizontal(id="row"):
            yield Static(self._line(), id="line")
            yield Static(Content(f"{self._ms:.0f} ms"), id="ms")
            yield Static(Content("✓"), id="mark")
        yield Static(id="json")

    def _line(self) -> Content:
        sign = "▾" if self.opened else "▸"
        if self._actions is None:
            return Content.assemble((f"{sign} ", "$dim"), ("no action", "$warning"))
        text = printable(compact(self._actions))
        return Content.assemble((f"{sign} ", "$primary"), (text, "$action"))

    def _detail(self) -> Content:
        if self._actions is None:
            why = self._failed or "The model gave none."
            return Content.from_text(printable(why), markup=False)
        width = max(24, self.size.width - 4)
        return tinted(printable_lines(pretty(self._actions, width)))

    def on_mount(self) -> None:
        """Show what was asked for before there was anything to show it in."""
        if self.opened:
            self._draw()

    def action_open(self) -> None:
        """Open or close the line."""
        self.opened = not self.opened
        if self.is_mounted:
            self._draw()

    def on_click(self) -> None:
        """A click does what enter does."""
        self.action_open()

    def _draw(self) -> None:
        self.query_one("#line", Static).update(self._line())
        detail = self.query_one("#json", Static)
        detail.display = self.opened
        if self.opened:
            detail.update(self._detail())
