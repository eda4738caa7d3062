"""A model with its lid off: its prompt as tokens, what it weighs at any place, and which words made it write what.

Everything here works with any `GrammarModel`, which is any causal model that is loaded in this process; one that is
served somewhere else shows only what it writes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeGuard

import numpy as np
import numpy.typing as npt

from agent.lm.parsing import GrammarModel
from agent.lm.prompt import ACT, AGENT, USER

if TYPE_CHECKING:
    from agent.lm.interface import LanguageModel, Logits
    from agent.lm.prompt import Exchange

Role = Literal["user", "agent", "act", ""]
"""Which mark a part of a prompt follows; "" before the first."""

_ROLES: dict[bytes, Role] = {USER.encode(): "user", AGENT.encode(): "agent", ACT.encode(): "act"}
_MARK = re.compile(b"|".join(map(re.escape, _ROLES)))


def can_be_opened(model: LanguageModel | None) -> TypeGuard[GrammarModel]:
    """Whether a model can be looked into."""
    return isinstance(model, GrammarModel)


@dataclass(frozen=True, slots=True)
class Piece:
    """A token: its number, its text (bytes that are no whole character show as U+FFFD), whether it is (of) a mark."""

    id: int
    text: str
    mark: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a prompt: a mark, and what follows it."""

    role: Role
    pieces: tuple[Piece, ...]


def piece(model: GrammarModel, token: int) -> Piece:
    """One token of the model's vocabulary."""
    tokens = model.decoder.tokens
    return Piece(token, tokens.decode_str([token]), bool(tokens.is_special_token(token)))


def parts(model: GrammarModel, ids: Sequence[int]) -> tuple[Part, ...]:
    """A prompt in its parts. A model whose vocabulary does not know our marks spells them in several tokens."""
    tokens = model.decoder.tokens
    spelled = [bytes(tokens.decode_bytes([token])) for token in ids]
    marks = [(match.start(), match.end(), _ROLES[match[0]]) for match in _MARK.finditer(b"".join(spelled))]
    found: list[tuple[Role, list[Piece]]] = []
    begin = 0
    for token, text in zip(ids, spelled, strict=True):
        inside = next((mark for mark in marks if mark[0] < begin + len(text) and begin < mark[1]), None)
        if not found or (inside is not None and inside[0] >= begin):
            found.append((inside[2] if inside else "", []))
        found[-1][1].append(Piece(token, tokens.decode_str([token]), inside is not None))
        begin += len(text)
    return tuple(Part(role, tuple(pieces)) for role, pieces in found)


def encode(model: GrammarModel, text: str) -> list[int]:
    """The ids of a text; marks in it become the vocabulary's own."""
    clean = text.encode("utf-8", "ignore").decode()
    ids: list[int] = model.decoder.tokens.tokenize_str(clean, parse_special=True)
    return ids


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """What a model thinks of each token as the next one, and what the grammar thinks of it.

    logits: (vocabulary,); allowed: (vocabulary,), or None where what is written is the beginning of no action.
    """

    logits: Logits
    allowed: npt.NDArray[np.bool_] | None

    def under_the_grammar(self) -> Logits | None:
        """The logits with -inf for what the grammar forbids; None where it forbids everything."""
        if self.allowed is None or not self.allowed.any():
            return None
        masked: Logits = np.where(self.allowed, self.logits, np.float32(-np.inf)).astype(np.float32)
        return masked


def weigh(model: GrammarModel, prompt: Sequence[int], written: Sequence[int]) -> Weighed:
    """What comes after a prompt and what was written after it. Raises ModelError."""
    logits = model.logits([*prompt, *written])
    return Weighed(logits, model.decoder.allowed(written, len(logits)))


@dataclass(frozen=True, slots=True)
class Influence:
    """How much each word had to do with each token of an answer.

    losses: a row a word, in each a number a token: how much ln p the token loses (nats) when the word is left out of
    the utterance and all else is as it was.
    """

    words: tuple[str, ...]
    losses: tuple[tuple[float, ...], ...]


def influence(
    model: GrammarModel,
    history: Sequence[Exchange],
    utterance: str,
    answer: Sequence[int],
    stopped: Callable[[], bool] = lambda: False,
) -> Influence | None:
    """Which words made the model write an answer, by leaving out one after the other; None where it was `stopped`.

    That is occlusion (Zeiler & Fergus 2014, section 2.1; Li et al. 2016, arXiv:1612.08220, for words). It asks the
    model as often as there are words. Raises ModelError.
    """
    words = utterance.split()
    whole = model.score(model.prompt(history, utterance), answer)
    rows = []
    for number in range(len(words)):
        if stopped():
            return None
        without = " ".join(words[:number] + words[number + 1 :])
        scores = model.score(model.prompt(history, without), answer)
        rows.append(tuple(full - less for full, less in zip(whole, scores, strict=True)))
    return Influence(tuple(words), tuple(rows))
