"""The turns of the session, the newest at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.text import printable

if TYPE_CHECKING:
    from agent.session import Turn


class LookedTurns(OptionList):
    """One line a turn. What is chosen is looked at."""

    def show(self, turns: Sequence[Turn], index: int) -> None:
        """These turns, with one of them chosen; only what is new is added where the rest is the same."""
        known = self.option_count
        if known > len(turns) or any(
            self.get_option_at_index(n).id != _id(n, turns[n]) for n in range(max(0, known - 1), known)
        ):
            self.clear_options()
            known = 0
        self.add_options([Option(_line(n, turns[n]), id=_id(n, turns[n])) for n in range(known, len(turns))])
        if self.highlighted != index and turns:
            self.highlighted = index


def _id(number: int, turn: Turn) -> str:
    return f"{number}-{id(turn)}"


def _line(number: int, turn: Turn) -> Content:
    said = printable(turn.utterance, 80).strip() or "(nothing)"
    return Content.assemble((f"{number + 1:>3}  ", "$dim"), said)
