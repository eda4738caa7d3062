"""Everything about one example, beside the table."""

from __future__ import annotations

import json
from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.examples.about import About
from tui.examples.reasons import explained
from tui.examples.row import Row
from tui.text import pretty, printable, printable_lines

Piece = str | tuple[str, str]
_LONG = 6000


class Detail(VerticalScroll, can_focus=True):
    """The sentence, what it means, why it was turned down, and what is behind it."""

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static()

    def show(self, row: Row | None, about: About | None = None, reading: str = "") -> None:
        """Show a row; `about` comes a moment later, and `reading` is what the present model makes of it."""
        text = Content.assemble(*_told(row, about, reading, self._room())) if row else Content("")
        self.query_one(Static).update(text)
        if about is None:
            self.scroll_home(animate=False)

    def _room(self) -> int:
        return max(24, self.scrollable_content_region.width - 8)


def _told(row: Row, about: About | None, reading: str, width: int) -> Iterator[Piece]:
    for user, reply in row.history:
        yield (f"› {_safe(user)}\n", "$dim")
        if reply:
            yield (f"  {_safe(reply)}\n", "$dim")
    yield (f"› {_safe(row.say) or '—'}\n", "bold")
    if row.context:
        yield f"{_safe(row.context)}\n"
    if not row.kept:
        yield (f"\n✗ turned down: {printable(row.reason)}\n", "$error")
        yield f"{_safe(explained(row.reason, row.detail))}\n"
    if reading:
        yield from _headed("The model now")
        yield f"{_safe(reading)}\n"
    if row.action:
        yield from _headed("Means")
        if about and about.english:
            yield f"{_safe(about.english)}\n"
        yield (f"{printable_lines(pretty(json.loads(row.action), width))}\n", "$action")
    elif row.answer:
        yield from _headed("Answer")
        yield f"{_safe(row.answer)}\n"
    elif row.meaning:
        yield from _headed("As it was written")
        yield f"{_safe(row.meaning)}\n"
    if about and about.world:
        yield from _headed(f"In the scene {printable(about.scene)}")
        yield from (f"{_safe(line)}\n" for line in about.world)
    for name, fact in row.facts:
        if fact:
            yield from _headed(name)
            yield f"{_safe(fact)}\n"
    if row.part and "Put right" not in dict(row.facts):
        yield from _headed("Part")
        yield f"{printable(row.part)}\n"
    if about and about.prompt:
        yield from _headed("What the model is shown")
        yield f"{_safe(about.prompt)}\n"
        if about.tokens:
            before, after = about.tokens
            learned = f", {after} to learn" if after else ""
            yield (f"{before} tokens of prompt{learned}\n", "$dim")


def _headed(title: str) -> Iterator[Piece]:
    yield (f"\n{title}\n", "$primary")


def _safe(text: str) -> str:
    return printable_lines(text[:_LONG] + (" …" if len(text) > _LONG else ""))
