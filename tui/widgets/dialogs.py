"""Small questions over a page: yes or no, one of several, and a line of text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.text import printable, printable_lines

_CSS = """
{0} {{ align: center middle; background: $background 60%; }}
{0} > Vertical {{
    width: auto; min-width: 40; max-width: 90%; height: auto; max-height: 90%; overflow-y: auto;
    padding: 1 2; background: $surface; border: round $rule;
}}
{0} .question {{ width: auto; max-width: 72; height: auto; margin: 0 0 1 0; }}
{0} .problem {{ width: auto; max-width: 72; height: auto; color: $error; display: none; margin: 1 0 0 0; }}
{0} Horizontal {{ width: auto; height: auto; }}
{0} Button {{ margin: 0 2 0 0; }}
"""


class Confirm(ModalScreen[bool]):
    """Ask before something that cannot be taken back; dismissed with True only by the button that says what happens."""

    DEFAULT_CSS = _CSS.format("Confirm")
    AUTO_FOCUS = "#no"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", id="dialog.yes"),
        Binding("escape,n", "answer(False)", "No", key_display="esc", id="dialog.no"),
        Binding("left", "app.focus_previous", show=False),
        Binding("right", "app.focus_next", show=False),
    ]

    def __init__(self, question: str, yes: str, no: str = "Cancel") -> None:
        """`yes` and `no` are what the buttons say: "Delete", "Cancel"."""
        super().__init__()
        self._question, self._yes, self._no = question, yes, no

    def compose(self) -> ComposeResult:
        """The question above the two answers."""
        with Vertical():
            yield Static(Content(printable_lines(self._question)), classes="question")
            with Horizontal():
                yield Button(Content(self._yes), id="yes", variant="error", compact=True)
                yield Button(Content(self._no), id="no", compact=True)

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        """One of the two."""
        self.dismiss(event.button.id == "yes")

    def action_answer(self, yes: bool) -> None:
        """By key."""
        self.dismiss(yes)


class Choose(ModalScreen[str | None]):
    """Ask for one of several; dismissed with its key, or with None."""

    DEFAULT_CSS = (
        _CSS.format("Choose")
        + """
Choose OptionList {
    width: 64; max-width: 100%; height: auto; max-height: 50vh;
    border: none; background: $surface; padding: 0;
}
"""
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Cancel", key_display="esc", id="dialog.cancel")
    ]

    def __init__(self, question: str, answers: Sequence[tuple[str, str, str]], chosen: str | None = None) -> None:
        """`answers`: key, title, and a few words about each; `chosen` is where the cursor stands."""
        super().__init__()
        self._question, self._answers, self._chosen = question, list(answers), chosen

    def compose(self) -> ComposeResult:
        """The question above the answers."""
        width = max((len(title) for _, title, _ in self._answers), default=0) + 2
        with Vertical():
            yield Static(Content(printable_lines(self._question)), classes="question")
            yield OptionList(
                *(
                    Option(Content.assemble(f"{printable(title):<{width}}", (printable(about), "$dim")))
                    for _, title, about in self._answers
                ),
                compact=True,
            )

    def on_mount(self) -> None:
        """The cursor stands on what is chosen now."""
        keys = [key for key, _, _ in self._answers]
        self.query_one(OptionList).highlighted = keys.index(self._chosen) if self._chosen in keys else 0

    @on(OptionList.OptionSelected)
    def selected(self, event: OptionList.OptionSelected) -> None:
        """That one."""
        self.dismiss(self._answers[event.option_index][0])


class Ask(ModalScreen[str | None]):
    """Ask for a line of text; dismissed with it, or with None."""

    DEFAULT_CSS = _CSS.format("Ask") + "Ask Input { width: 60; max-width: 100%; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Cancel", key_display="esc", id="dialog.cancel")
    ]

    def __init__(self, question: str, value: str = "", check: Callable[[str], str | None] | None = None) -> None:
        """`check` says what is wrong with a text, or None."""
        super().__init__()
        self._question, self._value, self._check = question, value, check

    def compose(self) -> ComposeResult:
        """The question above the line."""
        with Vertical():
            yield Static(Content(printable_lines(self._question)), classes="question")
            yield Input(self._value, compact=True)
            yield Static(classes="problem")

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Take the text, or say what is wrong with it."""
        text = event.value.strip()
        problem = self._check(text) if self._check else None if text else "Type something, or press escape."
        if problem is None:
            self.dismiss(text)
            return
        said = self.query_one(".problem", Static)
        said.update(Content(printable_lines(problem)))
        said.display = True
