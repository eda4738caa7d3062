"""The themes: going through the list shows each, enter keeps it, escape returns to the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import OptionList, ProgressBar, Static
from textual.widgets.option_list import Option

from tui.theme.themes import OURS

if TYPE_CHECKING:
    from tui.app import EtaoinApp

_OURS = {theme.name for theme in OURS}


class Themes(Horizontal):
    """The list beside a sample of everything that has a colour; the whole page is the preview, too."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape", "put_back", "Put back", key_display="esc", id="settings.theme_back",
            tooltip="Return to the theme that was kept last.",
        ),
    ]  # fmt: skip

    def compose(self) -> ComposeResult:
        """The list, ours first."""
        app = cast("EtaoinApp", self.app)
        names = sorted(app.available_themes, key=lambda name: (name not in _OURS, name))
        yield OptionList(*(Option(Content(name), id=name) for name in names), id="theme-list", compact=True)
        with Vertical(id="sample"):
            yield Static(Content("Going through the list shows each theme; enter keeps it."), classes="about")
            yield Static(Content.assemble(("▌ ", "$primary"), ("put the red cube in the box", "$primary")))
            yield Static("  By “the red cube” I assume you mean the small one. OK.")
            yield Static(Content.assemble(("  ▸ ", "$primary"), ("put(the red cube in the box)", "$action")))
            yield Static(Content.styled("  40 ms, and other things said quietly", "$dim"))
            yield Static(
                Content.assemble(("  ✓ right", "$success"), ("   ✗ wrong", "$error"), ("   ! beware", "$warning"))
            )
            yield ProgressBar(total=100, show_eta=False, id="sample-bar")
            yield Static("A line on a raised ground", classes="raised")

    def on_mount(self) -> None:
        """Begin at the theme in use."""
        themes, theme = self.query_one("#theme-list", OptionList), self.app.theme
        themes.highlighted = themes.get_option_index(theme)
        self.query_one(ProgressBar).update(progress=62)

    @on(OptionList.OptionHighlighted)
    def shown(self, event: OptionList.OptionHighlighted) -> None:
        """Look at it; nothing is kept yet."""
        if event.option.id and event.option.id != self.app.theme:
            self.app.theme = event.option.id

    @on(OptionList.OptionSelected)
    def kept(self, event: OptionList.OptionSelected) -> None:
        """Keep it."""
        cast("EtaoinApp", self.app).change(theme=event.option.id)
        self.app.notify(f"The theme is {event.option.id}.", markup=False)

    def action_put_back(self) -> None:
        """As it was."""
        themes, kept = self.query_one("#theme-list", OptionList), cast("EtaoinApp", self.app).settings.theme
        themes.highlighted = themes.get_option_index(kept)
