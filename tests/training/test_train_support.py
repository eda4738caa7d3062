"""A tiny world of its own for the trainer's tests: forty sentences, the same forms as the real ones."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agent.lm.prompt import render_prompt
from training.run.recipe import Recipe, check_recipe


def tiny_world(seed: int, n: int, **options: Any) -> Iterator[tuple[str, str]]:
    """A source: commands for coloured blocks."""
    r = random.Random(seed)
    for _ in range(n):
        verb, act = r.choice([("grasp", "pick_up"), ("show me", "touch"), ("find", "find"), ("clear off", "clear")])
        color, kind = r.choice(["red", "green", "blue", "white", "black"]), r.choice(["block", "cube"])
        what = f'{{"kind":"{kind}","det":"the","mod":["{color}"]}}'
        yield render_prompt([], f"{verb} the {color} {kind}"), f'{{"acts":[{{"act":"{act}","what":{what}}}]}}'


def micro_recipe(**overrides: Any) -> Recipe:
    """A recipe that takes a second; keys are dotted with two underscores."""
    values: dict[str, Any] = {
        "threads": 2,
        "log_every_seconds": 0,
        "budget": {"steps": 12},
        "model": {"size": "micro"},
        "tokenizer": {"pairs": 200},
        "data": {"shard_size": 64, "micro_tokens": 256, "step_tokens": 512, "workers": 0},
        "optimizer": {"lr": 0.01},
        "schedule": {"warmup_steps": 5},
        "evaluation": {"examples": 32},
    }
    return check_recipe(values, {key.replace("__", "."): value for key, value in overrides.items()})


def losses(folder: Path) -> list[float]:
    """The loss of each step of a run."""
    from training.run.events import read_events

    return [event["loss"] for event in read_events(folder) if event["event"] == "step"]
