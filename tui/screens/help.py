"""Help: what the open page is for, and its keys, made from the page itself."""

from __future__ import annotations

from typing import ClassVar, Protocol, runtime_checkable

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Markdown, Static

from tui.pages import PAGES

Rows = dict[str, tuple[list[str], str]]
"""By the id of a binding: its keys as they are shown, and what it does."""


@runtime_checkable
class Helpful(Protocol):
    """A screen that says what it is for."""

    HELP: ClassVar[str]
    """Markdown."""


class HelpScreen(ModalScreen[None]):
    """A sheet over the page that it explains."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q,enter", "dismiss", "Close", key_display="esc")]

    def __init__(self, page: Screen[object], text: str) -> None:
        """The keys are those of `page`; `text` in Markdown says what it is for."""
        super().__init__()
        self._page, self._text = page, text

    def compose(self) -> ComposeResult:
        """What the page says of itself, then its keys, then those of every page."""
        with VerticalScroll():
            yield Markdown(self._text.strip())
            for title, rows in self._groups().items():
                yield Static(_section(title, rows))
            yield Static(
                Content.styled("Text can be selected with the mouse and copied with ctrl+c. F10 changes keys.", "$dim")
            )

    def _groups(self) -> dict[str, Rows]:
        """The keys by where they hold: this page first, then its parts, then everywhere."""
        titles = {page.name: page.title for page in PAGES}
        groups: dict[str, Rows] = {}
        for node in (self._page, *self._page.query("*"), self.app):
            bindings = node._bindings.copy()
            bindings.apply_keymap(self.app._keymap)
            for key, binding in bindings:
                where = (binding.id or "").partition(".")[0]
                if binding.id and binding.description:
                    title = "Everywhere" if node is self.app else f"Keys: {titles.get(where, where)}"
                    rows = groups.setdefault(title, {})
                    keys, _ = rows.setdefault(binding.id, ([], binding.tooltip or binding.description))
                    if (shown := self.app.get_key_display(binding.with_key(key, None))) not in keys:
                        keys.append(shown)
        return groups


def _section(title: str, rows: Rows) -> Content:
    parts: list[str | tuple[str, str]] = [(title, "bold")]
    for keys, about in rows.values():
        parts += [(f"\n  {' '.join(keys):<20} ", "$primary"), about]
    return Content.assemble(*parts)
