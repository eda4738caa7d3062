"""Greedy decoding under a grammar: the model says what it would like to write, the grammar what it may.

The model's favourite is tried first, since a trained model's favourite nearly always fits, and asking about one token
is thirty times cheaper than a mask over the vocabulary. Where the grammar leaves only one way on, its tokens are read
together with the one before, in one forward.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from agent.lm.interface import Candidate, LogitsModel, ModelError, TokenTrace

if TYPE_CHECKING:
    from llguidance import LLMatcher, LLTokenizer

    from agent.lm.interface import Logits

MAX_TOKENS = 192
"""The bound of an answer; the longest in the training data is about 120 tokens of nano's vocabulary."""
TRACE_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Decoded:
    """What came out of the loop. `complete`: the grammar was satisfied before the bound was reached."""

    ids: tuple[int, ...]
    text: str
    complete: bool
    forced: int
    logprob: float
    trace: tuple[TokenTrace, ...] | None


class GrammarDecoder:
    """A compiled grammar over one vocabulary, used for many answers; not for two threads at once.

    `vocabulary` is the tokenizer as llguidance wants it: the text of tokenizer.json. Raises ModelError if the grammar
    and the vocabulary do not go together.
    """

    def __init__(self, vocabulary: str, grammar: str, end: int, size: int | None = None) -> None:
        from llguidance import LLMatcher, LLTokenizer

        try:
            self.tokens: LLTokenizer = LLTokenizer(vocabulary, n_vocab=size, eos_token=end)
        except (ValueError, TypeError) as error:
            raise ModelError("the vocabulary can't be used", str(error), "Restore the model's tokenizer.json") from None
        self._matcher: LLMatcher = LLMatcher(self.tokens, grammar)
        self._end = end
        if self._matcher.is_error():
            why = self._matcher.get_error()
            raise ModelError("the action grammar can't be compiled", why, "Install the llguidance of pyproject.toml")

    def decode(
        self, model: LogitsModel, prompt: Sequence[int], max_tokens: int = MAX_TOKENS, *, want_trace: bool = False
    ) -> Decoded:
        """The answer to `prompt`, of at most `max_tokens` tokens and as many as fit the model's context."""
        bound = min(max_tokens, model.context - len(prompt))
        writer = _Writer(self._matcher, self.tokens, self._end, bound, want_trace)
        self._matcher.reset()
        pending = writer.force()
        if not writer.over:
            logits = model.prefill([*prompt, *pending])
            while True:
                chosen = writer.choose(logits)
                if writer.over:
                    break
                pending = [chosen, *writer.force()]
                if writer.over:
                    break
                logits = model.step(pending)
        return writer.result()


class _Writer:
    """The answer so far: its tokens, what they cost, and whether it may go on."""

    def __init__(self, matcher: LLMatcher, tokens: LLTokenizer, end: int, bound: int, want_trace: bool) -> None:
        self._matcher, self._tokens, self._end, self._bound = matcher, tokens, end, bound
        self._trace: list[TokenTrace] | None = [] if want_trace else None
        self._ids: list[int] = []
        self._forced, self._logprob = 0, 0.0
        self.over = bound <= 0

    def force(self) -> list[int]:
        """The tokens that must follow, which are then part of the answer."""
        room = self._bound - len(self._ids)
        forced = [token for token in self._matcher.compute_ff_tokens() if token != self._end][:room]
        if forced and not self._matcher.consume_tokens(forced):
            forced, self.over = [], True
        self._ids.extend(forced)
        self._forced += len(forced)
        if self._trace is not None:
            self._trace.extend(TokenTrace(self._text(token), token, 1.0, forced=True, masked=False) for token in forced)
        self._settle()
        return forced

    def choose(self, logits: Logits) -> int:
        """The likeliest token that the grammar allows, which is then part of the answer (unless it is the end)."""
        favourite = token = int(logits.argmax())
        if self._matcher.validate_tokens([token]) != 1:
            token = self._masked_choice(logits)
        probability = math.exp(self._log_probability(logits, token))
        if self._trace is not None:
            self._trace.append(self._explain(logits, token, probability, masked=token != favourite))
        if token < 0 or not self._matcher.consume_token(token):
            self.over = True
            return token
        self._logprob += math.log(probability) if probability > 0 else -math.inf
        if token == self._end:
            self.over = True
        else:
            self._ids.append(token)
            self._settle()
        return token

    def result(self) -> Decoded:
        complete = not self._matcher.is_error() and self._matcher.is_accepting()
        text = self._tokens.decode_str(self._ids)
        trace = None if self._trace is None else tuple(self._trace)
        return Decoded(tuple(self._ids), text, complete, self._forced, self._logprob, trace)

    def _settle(self) -> None:
        self.over = self.over or self._matcher.is_stopped() or len(self._ids) >= self._bound

    def _allowed(self, size: int) -> npt.NDArray[np.bool_]:
        bits = np.frombuffer(self._matcher.compute_bitmask(), np.uint8)
        return np.unpackbits(bits, bitorder="little", count=size).view(np.bool_)

    def _masked_choice(self, logits: Logits) -> int:
        allowed = self._allowed(len(logits))
        return int(np.where(allowed, logits, -np.inf).argmax()) if allowed.any() else -1

    @staticmethod
    def _log_probability(logits: Logits, token: int) -> float:
        top = logits.max()
        return float(logits[token] - top) - math.log(float(np.exp(logits - top).sum()))

    def _explain(self, logits: Logits, token: int, probability: float, *, masked: bool) -> TokenTrace:
        allowed = self._allowed(len(logits))
        top = np.argsort(-logits)[:TRACE_CANDIDATES]
        weighed = tuple(
            Candidate(self._text(int(one)), math.exp(self._log_probability(logits, int(one))), bool(allowed[one]))
            for one in top
        )
        return TokenTrace(self._text(token), token, probability, forced=False, masked=masked, candidates=weighed)

    def _text(self, token: int) -> str:
        return self._tokens.decode_str([token]) if token >= 0 else ""
