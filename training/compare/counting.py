"""Counting the tokens that a model writes in a conversation: all of its readings, and what it says freely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from agent.lm.interface import CANDIDATES, GREEDY, LanguageModel, Parse, Sampling, WritingModel, candidate_parses
from agent.lm.progress import tell

if TYPE_CHECKING:
    from agent.lm.prompt import Exchange


def counted(model: LanguageModel) -> Counting:
    """The same model with its tokens counted."""
    return CountingWriter(model) if isinstance(model, WritingModel) else Counting(model)


class Counting:
    """A model whose actions' tokens are counted, those of all readings that it was asked for."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.name: str = model.name
        self.tokens = 0

    def parse(self, history: Sequence[Exchange], utterance: str, *, want_trace: bool = False) -> Parse:
        """As the model's."""
        parse: Parse = self.model.parse(history, utterance, want_trace=want_trace)
        self.tokens += parse.tokens
        return parse

    def candidates(
        self, history: Sequence[Exchange], utterance: str, k: int = CANDIDATES, *, thorough: bool = False
    ) -> list[Parse]:
        """As the model's, or the one reading of a model that gives no more."""
        parses = candidate_parses(self.model, history, utterance, k, thorough=thorough)
        self.tokens += sum(parse.tokens for parse in parses)
        return parses


class CountingWriter(Counting):
    """The same of one that writes: it answers freely where the utterance is not about blocks, as in chat."""

    def complete(self, prompt: str, sampling: Sampling = GREEDY, stop: Sequence[str] = ()) -> Iterator[str]:
        """As the model's."""
        yield from self._counted(self.model.complete(prompt, sampling, stop))

    def answer(
        self, history: Sequence[Exchange], utterance: str, sampling: Sampling = GREEDY, *, context: str = ""
    ) -> Iterator[str]:
        """As the model's."""
        yield from self._counted(self.model.answer(history, utterance, sampling, context=context))

    def _counted(self, pieces: Iterator[str]) -> Iterator[str]:
        text = ""
        for piece in pieces:
            text += piece
            tell(partial(str, text), self.tokens + getattr(self.model, "written", 0))
            yield piece
        self.tokens += getattr(self.model, "written", 0)
