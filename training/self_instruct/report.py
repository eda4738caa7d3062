"""What came of it: the yield, step by step, and how different from each other the made tasks are."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.language.acts import Utterance
from training.generate.exclude import fold
from training.self_instruct.attempt import Made
from training.self_instruct.judge import check_meaning, outcome, same
from training.self_instruct.pool import Pool, made_of, read_lines
from training.self_instruct.verdict import REASONS, Rejected
from training.self_instruct.wording import check_text, check_words


def yield_table(pool: Pool) -> list[str]:
    """What became of the attempts, for each way and together: a line per reason, in the order of asking."""
    kept: Counter[str] = Counter(made.way for made in pool.made)
    asked = Counter(kept)
    for (way, _), n in pool.reasons.items():
        asked[way] += n
    head = f"{'':24}{'input first':>16}{'output first':>16}{'together':>16}"
    rows = [_row("attempts", asked["input"], asked["output"], asked)]
    for reason in REASONS:
        inputs, outputs = pool.reasons["input", reason], pool.reasons["output", reason]
        if inputs or outputs:
            rows.append(_row(f"- {reason}", inputs, outputs, asked))
    rows.append(_row("kept", kept["input"], kept["output"], asked))
    return [head, *rows] if asked else ["nothing was attempted"]


def _row(name: str, inputs: int, outputs: int, asked: Counter[str]) -> str:
    cells = ((inputs, asked["input"]), (outputs, asked["output"]), (inputs + outputs, sum(asked.values())))
    return f"{name:24}" + "".join(f"{n:>8,} {n / whole if whole else 0:>6.1%} " for n, whole in cells)


@dataclass(frozen=True, slots=True)
class Diversity:
    """How different made tasks are: of how many kinds and words, and how near the nearest in the pool was to each."""

    tasks: int
    kinds: dict[str, int]
    acts: int
    openings: int
    words: int
    meanings: int
    nearest: float

    def lines(self) -> list[str]:
        """In words."""
        kinds = ", ".join(f"{kind} {n}" for kind, n in sorted(self.kinds.items(), key=lambda pair: -pair[1]))
        return [
            f"kinds: {kinds}",
            f"{self.acts} different first acts, {self.openings} different first two words, {self.words} different "
            f"words, {self.meanings} different meanings",
            f"mean ROUGE-L with the nearest in the pool: {self.nearest:.2f}",
        ]


def diversity(made: Sequence[Made]) -> Diversity:
    """The diversity of made tasks."""
    said = [fold(one.say).split() for one in made]
    return Diversity(
        len(made),
        dict(Counter(one.line()["kind"] for one in made)),
        len({one.meaning.acts[0].act for one in made}),
        len({tuple(words[:2]) for words in said}),
        len({word for words in said for word in words}),
        len({one.meaning.to_json() for one in made}),
        sum(one.similarity for one in made) / len(made) if made else 0.0,
    )


def sample_of(made: Sequence[Made], n: int, seed: int) -> list[Made]:
    """Some to look at."""
    return random.Random(seed).sample(list(made), min(n, len(made)))


def check_file(file: Path, read: Callable[[str], Utterance | None]) -> tuple[int, list[str]]:
    """Carries out and reads every line of a pool's file again: how many there are, and what is wrong with which.

    Each must be allowed, be answered as it says in its scene, and be read as something that does the same.
    Raises PoolError, SceneError.
    """
    wrong = []
    rows = read_lines(file)
    for number, row in rows:
        made = made_of(row, f"{file}, line {number}")
        try:
            check_text(made.say, spelled=False)
            check_words(made.say, check_meaning(made.meaning))
        except Rejected as why:
            wrong.append(f"line {number}: {made.say!r}: {why.reason} {why.detail}".rstrip())
            continue
        came = outcome(made.meaning, made.scene)
        if came.problem is not None or came.reply != made.reply:
            wrong.append(f"line {number}: {made.say!r}: in {made.scene} the answer is {came.reply!r}")
            continue
        back = read(made.say)
        if back is None or not same(made.meaning, back, made.scene):
            wrong.append(f"line {number}: {made.say!r} is read as something else")
    return len(rows), wrong
