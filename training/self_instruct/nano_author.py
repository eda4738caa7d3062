"""nano as author: it reads as always, and with its companion, an adapter on it, it writes (`author_data`)."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from agent.language.acts import Utterance
from agent.language.grammar import grammar
from agent.lm.decoding import MAX_TOKENS, GrammarDecoder
from agent.lm.interface import LogitsModel, ModelError
from agent.lm.nano import NanoForward
from agent.lm.parsing import GrammarModel, validated
from agent.lm.prompt import END, SPECIALS, Exchange, encode_prompt
from training.self_instruct.author_data import SHOWN, meaning_prompt, sentence_prompt, words_prompt
from training.self_instruct.drawing import Chances, draw_action, draw_text
from training.self_instruct.names import renamed
from training.self_instruct.tasks import Kind, Task

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from agent.lm.interface import LanguageModel, Logits

MOST_WORDS = 48
"""Tokens of a sentence, at most."""
CAREFUL = 0.5
"""The share of the temperature at which a meaning is put into words: that is a translation, and no invention."""

SURE = 0.5
"""The probability of a reading under which it is none: what can be read in two ways teaches nothing."""


class NanoAuthor:
    """An author that thinks in nano's marks. `reader` is nano itself; `writer` is it with the companion on it."""

    shown = SHOWN
    alike = True

    def __init__(self, reader: LanguageModel, writer: LogitsModel, tokenizer: Tokenizer, chances: Chances) -> None:
        self._reader, self._writer, self._tokenizer, self._chances = reader, writer, tokenizer, chances
        self._careful = Chances(CAREFUL * chances.temperature, chances.top_p)
        marks = (tokenizer.token_to_id(mark) for mark in SPECIALS)
        self._ends = frozenset(mark for mark in marks if mark is not None)
        self._decoder = _decoder(tokenizer)

    @classmethod
    def load(cls, folder: Path, adapter: Path, chances: Chances) -> NanoAuthor:
        """A nano from its folder with the author's adapter from another. Raises ModelError."""
        if not (adapter / "adapter_config.json").is_file():
            raise ModelError(
                f"There is no author in {adapter}",
                "the folder has no adapter_config.json",
                "Name the folder of an author's adapter with --author, or train one: etaoin train nano-author",
            )
        reader, tokenizer = load_reader(folder)
        return cls(reader, NanoForward.load(folder, adapter), tokenizer, chances)

    def propose(self, examples: Sequence[Task], kind: Kind, r: random.Random) -> str:
        """One more sentence like the examples'."""
        return self._write(sentence_prompt([task.say for task in examples]), self._chances, r)

    def read(self, instruction: str) -> Utterance | None:
        """What plain nano makes of a sentence, where it is sure."""
        return surely_read(self._reader, instruction)

    def propose_meaning(self, examples: Sequence[Task], kind: Kind, r: random.Random) -> Utterance | None:
        """One more meaning like the examples', drawn under the action grammar."""
        prompt = self._ids(meaning_prompt([task.meaning.to_json() for task in examples]))
        if len(prompt) + MAX_TOKENS // 2 > self._writer.context:
            return None
        text = draw_action(self._writer, self._decoder, prompt, self._chances, _generator(r), MAX_TOKENS)
        meaning = None if text is None else validated(text)
        return None if meaning is None else renamed(meaning, r)

    def words(self, meaning: Utterance, r: random.Random) -> str:
        """A sentence that means this."""
        return self._write(words_prompt(meaning.to_json()), self._careful, r)

    def _write(self, prompt: str, chances: Chances, r: random.Random) -> str:
        ids = self._ids(prompt)
        if len(ids) + MOST_WORDS > self._writer.context:
            return ""
        drawn = draw_text(self._writer, ids, self._ends, chances, _generator(r), MOST_WORDS)
        return "" if drawn is None else self._tokenizer.decode(drawn).strip()

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids


def surely_read(reader: LanguageModel, sentence: str) -> Utterance | None:
    """What a model reads in a sentence alone, or None where it gives that less probability than `SURE`."""
    parse = reader.parse((), sentence)
    return parse.utterance if parse.logprob >= math.log(SURE) else None


def load_reader(folder: Path) -> tuple[GrammarModel, Tokenizer]:
    """A nano that reads the same sentence the same way to the last bit, whatever it read before. Raises ModelError."""
    from agent.lm.registry import load_nano

    load_nano(folder)  # says what is wrong with it, if anything is
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    forward = NanoForward.load(folder)
    bound = min(MAX_TOKENS, forward.context // 2)

    def encode(history: Sequence[Exchange], utterance: str) -> list[int]:
        forward.truncate(0)
        return encode_prompt(tokenizer, history, utterance, forward.context - bound)

    return GrammarModel("nano", _Plain(forward), _decoder(tokenizer), encode, bound), tokenizer


def _decoder(tokenizer: Tokenizer) -> GrammarDecoder:
    end = tokenizer.token_to_id(END)
    if end is None:
        raise ModelError("the vocabulary can't be used", f"it has no {END}", "Restore the model's tokenizer.json")
    return GrammarDecoder(tokenizer.to_str(), grammar(free_talk=False), end)


class _Plain:
    """A model that is read token by token: what it guessed before would change the order of its sums."""

    def __init__(self, model: LogitsModel) -> None:
        self._model = model

    @property
    def context(self) -> int:
        return self._model.context

    @property
    def length(self) -> int:
        return self._model.length

    def prefill(self, ids: Sequence[int]) -> Logits:
        return self._model.prefill(ids)

    def step(self, ids: Sequence[int]) -> Logits:
        return self._model.step(ids)

    def truncate(self, length: int) -> None:
        self._model.truncate(length)


def _generator(r: random.Random) -> np.random.Generator:
    return np.random.default_rng(r.getrandbits(64))
