"""The answers of several models to the same prompts, one model in memory at a time."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agent.lm.hf_files import first_line
from agent.lm.interface import LanguageModel, ModelError, Sampling, WritingModel
from agent.lm.registry import SERVED
from agent.session import Session
from training.compare.counting import counted
from training.compare.errors import CompareError
from training.compare.prompts import Prompt

if TYPE_CHECKING:
    from world.scene import Scene


@dataclass(frozen=True, slots=True)
class Pair:
    """A model and the adapters on it."""

    model: str
    adapters: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> Pair:
        """From `MODEL`, `MODEL+ADAPTER` or `MODEL+ADAPTER+ADAPTER`. Raises CompareError."""
        if text.startswith(SERVED) or os.path.exists(os.path.expanduser(text)):  # there may be a plus in the name
            return cls(text)
        model, *adapters = (part.strip() for part in text.split("+"))
        if not model or not all(adapters):
            raise CompareError(f"{text!r} names no model. Write it as MODEL or MODEL+ADAPTER")
        return cls(model, tuple(adapters))

    @property
    def name(self) -> str:
        """As it is written."""
        return "+".join((self.model, *self.adapters))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a pair answered.

    tokens: how many it wrote, where that is known; seconds: wall time without loading; error: why there is no answer.
    """

    pair: str
    text: str
    tokens: int | None
    seconds: float
    error: str | None = None

    @property
    def rate(self) -> float | None:
        """Tokens per second."""
        return None if self.tokens is None or self.seconds <= 0 else self.tokens / self.seconds


Load = Callable[[Pair], LanguageModel]
Explain = Callable[[Exception, str], str]
"""Says what an error that nobody expected means, given what was being done, and keeps its details."""


def pairs_of(texts: Sequence[str]) -> list[Pair]:
    """The pairs to compare, all different. Raises CompareError."""
    pairs = [Pair.of(text) for text in texts]
    twice = next((pair.name for pair in pairs if pairs.count(pair) > 1), None)
    if twice is not None:
        raise CompareError(f"{twice} would be compared with itself. Name each model once")
    return pairs


def collect(
    pairs: Sequence[Pair],
    prompts: Sequence[Prompt],
    sampling: Sampling,
    load: Load,
    scene: Scene,
    *,
    talk: bool = False,
    told: Callable[[str], None] = lambda _: None,
    explain: Explain | None = None,
) -> list[list[Answer]]:
    """The answers of all pairs to each prompt, in the order of `pairs`.

    Each model is loaded, answers everything, and is freed before the next. A model that does not write freely answers
    in a conversation of its own about `scene`; with `talk`, all do. What fails is an answer with an error, in the words
    of `explain` where that is no ModelError. `told` hears what is being done.
    """
    columns: list[list[Answer]] = []
    for pair in pairs:
        columns.append(_column(pair, prompts, sampling, load, scene, talk, told, explain or plainly))
        free()  # here nothing holds the model any more, nor the error of one that was half loaded
    return [list(row) for row in zip(*columns, strict=True)]


def _column(
    pair: Pair,
    prompts: Sequence[Prompt],
    sampling: Sampling,
    load: Load,
    scene: Scene,
    talk: bool,
    told: Callable[[str], None],
    explain: Explain,
) -> list[Answer]:
    """One pair's answers to all prompts."""
    told(f"loading {pair.name}")
    try:
        model = load(pair)
    except Exception as error:  # libraries raise what they like, and the other models' answers must not be lost
        return [failed(pair.name, error, "loading", 0.0, explain)] * len(prompts)
    column = []
    for number, prompt in enumerate(prompts, 1):
        told(f"{pair.name} answers {number} of {len(prompts)}")
        column.append(ask(pair.name, model, prompt, sampling, scene, talk=talk, explain=explain))
    return column


def ask(
    name: str,
    model: LanguageModel,
    prompt: Prompt,
    sampling: Sampling,
    scene: Scene,
    *,
    talk: bool = False,
    explain: Explain | None = None,
) -> Answer:
    """One answer; see `collect`."""
    explain = explain or plainly
    begin = time.perf_counter()
    try:
        if isinstance(model, WritingModel) and not talk:
            text = "".join(model.answer((), prompt.text, sampling, context=prompt.context))
            tokens = getattr(model, "written", None)
        else:
            counting = counted(model)
            text = "\n".join(Session(counting, scene).say(prompt.text).reply)
            tokens = counting.tokens
    except Exception as error:
        return failed(name, error, "answering", time.perf_counter() - begin, explain)
    text = text.encode("utf-8", "ignore").decode()  # half a character of a server's can't be shown or kept
    return Answer(name, text, tokens, time.perf_counter() - begin)


def failed(name: str, error: Exception, doing: str, seconds: float, explain: Explain) -> Answer:
    """No answer, and why."""
    why = str(error) if isinstance(error, ModelError) else f"{name} failed {doing}: {explain(error, f'{name} {doing}')}"
    return Answer(name, "", None, seconds, why)


def plainly(error: Exception, doing: str) -> str:
    """What an error says, with its type."""
    return f"{type(error).__name__}: {first_line(error)}. Compare without that model"


def free() -> None:
    """Gives the memory of a model back, on a GPU too."""
    gc.collect()
    torch: Any = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()
