"""One attempt to make a task, from the examples it starts with to a task or a reason: all that a worker does."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from agent.language.acts import Utterance
from training.self_instruct.author import Author
from training.self_instruct.judge import check_meaning, check_round_trip, choose_scene
from training.self_instruct.tasks import Kind, Task
from training.self_instruct.verdict import Rejected
from training.self_instruct.wording import check_text, check_words

Way = Literal["input", "output"]
"""Which comes first, the sentence or its meaning."""


@dataclass(frozen=True, slots=True)
class Job:
    """An attempt to be made: its number, which way, the kind and the examples, and the seed of its chance."""

    attempt: int
    way: Way
    kind: Kind
    examples: tuple[Task, ...]
    seed: str


@dataclass(frozen=True, slots=True)
class Made:
    """A task that stood every test; `reply` is what the agent answers in `scene`.

    similarity: ROUGE-L with the nearest sentence that was in the pool by then.
    """

    attempt: int
    way: Way
    say: str
    meaning: Utterance
    scene: str
    reply: str
    similarity: float = 0.0

    def measured(self, similarity: float) -> Made:
        """The same with its similarity."""
        return replace(self, similarity=round(similarity, 3))

    def line(self) -> dict[str, Any]:
        """As a line of the pool, which `etaoin train --data` reads too."""
        return {
            "attempt": self.attempt,
            "say": self.say,
            "acts": json.loads(self.meaning.to_json())["acts"],
            "history": [],
            "scene": self.scene,
            "kind": Task(self.say, self.meaning, self.scene).kind,
            "way": self.way,
            "similarity": self.similarity,
            "reply": self.reply,
        }


@dataclass(frozen=True, slots=True)
class Refused:
    """An attempt that came to nothing: `reason` is one of judge.REASONS, `detail` what was wrong with this one."""

    attempt: int
    way: Way
    reason: str
    say: str = ""
    detail: str = ""
    action: str = ""

    def line(self) -> dict[str, Any]:
        """As a line of the file of rejects; what there is nothing to say of is left out."""
        known = {"say": self.say, "action": self.action, "detail": self.detail}
        told = {key: value for key, value in known.items() if value}
        return {"attempt": self.attempt, "way": self.way, "reason": self.reason, **told}


Result = Made | Refused


def attempt(author: Author, job: Job, *, spelled: bool) -> Result:
    """Makes one attempt. `spelled`: only words that we know are taken. Raises ModelError."""
    r = random.Random(job.seed)
    say, meaning = "", None
    try:
        if job.way == "input":
            say = author.propose(job.examples, job.kind, r).strip()
            check_text(say, spelled=spelled)
            meaning = author.read(say)
            if meaning is None:
                raise Rejected("not understood")
            check_words(say, check_meaning(meaning))
            scene, made = choose_scene(meaning, r, _scene(job.examples, r))
            again = author.words(meaning, r).strip()
            check_round_trip(meaning, again, scene, author.read)
        else:
            meaning = check_meaning(author.propose_meaning(job.examples, job.kind, r))
            scene, made = choose_scene(meaning, r, _scene(job.examples, r))
            say = author.words(meaning, r).strip()
            check_text(say, spelled=spelled)
            check_words(say, meaning)
            check_round_trip(meaning, say, scene, author.read)
    except Rejected as why:
        action = "" if meaning is None else meaning.to_json()
        return Refused(job.attempt, job.way, why.reason, say, why.detail, action)
    return Made(job.attempt, job.way, say, meaning, scene, made.reply)


def _scene(examples: Sequence[Task], r: random.Random) -> str | None:
    """A scene that an example is from: what is said there may be said of the same things."""
    return r.choice([task.scene for task in examples]) if examples and r.random() < 0.5 else None
