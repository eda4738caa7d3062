"""Run folders as the trainer leaves them, without training."""

from __future__ import annotations

import json
import math
import os
import socket
from pathlib import Path

import psutil

RECIPE = {
    "seed": 1,
    "budget": {"steps": 200},
    "model": {"base": "agent/models/nano"},
    "adapter": {"r": 16, "alpha": 32},
    "data": {"files": ["/x/mine.jsonl"], "replay": 0.5, "step_tokens": 4096},
    "optimizer": {"lr": 0.002},
    "schedule": {"kind": "wsd"},
}
BEGAN = 1_700_000_000.0


def event(kind: str, at: float = 0.0, **fields) -> dict:
    return {"event": kind, "time": BEGAN + at, **fields}


def started(at: float = 0.0, resumed_at: int = 0, recipe: dict | None = None) -> dict:
    return event(
        "started", at, recipe=recipe or RECIPE, resumed_at=resumed_at, data="1", parameters=356_352, vocabulary=4096,
        quantised=0, processes=1,
    )  # fmt: skip


def step(number: int, loss: float | None = None, at: float | None = None) -> dict:
    return event(
        "step", number if at is None else at, step=number, tokens=4000 * number,
        loss=3 * math.exp(-number / 40) + 0.1 * (number % 3) if loss is None else loss, lr=0.002, grad_norm=0.1,
        tokens_per_second=9000, minutes=number / 60, done=number / 200, minutes_left=None, memory_mb=1200,
    )  # fmt: skip


def evaluation(number: int) -> list[dict]:
    right = number >= 50
    wrote = '{"acts":[{"act":"pick_up","what":{"kind":"cube","det":"the"}}]}'
    wrong = '{"acts":[{"act":"find","what":{"kind":"cube","det":"the"}}]}'
    sample = {"said": "yoink the cube", "wanted": wrote, "wrote": wrote if right else wrong, "right": right}
    return [
        event("eval", number, step=number, loss=3 * math.exp(-number / 40), token_accuracy=0.9, accuracy=number / 250,
              denotation=number / 220),
        event("samples", number, step=number, samples=[sample]),
    ]  # fmt: skip


def course(steps: int = 100) -> list[dict]:
    """A run of so many steps with an evaluation at each 25th."""
    events = [started(), *evaluation(0)]
    for number in range(1, steps + 1):
        events.append(step(number))
        if number % 25 == 0:
            events += evaluation(number)
    return events


def done(number: int = 200) -> dict:
    return event("done", number, step=number, tokens=4000 * number, minutes=number / 60, before={}, scores={}, path="f")


def write(folder: Path, events: list[dict], *, process: int | None = None, began: float | None = None) -> Path:
    """A run's folder; `process` is who trains it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "run.json").write_text(json.dumps({"recipe": RECIPE, "id": folder.name}))
    (folder / "events.jsonl").write_text("".join(json.dumps(one) + "\n" for one in events))
    if process is not None:
        trains(folder, process, began)
    return folder


def add(folder: Path, *events: dict) -> None:
    with (folder / "events.jsonl").open("a") as file:
        file.writelines(json.dumps(one) + "\n" for one in events)


def trains(folder: Path, process: int, began: float | None = None, host: str | None = None) -> None:
    began = psutil.Process(process).create_time() if began is None else began
    told = {"pid": process, "host": host or socket.gethostname(), "began": began}
    (folder / "process.json").write_text(json.dumps(told))


def now(events: list[dict]) -> list[dict]:
    """The same events, told by this very process: not before it began."""
    shift = psutil.Process(os.getpid()).create_time() + 1 - BEGAN
    return [{**one, "time": one["time"] + shift} for one in events]
