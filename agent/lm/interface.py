"""What a language model is to the rest of the program, and the values that travel: a parse, its trace, an error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from agent.language.acts import Utterance
    from agent.lm.prompt import Exchange

    Logits = npt.NDArray[np.float32]


CANDIDATES = 8
"""Readings of an utterance that are asked for unless said otherwise."""


class ModelError(Exception):
    """A model could not be loaded or run. `str()` of it says what happened, why, and what to do next."""

    def __init__(self, what: str, why: str, next_step: str) -> None:
        super().__init__(f"{what}: {why}. {next_step}")
        self.what, self.why, self.next_step = what, why, next_step


@dataclass(frozen=True, slots=True)
class Candidate:
    """A token the model weighed: its text, its probability before the grammar spoke, whether the grammar allowed it."""

    text: str
    probability: float
    allowed: bool
    id: int = -1


@dataclass(frozen=True, slots=True)
class TokenTrace:
    """One token of an answer and how it came about.

    `forced`: the grammar left no other, so the model was not asked (`candidates` is empty, `probability` 1).
    `masked`: the model's first choice was not allowed, and this is its best one that was. `candidates`: the likeliest
    tokens, and the one that was chosen.

    `entropy`: how undecided the model was, in bits: 0 where one token has all the probability, 1 where two have half
    each; `entropy_allowed`: the same of what the grammar left, its probabilities made to sum up to 1 again.
    `allowed`: how many tokens it left; `allowed_mass`: the probability that they had together.
    """

    text: str
    id: int
    probability: float
    forced: bool
    masked: bool
    candidates: tuple[Candidate, ...] = ()
    entropy: float = 0.0
    entropy_allowed: float = 0.0
    allowed: int = 1
    allowed_mass: float = 1.0


@dataclass(frozen=True, slots=True)
class Parse:
    """What a model made of an utterance.

    text: what it wrote, JSON or (where the bound was reached) its beginning; utterance: the same validated, or None;
    tokens: how many it took, of which `forced` by the grammar; ms: wall time; logprob: the sum of ln p of the tokens
    that were chosen, under the model's own distribution (before masking); trace: where it was asked for.
    """

    text: str
    utterance: Utterance | None
    tokens: int
    forced: int
    ms: float
    logprob: float
    trace: tuple[TokenTrace, ...] | None = None


class LanguageModel(Protocol):
    """Turns an utterance and what went before into an action."""

    @property
    def name(self) -> str:
        """What it was loaded as."""
        ...

    def parse(self, history: Sequence[Exchange], utterance: str, *, want_trace: bool = False) -> Parse:
        """The utterance as acts; one that can't be read gives a Parse without an utterance, never an exception.

        Raises ModelError only where the model itself fails (out of memory, a connection lost).
        """
        ...


@runtime_checkable
class CandidateModel(LanguageModel, Protocol):
    """A language model that can say what else an utterance may mean."""

    def candidates(
        self, history: Sequence[Exchange], utterance: str, k: int = CANDIDATES, *, thorough: bool = False
    ) -> list[Parse]:
        """The at most `k` most probable readings of the utterance, best first and all different; never none.

        The one that `parse` gives is among them, and alone where the model is sure (unless `thorough`). Only where
        that is no valid utterance can there be a Parse without one, which is then alone. `ms` of each is the time for
        all of them.
        """
        ...


def candidate_parses(
    model: LanguageModel, history: Sequence[Exchange], utterance: str, k: int = CANDIDATES, *, thorough: bool = False
) -> list[Parse]:
    """`candidates` of any model: for one that gives no more, the one that `parse` gives."""
    if isinstance(model, CandidateModel):
        return model.candidates(history, utterance, k, thorough=thorough)
    return [model.parse(history, utterance)]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How free text is drawn from a model.

    temperature: 0 always takes the likeliest token; top_p: only the likeliest tokens that together have this
    probability (Holtzman et al. 2020); max_tokens: the most that are written; seed: of what is left to chance.
    """

    max_tokens: int = 256
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 0


GREEDY = Sampling()


@runtime_checkable
class WritingModel(LanguageModel, Protocol):
    """A language model that can write text of its own, not only actions."""

    def complete(self, prompt: str, sampling: Sampling = GREEDY, stop: Sequence[str] = ()) -> Iterator[str]:
        """What follows a text, piece by piece, up to the model's end mark or (without it) the first of `stop`.

        Closing the iterator stops the writing. Raises ModelError.
        """
        ...

    def answer(
        self, history: Sequence[Exchange], utterance: str, sampling: Sampling = GREEDY, *, context: str = ""
    ) -> Iterator[str]:
        """A free answer to an utterance, piece by piece; `context` is text that it is to be answered from.

        Raises ModelError.
        """
        ...


class LogitsModel(Protocol):
    """A causal model with a key-value cache of the tokens it has read."""

    @property
    def context(self) -> int:
        """The most tokens it can read."""
        ...

    @property
    def length(self) -> int:
        """Tokens in the cache."""
        ...

    def prefill(self, ids: Sequence[int]) -> Logits:
        """Reads exactly `ids`, reusing the cache as far as it begins alike; the logits (vocabulary,) after the last."""
        ...

    def step(self, ids: Sequence[int]) -> Logits:
        """Reads `ids` (one or more) after what is in the cache; the logits (vocabulary,) after the last."""
        ...

    def truncate(self, length: int) -> None:
        """Forgets all but the first `length` tokens."""
        ...


@runtime_checkable
class VerifyingModel(LogitsModel, Protocol):
    """A causal model that says in one forward what it thinks of several guesses."""

    def verify(self, ids: Sequence[int], guesses: Sequence[int]) -> Logits:
        """Reads `ids` like `prefill`, and `guesses` after them.

        The logits after the last of `ids` and after each guess: shape (1 + len(guesses), vocabulary).
        """
        ...


@runtime_checkable
class AdaptableModel(LogitsModel, Protocol):
    """A causal model whose LoRA adapters can be changed while it is loaded."""

    adapters: tuple[str, ...]
    """The names of those that are on."""

    def use(self, adapters: Sequence[Path]) -> None:
        """Puts the adapters of these folders on in the place of those that are; forgets what it has read.

        The updates of several add up. Raises ModelError, with all as it was, if one is damaged or does not fit.
        """
        ...


@runtime_checkable
class TreeModel(LogitsModel, Protocol):
    """A causal model that reads several texts with a common beginning in one forward."""

    def grow(self, ids: Sequence[int], after: Sequence[int], wanted: Sequence[int] | None = None) -> Logits:
        """Reads `ids` into a tree beside the text: each follows the token at place `after` of it.

        Places count through the text in the cache and on through the tree, in the order of reading. Gives the logits
        after each of `ids`, or after those whose indices are `wanted`: shape (how many, vocabulary). Whatever changes
        the text (`step`, `prefill`, `truncate`) fells the tree.
        """
        ...
