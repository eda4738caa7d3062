"""What a slash command that is being typed could become: its name, then what follows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tui.slash.commands import ALL

Values = Mapping[str, Sequence[tuple[str, str]]]
"""Of each kind of argument, what there is: a name, and what to say of it."""

KINDS: Mapping[str, str] = {"new": "scenes", "replay": "scripts", "resume": "sessions", "adapter": "adapters"}
"""The commands whose argument can be completed, and what with."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to go on: what the line becomes, how it is listed, and whether it can be sent like that."""

    text: str
    label: str
    about: str
    whole: bool


def kind_of(text: str) -> str | None:
    """Which values the line that is being typed needs, if any."""
    name, blank, _ = text[1:].partition(" ")
    return KINDS.get(name.lower()) if blank and text.startswith("/") and "\n" not in text else None


def offers(text: str, values: Values) -> tuple[Offer, ...]:
    """What the line could become, the likeliest first; nothing where it is no command, or is one already.

    A name that begins with what was typed comes before one that only has it within.
    """
    if not text.startswith("/") or "\n" in text:
        return ()
    name, blank, argument = text[1:].partition(" ")
    if not blank:
        return _names(name.lower())
    kind = kind_of(text)
    if kind is None:
        return ()
    before, last = ("", argument.lstrip())
    if kind == "adapters":  # several in a row
        before, _, last = argument.rpartition(" ")
        before = f"{before.strip()} ".lstrip()
    wanted = last.casefold()
    found = [one for one in values.get(kind, ()) if wanted in one[0].casefold()]
    if any(one[0] == last for one in found):
        return ()
    found.sort(key=lambda one: not one[0].casefold().startswith(wanted))
    return tuple(Offer(f"/{name} {before}{value}", value, about, True) for value, about in found)


def _names(typed: str) -> tuple[Offer, ...]:
    if any(command.name == typed and not command.argument for command in ALL):
        return ()
    found = [command for command in ALL if typed in command.name]
    found.sort(key=lambda command: not command.name.startswith(typed))
    return tuple(Offer(f"/{one.name}{' ' if one.argument else ''}", one.usage, one.about, one.alone) for one in found)
