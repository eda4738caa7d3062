"""What can stand behind a slash command on this computer: scenes, scripts, sessions, adapters. Reads files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.backend import Backend


def values(kind: str, backend: Backend) -> tuple[tuple[str, str], ...]:
    """The names of that kind, each with something to say of it; () where they cannot be read.

    Whoever then types a name that is not there is told why, so that nothing has to be said here.
    """
    try:
        return _FOUND[kind](backend)
    except Exception:  # a folder can be unreadable in any way, and this is only a help for typing
        return ()


def _scenes(backend: Backend) -> tuple[tuple[str, str], ...]:
    from world.scene import scene_names

    return tuple((name, backend.scene(name).description) for name in scene_names())


def _scripts(backend: Backend) -> tuple[tuple[str, str], ...]:
    from agent.script import script_names

    return (*((name, "a classic dialog") for name in script_names()), *_sessions(backend))


def _sessions(backend: Backend) -> tuple[tuple[str, str], ...]:
    infos = [info for info in backend.store().infos() if info.problem is None]
    return tuple((info.name, f"{info.scene}, {info.turns} turn{'s' * (info.turns != 1)}") for info in infos)


def _adapters(backend: Backend) -> tuple[tuple[str, str], ...]:
    from training.adapters import NONE, entries
    from tui.paths import adapters_folder

    found = [(entry.name, f"for {entry.info.base.name}" if entry.info else "") for entry in entries(adapters_folder())]
    return ((NONE, "take them off"), *found)


_FOUND = {"scenes": _scenes, "scripts": _scripts, "sessions": _sessions, "adapters": _adapters}
