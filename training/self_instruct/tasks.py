"""A task of the pool: what is said, what it means, and the scene in which that was done; and our own, to begin with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from agent.language.acts import Command, Question, Statement, Utterance
from world.random_scene import random_scene
from world.scene import Scene, load_scene, scene_names

SEEDS = Path(__file__).parents[1] / "seeds" / "tasks.jsonl"
Kind = Literal["command", "question", "statement", "talk"]
KINDS: tuple[Kind, ...] = get_args(Kind)
RANDOM = "random-"
"""What the name of a scene begins with that is made from the seed after it (`world.random_scene`)."""
TOYS = 10
"""How many toys such a scene has."""


@dataclass(frozen=True, slots=True)
class Task:
    """One task; `made`: by a model, and not one of our own. `scene` is a name for `scene_of`."""

    say: str
    meaning: Utterance
    scene: str
    made: bool = False

    @property
    def act(self) -> str:
        """What its first act is: the finest kind there is."""
        return self.meaning.acts[0].act

    @property
    def kind(self) -> Kind:
        """What sort of thing is said."""
        return kind_of(self.meaning)


def kind_of(meaning: Utterance) -> Kind:
    """Whether an utterance orders, asks, tells or only talks, by its first act."""
    first = meaning.acts[0]
    return (
        "command"
        if isinstance(first, Command)
        else "question"
        if isinstance(first, Question)
        else "statement"
        if isinstance(first, Statement)
        else "talk"
    )


@cache
def seed_tasks() -> tuple[Task, ...]:
    """Our own tasks, written by hand."""
    rows = [json.loads(line) for line in SEEDS.read_text(encoding="utf-8").splitlines()]
    return tuple(Task(row["say"], Utterance.model_validate({"acts": row["acts"]}), row["scene"]) for row in rows)


@cache
def scene_of(name: str) -> Scene:
    """A shipped scene, or that which is made from a seed: "random-7". Raises SceneError."""
    if name.startswith(RANDOM) and name.removeprefix(RANDOM).isdigit() and name not in scene_names():
        return random_scene(int(name.removeprefix(RANDOM)), TOYS)
    return load_scene(name)
