"""Choosing the models to compare."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static

from tui.screens.compare.rounds import MOST
from tui.text import printable, printable_lines


class Rows(OptionList):
    """The models; space chooses as enter does."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "select", "Choose", show=False)]


class Models(ModalScreen[list[str] | None]):
    """Which two or three; dismissed with their names, or with None."""

    DEFAULT_CSS = """
    Models { align: center middle; background: $background 60%; }
    Models > Vertical {
        width: 72; max-width: 96%; height: auto; max-height: 96%; overflow-y: auto;
        padding: 1 2; background: $surface; border: round $rule;
    }
    Models .question { height: auto; margin: 0 0 1 0; }
    Models Rows { height: auto; max-height: 12; border: none; background: $surface; padding: 0; }
    Models Input { margin: 1 0 0 0; background: $panel; padding: 0 1; }
    Models .problem { height: auto; color: $error; display: none; margin: 1 0 0 0; }
    Models Horizontal { height: auto; margin: 1 0 0 0; }
    Models Button { margin: 0 2 0 0; }
    PageScreen.-short Models > Vertical { padding: 0 1; }
    """
    AUTO_FOCUS = "Rows"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "take", "Compare", key_display="^s", id="models.take", tooltip="Compare these models"),
        Binding("escape", "dismiss", "Cancel", key_display="esc", id="dialog.cancel"),
    ]

    def __init__(self, names: Sequence[str], chosen: Sequence[str]) -> None:
        super().__init__()
        self._names, self._chosen = list(dict.fromkeys((*chosen, *names))), list(chosen)

    def compose(self) -> ComposeResult:
        """The list, a line for what is not on it, and the buttons."""
        with Vertical():
            yield Static(Content(f"Which models? Two, or {MOST} at most. Space chooses."), classes="question")
            yield Rows(*map(self._row, self._names), compact=True)
            yield Input(placeholder="Another: MODEL, or MODEL+ADAPTER; a folder, a hub id, served:URL", compact=True)
            yield Static(classes="problem")
            with Horizontal():
                yield Button("Compare", id="take", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def _row(self, name: str) -> Content:
        sign = ("✓ ", "$primary") if name in self._chosen else ("  ", "")
        model, *adapters = name.split("+")
        return Content.assemble(sign, " + ".join(printable(part, 200) for part in (model, *adapters)))

    @on(OptionList.OptionSelected)
    def toggled(self, event: OptionList.OptionSelected) -> None:
        """Chosen, or no longer."""
        name = self._names[event.option_index]
        if name in self._chosen:
            self._chosen.remove(name)
        else:
            self._chosen.append(name)
        event.option_list.replace_option_prompt_at_index(event.option_index, self._row(name))
        self._problem("")

    @on(Input.Submitted)
    def added(self, event: Input.Submitted) -> None:
        """One more on the list, and chosen; an empty line is done with."""
        from training.compare.answers import Pair
        from training.compare.errors import CompareError

        text = event.value.strip()
        if not text:
            self.action_take()
            return
        try:
            name = Pair.of(text).name
        except CompareError as error:
            self._problem(str(error))
            return
        rows = self.query_one(Rows)
        if name not in self._chosen:
            self._chosen.append(name)
        if name in self._names:
            rows.replace_option_prompt_at_index(self._names.index(name), self._row(name))
        else:
            self._names.append(name)
            rows.add_option(self._row(name))
        event.input.value = ""
        self._problem("")

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        """One of the two."""
        if event.button.id == "take":
            self.action_take()
        else:
            self.dismiss(None)

    def action_take(self) -> None:
        """Those that are chosen, if there are not too many."""
        chosen = [name for name in self._names if name in self._chosen]
        if not chosen:
            self._problem("Choose at least one.")
        elif len(chosen) > MOST:
            self._problem(f"{len(chosen)} are chosen, and {MOST} stand side by side at most. Space takes one back.")
        else:
            self.dismiss(chosen)

    def _problem(self, text: str) -> None:
        said = self.query_one(".problem", Static)
        said.update(Content(printable_lines(text)))
        said.display = bool(text)
