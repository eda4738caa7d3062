"""Examples from files, for adapters: JSON lines of what was said and what it means, mixed with generated ones.

    {"say": "pop the red one over there", "acts": [{"act": "put", ...}], "history": [["hi", "Hello."]]}

`text` or `utterance` may stand for `say`, `action` or `actions` for `acts`, with the list or a whole {"acts": [...]} in
it (as `etaoin data generate` writes them); `history` is optional, the exchanges before as pairs. Lines of the Robot
Commands Treebank (those with `rcl`) are converted. All are checked and written to the run's folder once, some held out;
what is drawn from there is varied (training.own.variation). Generated examples are replayed between them, so that
nothing is forgotten.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from agent.corrections import context_key
from agent.language.acts import Utterance
from agent.lm.prompt import Exchange, render_prompt
from training.data import blocks_world
from training.own.alignment import Alignment
from training.own.example import Example
from training.own.together import align_all

FILE = "examples.jsonl"
"""What `write_examples` writes in a run's folder."""
FEW = 100
"""Up to so many examples are aligned, to make much of them; of more, each differs enough from the others."""


class ExamplesError(Exception):
    """A file of examples can't be used. `str()` of it says which line, what is wrong and what to do."""


def read_examples(files: Sequence[Path], *, unconfirmed: bool = True) -> tuple[list[Example], list[str]]:
    """The examples of files, and a note on each with robot commands. Raises ExamplesError.

    `unconfirmed`: robot commands whose words fit their tree are taken even if the board does not confirm the action.
    """
    examples, notes = [], []
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8-sig").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise ExamplesError(f"{file} can't be read ({error}). Give a file of JSON lines") from None
        rows = [(number, _row(file, number, line)) for number, line in enumerate(lines, 1) if line.strip()]
        commands = [(number, row) for number, row in rows if "rcl" in row]
        found = [("how" in row, _example(file, number, row)) for number, row in rows if "rcl" not in row]
        examples += _last_of_each(found)
        if commands:
            converted, note = _robot_commands(file, commands, unconfirmed)
            examples += converted
            notes.append(f"{file.name}: {note}")
    if not examples:
        raise ExamplesError(f"there is no example in {', '.join(map(str, files))}. Give lines with `say` and `acts`")
    return examples, notes


def write_examples(examples: Sequence[Example], file: Path, share: float) -> tuple[int, int]:
    """Writes examples with a mark at those held out, about `share` of them; how many are to train on, how many not.

    What is said twice is held out twice, and so are commands about the same board. A few examples are aligned.
    """
    groups = sorted({example.group or example.say.lower() for example in examples}, key=_digest)
    apart = set(groups[: max(1, round(share * len(groups))) if share and len(groups) > 1 else 0])
    kept = [(example.group or example.say.lower()) in apart for example in examples]
    aligned: Sequence[Alignment | None] = [None] * len(examples)
    if len(examples) <= FEW:
        aligned = align_all([(example.say, example.action, example.history) for example in examples])
    with file.open("w", encoding="utf-8") as out:
        for example, found, held_out in zip(examples, aligned, kept, strict=True):
            line = {"say": example.say, "action": example.action, "history": example.history, "held_out": held_out}
            if found and not held_out:
                line["aligned"] = found.as_dict()
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
    return len(kept) - sum(kept), sum(kept)


def mixed(
    seed: int, n: int, *, file: str, replay: float = 0.5, vary: bool = True, digest: str = "", **options: Any
) -> Iterator[tuple[str, str]]:
    """A source (training.data): `n` pairs, of which the share `replay` is generated and the rest from the file.

    `digest` is that of the file; it only tells apart what is kept in a cache. `options` are the generator's.
    """
    from training.own.variation import Variations

    r = random.Random(seed)
    own = _read_back(file)[0]
    variations = Variations(own, r) if vary else None
    generated = blocks_world(seed, 2 * n, **options)
    if variations:
        generated = (pair for pair in generated if not variations.contradicts(pair[1]))
    for _ in range(n):
        if r.random() < replay:
            yield next(generated)
            continue
        yield _pair(variations.draw() if variations else r.choice(own))


def held_out_examples(seed: int, n: int, *, file: str) -> Iterator[tuple[str, str]]:
    """A source: the held-out examples of the file as they are, at most `n`."""
    yield from map(_pair, _read_back(file)[1][:n])


@lru_cache(maxsize=4)
def _read_back(file: str) -> tuple[list[Example], list[Example]]:
    """What `write_examples` wrote: to train on, and held out."""
    parts: tuple[list[Example], list[Example]] = ([], [])
    for line in filter(None, Path(file).read_text(encoding="utf-8").split("\n")):
        row = json.loads(line)
        history = tuple((user, reply) for user, reply in row["history"])
        aligned = Alignment.of(row["aligned"]) if "aligned" in row else None
        parts[row["held_out"]].append(Example(row["say"], row["action"], history, aligned=aligned))
    return parts


def _pair(example: Example) -> tuple[str, str]:
    return render_prompt([Exchange(*exchange) for exchange in example.history], example.say), example.action


def _last_of_each(found: Sequence[tuple[bool, Example]]) -> list[Example]:
    """The examples (and whether each is a correction) without those that were corrected again in the same context."""
    last = {_context(example): number for number, (corrects, example) in enumerate(found) if corrects}
    return [
        example for number, (corrects, example) in enumerate(found) if not corrects or last[_context(example)] == number
    ]


def _context(example: Example) -> tuple[str, str]:
    return context_key(example.say, example.history)


def _row(file: Path, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ExamplesError(f"{file}, line {number} is no JSON: {error}. Mend or delete it") from None
    if not isinstance(row, dict):
        raise ExamplesError(f'{file}, line {number} is no JSON object. Write {{"say": ..., "acts": [...]}}')
    return row


def _example(file: Path, number: int, row: dict[str, Any]) -> Example:
    say = next((row[key] for key in ("say", "text", "utterance") if row.get(key)), None)
    action = next((row[key] for key in ("acts", "actions", "action") if key in row), None)
    if isinstance(action, list):
        action = {"acts": action}
    if not isinstance(say, str) or action is None:
        raise ExamplesError(f'{file}, line {number} needs "say" (a text) and "acts" (a list); it has {", ".join(row)}')
    try:
        parsed = Utterance.model_validate_json(action) if isinstance(action, str) else Utterance.model_validate(action)
        history = tuple(_exchange(exchange) for exchange in row.get("history") or ())
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(map(str, problem["loc"]))
        raise ExamplesError(f"{file}, line {number}: {where}: {problem['msg']} (docs/action-language.md)") from None
    except (TypeError, ValueError, KeyError):
        raise ExamplesError(f'{file}, line {number}: "history" is a list of pairs: [["hi", "Hello."]]') from None
    return Example(say, parsed.to_json(), history)


def _exchange(value: Any) -> tuple[str, str]:
    user, reply = (value["user"], value["reply"]) if isinstance(value, dict) else value
    return str(user), str(reply)


def _robot_commands(
    file: Path, rows: Sequence[tuple[int, dict[str, Any]]], unconfirmed: bool
) -> tuple[list[Example], str]:
    from training.evaluate.robot_commands import RobotCommand
    from training.own.robot_commands import convert_all

    commands, scenes = [], {}
    for number, row in rows:
        try:
            command = RobotCommand.model_validate(row)
        except ValidationError as error:
            problem = error.errors()[0]
            raise ExamplesError(f"{file}, line {number}: {problem['loc']}: {problem['msg']}") from None
        commands.append(command)
        scenes[command.number] = f"scene {row.get('scene', command.number)}"
    converted, report = convert_all(commands)
    taken = [c for c in converted if c.sound and (c.verified or unconfirmed)]
    examples = [Example(c.command.text, c.utterance.to_json(), (), scenes[c.command.number]) for c in taken]
    return examples, f"{len(taken)} of {len(rows)} robot commands are trained on: {report}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
