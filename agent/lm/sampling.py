"""Free text from any causal model: drawing its tokens one by one, and turning them into text as they come."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from agent.lm.interface import LogitsModel, ModelError, Sampling
from agent.lm.interrupt import check

if TYPE_CHECKING:
    from agent.lm.interface import Logits

Decode = Callable[[Sequence[int]], str]

_HALF = "\ufffd"
"""What a decoder writes for bytes that are no character, or not one yet."""
_LONGEST_HALF = 3
"""Replacement characters that the beginning of one character of UTF-8 (up to four bytes) can come as."""
_WINDOW = 16
"""Tokens that are decoded again with each new one."""


def sample(model: LogitsModel, prompt_ids: Sequence[int], sampling: Sampling, ends: Collection[int]) -> Iterator[int]:
    """The tokens that follow a prompt, up to one of `ends` (which is not given), as many as the context leaves room.

    The same seed draws the same tokens. Between two tokens the model may be used for something else: its cache is
    asked for exactly what was written each time. Raises ModelError for a prompt that leaves no room to answer.
    """
    text = list(prompt_ids)
    room = min(sampling.max_tokens, model.context - len(text))
    if not text or (room <= 0 < sampling.max_tokens):
        why = f"it has {len(text)} tokens, and the model reads at most {model.context}"
        raise ModelError("the prompt can't be answered", why, "Shorten the prompt or its context" if text else "Ask it")
    chance = np.random.default_rng(sampling.seed)
    for _ in range(room):
        check()
        token = draw(model.prefill(text), sampling, chance)
        if token in ends:
            return
        yield token
        text.append(token)


def draw(logits: Logits, sampling: Sampling, chance: np.random.Generator) -> int:
    """A token from the logits (vocabulary,) of the next one.

    With temperature 0 the likeliest; otherwise one of the fewest likeliest that together have the probability `top_p`
    (nucleus sampling, Holtzman et al. 2020, section 3.1) at that temperature. Raises ModelError for logits that are no
    numbers.
    """
    best = _likeliest(logits)
    return best if sampling.temperature <= 0 else spread(logits, sampling).pick(chance.random())


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """What can be drawn: tokens, the likeliest first, with weights that need not sum up to 1; the first `kept` can.

    order: (vocabulary,); weights: (vocabulary,), in that order, with the temperature counted in.
    """

    order: npt.NDArray[np.intp]
    weights: npt.NDArray[np.float64]
    kept: int

    def pick(self, chance: float) -> int:
        """The token at this place, 0 to 1, of all that can be drawn, each as wide as its weight."""
        heaped = np.cumsum(self.weights[: self.kept])
        place = int(np.searchsorted(heaped, chance * heaped[-1], side="right"))
        return int(self.order[min(place, self.kept - 1)])


def spread(logits: Logits, sampling: Sampling) -> Spread:
    """How the next token is drawn from its logits (vocabulary,), of which some may be -inf. Raises ModelError."""
    best = _likeliest(logits)
    if sampling.temperature <= 0:
        order = np.argsort(-logits, kind="stable")
        return Spread(order, (order == best).astype(np.float64), 1)
    scaled = (logits.astype(np.float64) - float(logits[best])) / sampling.temperature
    probabilities = np.exp(scaled)
    order = np.argsort(-probabilities, kind="stable")
    weights = probabilities[order]
    heaped = np.cumsum(weights)
    kept = int(np.searchsorted(heaped, min(sampling.top_p, 1.0) * heaped[-1])) + 1
    return Spread(order, weights, min(kept, len(order)))


def _likeliest(logits: Logits) -> int:
    best = int(logits.argmax())
    if not np.isfinite(logits[best]):
        raise ModelError(
            "the model can't go on", "its logits are no numbers", "Say --quantize bf16, or check its files"
        )
    return best


class TextStream:
    """Turns tokens into text piece by piece; a character whose bytes are spread over tokens comes when it is whole."""

    def __init__(self, decode: Decode) -> None:
        self._decode = decode
        self._ids: list[int] = []
        self._shown = 0  # characters of these ids' text that were given

    def push(self, token: int) -> str:
        """The text that is certain with this token: often empty, sometimes more than the token's own."""
        self._ids.append(token)
        text = self._decode(self._ids)
        unsure = min(len(text) - len(text.rstrip(_HALF)), _LONGEST_HALF)
        piece = text[self._shown : len(text) - unsure]
        self._shown = max(self._shown, len(text) - unsure)
        if not unsure and len(self._ids) > _WINDOW:
            # The last stays: some decoders drop the space before a first word.
            self._ids = self._ids[-1:]
            self._shown = len(self._decode(self._ids))
        return piece

    def finish(self) -> str:
        """What is left at the end: bytes that became no character."""
        return self._decode(self._ids)[self._shown :]


def text_of(tokens: Iterator[int], decode: Decode) -> Iterator[str]:
    """The text of tokens as they come, one piece (it may be empty) a token and the rest at the end."""
    stream = TextStream(decode)
    for token in tokens:
        yield stream.push(token)
    yield stream.finish()


def until(pieces: Iterator[str], stop: Sequence[str]) -> Iterator[str]:
    """The same text up to the first of `stop`; what may be the beginning of one is held back until that is clear."""
    stops = [text for text in stop if text]
    held = ""
    for piece in pieces:
        held += piece
        found = [place for text in stops if (place := held.find(text)) >= 0]
        if found:
            yield held[: min(found)]
            return
        sure = len(held) - max((_beginning(held, text) for text in stops), default=0)
        yield held[:sure]
        held = held[sure:]
    yield held


def _beginning(text: str, stop: str) -> int:
    """How many of the last characters of a text are the first ones of `stop`."""
    return next((n for n in range(min(len(text), len(stop) - 1), 0, -1) if text.endswith(stop[:n])), 0)
