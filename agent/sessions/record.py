"""The file of a session, as data: a header line, then one line of JSON a turn.

    {"etaoin_session": 1, "created": "2026-07-24T10:15:00+02:00", "model": "nano", "scene": {...}}
    {"say": "pick it up", "actions": {"acts": [...]}, "reply": ["OK."], "failed": null, "ms": 41.5}

`actions` is null where nothing was done (an utterance that was refused); `hints` is there where places were preferred,
`asked` where the person was asked which of several readings was meant; `withdraws`, where the turn before was marked
wrong and taken back, is what that one said.
Lines rather than one document: a turn is appended without touching what is there, and a torn end costs only that end.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from agent.language.acts import Utterance
from agent.script import ScriptError
from agent.session import Turn
from world.planner import Hints
from world.scene import Scene, SceneError, parse_scene

VERSION = 1
MARK = "etaoin_session"
_HUGE = 1e9


class SessionError(ScriptError):
    """A session cannot be read, written or found; the message says which, why and what to do.

    A ScriptError, because a session is a script: what was said, and what was answered.
    """


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """A turn as it is kept: everything that is needed to repeat it and to see whether it comes out the same."""

    say: str
    actions: Utterance | None
    reply: tuple[str, ...]
    failed: str | None = None
    ms: float = 0.0
    hints: Hints | None = None
    asked: tuple[Utterance, ...] = ()
    withdraws: str | None = None

    @classmethod
    def of(cls, turn: Turn) -> StoredTurn:
        """What is kept of a turn."""
        ms = round(turn.ms, 1)
        return cls(turn.utterance, turn.actions, turn.reply, turn.failed, ms, turn.hints, turn.asked, turn.withdraws)

    def to_line(self) -> str:
        """One line of ASCII: no encoding or line end within an utterance can break the file."""
        out: dict[str, Any] = {
            "say": self.say,
            "actions": None if self.actions is None else json.loads(self.actions.to_json()),
            "reply": list(self.reply),
            "failed": self.failed,
            "ms": self.ms,
        }
        if self.hints:
            out["hints"] = {body: list(place) for body, place in self.hints.items()}
        if self.asked:
            out["asked"] = [json.loads(reading.to_json()) for reading in self.asked]
        if self.withdraws is not None:
            out["withdraws"] = self.withdraws
        return json.dumps(out) + "\n"


@dataclass(frozen=True, slots=True)
class SessionFile:
    """A session as it was read, or is to be written. `notes` say, in sentences, what was damaged.

    `path` is where it was read; `size` in bytes; `open_end`: the last line lacks its end.
    """

    name: str
    scene: Scene
    model: str
    created: str
    turns: tuple[StoredTurn, ...]
    notes: tuple[str, ...] = ()
    path: Path | None = None
    size: int = 0
    open_end: bool = False

    @classmethod
    def of(cls, name: str, scene: Scene, model: str, created: str, turns: Sequence[Turn]) -> SessionFile:
        """A session that is going on."""
        return cls(name, scene, model, created, tuple(map(StoredTurn.of, turns)))

    def to_text(self) -> str:
        """The whole file."""
        head = {MARK: VERSION, "created": self.created, "model": self.model, "scene": self.scene.as_dict()}
        return "".join([json.dumps(head) + "\n", *(turn.to_line() for turn in self.turns)])


def read_session(path: Path) -> SessionFile:
    """Read a session file. Damaged turns are left out or not acted on, and `notes` say so. Raises SessionError."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise SessionError(f"{path}: there is no such file. `etaoin sessions list` shows the saved sessions.") from None
    except OSError as error:
        raise SessionError(f"{path} cannot be read: {error.strerror}. Check the path and its permissions.") from None
    lines = data.split(b"\n")
    open_end = lines[-1] != b""
    header = read_header(lines[0], path)
    try:
        scene = parse_scene(header.get("scene"))
    except SceneError as error:
        raise SessionError(f"{path}: the scene in its first line is not right: {error}") from None
    turns: list[StoredTurn] = []
    notes: list[str] = []
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        try:
            turn, note = _turn(line)
        except ValueError as error:
            torn = open_end and number == len(lines)
            why = "is cut off in the middle" if torn else f"is damaged ({error})"
            notes.append(f"Line {number} {why} and was left out. It is still in the file.")
            continue
        turns.append(turn)
        if note:
            notes.append(f"Line {number}, {turn.say[:60]!r}: {note}, so nothing was done. It is still in the file.")
    model, created = str(header.get("model", "")), str(header.get("created", ""))
    return SessionFile(path.stem, scene, model, created, tuple(turns), tuple(notes), path, len(data), open_end)


def read_header(line: bytes, path: Path) -> Mapping[str, Any]:
    """The first line of a session file. Raises SessionError when it is none, or one of a later version."""
    try:
        header = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict) or MARK not in header:
        what = "is empty" if not line.strip() else f"is no session of Etaoin: its first line has no {MARK!r}"
        raise SessionError(f"{path} {what}. `etaoin sessions list` shows the sessions that can be read.")
    version = header[MARK]
    if type(version) is not int or not 1 <= version <= VERSION:
        raise SessionError(
            f"{path} has the format {str(version)[:20]!r}, and this Etaoin reads format {VERSION}. "
            "A newer Etaoin may have written it: update, and try again. The file is as it was."
        )
    return header


def _turn(line: bytes) -> tuple[StoredTurn, str | None]:
    """A turn, and what is wrong with its action if anything is. Raises ValueError when it is no turn."""
    try:
        data = json.loads(line.decode("utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg}") from None
    except UnicodeDecodeError:
        raise ValueError("not text in UTF-8") from None
    except (ValueError, RecursionError):
        raise ValueError("not JSON that can be read") from None
    if not isinstance(data, dict):
        raise ValueError("not an object")
    say, reply, failed, ms = (data.get(key) for key in ("say", "reply", "failed", "ms"))
    if not isinstance(say, str):
        raise ValueError("it has no `say`")
    if not isinstance(reply, list) or not all(isinstance(part, str) for part in reply):
        raise ValueError("its `reply` is no list of sentences")
    failed = failed if isinstance(failed, str) else None
    withdraws = data.get("withdraws")
    if withdraws is not None and not isinstance(withdraws, str):
        raise ValueError("what it `withdraws` is no utterance")
    ms = float(ms) if isinstance(ms, int | float) and abs(ms) < _HUGE else 0.0
    try:
        hints = _hints(data.get("hints"))
        actions = None if data.get("actions") is None else Utterance.model_validate_json(json.dumps(data["actions"]))
        asked = tuple(Utterance.model_validate_json(json.dumps(each)) for each in _listed(data.get("asked")))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "it"
        note = f"its action is not one that this Etaoin knows ({where}: {first['msg'].rstrip('.')})"
        return StoredTurn(say, None, tuple(reply), note, ms), note
    return StoredTurn(say, actions, tuple(reply), failed, ms, hints, asked, withdraws), None


def _listed(value: Any) -> list[Any]:
    """A list, or none. Raises ValueError."""
    if value is not None and not isinstance(value, list):
        raise ValueError("its `asked` is no list of readings")
    return value or []


def _hints(value: Any) -> Hints | None:
    """Places by body. Raises ValueError."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise ValueError("its `hints` are not places by body")
    hints: dict[str, tuple[float, float]] = {}
    for body, place in value.items():
        if not isinstance(place, list) or len(place) != 2 or not all(map(_is_number, place)):
            raise ValueError(f"its hint for {body!r} is not a place")
        hints[body] = (float(place[0]), float(place[1]))
    return hints


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and abs(value) < _HUGE
