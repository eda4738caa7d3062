"""The list of turns: number, mark, what was said, what was answered, and how it differs from the script."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.screens.replay.differ import Piece, differing
from tui.screens.replay.hanging import Hanging
from tui.screens.replay.player import AWAITED, OTHER, SAME, UNSAID, Player
from tui.screens.replay.report import spoken
from tui.text import printable

COLOURS = {SAME: "$success", OTHER: "bold $error", AWAITED: "$primary", UNSAID: "$dim"}
Look = tuple[str, bool]
"""A mark, and whether the stage stands at this turn: what a row changes with."""


class TurnList(OptionList, inherit_bindings=False):
    """All turns of the script. The cursor goes along with what is played, until the reader moves it elsewhere."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "cursor_down", show=False),
        Binding("up", "cursor_up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("enter", "select", "Go there", show=False, id="replay.go", tooltip="Go to the turn under the cursor"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._player: Player | None = None
        self._looks: list[Look] = []

    def open(self, player: Player) -> None:
        """Show another script."""
        self._player = player
        self._looks = [self._look(player, index) for index in range(player.total)]
        self.set_options(Option(self._row(player, index)) for index in range(player.total))
        self.highlighted = 0
        self.scroll_home(animate=False)

    def follow(self, was: int) -> None:
        """Draw the rows that have changed; the cursor goes along if it stood where the stage was."""
        player = self._player
        if player is None:
            return
        for index in range(player.total):
            look = self._look(player, index)
            if look != self._looks[index]:
                self._looks[index] = look
                self.replace_option_prompt_at_index(index, self._row(player, index))
        if self.highlighted in (None, max(0, was - 1)):
            self.highlighted = max(0, player.at - 1)

    @staticmethod
    def _look(player: Player, index: int) -> Look:
        return player.mark(index), index == player.at - 1

    def _row(self, player: Player, index: int) -> Hanging:
        mark, here = self._look(player, index)
        digits = len(str(player.total))
        pointer = ("▸", "$primary") if here else (" ", "")
        margin = Content.assemble(pointer, (f"{index + 1:>{digits}} ", "$dim"), (f"{mark} ", COLOURS[mark]))
        blank = Content(" " * margin.cell_length)
        line = player.lines[index]
        known = index < len(player.takes)
        said = Content.styled(printable(line.say), "$primary" if known else "$dim")
        blocks = [(margin, said)]
        if known:
            taken = player.takes[index]
            reply = printable(" ".join(taken.turn.reply)) or "(no answer)"
            ms = Content.styled(f"  {taken.turn.ms:.0f}\u00a0ms", "$dim")
            if taken.same:
                blocks.append((blank, Content.assemble(reply, ms)))
            else:
                script, model = differing(printable(spoken(line.reply)), reply)
                blocks += [
                    (blank + Content.styled("script ", "$dim"), _marked(script, "bold underline $success")),
                    (blank + Content.styled("model  ", "$dim"), _marked(model, "bold underline $error") + ms),
                ]
        return Hanging(blocks)


def _marked(pieces: list[Piece], style: str) -> Content:
    return Content.assemble(*((text, style if differs else "") for text, differs in pieces))
