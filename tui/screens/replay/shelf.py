"""What can be played: the scripts that come with the program, and the user's own sessions."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.backend import Backend


@dataclass(frozen=True, slots=True)
class Playable:
    """Something to play. `source` is what `Backend.script` reads; `problem` says why it cannot."""

    source: str
    name: str
    about: str
    kind: str
    problem: str | None = None


def playables(backend: Backend) -> list[Playable]:
    """The classic scripts, then the sessions, newest first. Reads files."""
    from agent.script import script_names

    found = [Playable(name, name, about(name), "scripts") for name in script_names()]
    store = backend.store()
    for info in store.infos():
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(info.modified))
        said = f"{info.turns} turn{'' if info.turns == 1 else 's'} in {info.scene or 'a scene of its own'}, {when}"
        # By its path: a session may be called like a script.
        source = str(store.path_of(info.name))
        found.append(Playable(source, info.name, said, "sessions", info.problem))
    return found


def matching(found: Iterable[Playable], text: str) -> list[Playable]:
    """Those that hold every word of the text."""
    words = text.casefold().split()
    return [each for each in found if all(word in f"{each.name} {each.about}".casefold() for word in words)]


def about(source: str) -> str:
    """What the first line of a script's file says of it, if that is a comment."""
    from agent.script import FOLDER, script_names

    path = FOLDER / f"{source}.yml" if source in script_names() else Path(source)
    if path.suffix not in (".yml", ".yaml"):
        return ""
    with path.open(encoding="utf-8") as file:
        line = file.readline(1000).strip()
    return line.removeprefix("#").strip() if line.startswith("#") else ""
