"""A row for each plain setting: its title, a control that fits its kind, and what it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Select, Static

from tui.settings.values import ABOUT, DEFAULTS, Settings, problem

if TYPE_CHECKING:
    from tui.app import EtaoinApp

PLAIN = tuple(name for name in ABOUT if name not in ("theme", "keys"))
"""The settings that have no tab of their own."""


class SettingRow(Horizontal):
    """One setting. What is set holds at once; what cannot be set is said beside it, and the value before stays."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(id=f"row-{name.replace('_', '-')}")
        self._setting, self._value = name, value

    def compose(self) -> ComposeResult:
        """Title, control, explanation."""
        about = ABOUT[self._setting]
        yield Static(Content(about.title), classes="title")
        yield self._control()
        yield Static(Content(self._explained()), classes="about")

    def _control(self) -> Widget:
        about, value = ABOUT[self._setting], self._value
        choices = ("on", "off") if isinstance(value, bool) else about.choices
        if choices:  # not a switch: on and off would differ in nothing but colour
            return Select([(one, one) for one in choices], value=_text(value), allow_blank=False, compact=True)
        return Input(_text(value), compact=True)

    def _explained(self) -> str:
        return f"{ABOUT[self._setting].text} Default: {_text(getattr(DEFAULTS, self._setting))}."

    @on(Select.Changed)
    def selected(self, event: Select.Changed) -> None:
        """One of several."""
        self._set(event.value == "on" if isinstance(self._value, bool) else event.value)

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """A number holds at once. Half a word may be one too: it is not set, nor complained of, before it is whole."""
        value = self._read(event.value)
        if isinstance(value, float):
            self._set(value, quietly=True)

    @on(Input.Submitted)
    @on(Input.Blurred)
    def entered(self) -> None:
        """It is whole: by Enter, or because one has gone elsewhere. What is wrong with it is said now."""
        for line in self.query(Input):
            self._set(self._read(line.value))

    def follow(self, value: object) -> None:
        """Show what was set elsewhere; what is being typed here stays."""
        for choice in self.query(Select):
            choice.value = _text(value)
        for line in self.query(Input):
            if not line.has_focus and self._read(line.value) != value:
                line.value = _text(value)

    def _read(self, text: str) -> object:
        if isinstance(getattr(DEFAULTS, self._setting), float):
            try:
                return float(text)
            except ValueError:
                return text
        return text.strip()

    def _set(self, value: object, quietly: bool = False) -> None:
        wrong = problem(self._setting, value)
        self.set_class(wrong is not None, "-wrong")
        note = self.query_one(".about", Static)
        note.update(Content(f"{wrong}." if wrong and not quietly else self._explained()))
        app = cast("EtaoinApp", self.app)
        if wrong is None and value != getattr(app.settings, self._setting):
            app.change(**{self._setting: value})


class General(VerticalScroll, can_focus=False):
    """All plain settings, one below the other."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings

    def compose(self) -> ComposeResult:
        """A row for each."""
        for name in PLAIN:
            yield SettingRow(name, getattr(self._settings, name))

    def on_mount(self) -> None:
        """Keys of other pages set something, too."""
        self.watch(self.app, "settings", self._follow, init=False)

    def _follow(self, settings: Settings) -> None:
        for row, name in zip(self.query(SettingRow), PLAIN, strict=True):
            row.follow(getattr(settings, name))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)
