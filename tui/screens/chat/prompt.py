"""What one types into: it grows with its lines, recalls what was typed before, and completes commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from tui.screens.chat.history import History
from tui.text import printable_lines

if TYPE_CHECKING:
    from tui.screens.chat.completions import Completions

PLACEHOLDER = "Say something to the hand …"


class Prompt(TextArea):
    """A text of one or more lines. It is never disabled: what comes early waits in line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("shift+enter,alt+enter,ctrl+j", "newline", "New line", show=False, id="prompt.newline",
                tooltip="Begin a new line; each line is said in its turn"),
        Binding("ctrl+home", "page(-1000)", "To the start of the chat", show=False, id="prompt.top"),
        Binding("ctrl+end", "page(1000)", "To the end of the chat", show=False, id="prompt.bottom"),
        Binding("ctrl+e", "edit_last", "Say the last one again", show=False, id="prompt.edit",
                tooltip="Change the last thing that was said (when nothing is typed; else: to the end of the line)"),
        Binding("ctrl+z,super+z", "undo", "Take back", show=False, id="prompt.undo",
                tooltip="Take the last deed back (when nothing is typed; else: the last change of the text)"),
        Binding("ctrl+y,super+y", "redo", "Do again", show=False, id="prompt.redo",
                tooltip="Do again what was taken back (when nothing is typed; else: the last change of the text)"),
    ]  # fmt: skip

    class Said(Message):
        """A text was entered; "" where nothing was typed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Paged(Message):
        """The chat is to be scrolled by so many pages."""

        def __init__(self, pages: int) -> None:
            super().__init__()
            self.pages = pages

    class EditLast(Message):
        """What was said last is to be said in other words."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, compact=True, placeholder=PLACEHOLDER, highlight_cursor_line=False)
        self.past = History()
        self.menu: Completions | None = None
        """The list above, where commands are completed."""

    @property
    def value(self) -> str:
        """The text; set, the cursor goes to its end."""
        return self.text

    @value.setter
    def value(self, text: str) -> None:
        self.text = text
        self.move_cursor(self.document.end)

    def fill(self, text: str) -> None:
        """Put a text into the line, ready to be changed or sent."""
        self.value = text
        self.focus()

    def insert_word(self, words: str) -> None:
        """Put some words where the cursor is, apart from those around it."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        before = " " if line[:column].strip() and not line[column - 1].isspace() else ""
        after = "" if line[column : column + 1].isspace() else " "
        self.insert(f"{before}{words}{after}")
        self.focus()

    def _refresh_size(self) -> None:
        """A letter does not move anything else on the page: only another number of lines does."""
        if self.wrapped_document.height == self.virtual_size.height:
            self.refresh()
        else:
            super()._refresh_size()

    # Keys that mean something else here than in a text.

    async def on_key(self, event: events.Key) -> None:
        """Enter sends; while commands are listed, some keys belong to the list."""
        menu = self._menu() if event.key in ("enter", "tab", "escape") else None
        if event.key == "enter":
            taken = menu.enter(self.text) if menu else None
            if taken is None:
                self.submit()
            else:
                self.value = taken.text
                if taken.whole and taken.text.strip():
                    self.submit()
        elif event.key == "tab" and menu and (offer := menu.chosen()):
            self.value = offer.text
        elif event.key == "escape" and menu:
            menu.dismiss(self.text)
        else:
            return
        event.stop()
        event.prevent_default()

    def _menu(self) -> Completions | None:
        """The list of commands, if it is open for what is typed now."""
        if self.menu is None:
            return None
        self.menu.complete(self.text)
        return self.menu if self.menu.is_open else None

    def submit(self) -> None:
        """Send the text, and remember it."""
        text, self.text = self.text, ""
        self.post_message(self.Said(text))

    def action_newline(self) -> None:
        """Begin a new line."""
        self.insert("\n")

    def action_cursor_up(self, select: bool = False) -> None:
        """Up in the list, in the text, or above its first line to what was typed before."""
        menu = None if select else self._menu()
        if menu:
            menu.move(-1)
        elif select or not self.cursor_at_first_line or not self._recall(-1):
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        """Down in the list, in the text, or below its last line to what was typed later."""
        menu = None if select else self._menu()
        if menu:
            menu.move(1)
        elif select or not self.cursor_at_last_line or not self._recall(1):
            super().action_cursor_down(select)

    def _recall(self, step: int) -> bool:
        found = self.past.step(step, self.text)
        if found is not None:
            self.value = found
            if self.menu:
                self.menu.dismiss(found)
        return found is not None

    def action_cursor_page_up(self) -> None:
        """The chat scrolls, the cursor stays."""
        self.action_page(-1)

    def action_cursor_page_down(self) -> None:
        """The chat scrolls, the cursor stays."""
        self.action_page(1)

    def action_page(self, pages: int) -> None:
        """Ask for the chat to be scrolled."""
        self.post_message(self.Paged(pages))

    def action_undo(self) -> None:
        """The last change of the text; where there is none, the last deed."""
        if self.text:
            super().action_undo()
        else:
            self.post_message(self.Said("/undo"))

    def action_redo(self) -> None:
        """The text's or the world's."""
        if self.text:
            super().action_redo()
        else:
            self.post_message(self.Said("/redo"))

    def action_edit_last(self) -> None:
        """Change what was said last; where something is typed, what the key does in any line."""
        if self.text:
            self.action_cursor_line_end()
        else:
            self.post_message(self.EditLast())

    async def _on_paste(self, event: events.Paste) -> None:
        """Take a text as it is, but nothing that could steer the terminal."""
        event.prevent_default()
        event.stop()
        self.insert(printable_lines(event.text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")))


def utterances(text: str) -> Sequence[str]:
    """What is said, in order: each line that is not blank, as in a pasted script. An `/edit` is one, with its JSON."""
    if "\n" not in text:
        return (text,)
    if text.lstrip().lower().startswith("/edit"):
        return (" ".join(text.split()),)
    return tuple(line.strip() for line in text.split("\n") if line.strip())
