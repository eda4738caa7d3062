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

from agent.lm.drafting import EXAMPLES, Drafter
from agent.lm.interface import Candidate, LogitsModel, ModelError, TokenTrace, VerifyingModel
from agent.lm.interrupt import check
from agent.lm.progress import tell

if TYPE_CHECKING:
    from llguidance import LLMatcher, LLTokenizer

    from agent.lm.interface import Logits

MAX_TOKENS = 192
"""The bound of an answer; the longest in the training data is about 120 tokens of nano's vocabulary."""
TRACE_CANDIDATES = 10
READ_AHEAD = 3
"""Guesses that are read along with a token: with four rows nano still reads its weights without copying them."""


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
        self._drafter = Drafter(self._text)
        for example in EXAMPLES:
            self._drafter.learn(self.tokens.tokenize_str(example))
        if self._matcher.is_error():
            why = self._matcher.get_error()
            raise ModelError("the action grammar can't be compiled", why, "Install the llguidance of pyproject.toml")

    def decode(
        self, model: LogitsModel, prompt: Sequence[int], max_tokens: int = MAX_TOKENS, *, want_trace: bool = False
    ) -> Decoded:
        """The answer to `prompt`, of at most `max_tokens` tokens and as many as fit the model's context."""
        return self.write(model, prompt, max_tokens, want_trace=want_trace).result()

    def write(
        self, model: LogitsModel, prompt: Sequence[int], max_tokens: int = MAX_TOKENS, *, want_trace: bool = False
    ) -> Writer:
        """Like `decode`, but the writer itself, at the end of its answer. The model's cache holds all it read."""
        writer = self.writer(min(max_tokens, model.context - len(prompt)), want_trace=want_trace)
        writer.force()
        verifying = model if isinstance(model, VerifyingModel) else None
        unread = 1  # of what is written, beside the prompt
        while not writer.over:
            check()
            begin, text = len(writer.ids), [*prompt, *writer.ids]
            guesses: list[int] = []
            if verifying is None:
                rows: Sequence[Logits] = (model.prefill(text),)
            else:
                room = min(1 + READ_AHEAD - unread, model.context - len(text))
                guesses = self._drafter.guess(prompt, writer.ids, room)
                rows = tuple(verifying.verify(text, guesses))
            right = 0  # guesses that were written
            while not writer.over and right <= len(guesses) and writer.ids[begin:] == guesses[:right]:
                writer.choose(rows[right])
                if not writer.over:
                    writer.force()
                read = right
                right = len(writer.ids) - begin
            unread = right - read
            tell(lambda: writer.result().text, len(writer.ids))
        if writer.result().complete:
            self._drafter.learn(writer.ids)
        return writer

    def writer(self, bound: int, *, want_trace: bool = False) -> Writer:
        """One that has written nothing yet and may write `bound` tokens."""
        return Writer(self._matcher.deep_copy(), self.tokens, self._end, bound, want_trace)

    def allowed(self, written: Sequence[int], size: int) -> npt.NDArray[np.bool_] | None:
        """Which of `size` tokens may follow the beginning of an answer, (size,); None where it begins none.

        After a whole answer that is the end mark, or nothing where `written` has that already.
        """
        matcher = self._matcher.deep_copy()
        ended = bool(written) and written[-1] == self._end
        answer = list(written[:-1] if ended else written)
        if matcher.try_consume_tokens(answer) != len(answer) or (ended and not matcher.is_accepting()):
            return None
        return np.zeros(size, np.bool_) if ended else _bits(matcher, size)

    def _text(self, token: int) -> str:
        return self.tokens.decode_str([token])


@dataclass(frozen=True, slots=True)
class Fork:
    """A place where a writer chose: after how many tokens, what they had cost by then, and what the model wished."""

    length: int
    logprob: float
    logits: Logits
    chosen: int


class Writer:
    """The answer so far: its tokens, what they cost, where it chose, and whether it may go on."""

    def __init__(self, matcher: LLMatcher, tokens: LLTokenizer, end: int, bound: int, want_trace: bool) -> None:
        self._matcher, self._tokens, self._end, self._bound = matcher, tokens, end, bound
        self._trace: list[TokenTrace] | None = [] if want_trace else None
        self._forced = 0
        self.ids: list[int] = []
        self.logprob = 0.0
        self.forks: list[Fork] = []
        self.over = bound <= 0

    def repeat(self, ids: Sequence[int], logprob: float) -> bool:
        """Writes what another wrote, at its cost, and one token more (which may be the end); whether it may."""
        if self._matcher.try_consume_tokens(list(ids)) != len(ids):
            self.over = True
            return False
        self.ids.extend(token for token in ids if token != self._end)
        self.logprob = logprob
        self.over = ids[-1] == self._end
        self._settle()
        return True

    def force(self) -> list[int]:
        """The tokens that must follow, which are then part of the answer."""
        room = self._bound - len(self.ids)
        forced = [token for token in self._matcher.compute_ff_tokens() if token != self._end][:room]
        if forced and not self._matcher.consume_tokens(forced):
            forced, self.over = [], True
        self.ids.extend(forced)
        self._forced += len(forced)
        if self._trace is not None:
            self._trace.extend(TokenTrace(self._text(token), token, 1.0, forced=True, masked=False) for token in forced)
        self._settle()
        return forced

    def choose(self, logits: Logits) -> int:
        """The likeliest token that the grammar allows, which is then part of the answer (unless it is the end)."""
        favourite = token = int(logits.argmax())
        allowed = None if self._trace is None else self._allowed(len(logits))
        taken = self._matcher.try_consume_tokens([token]) == 1
        if not taken:
            token = self._masked_choice(logits)
            taken = token >= 0 and self._matcher.consume_token(token)
        # Nothing is above the favourite's logit: no exponential can overflow.
        total = float(logits[favourite]) + math.log(float(np.exp(logits - logits[favourite]).sum()))
        if self._trace is not None and allowed is not None:
            self._trace.append(self._explain(logits - total, allowed, token, masked=token != favourite))
        if not taken:
            self.over = True
            return token
        self.forks.append(Fork(len(self.ids), self.logprob, logits, token))
        self.logprob += float(logits[token]) - total
        if token == self._end:
            self.over = True
        else:
            self.ids.append(token)
            self._settle()
        return token

    def result(self) -> Decoded:
        """What is written so far."""
        complete = not self._matcher.is_error() and self._matcher.is_accepting()
        text = self._tokens.decode_str(self.ids)
        trace = None if self._trace is None else tuple(self._trace)
        return Decoded(tuple(self.ids), text, complete, self._forced, self.logprob, trace)

    def _settle(self) -> None:
        self.over = self.over or self._matcher.is_stopped() or len(self.ids) >= self._bound

    def _allowed(self, size: int) -> npt.NDArray[np.bool_]:
        return _bits(self._matcher, size)

    def _masked_choice(self, logits: Logits) -> int:
        allowed = self._allowed(len(logits))
        return int(np.where(allowed, logits, -np.inf).argmax()) if allowed.any() else -1

    def _explain(self, logprobs: Logits, allowed: npt.NDArray[np.bool_], token: int, *, masked: bool) -> TokenTrace:
        probabilities = np.exp(np.minimum(logprobs.astype(np.float64), 0.0))
        top = np.argsort(-logprobs)[:TRACE_CANDIDATES].tolist()
        weighed = tuple(
            Candidate(self._text(one), float(probabilities[one]), bool(allowed[one]), one)
            for one in (top if token in top or token < 0 else [*top, token])
        )
        left = probabilities[allowed]
        return TokenTrace(
            self._text(token),
            token,
            float(probabilities[token]) if token >= 0 else 0.0,
            forced=False,
            masked=masked,
            candidates=weighed,
            entropy=entropy(probabilities),
            entropy_allowed=entropy(left),
            allowed=int(allowed.sum()),
            allowed_mass=min(float(left.sum()), 1.0),
        )

    def _text(self, token: int) -> str:
        return self._tokens.decode_str([token]) if token >= 0 else ""


def _bits(matcher: LLMatcher, size: int) -> npt.NDArray[np.bool_]:
    bits = np.frombuffer(matcher.compute_bitmask(), np.uint8)
    return np.unpackbits(bits, bitorder="little", count=size).view(np.bool_)


def entropy(weights: npt.NDArray[np.float64]) -> float:
    """The entropy, in bits, of weights that need not sum up to 1 (Shannon 1948, section 6); 0 where there are none."""
    some = weights[weights > 0]
    if not len(some):
        return 0.0
    some = some / some.sum()
    return max(0.0, float(-(some * np.log2(some)).sum()))
