"""A language model from its parts: prompt -> ids -> decoding under the grammar -> a validated utterance."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np
from pydantic import ValidationError

from agent.language.acts import Utterance
from agent.lm.candidates import k_best
from agent.lm.decoding import MAX_TOKENS, Decoded, GrammarDecoder
from agent.lm.interface import CANDIDATES, LogitsModel, ModelError, Parse, VerifyingModel

if TYPE_CHECKING:
    from agent.lm.interface import Logits
    from agent.lm.prompt import Exchange

PromptEncoder = Callable[[Sequence["Exchange"], str], list[int]]


class GrammarModel:
    """A `LanguageModel` over any `LogitsModel`.

    `encode` makes the prompt's ids from the history and the utterance. What comes back in a Parse has passed the
    validator; an answer that reached the bound of `max_tokens` is no utterance.
    """

    def __init__(
        self,
        name: str,
        model: LogitsModel,
        decoder: GrammarDecoder,
        encode: PromptEncoder,
        max_tokens: int = MAX_TOKENS,
    ) -> None:
        self.name, self.model, self.decoder = name, model, decoder
        self._encode, self._max_tokens = encode, max_tokens

    def parse(self, history: Sequence[Exchange], utterance: str, *, want_trace: bool = False) -> Parse:
        """The utterance as acts, and what it cost. Raises ModelError where the model itself fails."""
        begin = perf_counter()
        with self._failing_clearly():
            prompt = self._encode(history, utterance)
            decoded = self.decoder.decode(self.model, prompt, self._max_tokens, want_trace=want_trace)
        return _parse(decoded, begin)

    def candidates(
        self, history: Sequence[Exchange], utterance: str, k: int = CANDIDATES, *, thorough: bool = False
    ) -> list[Parse]:
        """The at most `k` most probable readings, best first and all different; alone where the model is sure.

        The one that `parse` gives is among them. `thorough`: however sure it is. `ms` of each is the time for all of
        them. Raises ModelError.
        """
        begin = perf_counter()
        with self._failing_clearly():
            prompt = self._encode(history, utterance)
            decoded = k_best(self.decoder, self.model, prompt, k, self._max_tokens, thorough=thorough)
        parses = [_parse(one, begin) for one in decoded]
        ms = parses[-1].ms
        valid = [replace(one, ms=ms) for one in parses if one.utterance is not None]
        return valid or parses[:1]

    def prompt(self, history: Sequence[Exchange], utterance: str) -> list[int]:
        """The ids of what the model is shown for an utterance."""
        return self._encode(history, utterance)

    def logits(self, ids: Sequence[int]) -> Logits:
        """What the model thinks of each token as the one after `ids`, (vocabulary,). Raises ModelError."""
        with self._failing_clearly():
            return self.model.prefill(ids).copy()

    def score(self, prompt: Sequence[int], answer: Sequence[int]) -> list[float]:
        """Ln p of each token of an answer, as the one after the prompt and those before it, without any grammar.

        One forward where the model can verify; else one a token. Raises ModelError.
        """
        with self._failing_clearly():
            if isinstance(self.model, VerifyingModel):
                rows = list(self.model.verify(prompt, answer[:-1]))
            else:
                rows = [self.model.prefill([*prompt, *answer[:n]]) for n in range(len(answer))]
        return [logprob(row, token) for row, token in zip(rows, answer, strict=True)]

    @contextmanager
    def _failing_clearly(self) -> Iterator[None]:
        try:
            yield
        except (MemoryError, RuntimeError) as error:  # torch.cuda.OutOfMemoryError is a RuntimeError
            self.model.truncate(0)
            raise ModelError(
                f"{self.name} failed while reading", str(error), "Free memory, choose int8 or nf4, or a smaller model"
            ) from error


def logprob(logits: Logits, token: int) -> float:
    """Ln p of a token by the logits (vocabulary,) of all; no exponential overflows."""
    top = logits.max()
    return float(logits[token] - top) - math.log(float(np.exp(logits - top).sum()))


def _parse(decoded: Decoded, begin: float) -> Parse:
    valid = validated(decoded.text) if decoded.complete else None
    return Parse(
        text=decoded.text,
        utterance=valid,
        tokens=len(decoded.ids),
        forced=decoded.forced,
        ms=1000 * (perf_counter() - begin),
        logprob=decoded.logprob if math.isfinite(decoded.logprob) else -math.inf,
        trace=decoded.trace,
    )


def validated(text: str) -> Utterance | None:
    """The utterance that a model's text spells, or None where it spells none."""
    try:
        return Utterance.model_validate_json(text)
    except (ValidationError, RecursionError):
        return None
