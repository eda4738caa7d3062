"""Several kinds of instruction data as one: each with its weight, its limit and a seed of its own."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.data import blocks_world, stream_seed
from training.instructions.dolly import dolly
from training.instructions.files import read_file
from training.instructions.instruction import Instruction, InstructionsError, group_of
from training.instructions.oasst import oasst1

if TYPE_CHECKING:
    from training.run.recipe import MixturePart

BLOCKS = 20_000
"""How many examples of the blocks world are generated where no limit is given."""

DOLLY, OASST1, BLOCKS_WORLD = "dolly", "oasst1", "blocks"
SOURCES = (DOLLY, OASST1, BLOCKS_WORLD)
"""What has a name; anything else is a file."""

_OPTIONS = {"off_topic": "dolly", "language": "oasst1", "offtopic": "blocks", "exclude": "blocks"}


def read_mixture(
    parts: Sequence[MixturePart], seed: int, options: Mapping[str, Any] | None = None
) -> list[Instruction]:
    """The instructions of all parts, one after the other. Raises InstructionsError.

    A weight of 2 lets an epoch show each twice (`Instruction.times`), 0.5 takes half of them, 1.5 shows half of them
    twice; which ones, `seed` says. `options`: `off_topic` (the share of Dolly that is also read as not about blocks),
    `language` (of oasst1, "" for all), and those of `training.data.blocks_world`.
    """
    options = options or {}
    for key in options:
        if key not in _OPTIONS:
            why = f"there is no option {key}"
            raise InstructionsError("the mixture can't be read", why, f"There are {', '.join(_OPTIONS)}")
    mixed: list[Instruction] = []
    for index, part in enumerate(parts):
        r = random.Random(f"{seed}:{index}:{part.source}")
        found = _read(part, stream_seed(seed, index, 0), options)
        if part.limit is not None and len(found) > part.limit:
            found = [found[i] for i in sorted(r.sample(range(len(found)), part.limit))]
        mixed += _weighted(found, part.weight, r)
    return mixed


def _read(part: MixturePart, seed: int, options: Mapping[str, Any]) -> list[Instruction]:
    off_topic, language = float(options.get("off_topic", 0.1)), str(options.get("language", "en"))
    if part.source == DOLLY:
        return dolly(seed, off_topic=off_topic)
    if part.source == OASST1:
        return oasst1(language=language)
    if part.source == BLOCKS_WORLD:
        return blocks(seed, part.limit or BLOCKS, **{k: v for k, v in options.items() if _OPTIONS[k] == "blocks"})
    return read_file(Path(part.source), seed, off_topic=off_topic, language=language)


def blocks(seed: int, n: int, **options: Any) -> list[Instruction]:
    """`n` generated examples of the blocks world; those of one sentence are a group."""
    found = []
    for prompt, completion in blocks_world(seed, n, **options):
        one = Instruction(prompt, completion, BLOCKS_WORLD, "")
        found.append(replace(one, group=group_of(one.said)))
    return found


def _weighted(found: Sequence[Instruction], weight: float, r: random.Random) -> list[Instruction]:
    whole = math.floor(weight)
    more = set(r.sample(range(len(found)), round((weight - whole) * len(found))))
    times = [whole + (index in more) for index in range(len(found))]
    return [replace(one, times=count) for one, count in zip(found, times, strict=True) if count]
