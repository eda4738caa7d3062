"""The rows of the form: one for each field, and headings over them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.screens.train.form.choice import Choice
from tui.text import printable

if TYPE_CHECKING:
    from textual.suggester import Suggester

    from tui.screens.train.form.draft import Draft
    from tui.screens.train.form.fields import Field, Section

NONE = "none"


class Heading(Static):
    """The title of a group, and what the recipe says of it."""

    def __init__(self, section: Section) -> None:
        about = re.split(r"[:;,.]\s|\.$", section.about.replace("\n", " "), maxsplit=1)[0]
        parts: list[Content | tuple[str, str]] = [(section.title, "bold $primary")]
        if about:
            parts.append((f"  {about[:1].lower()}{about[1:]}", "$dim"))
        super().__init__(Content.assemble(*parts))
        self.section = section


class Problem(Static):
    """What is wrong with the row above it."""

    def tell(self, why: str) -> None:
        """Say it."""
        self.update(Content(f"! {printable(why, 300)}"))


class Row(Horizontal):
    """A label and an editor; what is wrong with what was typed stands in a row of its own below."""

    @dataclass
    class Edited(Message):
        """Something was typed or chosen."""

        key: str
        text: str

    @dataclass
    class Entered(Message):
        """The focus came to it."""

        key: str

    def __init__(self, key: str, label: str) -> None:
        super().__init__()
        self.key = key
        self._label = label
        self._marked: tuple[bool, str | None] = (False, None)
        self.problem: Problem | None = None

    def compose(self) -> ComposeResult:
        """The label before the editor."""
        yield Static(Content(f"  {self._label}"), classes="label")
        yield self.editor()

    def editor(self) -> Widget:
        """What one types into."""
        raise NotImplementedError

    @property
    def text(self) -> str:
        """What is typed."""
        editor = self.query_one(".editor")
        assert isinstance(editor, Input | Choice)
        return editor.value

    def put(self, text: str) -> None:
        """Type something in from outside."""
        editor = self.query_one(".editor")
        assert isinstance(editor, Input | Choice)
        editor.value = text

    def enter(self) -> None:
        """Put the focus into it."""
        self.query_one(".editor").focus()

    def mark(self, changed: bool, problem: str | None) -> None:
        """Say whether it was changed and what is wrong; a sign stands before what was changed."""
        if (changed, problem) == self._marked:
            return
        self._marked = (changed, problem)
        self.set_class(changed, "-changed")
        label = self.query(".label").results(Static)
        for each in label:
            each.update(Content(f"{'*' if changed else ' '} {self._label}"))
        if problem is not None and self.problem is None and self.parent is not None:
            self.problem = Problem()
            self.screen.query_one("#filling").mount(self.problem, after=self)
        if self.problem is not None:
            self.problem.display = problem is not None
            self.problem.tell(problem or "")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Tell which field is looked at."""
        self.post_message(self.Entered(self.key))

    @on(Input.Changed)
    @on(Choice.Changed)
    def edited(self, event: Input.Changed | Choice.Changed) -> None:
        """Tell what is typed."""
        event.stop()
        self.post_message(self.Edited(self.key, event.value))


class FieldRow(Row):
    """The row of a field of the recipe."""

    def __init__(self, field: Field, draft: Draft, suggester: Suggester | None = None) -> None:
        super().__init__(field.key, field.label)
        self.field = field
        self._text = draft.text(field.key)
        self._suggester = suggester

    def editor(self) -> Widget:
        """Choices in sight, or a line."""
        field = self.field
        made: Widget
        if field.choices:
            made = Choice(field.choices, self._text, none=NONE if field.optional else None)
        else:
            made = Input(
                self._text, placeholder=NONE if field.optional else "", compact=True, suggester=self._suggester
            )
        made.add_class("editor")
        made.set_class(field.kind in ("whole", "number", "numbers"), "-number")
        return made


class NameRow(Row):
    """What the run is called: its folder."""

    def __init__(self, name: str) -> None:
        super().__init__("name", "name")
        self._name = name

    def editor(self) -> Widget:
        """A line."""
        return Input(self._name, compact=True, classes="editor")
