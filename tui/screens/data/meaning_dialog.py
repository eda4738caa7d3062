"""What a sentence means: said in other words, which the model reads, or written as acts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.timer import Timer
from textual.widgets import Button, Input, Static, TextArea

from tui.errors import UserError
from tui.examples import corrections
from tui.mind.messages import JobFailed
from tui.screens.data import messages as m
from tui.text import pretty, printable, printable_lines

if TYPE_CHECKING:
    from textual.message import Message

    from agent.lm.interface import LanguageModel
    from tui.app import EtaoinApp
    from tui.mind.worker import Job

_PAUSE = 0.15


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be kept: the sentence, the action as JSON, and how it was found."""

    say: str
    action: str
    how: Literal["meant", "edit"]


class Meaning(ModalScreen[Said | None]):
    """Asks what a sentence means, and shows what that would be before anything is kept."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Cancel", key_display="esc", id="dialog.cancel"),
        Binding("ctrl+s", "save", "Save", key_display="^s", priority=True, tooltip="Keep this meaning", id="data.save"),
    ]

    def __init__(self, say: str = "", action: str = "", history: tuple[tuple[str, str], ...] = ()) -> None:
        """Without a sentence that is asked for, too."""
        super().__init__()
        self._say, self._action, self._history = say, action, history
        self._job: Job | None = None
        self._read = ""
        self._soon: Timer | None = None

    def compose(self) -> ComposeResult:
        """From the sentence down to the action."""
        with Vertical(classes="sheet"):
            if self._say:
                text = Content.assemble("What does ", (f"“{printable(self._say)}”", "bold"), " mean?")
                yield Static(text, classes="question")
            else:
                yield Static("What somebody may say, and what it means:", classes="question")
                with Horizontal(classes="line"):
                    yield Static("When I say", classes="label")
                    yield Input(placeholder="yoink the red cube", compact=True, id="say")
            with Horizontal(classes="line"):
                yield Static("In other words", classes="label")
                yield Input(placeholder="pick up the red cube   (enter: the model reads it)", compact=True, id="words")
            yield Static(id="english")
            yield TextArea(_spread(self._action), id="json", tab_behavior="focus", soft_wrap=True)
            yield Static(classes="problem")
            with Horizontal(classes="buttons"):
                yield Button("Save  ^s", id="save", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """To where typing begins."""
        self.query_one("#words" if self._say else "#say", Input).focus()
        if self._action:
            self._check()

    def on_unmount(self) -> None:
        """Nobody waits for the model any more."""
        if self._job is not None:
            self._job.cancel()

    # In other words.

    @on(Input.Submitted, "#say")
    def next(self) -> None:
        """On to what it means."""
        self.query_one("#words", Input).focus()

    @on(Input.Submitted, "#words")
    def words(self, event: Input.Submitted) -> None:
        """Have the model read them."""
        words = event.value.strip()
        if not words:
            return
        if self._job is not None:
            self._job.cancel()
        self._tell("the model reads it …", "$dim")
        history = self._history

        def work(model: LanguageModel, job: Job) -> Message:
            try:
                action = corrections.read_with(model, words, history)
            except UserError as error:
                return m.Meant("", "", str(error))
            return m.Meant(action, corrections.in_english(action))

        self._job = cast("EtaoinApp", self.app).mind.ask(self, f"reading {words[:100]!r}", work)

    @on(m.Meant)
    def meant(self, event: m.Meant) -> None:
        """What the model reads: it can be saved, or changed first."""
        event.stop()
        if event.why:
            self._tell(event.why, "$error")
            return
        self._read = event.action
        area = self.query_one(TextArea)
        area.text = _spread(event.action)
        self._tell(f"→ {event.english}", "$success")

    @on(JobFailed)
    def failed(self, event: JobFailed) -> None:
        """There is no model, or it failed."""
        event.stop()
        self._tell(event.why, "$error")

    # As acts.

    @on(TextArea.Changed)
    def changed(self) -> None:
        """Check it once the typing pauses."""
        if self._soon is not None:
            self._soon.stop()
        self._soon = self.set_timer(_PAUSE, self._check)

    def _check(self) -> str | None:
        """The action if it is valid; in any case say how it stands."""
        try:
            action = corrections.checked(self.query_one(TextArea).text)
        except UserError as error:
            self._complain(str(error) if self.query_one(TextArea).text.strip() else "")
            return None
        self._complain("")
        self._tell(f"→ {corrections.in_english(action)}", "$success")
        return action

    def action_save(self) -> None:
        """Give it back, or say what is missing."""
        say = self._say or self.query_one("#say", Input).value.strip()
        if not say:
            self._complain("Give the sentence first.")
            self.query_one("#say", Input).focus()
            return
        action = self._check()
        if action is None:
            if not self.query_one(TextArea).text.strip():
                self._complain("Say it in other words and press enter, or write the action.")
            return
        self.dismiss(Said(say, action, "meant" if action == self._read else "edit"))

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        """One of the two."""
        if event.button.id == "save":
            self.action_save()
        else:
            self.dismiss(None)

    def _tell(self, text: str, style: str) -> None:
        self.query_one("#english", Static).update(Content.assemble((printable(text), style)))

    def _complain(self, problem: str) -> None:
        said = self.query_one(".problem", Static)
        said.update(Content(printable_lines(problem)))
        said.display = bool(problem)


def _spread(action: str) -> str:
    import json

    return pretty(json.loads(action)) if action else ""
