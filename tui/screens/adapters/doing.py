"""What is done to the files of adapters: each gives work for a thread, which says how it went."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from tui.screens.adapters.messages import Did
from tui.screens.adapters.shelf import Kept

Work = Callable[[Path], Did]
"""Given the folder of kept adapters."""


def use_or_not(one: Kept) -> Work:
    """Make it the one for its base where none is named; or no longer."""

    def work(root: Path) -> Did:
        from training import adapters
        from training.adapters.defaults import renamed

        if one.default_for:
            renamed(one.name, None, root)
            return Did(f"{one.name} is put on only where it is named.", name=one.name)
        base = adapters.use(one.name, root)
        return Did(f"{one.name} is in use with {base.short if base else one.base}: the next start puts it on.")

    return work


def add(folder: str) -> Work:
    """Keep a copy of the adapter in a folder, or of a run's."""

    def work(root: Path) -> Did:
        from training import adapters

        name = adapters.add(Path(os.path.expanduser(folder)), root).name
        return Did(f"{name} is kept now. ↵ puts it on the chat's model.", name=name)

    return work


def rename(old: str, new: str) -> Work:
    """Give it another name."""

    def work(root: Path) -> Did:
        from training import adapters

        return Did(f"{old} is {new} now.", name=adapters.rename(old, new, root).name, was=old)

    return work


def remove(names: Sequence[str]) -> Work:
    """Delete them."""

    def work(root: Path) -> Did:
        from training import adapters

        for name in names:
            adapters.remove(name, root)
        return Did(f"Removed {', '.join(names)}.")

    return work


def export(one: Kept, out: str) -> Work:
    """Write it to a folder or an archive."""

    def work(root: Path) -> Did:
        from training import adapters

        return Did(f"Written to {adapters.export(one.folder, Path(os.path.expanduser(out)))}.")

    return work


def no_folder(text: str) -> str | None:
    """What is wrong with a folder that was typed, or None."""
    return None if os.path.isdir(os.path.expanduser(text)) else f"There is no folder {text[:80] or '(nothing)'}."


def no_place(text: str) -> str | None:
    """What is wrong with a place to write to that was typed, or None."""
    if not text:
        return "Type something, or press escape."
    path = os.path.expanduser(text)
    try:
        taken = os.path.isfile(path) or (os.path.isdir(path) and bool(os.listdir(path)))
    except OSError as error:
        return f"{text[:80]}: {error.strerror}."
    return f"{text[:80]} is there already. Choose another place." if taken else None


def no_name(text: str, kept: Collection[str]) -> str | None:
    """What is wrong with another name for an adapter, or None."""
    from training.adapters import AdapterError, usable

    try:
        usable(text)
    except AdapterError as error:
        return f"{error}."
    return f"There is an adapter {text} already. Choose another name." if text in kept else None
