"""What can be done to saved sessions; each says what it did. Files are touched: not in the screen's thread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.sessions.store import Store


def wrong_name(store: Store, old: str, new: str) -> str | None:
    """Why a session cannot be called that, or None."""
    from agent.sessions.record import SessionError

    try:
        store.path(new)
        if new != old and store.size(new) is not None:
            return f"There is a session {new!r} already."
    except SessionError as error:
        return str(error)
    return None if new != old else "That is its name already."


def wrong_file(path: str) -> str | None:
    """Why nothing can be exported into this file, or None."""
    from agent.sessions.export import kind_of
    from agent.sessions.record import SessionError

    target = Path(path).expanduser()
    try:
        kind_of(target)
        if target.exists():
            return f"{target} is there already. Choose another name."
        if not target.parent.is_dir():
            return f"There is no folder {target.parent}."
    except (SessionError, OSError) as error:
        return str(error)
    return None


def rename(store: Store, old: str, new: str) -> str:
    """Give it another name. Raises SessionError."""
    store.rename(old, new)
    return f"{old} is {new} now."


def export(store: Store, name: str, path: str) -> str:
    """Write it to a file that is not there yet, as Markdown or JSON lines. Raises SessionError."""
    from agent.sessions.export import export_to

    target = Path(path).expanduser()
    export_to(store.read(name), target)
    return f"{name} is written to {target.resolve()}"


def delete(store: Store, names: Sequence[str]) -> str:
    """Delete them: all, or none where one is not there any more. Raises SessionError."""
    for name in names:
        store.find(name)
    for name in names:
        store.delete(name)
    return f"{names[0]} is deleted." if len(names) == 1 else f"{len(names)} sessions are deleted."
