"""Where examples come from: the generator, files, runs, suites, and the user's corrections; and the rows of each."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from tui.errors import UserError
from tui.examples.row import NO_JSON, Row, acting, rows_of

if TYPE_CHECKING:
    from world.scene import Scene

MOST = 200_000
"""Rows that are kept of one source."""
ENDLESS = 10**9
"""Examples that the generator is asked for: more than anyone looks at."""
LONGEST = 1_000_000
"""Characters of a line; what has longer ones is no file of examples."""
_LOOKED_AT = 20

Kind = Literal["generated", "file", "suite", "corrections"]


@dataclass(frozen=True, slots=True)
class Source:
    """One place that examples come from; `heading` is what it stands under in the list."""

    kind: Kind
    name: str
    heading: str
    path: Path | None = None
    seed: int = 0

    @property
    def key(self) -> str:
        """What tells it from the others, whatever its seed."""
        return f"{self.kind}:{self.path or self.name}"

    @property
    def title(self) -> str:
        """What stands over its rows."""
        return f"{self.name} · seed {self.seed}" if self.kind == "generated" else self.name

    @property
    def about(self) -> str:
        """What it is, in a sentence."""
        if self.kind == "generated":
            return "Sentences and their meanings, made by rule, without end: what nano learned to read from."
        if self.kind == "suite":
            return "Never trained on: models are measured with these sentences."
        if self.kind == "corrections":
            return "What you put right in the chat with /wrong, or added here."
        if self.heading == "Runs":
            return f"The examples of one's own that the run {self.name} was trained on, and those held out."
        if self.heading == "By hand":
            return "Tasks written by hand, which Self-Instruct begins with."
        return str(self.path)


def generated(seed: int) -> Source:
    """The generator, beginning with that seed."""
    return Source("generated", "Generator", "By rule", seed=seed)


def corrections() -> Source:
    """The user's corrections."""
    from tui.paths import corrections_file

    return Source("corrections", "Corrections", "Yours", corrections_file())


def file_source(path: Path) -> Source:
    """A file that the user opened."""
    return Source("file", path.name, "Files", path)


def all_sources(files: Sequence[Path], runs: Path, seed: int = 0) -> list[Source]:
    """Every source there is: `files` are those that the user opened, `runs` the folder of the training runs."""
    found = [generated(seed), corrections(), *map(file_source, files)]
    try:
        examples = sorted(runs.glob("*/examples.jsonl"))
    except OSError:
        examples = []
    found += [Source("file", path.parent.name, "Runs", path) for path in examples]
    training = Path(__file__).parents[2] / "training"
    found.append(Source("file", "seed tasks", "By hand", training / "seeds" / "tasks.jsonl"))
    suites = sorted((training / "suites").glob("*.jsonl"))
    return [*found, *(Source("suite", path.stem, "Suites", path) for path in suites)]


def rejects_of(path: Path) -> Path:
    """Where Self-Instruct writes what it turns down."""
    return path.with_name(f"{path.name}.rejects.jsonl")


def read(source: Source) -> Iterator[Row]:
    """The rows of a source other than the generator, at most `MOST`. Raises UserError and OSError."""
    if source.path is None:
        raise ValueError(source)
    if source.kind == "corrections":
        return _corrections(source.path)
    if source.kind == "suite":
        return _suite(source.path)
    rows = _lines(source.path)
    rejects = rejects_of(source.path)
    if rejects.is_file():
        rows = heapq.merge(rows, _lines(rejects, strict=False), key=lambda row: row.number)
    return islice(rows, MOST)


def generate(seed: int) -> Iterator[Row]:
    """Examples from the generator, without end."""
    from training.generate import generate as examples

    scenes: list[Scene] = []

    def seen(_: object, scene: Scene) -> bool:
        scenes[:] = [scene]
        return True

    for number, example in enumerate(examples(seed, ENDLESS, keep=seen), 1):
        scene, history = scenes[0], tuple((one.user, one.reply) for one in example.history)
        part = "after a turn" if history else "first turn"
        yield acting(
            number, example.utterance, example.actions, history=history, part=part, scene=scene.name, place=scene
        )


def _lines(path: Path, strict: bool = True) -> Iterator[Row]:
    """The rows of a file, line by line."""
    if not path.is_file():
        raise UserError(f"{path} is not there. Press f to open another file.")
    number, damaged = 0, 0
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        while line := file.readline(LONGEST + 1):
            number += 1
            if len(line) > LONGEST:
                raise UserError(f"{path}, line {number} is longer than any example. Give a file of JSON lines.")
            if not line.strip():
                continue
            for row in rows_of(number, line):
                damaged += row.reason == NO_JSON
                if strict and damaged == number and damaged >= _LOOKED_AT:
                    raise UserError(f"{path} is no file of JSON lines: none of the first {damaged} is a JSON object.")
                yield row


def _corrections(path: Path) -> Iterator[Row]:
    from agent.corrections import CorrectionError, read_corrections

    try:
        found = read_corrections(path)
    except CorrectionError as error:
        raise UserError(str(error)) from None
    for number, one in enumerate(found, 1):
        facts = [("Put right", _HOW.get(one.how, one.how))]
        if one.wrong is not None:
            facts.insert(0, ("Taken for", acting(0, "", one.wrong).meaning))
        facts += [("Model", " ".join([one.model, *one.adapter])), ("When", one.time)]
        yield acting(
            number, one.say, one.acts, history=one.history, part=one.how, scene=one.scene,
            facts=tuple(fact for fact in facts if fact[1]), origin=one,
        )  # fmt: skip


_HOW = {
    "pick": "by picking among the model's readings", "meant": "by saying it in other words",
    "edit": "by writing the acts", "add": "without a chat",
}  # fmt: skip


def _suite(path: Path) -> Iterator[Row]:
    from training.evaluate.suite import SuiteError, load_suite

    try:
        items = load_suite(str(path))
    except SuiteError as error:
        raise UserError(str(error)) from None
    for number, item in enumerate(items, 1):
        asked = item.expect.model_dump(exclude_unset=True, mode="json")
        facts = (("Must come of it", json.dumps(asked, ensure_ascii=False)), ("Tags", ", ".join(item.tags)))
        history = tuple((turn.say, "") for turn in item.setup)
        earlier = tuple(turn.gold.to_json() for turn in item.setup if turn.gold is not None)
        more: dict[str, Any] = {
            "history": history, "part": item.tags[0] if item.tags else "", "scene": item.scene, "earlier": earlier,
            "facts": facts, "origin": item,
        }  # fmt: skip
        yield Row(number, item.say, **more) if item.gold is None else acting(number, item.say, item.gold, **more)


def size_of(source: Source) -> int:
    """How many rows a file has, about: its lines; corrections are counted as they count."""
    if source.path is None:
        return 0
    if source.kind == "corrections":
        try:
            return sum(1 for _ in read(source))
        except (UserError, OSError):
            return 0
    count = 0
    try:
        with source.path.open("rb") as file:
            while block := file.read(1 << 20):
                count += block.count(b"\n")
    except OSError:
        return 0
    return count


def nothing(source: Source, total: int, reading: bool, trouble: str) -> str:
    """Why there is none, and what to do: `total` rows are there, some may still come, or `trouble` is what is wrong."""
    if reading and not total:
        return "Reading …" if source.kind != "generated" else "Making examples …"
    if trouble:
        return trouble
    if total:
        return f"None of {total:,} is like that. Press escape to see all."
    if source.kind == "corrections":
        return (
            "No corrections yet. In the chat, type /wrong after an answer that is wrong; or press a to add a sentence."
        )
    return f"There is nothing in {source.path} yet. Press f to open another file."
