"""What came of a replay, as Markdown: to hand in, or to put into a bug report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tui.screens.replay.player import AWAITED, UNSAID, Player
from tui.text import printable

if TYPE_CHECKING:
    from tui.backend import Backend

_MARKUP = str.maketrans({char: f"\\{char}" for char in "\\`*_[]<>#|~"})


def report(player: Player) -> str:
    """The dialog with a mark for each turn; where an answer differs, what the script says."""
    return "\n".join(_lines(player)) + "\n"


def _lines(player: Player) -> Iterator[str]:
    yield f"# {_plain(player.script.name)}"
    yield f"\n{_plain(player.summary())}"
    for index, line in enumerate(player.lines):
        mark = player.mark(index)
        if mark in (UNSAID, AWAITED):
            break
        take = player.takes[index]
        yield f"\n{index + 1}\\. {mark} **{_plain(line.say)}**  "
        yield f"{_plain(' '.join(take.turn.reply)) or '(no answer)'} ({take.turn.ms:.0f} ms)"
        if not take.same:
            yield f"  \nthe script says: {_plain(spoken(line.reply))}"
            action = take.turn.actions.to_json() if take.turn.actions else f"none: {take.turn.failed}"
            yield f"\n    {printable(action, None)}"


def spoken(reply: str) -> str:
    """A reply of a script on one line."""
    return reply.replace(" / ", " ")


def _plain(text: str) -> str:
    return printable(text, None).translate(_MARKUP)


def write(backend: Backend, player: Player, path: str) -> str:
    """Write the report (.md), or the dialog to be resumed elsewhere (.jsonl); where it is then.

    A file that is there already is never overwritten. Raises SessionError.
    """
    from agent.sessions.export import kind_of
    from agent.sessions.record import SessionError
    from agent.sessions.store import told, write_new

    target = Path(path).expanduser()
    if kind_of(target) == "jsonl":
        turns = player.takes[-1].session.turns if player.takes else ()
        return backend.export(path, player.scene, ", then ".join(player.models), turns)
    with told("The result", target):
        try:
            write_new(target, report(player))
        except FileExistsError:
            raise SessionError(f"{target} is there already. Choose another name, or delete that file first.") from None
    return str(target.resolve())
