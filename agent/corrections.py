"""A turn that went wrong, put right: what it should have meant is done instead, and kept to learn from.

A correction is one line of a JSON-lines file: what was said after what, the right acts, the wrong ones, and how the
right ones were found (picked among the model's readings, said in other words, or edited). Such a file is training data
as it stands.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationError

from agent.language.acts import Talk, Utterance
from agent.lm.interface import candidate_parses
from agent.lm.prompt import clean
from agent.lm.registry import adapters_of
from agent.reading import decide

if TYPE_CHECKING:
    from agent.lm.prompt import Exchange
    from agent.session import Session, Turn

How = Literal["pick", "meant", "edit", "add", ""]
EXAMPLE = '{"acts":[{"act":"pick_up","what":{"kind":"block","det":"the","color":"red"}}]}'


class CorrectionError(Exception):
    """A correction cannot be made or read. `str()` of it says what happened, why, and what to do next."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What was said after which exchanges, what it means, and what it was taken for (None: for nothing)."""

    say: str
    history: tuple[tuple[str, str], ...]
    acts: Utterance
    wrong: Utterance | None
    how: How
    scene: str = ""
    model: str = ""
    adapter: tuple[str, ...] = ()
    """The names of the adapters that the model had on."""
    time: str = ""

    def to_line(self) -> str:
        """As a line of the file, its end included."""
        value = {
            "say": self.say, "history": self.history, "acts": _acts(self.acts), "wrong": _acts(self.wrong),
            "how": self.how, "scene": self.scene, "model": self.model, "adapter": self.adapter, "time": self.time,
        }  # fmt: skip
        return json.dumps(value) + "\n"


@dataclass(frozen=True, slots=True)
class Marked:
    """A turn marked wrong: what it was, what the model offered besides, and whether something was taken back."""

    turn: Turn
    others: tuple[Utterance, ...]
    undone: bool


class Corrector:
    """Puts the last turn of a session right; `say` instead of the session's, so that it knows which one that is."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._history: tuple[Exchange, ...] = ()
        self._marked: Marked | None = None
        self._last: Turn | None = None

    def say(self, text: str) -> Turn:
        """Have the session answer. Where that raises, the turn before is still the last, and can be put right."""
        turn = self.session.say(text)
        self._last, self._marked = turn, None
        return turn

    def mark(self) -> Marked:
        """Marks the last turn wrong and takes it back (Session.withdraw). Raises CorrectionError if there is none."""
        if self._marked is not None:
            return self._marked
        session, turn = self.session, self._last
        if turn is None or not session.turns or session.turns[-1] is not turn:
            raise CorrectionError(
                "There is no turn to put right. Say something first; /wrong is about the last answer."
            )
        was = session.dialog
        session.withdraw("/wrong")
        changed = session.dialog.world is not was.world or session.dialog.knowledge is not was.knowledge
        self._history = tuple(session.history())
        options = [*turn.asked, *(reading.utterance for reading in turn.readings)]
        others = tuple(one for one in dict.fromkeys(options) if one != turn.actions)
        self._marked = Marked(turn, others, changed)
        return self._marked

    def pick(self, number: str) -> tuple[Turn, Correction]:
        """The reading of that number was meant."""
        marked = self.mark()
        if not marked.others:
            raise CorrectionError(f"The model saw no other way to read it. {_OTHERWISE}")
        if not (number.isdecimal() and 1 <= int(number) <= len(marked.others)):
            raise CorrectionError(f"/pick needs a number from 1 to {len(marked.others)}. {_OTHERWISE}")
        return self._put_right(marked, marked.others[int(number) - 1], "pick")

    def meant(self, sentence: str) -> tuple[Turn, Correction]:
        """Another sentence says what was meant: the model reads that."""
        marked, words = self.mark(), clean(sentence)
        if not words:
            raise CorrectionError("/meant needs the sentence in other words: /meant pick up the red block")
        if self.session.model is None:
            raise CorrectionError("There is no model to read that. Type /edit and the right action as JSON.")
        parses = candidate_parses(self.session.model, self._history, words, self.session.candidates)
        utterance = None
        if parses[0].utterance is not None:
            decision = decide(self.session.dialog, words, parses)
            utterance = decision.readings[decision.best].utterance
        if utterance is None or any(isinstance(act, Talk) and act.about == "unclear" for act in utterance.acts):
            raise CorrectionError(
                "I can't read that either. Say it in other words, or type /edit and the right action."
            )
        return self._put_right(marked, utterance, "meant")

    def edit(self, text: str) -> tuple[Turn, Correction]:
        """The action itself is given."""
        marked = self.mark()
        return self._put_right(marked, parse_acts(text), "edit")

    def _put_right(self, marked: Marked, utterance: Utterance, how: How) -> tuple[Turn, Correction]:
        turn = self.session.perform(marked.turn.utterance, utterance)
        self._last, self._marked = turn, None
        correction = Correction(
            say=marked.turn.utterance,
            history=tuple((one.user, one.reply) for one in self._history[-1:]),
            acts=utterance,
            wrong=marked.turn.actions if marked.turn.failed is None else None,
            how=how,
            scene=self.session.scene.name,
            model=str(getattr(self.session.model, "name", "")),
            adapter=adapters_of(self.session.model) if self.session.model is not None else (),
            time=time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        )
        return turn, correction


def parse_acts(text: str) -> Utterance:
    """An action from JSON: {"acts": [...]}, the list alone, or one act. Raises CorrectionError, naming the field."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CorrectionError(f"That is no JSON ({error}). An action looks like {EXAMPLE}") from None
    if isinstance(value, dict) and "act" in value:
        value = [value]
    if isinstance(value, list):
        value = {"acts": value}
    try:
        return Utterance.model_validate(value)
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"]) or "the action"
        raise CorrectionError(
            f"{where}: {problem['msg'][:1].lower()}{problem['msg'][1:]}. An action looks like {EXAMPLE} "
            "(docs/action-language.md)"
        ) from None


def append_correction(file: Path, correction: Correction) -> None:
    """Adds a line to the file, whole or not at all. Raises OSError."""
    with _alone(file), file.open("ab+", buffering=0) as out:  # nothing that closing it would write once more
        size = out.seek(0, os.SEEK_END)
        if size:
            out.seek(size - 1)
        start = b"\n" if size and out.read(1) != b"\n" else b""  # a line that somebody left open
        try:
            line = start + correction.to_line().encode("ascii")
            if out.write(line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(file))
            os.fsync(out.fileno())
        except OSError:
            os.truncate(file, size)
            raise


def read_corrections(file: Path) -> list[Correction]:
    """The corrections of a file, the last of each sentence in its context. Raises CorrectionError, naming the line."""
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n") if file.exists() else []
    except (OSError, UnicodeDecodeError) as error:
        raise CorrectionError(f"{file} can't be read ({error}).") from None
    found: dict[tuple[str, str], Correction] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            one = Correction(
                str(row["say"]),
                tuple((str(user), str(reply)) for user, reply in row.get("history") or ()),
                Utterance.model_validate({"acts": row["acts"]}),
                Utterance.model_validate({"acts": row["wrong"]}) if row.get("wrong") else None,
                row.get("how") or "",
                row.get("scene") or "",
                row.get("model") or "",
                _adapters(row.get("adapter")),
                row.get("time") or "",
            )
        except (KeyError, TypeError, ValueError) as error:
            why = str(error).splitlines()[0]
            raise CorrectionError(f"{file}, line {number} is no correction ({why}). Mend or delete the line.") from None
        key = context_key(one.say, one.history)
        found.pop(key, None)
        found[key] = one
    return list(found.values())


def write_corrections(file: Path, corrections: Sequence[Correction]) -> None:
    """Writes a file anew, through another beside it, so that no half of it is ever there. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    try:
        beside.write_text("".join(one.to_line() for one in corrections), encoding="utf-8")
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def remove_correction(file: Path, correction: Correction) -> None:
    """Takes a correction out of the file; a later one of the same sentence stays. Raises CorrectionError, OSError."""
    with _alone(file):  # what another process adds meanwhile must not be lost
        write_corrections(file, [one for one in read_corrections(file) if one != correction])


@contextlib.contextmanager
def _alone(file: Path) -> Iterator[None]:
    """While this process alone changes the file, where the system has locks; its folder exists. Raises OSError.

    The lock is on a file of its own, since the file itself is replaced when something is taken out.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with file.with_name(f".{file.name}.lock").open("ab") as lock:
        with contextlib.suppress(OSError):  # some network drives have no locks
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def context_key(say: str, history: Sequence[Sequence[str]]) -> tuple[str, str]:
    """What makes two corrections the same sentence in the same context."""
    return clean(say).lower(), json.dumps([clean(part).lower() for part in history[-1]]) if history else ""


def _adapters(value: Any) -> tuple[str, ...]:
    """The names in a row: a list, one text, or none."""
    return (value,) if isinstance(value, str) and value else tuple(map(str, value or ()))


def _acts(utterance: Utterance | None) -> Any:
    return None if utterance is None else json.loads(utterance.to_json())["acts"]


_OTHERWISE = "Or type /meant and the sentence in other words, or /edit and the right action as JSON."
