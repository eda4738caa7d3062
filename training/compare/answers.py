"""The answers of several models to the same prompts, one model in memory at a time."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agent.lm.interface import CANDIDATES, LanguageModel, ModelError, Parse, Sampling, WritingModel, candidate_parses
from agent.session import Session
from training.compare.errors import CompareError
from training.compare.prompts import Prompt

if TYPE_CHECKING:
    from agent.lm.prompt import Exchange
    from world.scene import Scene

_SERVED = ("served:", "http://", "https://")


@dataclass(frozen=True, slots=True)
class Pair:
    """A model and the adapters on it."""

    model: str
    adapters: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: str) -> Pair:
        """From `MODEL`, `MODEL+ADAPTER` or `MODEL+ADAPTER+ADAPTER`. Raises CompareError."""
        if text.startswith(_SERVED) or os.path.exists(os.path.expanduser(text)):  # there may be a plus in the name
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
) -> list[list[Answer]]:
    """The answers of all pairs to each prompt, in the order of `pairs`.

    Each model is loaded, answers everything, and is freed before the next. A model that does not write freely answers
    in a conversation of its own about `scene`; with `talk`, all do. What fails is an answer with an error. `told` hears
    what is being done.
    """
    columns: list[list[Answer]] = []
    for pair in pairs:
        told(f"loading {pair.name}")
        try:
            model = load(pair)
        except ModelError as error:
            columns.append([Answer(pair.name, "", None, 0.0, str(error))] * len(prompts))
            continue
        column = []
        for number, prompt in enumerate(prompts, 1):
            told(f"{pair.name} answers {number} of {len(prompts)}")
            column.append(ask(pair.name, model, prompt, sampling, scene, talk=talk))
        columns.append(column)
        del model
        _free()
    return [list(row) for row in zip(*columns, strict=True)]


def ask(
    name: str, model: LanguageModel, prompt: Prompt, sampling: Sampling, scene: Scene, *, talk: bool = False
) -> Answer:
    """One answer; see `collect`."""
    begin = time.perf_counter()
    try:
        if isinstance(model, WritingModel) and not talk:
            text = "".join(model.answer((), prompt.text, sampling, context=prompt.context))
            tokens = getattr(model, "written", None)
        else:
            counting = _Counting(model)
            text = "\n".join(Session(counting, scene).say(prompt.text).reply)
            tokens = counting.tokens
    except ModelError as error:
        return Answer(name, "", None, time.perf_counter() - begin, str(error))
    return Answer(name, text, tokens, time.perf_counter() - begin)


class _Counting:
    """A model whose actions' tokens are counted."""

    def __init__(self, model: LanguageModel) -> None:
        self.model = model
        self.name = model.name
        self.tokens = 0

    def parse(self, history: Sequence[Exchange], utterance: str, *, want_trace: bool = False) -> Parse:
        parse = self.model.parse(history, utterance, want_trace=want_trace)
        self.tokens = parse.tokens
        return parse

    def candidates(
        self, history: Sequence[Exchange], utterance: str, k: int = CANDIDATES, *, thorough: bool = False
    ) -> list[Parse]:
        parses = candidate_parses(self.model, history, utterance, k, thorough=thorough)
        self.tokens = parses[0].tokens
        return parses


def _free() -> None:
    """Gives the memory of a model back, on a GPU too."""
    gc.collect()
    torch: Any = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()
