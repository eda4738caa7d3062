"""Drawing text from nano, token by token, by chance: free words, or a meaning under the action grammar."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from agent.lm.decoding import GrammarDecoder
    from agent.lm.interface import Logits, LogitsModel

_OUT = np.float32(1e4)
"""How far below the others a token outside the nucleus lies: it comes only where the grammar allows no other."""


@dataclass(frozen=True, slots=True)
class Chances:
    """How tokens are drawn: `temperature` 0 takes the likeliest; only those that make up `top_p` are drawn from."""

    temperature: float = 0.9
    top_p: float = 0.95


def ranked(logits: Logits, chances: Chances, rng: np.random.Generator) -> Logits:
    """Numbers, one a token, whose greatest is a draw from the tempered nucleus, and so is the greatest of any subset.

    It is the Gumbel-max trick: log p plus Gumbel noise is greatest at each token with its probability, among those that
    are allowed with its share of theirs; so a grammar may take tokens away afterwards and what is left is still a
    draw. The nucleus is that of Holtzman et al. 2020 (arXiv:1904.09751), section 3.1. Shape as `logits`.
    """
    if chances.temperature <= 0:
        return logits
    scaled = (logits - logits.max()) / np.float32(chances.temperature)
    if chances.top_p < 1:
        order = np.argsort(-scaled)
        p = np.exp(scaled[order])
        p /= p.sum()
        outside = order[np.cumsum(p) - p >= chances.top_p]
        scaled[outside] -= _OUT
    return np.asarray(scaled + rng.gumbel(size=len(scaled)), np.float32)


def draw_text(
    model: LogitsModel,
    prompt: Sequence[int],
    ends: Collection[int],
    chances: Chances,
    rng: np.random.Generator,
    max_tokens: int,
) -> list[int] | None:
    """Tokens that follow `prompt` up to one of `ends`; None where none came in time."""
    model.truncate(0)  # what is drawn must not depend on what was read before, not even in the last bit
    logits = model.prefill(prompt)
    written: list[int] = []
    while len(written) < min(max_tokens, model.context - len(prompt) - 1):
        token = int(ranked(logits, chances, rng).argmax())
        if token in ends:
            return written
        written.append(token)
        logits = model.step([token])
    return None


def draw_action(
    model: LogitsModel,
    decoder: GrammarDecoder,
    prompt: Sequence[int],
    chances: Chances,
    rng: np.random.Generator,
    max_tokens: int,
) -> str | None:
    """The JSON of an action drawn under a grammar after `prompt`; None where the bound came first."""
    model.truncate(0)
    writer = decoder.writer(min(max_tokens, model.context - len(prompt)))
    writer.force()
    while not writer.over:
        writer.choose(ranked(model.prefill([*prompt, *writer.ids]), chances, rng))
        if not writer.over:
            writer.force()
    made = writer.result()
    return made.text if made.complete else None
