"""Which answers people liked best without knowing whose they were: one JSON object a line, and the tally."""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from training.compare.answers import Answer
from training.compare.errors import CompareError
from training.compare.prompts import Prompt

TIE = "tie"


@dataclass(frozen=True, slots=True)
class Vote:
    """One choice among answers whose models were hidden.

    order: the pairs as they were shown, A first; choice: the pair of the best answer, or "tie"; context: the first 16
    hexadecimal digits of its SHA-256, or nothing; time: as in ISO 8601.
    """

    time: str
    prompt: str
    context: str
    order: tuple[str, ...]
    answers: tuple[str, ...]
    choice: str
    sampling: dict[str, float]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a pair did: in how many votes it took part, won, and tied; `share` counts a tie as half."""

    pair: str
    votes: int
    wins: int
    ties: int

    @property
    def share(self) -> float:
        """Of its votes, 0 to 1."""
        return (self.wins + self.ties / 2) / self.votes


@dataclass(frozen=True, slots=True)
class Duel:
    """Two pairs against each other, in the votes with both; where a third won, nothing is known of the two."""

    first: str
    second: str
    wins: int
    losses: int
    ties: int


def shuffled(answers: Sequence[Answer], seed: int, number: int) -> list[Answer]:
    """The answers to prompt `number` in an order that says nothing of their models."""
    mixed = list(answers)
    random.Random(f"{seed}/{number}").shuffle(mixed)
    return mixed


def vote_of(prompt: Prompt, shown: Sequence[Answer], choice: int | None, sampling: dict[str, float], time: str) -> Vote:
    """The vote for the answer at place `choice` of those shown, or for none above the others."""
    context = hashlib.sha256(prompt.context.encode("utf-8", "surrogatepass")).hexdigest()[:16] if prompt.context else ""
    return Vote(
        time=time,
        prompt=prompt.text,
        context=context,
        order=tuple(answer.pair for answer in shown),
        answers=tuple(answer.text for answer in shown),
        choice=TIE if choice is None else shown[choice].pair,
        sampling=sampling,
    )


def append_vote(path: Path, vote: Vote) -> None:
    """Writes a vote behind the others, on disk when this returns; a half line that a crash left is closed first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(asdict(vote)) + "\n"
    with path.open("ab+") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            line = line if file.read(1) == b"\n" else "\n" + line
        file.write(line.encode("ascii"))
        file.flush()
        os.fsync(file.fileno())


def read_votes(path: Path) -> tuple[list[Vote], int]:
    """All votes, and how many lines can't be read. Raises CompareError where the file can't be."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return [], 0
    except OSError as error:
        raise CompareError(f"{path} can't be read: {error.strerror}. Check whose it is") from None
    votes = [_vote(line) for line in lines if line.strip()]
    return [vote for vote in votes if vote is not None], votes.count(None)


def standings(votes: Iterable[Vote]) -> list[Standing]:
    """How each pair did, the best first."""
    votes = list(votes)
    made = []
    for pair in sorted({pair for vote in votes for pair in vote.order}):
        part = [vote.choice for vote in votes if pair in vote.order]
        made.append(Standing(pair, len(part), part.count(pair), part.count(TIE)))
    return sorted(made, key=lambda one: (-one.share, -one.votes))


def duels(votes: Iterable[Vote]) -> list[Duel]:
    """Every two pairs that were shown together."""
    votes = list(votes)
    made = []
    for first, second in combinations([one.pair for one in standings(votes)], 2):
        both = [vote.choice for vote in votes if first in vote.order and second in vote.order]
        if both:
            made.append(Duel(first, second, both.count(first), both.count(second), both.count(TIE)))
    return made


def _vote(line: str) -> Vote | None:
    try:
        row: dict[str, Any] = json.loads(line)
        order, answers, choice = tuple(map(str, row["order"])), tuple(map(str, row["answers"])), str(row["choice"])
        if choice not in (*order, TIE) or len(order) < 2:
            return None
        return Vote(str(row["time"]), str(row["prompt"]), str(row["context"]), order, answers, choice, row["sampling"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
