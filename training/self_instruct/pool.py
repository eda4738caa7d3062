"""The pool: our own tasks and those made, in a file that only grows; what is turned down goes into another beside it.

Lines are in the order of the attempts, so that what was made up to some attempt is a beginning of both files, and a run
that was stopped, even in the middle of a line, goes on as if it had not been.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from pydantic import ValidationError
from rapidfuzz import process
from rapidfuzz.distance import Indel

from agent.language.acts import Utterance
from training.generate.exclude import fold
from training.self_instruct.attempt import Made, Refused, Result
from training.self_instruct.tasks import Task, seed_tasks

SIMILAR = 0.7
"""ROUGE-L with something in the pool from which on a sentence is too similar (Wang et al. 2023, section 2.2)."""


class PoolError(Exception):
    """The file of a pool can't be used. `str()` of it says which line, what is wrong and what to do."""


class Similarity:
    """ROUGE-L (F1) of sentences with all that were taken in.

    It is 2 LCS / (m + n) over words, which is what Indel similarity is over characters: so each word is one character.
    """

    def __init__(self) -> None:
        self._letters: dict[str, str] = {}
        self._known: list[str] = []

    def nearest(self, sentence: str) -> float:
        """The greatest ROUGE-L with a sentence that was taken in, 0 to 1."""
        best = process.extractOne(self._spelled(sentence), self._known, scorer=Indel.normalized_similarity)
        return 0.0 if best is None else float(best[1])

    def add(self, sentence: str) -> None:
        """Takes a sentence in."""
        self._known.append(self._spelled(sentence))

    def _spelled(self, sentence: str) -> str:
        # From a private-use plane on, so that no letter means anything to the scorer.
        return "".join(
            self._letters.setdefault(word, chr(0xF0000 + len(self._letters))) for word in fold(sentence).split()
        )


class Pool:
    """Tasks and their files. `next` is the number of the first attempt that is not in them."""

    def __init__(self, file: Path, rejects: Path) -> None:
        """Reads what is there. Raises PoolError."""
        if file.resolve() == rejects.resolve():
            raise PoolError(f"{file} can't hold both what is kept and what is turned down. Name another --rejects")
        self.file, self.rejects = file, rejects
        self.made: list[Made] = []
        self.reasons: Counter[tuple[str, str]] = Counter()
        """How often something was turned down, by (way, reason)."""
        self._similarity = Similarity()
        for task in seed_tasks():
            self._similarity.add(task.say)
        self._outs: list[IO[str]] = []
        self.next = 0
        for number, row in read_lines(file):
            made = made_of(row, f"{file}, line {number}")
            self._take(made)
        for number, row in read_lines(rejects):
            try:
                self._refuse(Refused(row["attempt"], row["way"], row["reason"]))
            except KeyError as error:
                raise PoolError(f"{rejects}, line {number} has no {error}. Delete that line, or the file") from None

    def __enter__(self) -> Pool:
        for file in (self.file, self.rejects):
            file.parent.mkdir(parents=True, exist_ok=True)
            _drop_half_line(file)
            self._outs.append(file.open("a", encoding="utf-8"))
        return self

    def __exit__(self, *error: object) -> None:
        for out in self._outs:
            out.close()
        self._outs.clear()

    def tasks(self, before: int) -> Sequence[Task]:
        """Our own tasks, and those made in attempts with a number less than `before`."""
        made = [Task(one.say, one.meaning, one.scene, made=True) for one in self.made if one.attempt < before]
        return [*seed_tasks(), *made]

    def add(self, result: Result) -> Result:
        """Takes the result of an attempt in, or turns it down as too similar; writes it, and says which."""
        if isinstance(result, Made):
            nearest = self._similarity.nearest(result.say)
            if nearest >= SIMILAR:
                result = Refused(result.attempt, result.way, "too similar", result.say, f"{nearest:.2f}")
            else:
                result = result.measured(nearest)
        if isinstance(result, Made):
            self._take(result)
            self._write(0, result.line())
        else:
            self._refuse(result)
            self._write(1, result.line())
        return result

    def _take(self, made: Made) -> None:
        self.made.append(made)
        self._similarity.add(made.say)
        self.next = max(self.next, made.attempt + 1)

    def _refuse(self, refused: Refused) -> None:
        self.reasons[refused.way, refused.reason] += 1
        self.next = max(self.next, refused.attempt + 1)

    def _write(self, which: int, line: dict[str, Any]) -> None:
        out = self._outs[which]
        out.write(json.dumps(line, ensure_ascii=False) + "\n")
        out.flush()


def made_of(row: dict[str, Any], where: str) -> Made:
    """A line of a pool's file as what was made. Raises PoolError."""
    try:
        meaning = Utterance.model_validate({"acts": row["acts"]})
        texts = all(isinstance(row[key], str) for key in ("say", "scene", "reply"))
        if not (texts and isinstance(row["attempt"], int)):
            raise TypeError
        return Made(
            row["attempt"], row["way"], row["say"], meaning, row["scene"], row["reply"], row.get("similarity", 0.0)
        )
    except (TypeError, AttributeError):
        raise PoolError(f"{where} is not as `etaoin data self-instruct` writes it. Mend or delete that line") from None
    except KeyError as error:
        raise PoolError(f"{where} has no {error}. Give a file that `etaoin data self-instruct` wrote") from None
    except ValidationError as error:
        raise PoolError(f"{where}: {error.errors()[0]['msg']} in its acts. Mend or delete that line") from None


_OURS = '{"attempt": '
"""How each line begins."""


def read_lines(file: Path) -> list[tuple[int, dict[str, Any]]]:
    """The JSON objects of a file with the numbers of their lines, without a half line at the end. Raises PoolError."""
    try:
        lines = file.read_text(encoding="utf-8").split("\n") if file.exists() else [""]
    except (OSError, UnicodeDecodeError) as error:
        raise PoolError(f"{file} can't be read ({error}). Name another file") from None
    rows = []
    for number, line in enumerate(lines[:-1], 1):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise PoolError(f"{file}, line {number} is no JSON object. Mend or delete that line")
        rows.append((number, row))
    if lines[-1] and not rows and not _OURS.startswith(lines[-1][: len(_OURS)]):  # it would be cut off as half a line
        raise PoolError(f"{file} is no file of examples. Name another one")
    return rows


def _drop_half_line(file: Path) -> None:
    """Cuts off what a killed run had not finished writing."""
    if file.exists():
        whole = file.read_bytes()
        end = whole.rfind(b"\n") + 1
        if end < len(whole):
            with file.open("r+b") as out:
                out.truncate(end)
