"""The list above the prompt: the commands that what is typed could become, and what can follow them."""

from __future__ import annotations

from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.slash.commands import ALL, parse
from tui.slash.completion import Offer, kind_of, offers
from tui.text import printable

_MANY, _FEW, _LOW = 8, 3, 16
"""How many are shown at a time; and how many on a screen of so few rows."""
_WIDE = 20
"""Columns for the commands, before what they do."""


class Completions(OptionList, can_focus=False):
    """Open as long as there is something to offer. The prompt keeps the focus and hands the keys over."""

    class Wanted(Message):
        """The names of some kind of thing are needed to go on; `know` takes them."""

        def __init__(self, kind: str) -> None:
            super().__init__()
            self.kind = kind

    class Taken(Message):
        """One was clicked."""

        def __init__(self, offer: Offer) -> None:
            super().__init__()
            self.offer = offer

    def __init__(self) -> None:
        super().__init__(compact=True, markup=False)
        self.display = False
        self._text: str | None = None
        self._dismissed: str | None = None
        self._moved = False
        self._offers: tuple[Offer, ...] = ()
        self._values: dict[str, tuple[tuple[str, str], ...]] = {}
        self._asked: set[str] = set()

    @property
    def is_open(self) -> bool:
        """Whether there is something to offer."""
        return self.display

    def complete(self, text: str) -> None:
        """Offer what fits this text."""
        if text == self._text:
            return
        self._text, self._moved = text, False
        if text != self._dismissed:
            self._dismissed = None
        kind = kind_of(text)
        if kind is None:
            self._asked.clear()  # the next time they are looked up again: there may be others
        elif kind not in self._asked:
            self._asked.add(kind)
            self.post_message(self.Wanted(kind).set_sender(self))  # not from whoever called: it would end there
        self._show()

    def know(self, kind: str, values: tuple[tuple[str, str], ...]) -> None:
        """These are the names of that kind."""
        self._values[kind] = values
        if self._text is not None and kind_of(self._text) == kind:
            self._show()

    def move(self, step: int) -> None:
        """The next one, or the one before."""
        self._moved = True
        if step > 0:
            self.action_cursor_down()
        else:
            self.action_cursor_up()

    def chosen(self) -> Offer | None:
        """The one that is marked."""
        return self._offers[self.highlighted] if self.is_open and self.highlighted is not None else None

    def enter(self, text: str) -> Offer | None:
        """What enter makes of this text: one that was chosen or begun to be typed, or None to send it as it is."""
        name, argument = parse(text) or ("", "")
        known = next((command for command in ALL if command.name == name), None)
        offer = self.chosen()
        if offer is None or (not self._moved and known is not None and (argument or known.alone)):
            return None
        return offer

    def dismiss(self, text: str) -> None:
        """Offer nothing more until the text changes."""
        self._dismissed = self._text = text
        self.display = False

    def _show(self) -> None:
        text = self._text or ""
        self._offers = () if text == self._dismissed else offers(text, self._values)
        self.clear_options()
        width = max((len(offer.label) for offer in self._offers), default=0)
        width = min(max(_WIDE, width + 2), 44)
        self.add_options(
            Option(
                Content.assemble((f"{printable(one.label, 42):<{width}}", "$primary"), (printable(one.about), "$dim"))
            )
            for one in self._offers
        )
        self.display = bool(self._offers)
        if self._offers:
            self.highlighted = 0
            rows = min(len(self._offers), _FEW if self.app.size.height < _LOW else _MANY)
            self.styles.height = rows
            self.styles.offset = (0, -rows)  # it lies over the page, its lower edge above the prompt

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """By mouse."""
        event.stop()
        self.post_message(self.Taken(self._offers[event.option_index]))
