"""All saved sessions with what was said in them, so that they can be searched. Plain data; nothing here draws."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent.sessions.store import Info, Store

_LONGEST = 200
"""Characters of an utterance that are searched and shown."""
_LARGEST = 4_000_000
"""Bytes of a file that are looked through; no dialog that was typed comes near it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A session in the list: what the store knows of it, and what the person said in it."""

    info: Info
    said: tuple[str, ...]
    haystack: str
    """All that is searched, folded."""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.info.name

    def words(self, search: str) -> str:
        """What was said first; while something is searched, the first utterance that holds it."""
        folded = search.casefold().split()
        for text in self.said if folded else ():
            if any(word in text.casefold() for word in folded):
                return text
        return self.said[0] if self.said else ""


def read(store: Store, known: Mapping[str, Entry]) -> dict[str, Entry]:
    """All sessions by name, what was changed last first; files that are as they were in `known` are not read again.

    Raises SessionError when the folder cannot be listed.
    """
    entries: dict[str, Entry] = {}
    for info in store.infos():
        before = known.get(info.name)
        if before is not None and before.info == info:
            entries[info.name] = before
            continue
        said = () if info.problem else _said(store.path_of(info.name))
        entries[info.name] = Entry(info, said, "\n".join((info.name, *said)).casefold())
    return entries


def _said(path: Path) -> tuple[str, ...]:
    """The utterances of a session; lines that are damaged are left out."""
    said: list[str] = []
    try:
        with path.open("rb") as file:
            file.readline()
            lines = file.read(_LARGEST).splitlines()
    except OSError:
        return ()
    for line in lines:
        try:
            turn = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(turn, dict) and isinstance(turn.get("say"), str):
            said.append(turn["say"][:_LONGEST])
    return tuple(said)


def matching(entries: Iterable[Entry], search: str) -> list[Entry]:
    """Those in whose name and utterances every word is found."""
    words = search.casefold().split()
    return [entry for entry in entries if all(word in entry.haystack for word in words)]


def when(modified: float, today: date) -> str:
    """A moment as one says it: "today 10:15", "yesterday 9:02", "Mon 14:30", "2026-07-24"."""
    moment = datetime.fromtimestamp(modified)
    days = (today - moment.date()) // timedelta(days=1)
    clock = f"{moment:%H:%M}"
    if days == 0:
        return f"today {clock}"
    if days == 1:
        return f"yesterday {clock}"
    if 1 < days < 7:
        return f"{moment:%a} {clock}"
    return f"{moment:%Y-%m-%d}"
