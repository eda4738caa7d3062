"""Several readings of an utterance: all branches in one forward, the greedy one among them, best first."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest
from test_lm_support import SAMPLES, UNREADABLE, micro_folder, tokenizer

from agent.language.grammar import grammar
from agent.lm.candidates import k_best
from agent.lm.decoding import Decoded, GrammarDecoder
from agent.lm.interface import ModelError, Parse, candidate_parses
from agent.lm.nano import TREE_ROOM, NanoForward
from agent.lm.parsing import GrammarModel
from agent.lm.prompt import END, Exchange, render_prompt
from agent.lm.registry import load_model


@pytest.fixture(scope="module")
def decoder() -> GrammarDecoder:
    return GrammarDecoder(tokenizer().to_str(), grammar(free_talk=False), tokenizer().token_to_id(END))


class Undecided:
    """A model that would say any of these texts, each with its probability; it reads one text at a time."""

    context = 512

    def __init__(self, prompt: Sequence[int], answers: dict[str, float]) -> None:
        end = tokenizer().token_to_id(END)
        self.prompt, self.ids = list(prompt), list(prompt)
        self.answers = {(*tokenizer().encode(text).ids, end): weight for text, weight in answers.items()}

    @property
    def length(self) -> int:
        return len(self.ids)

    def prefill(self, ids: Sequence[int]) -> np.ndarray:
        self.ids = list(ids)
        return self._wish(tuple(ids[len(self.prompt) :]))

    def step(self, ids: Sequence[int]) -> np.ndarray:
        return self.prefill([*self.ids, *ids])

    def truncate(self, length: int) -> None:
        del self.ids[length:]

    def _wish(self, said: tuple[int, ...]) -> np.ndarray:
        weights = np.full(tokenizer().get_vocab_size(), 1e-9)
        for answer, weight in self.answers.items():
            if answer[: len(said)] == said:
                weights[answer[len(said)]] += weight
        return np.log(weights / weights.sum()).astype(np.float32)


class UndecidedTree(Undecided):
    """The same for many texts at once."""

    def __init__(self, prompt: Sequence[int], answers: dict[str, float]) -> None:
        super().__init__(prompt, answers)
        self.tree: list[tuple[int, ...]] = []

    def prefill(self, ids: Sequence[int]) -> np.ndarray:
        self.tree = []
        return super().prefill(ids)

    def grow(self, ids: Sequence[int], after: Sequence[int], wanted: Sequence[int] | None = None) -> np.ndarray:
        rows = []
        for token, place in zip(ids, after, strict=True):
            text = self.ids[: place + 1] if place < len(self.ids) else self.tree[place - len(self.ids)]
            self.tree.append((*text, token))
            rows.append(self._wish(self.tree[-1][len(self.prompt) :]))
        return np.stack(rows if wanted is None else [rows[index] for index in wanted])


TEXTS = [meant for _, meant in SAMPLES]


def readings(made: Sequence[Decoded]) -> list[tuple[str, float]]:
    return [(one.text, round(math.exp(one.logprob), 4)) for one in made]


@pytest.mark.parametrize("kind", [Undecided, UndecidedTree])
def test_the_most_probable_answers_come_best_first(decoder: GrammarDecoder, kind: type[Undecided]) -> None:
    prompt = tokenizer().encode(render_prompt([], "what?")).ids
    weights = dict(zip(TEXTS, (0.2, 0.15, 0.12, 0.11, 0.1, 0.08, 0.02, 0.01, 0.005, 0.005, 0.19), strict=True))
    made = k_best(decoder, kind(prompt, weights), prompt, 5, rounds=200)
    expected = sorted(weights.items(), key=lambda item: -item[1])[:5]
    assert readings(made) == [(text, pytest.approx(weight, abs=0.005)) for text, weight in expected]


@pytest.mark.parametrize("kind", [Undecided, UndecidedTree])
def test_a_greedy_answer_that_is_not_the_best_is_there_too(decoder: GrammarDecoder, kind: type[Undecided]) -> None:
    prompt = tokenizer().encode(render_prompt([], "what?")).ids
    few, many = TEXTS[0], [TEXTS[5].replace("superblock", name) for name in "abcdefgh"]
    weights = {few: 0.4} | dict.fromkeys(many, 0.075)
    made = k_best(decoder, kind(prompt, weights), prompt, 3, rounds=200)
    greedy = decoder.decode(kind(prompt, weights), prompt)
    assert greedy.text in [one.text for one in made]
    assert made[0].text == few
    assert len({one.text for one in made}) == 3


def test_who_is_sure_gives_one(decoder: GrammarDecoder) -> None:
    prompt = tokenizer().encode(render_prompt([], "what?")).ids
    model = UndecidedTree(prompt, {TEXTS[0]: 0.985, TEXTS[1]: 0.015})
    assert readings(k_best(decoder, model, prompt, 8)) == [(TEXTS[0], 0.985)]
    assert model.tree == []
    assert len(k_best(decoder, UndecidedTree(prompt, {TEXTS[0]: 0.97, TEXTS[1]: 0.03}), prompt, 8)) == 2
    assert len(k_best(decoder, UndecidedTree(prompt, {TEXTS[0]: 0.97, TEXTS[1]: 0.03}), prompt, 1)) == 1


def test_a_tree_gives_the_logits_of_each_of_its_texts_alone() -> None:
    nano, alone = NanoForward.load(micro_folder()), NanoForward.load(micro_folder())
    rng = np.random.default_rng(2)
    text = rng.integers(0, nano.vocabulary, 30).tolist()
    nano.step(text)
    texts = [text[: n + 1] for n in range(30)]
    for n in (1, 3, 8, 30):
        after = [int(rng.integers(10, len(texts) + row)) for row in range(n)]
        ids = rng.integers(0, nano.vocabulary, n).tolist()
        logits = nano.grow(ids, after)
        for row, (token, place) in enumerate(zip(ids, after, strict=True)):
            texts.append([*texts[place], token])
            alone.truncate(0)
            assert np.abs(alone.step(texts[-1]) - logits[row]).max() < 1e-4
    assert nano.grow([1, 2, 3], [29, 29, 40], wanted=[2, 0]).shape == (2, nano.vocabulary)
    assert np.abs(nano.step([5]) - alone.prefill([*text, 5])).max() < 1e-4


def test_a_tree_has_its_bounds() -> None:
    nano = NanoForward.load(micro_folder())
    nano.step([1, 2, 3])
    with pytest.raises(ModelError, match="no room"):
        nano.grow([1] * (TREE_ROOM + 1), [2] * (TREE_ROOM + 1))
    nano.step([1] * (nano.context - 3))
    with pytest.raises(ModelError, match="outgrows"):
        nano.grow([1], [nano.context - 1])


@pytest.mark.parametrize("text", [*UNREADABLE, *(said for said, _ in SAMPLES)])
def test_any_input_gives_different_valid_readings_or_one_that_is_none(text: str) -> None:
    model = load_model(str(micro_folder()))
    assert isinstance(model, GrammarModel)
    made = model.candidates([Exchange(text, text)], text, 4)
    greedy = model.parse([Exchange(text, text)], text)
    assert 1 <= len(made) <= 4
    assert greedy.utterance is None or greedy.utterance in [one.utterance for one in made]
    assert len(made) == 1 or all(one.utterance is not None for one in made)
    assert all(one.utterance != other.utterance for one, other in itertools.combinations(made, 2))
    assert all(one.utterance is None or one.utterance.to_json() == one.text for one in made)


def test_a_model_without_candidates_gives_its_parse() -> None:
    class Plain:
        name = "plain"

        def parse(self, history: Sequence[Exchange], utterance: str, *, want_trace: bool = False) -> Parse:
            return Parse(text=utterance, utterance=None, tokens=1, forced=0, ms=0.0, logprob=0.0)

    assert [one.text for one in candidate_parses(Plain(), [], "hello")] == ["hello"]
    assert candidate_parses(load_model(str(micro_folder())), [], "hello")
