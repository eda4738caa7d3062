"""Everything that is known of one adapter: the pane beside the table."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.screens.adapters.shelf import Kept
from tui.text import printable

_Part = str | tuple[str, str]
_BAR = 10


class Details(VerticalScroll, can_focus=True):
    """What the adapter under the cursor was made of, how well it does, and whether it fits."""

    def __init__(self) -> None:
        super().__init__()
        self._told: tuple[Kept, bool, str] | None = None
        self._width = 0

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static()

    def show(self, one: Kept | None, on: bool, model: str) -> None:
        """Show this adapter; `on` says whether it is on the chat's model, which is called `model` ("": none)."""
        told = None if one is None else (one, on, model)
        if told != self._told:
            if one is None or self._told is None or one.name != self._told[0].name:
                self.scroll_home(animate=False)
            self._told = told
            self._draw()

    def on_resize(self, event: events.Resize) -> None:
        """The lines are broken anew."""
        width = self.scrollable_content_region.width
        if width != self._width:
            self._width = width
            self._draw()

    def _draw(self) -> None:
        text = Content("") if self._told is None else Content.assemble(*described(*self._told, max(self._width, 20)))
        self.query_one(Static).update(text)


def described(one: Kept, on: bool, model: str, width: int) -> Iterable[_Part]:
    """The text of the pane in a width: name and state, scores, facts, the whole recipe."""
    yield (f"{printable(one.name)}\n", "bold $primary")
    if one.problem:
        yield ("✗ ", "$error")
        yield from _said(one.problem, width - 2, "$error")
    elif one.misfit:
        yield ("✗ ", "$error")
        yield from _said(one.misfit, width - 2, "")
    elif on:
        yield ("● ", "$primary")
        yield from _said(f"on the chat's model, {model}", width - 2, "")
    elif model:
        yield ("✓ ", "$success")
        yield from _said(f"fits {model}", width - 2, "")
    else:
        yield from _said("no model is loaded to put it on", width, "$dim")
    if one.default_for:
        yield ("★ ", "$primary")
        yield from _said(f"in use with {one.default_for} where none is named", width - 2, "")
    if one.suites:
        yield from _head("On suites of sentences")
        for name, score in one.suites.items():
            yield from _measure(name, score.right, score.before, width)
            exact = "" if score.exact is None else f"{score.exact:.1%} exact, "
            yield (f"  {exact}of {score.n:,} sentences\n", "$dim")
    if one.scores:
        yield from _head("On examples that were held out")
        for name, after, before in one.scores:
            yield from _measure(name, after, before, width)
    facts = [*one.facts]
    if one.added:
        facts.append(("added", one.added[:16].replace("T", " ")))
    facts += [("from", one.source)] if one.source else []
    facts.append(("folder", str(one.folder)))
    yield from _head("What it was made of" if one.facts else "Where it is")
    yield from _rows(facts, width)
    if one.recipe:
        yield from _head("The whole recipe")
        yield from _rows(one.recipe, width)


def _head(text: str) -> Iterable[_Part]:
    yield (f"\n{text}\n", "$secondary")


def _said(text: str, width: int, style: str) -> Iterable[_Part]:
    lines = textwrap.wrap(printable(text, None), max(10, width), break_on_hyphens=False) or [""]
    for number, line in enumerate(lines):
        yield (f"{'  ' * bool(number)}{line}\n", style)


def _measure(name: str, after: float, before: float | None, width: int) -> Iterable[_Part]:
    """A score with a bar where it is a share, and what it was before."""
    is_share = 0 <= after <= 1 and not name.endswith("loss")
    bar = _BAR if is_share and width >= 56 else 0
    name_width = min(26, max(12, width - 22 - bar))
    yield (f"{_short(printable(name.replace('_', ' ')), name_width):<{name_width}}", "$dim")
    yield _number(after, is_share).rjust(7)
    if bar:
        full = round(after * bar)
        yield " "
        yield ("━" * full, "$primary")
        yield ("─" * (bar - full), "$rule")
    if before is not None:
        was = _number(before, is_share)
        sign = "=" if was == _number(after, is_share) else "▲" if after > before else "▼"
        better = sign == ("▼" if name.endswith("loss") else "▲")
        yield (f"  {sign} was {was}", "$success" if better else "$dim")
    yield "\n"


def _number(value: float, is_share: bool) -> str:
    return f"{value:.1%}" if is_share else f"{value:.4g}"


def _rows(rows: Iterable[tuple[str, str]], width: int) -> Iterable[_Part]:
    rows = [(printable(key, 40), value) for key, value in rows]
    indent = min(max((len(key) for key, _ in rows), default=0), max(6, width // 2)) + 2
    for key, value in rows:
        room = max(8, width - indent)
        lines = textwrap.wrap(printable(value, None), room, break_on_hyphens=False) or [""]
        if len(key) + 2 > indent:
            yield (f"{key}\n", "$dim")
            key = ""
        for line in lines:
            yield (f"{key:<{indent}}", "$dim")
            yield f"{line}\n"
            key = ""


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}…"
