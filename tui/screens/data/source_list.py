"""The list of sources on the left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.examples.sources import Source
from tui.text import printable

_WIDTH = 20


class SourceList(OptionList):
    """Sources under their headings, with the number of their rows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete,backspace", "forget", "Forget", tooltip="Leave a file out of the list", show=False),
    ]

    class Chosen(Message):
        """A source is to be shown."""

        def __init__(self, source: Source) -> None:
            super().__init__()
            self.source = source

    class Forgotten(Message):
        """A file is to be left out of the list."""

        def __init__(self, source: Source) -> None:
            super().__init__()
            self.source = source

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, compact=True, markup=False)
        self._sources: dict[str, Source] = {}

    def show(self, sources: Sequence[Source], counts: dict[str, int], here: str, airy: bool = False) -> None:
        """List these; `here` is the key of the one that is open, `airy` leaves a line above each heading."""
        options: list[Option] = []
        heading = ""
        for source in sources:
            if source.heading != heading:
                above = "\n" if airy and heading else ""
                heading = source.heading
                options.append(Option(Content.assemble(above, (heading, "$dim")), disabled=True))
            count = counts.get(source.key)
            name = printable(source.name, None)
            room = _WIDTH - (len(f"{count:,}") + 1 if count is not None else 0)
            name = name if len(name) <= room else f"{name[: room - 1]}…"
            mark = "● " if source.key == here else "  "
            figure = f"{count:,}".rjust(_WIDTH - len(name)) if count is not None else ""
            options.append(Option(Content.assemble(mark, name, (figure, "$dim")), id=source.key))
        self._sources = {source.key: source for source in sources}
        at = self.highlighted
        if options == [] or self.option_count != len(options):
            at = None
        with self.prevent(OptionList.OptionHighlighted):
            self.set_options(options)
            self.highlighted = at if at is not None else self._place(here)

    def _place(self, key: str) -> int | None:
        return self.get_option_index(key) if key in self._sources else None

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """One was chosen."""
        event.stop()
        source = self._sources.get(str(event.option.id))
        if source is not None:
            self.post_message(self.Chosen(source))

    def action_forget(self) -> None:
        """Leave the marked one out, if it is a file that was opened."""
        if self.highlighted is None:
            return
        source = self._sources.get(str(self.get_option_at_index(self.highlighted).id))
        if source is not None and source.heading == "Files":
            self.post_message(self.Forgotten(source))
