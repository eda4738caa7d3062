"""Models that answer freely, beside writing actions: how each is asked, and its text as it comes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.lm.decoding import MAX_TOKENS, GrammarDecoder
from agent.lm.interface import GREEDY, LogitsModel, ModelError, Sampling
from agent.lm.parsing import GrammarModel, PromptEncoder
from agent.lm.prompt import Exchange, render_talk
from agent.lm.sampling import sample, text_of, until

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Encode = Callable[[str], list[int]]
Render = Callable[[Sequence[Exchange], str, str], str]
"""A prompt for a free answer, from the history, the utterance, and the text that it is to be answered from."""


@dataclass(frozen=True, slots=True)
class Codec:
    """A model's vocabulary; `decode` leaves special tokens out, those in `ends` end a text."""

    encode: Encode
    decode: Callable[[Sequence[int]], str]
    ends: frozenset[int]


@dataclass(frozen=True, slots=True)
class Answering:
    """How a model is asked for a free answer: the prompt, its tokens, and texts before which the answer is over."""

    render: Render
    encode: Encode
    stop: tuple[str, ...] = ()


class WritingGrammarModel(GrammarModel):
    """A `WritingModel`: actions under the grammar, and free text besides.

    Both share one cache, and each asks it for exactly the tokens it needs: they can be used in turn, even while the
    other is under way.
    """

    def __init__(
        self,
        name: str,
        model: LogitsModel,
        decoder: GrammarDecoder,
        encode: PromptEncoder,
        codec: Codec,
        answering: Callable[[], Answering],
        max_tokens: int = MAX_TOKENS,
    ) -> None:
        """`answering` is asked at each answer: another adapter may have been put on since the last."""
        super().__init__(name, model, decoder, encode, max_tokens)
        self._codec, self._answering = codec, answering
        self.written = 0
        """Tokens of the last text, the end mark not counted."""

    def complete(self, prompt: str, sampling: Sampling = GREEDY, stop: Sequence[str] = ()) -> Iterator[str]:
        """What follows a text, piece by piece; see `WritingModel.complete`."""
        yield from self._write(self._codec.encode(prompt), sampling, stop)

    def answer(
        self, history: Sequence[Exchange], utterance: str, sampling: Sampling = GREEDY, *, context: str = ""
    ) -> Iterator[str]:
        """A free answer, piece by piece, without white space around it; see `WritingModel.answer`.

        Where not all of the history fits, its beginning is left out.
        """
        style = self._answering()
        room = self.model.context - min(sampling.max_tokens, self.model.context // 2)
        history = list(history)
        ids = style.encode(style.render(history, utterance, context))
        while history and len(ids) > room:
            del history[0]
            ids = style.encode(style.render(history, utterance, context))
        yield from trimmed(self._write(ids, sampling, style.stop))

    def _write(self, ids: Sequence[int], sampling: Sampling, stop: Sequence[str]) -> Iterator[str]:
        self.written = 0
        with self._failing_clearly():
            tokens = self._counted(sample(self.model, ids, sampling, self._codec.ends))
            yield from filter(None, until(text_of(tokens, self._codec.decode), stop))

    def _counted(self, tokens: Iterator[int]) -> Iterator[int]:
        for token in tokens:
            self.written += 1
            yield token


def trimmed(pieces: Iterable[str]) -> Iterator[str]:
    """The same text without white space at its beginning and end."""
    held = ""
    begun = False
    for piece in pieces:
        held += piece if begun else piece.lstrip()
        solid = held.rstrip()
        if solid:
            begun = True
            yield solid
            held = held[len(solid) :]


def marked(tokenizer: Tokenizer, end: int) -> tuple[Codec, Answering]:
    """The codec and the way to answer of a model with our marks in its vocabulary, and the number of its end mark."""

    def encode(text: str) -> list[int]:
        ids: list[int] = tokenizer.encode(text, add_special_tokens=False).ids
        return ids

    return Codec(encode, tokenizer.decode, frozenset((end,))), Answering(render_talk, encode)


def unmarked(tokenizer: Any, ends: Iterable[int], *, talked: bool) -> tuple[Codec, Answering]:
    """The same of any other model, by its transformers tokenizer.

    `talked`: it was trained on conversations by `etaoin train`, in our own format. Otherwise its chat template is used,
    or where it has none the plain dialog that falcon-7b-instruct knows. What a person types becomes none of the
    vocabulary's special tokens.
    """

    def as_typed(text: str) -> list[int]:
        ids: list[int] = tokenizer.encode(text, add_special_tokens=False, split_special_tokens=True)
        return ids

    def with_specials(text: str) -> list[int]:
        ids: list[int] = tokenizer.encode(text, add_special_tokens=False)
        return ids

    codec = Codec(as_typed, tokenizer.backend_tokenizer.decode, frozenset(ends))
    if talked:
        return codec, Answering(render_talk, as_typed)
    if getattr(tokenizer, "chat_template", None):
        return codec, Answering(_through_template(tokenizer), with_specials)
    return codec, Answering(_plain_dialog, as_typed, ("\nUser:", "<|endoftext|>"))


def talk_trained(folder: Path) -> bool:
    """Whether `etaoin train` made the model or adapter in a folder of conversations, as its metadata.json says.

    So it is with a merged model where what was merged, or its base, was made of them.
    """
    try:
        return _talked(json.loads((folder / "metadata.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError):
        return False


def _talked(told: Any) -> bool:
    try:
        if told["made_by"] == "etaoin adapters merge":
            parts = [told["base"].get("metadata"), *(adapter["metadata"] for adapter in told["adapters"])]
            return any(map(_talked, parts))
        mixture = told["recipe"]["data"]["mixture"]
        return told["made_by"] == "etaoin train" and any(part["source"] != "blocks" for part in mixture)
    except (KeyError, TypeError, AttributeError):
        return False


def _plain_dialog(history: Sequence[Exchange], utterance: str, context: str) -> str:
    """The dialog that falcon-7b-instruct was trained on (baize's, with plain names)."""
    before = "".join(f"User: {_spelled(one.user)}\nAssistant: {_spelled(one.reply)}\n" for one in history)
    return f"{before}User: {with_context(utterance, context)}\n\nAssistant:"


def with_context(utterance: str, context: str = "") -> str:
    """An utterance with the text it is to be answered from below it."""
    return "\n\n".join(filter(None, (_spelled(utterance), _spelled(context))))


def _spelled(text: str) -> str:
    """A text without lone surrogates, which no bytes spell, and without white space around it."""
    return text.encode("utf-8", "ignore").decode().strip()


def _through_template(tokenizer: Any) -> Render:
    # Some are special in the vocabulary without being named among its end, padding and such: Llama 3's headers.
    added = [token.content for token in tokenizer.added_tokens_decoder.values() if token.special]
    specials = sorted({text for text in (*tokenizer.all_special_tokens, *added) if text}, key=len, reverse=True)

    def without(text: str) -> str:
        while any(special in text for special in specials):
            for special in specials:
                text = text.replace(special, " ")
        return text

    def render(history: Sequence[Exchange], utterance: str, context: str) -> str:
        messages = []
        for one in history:
            messages += [
                {"role": "user", "content": without(_spelled(one.user))},
                {"role": "assistant", "content": without(_spelled(one.reply))},
            ]
        messages.append({"role": "user", "content": without(with_context(utterance, context))})
        try:
            rendered: str = tokenizer.apply_chat_template(messages, add_generation_prompt=True, tokenize=False)
        except Exception as error:  # a template is a program of the model's maker
            why = str(error) or type(error).__name__
            raise ModelError("the model's chat template failed", why, "Remove it from its tokenizer's files") from error
        return rendered

    return render
