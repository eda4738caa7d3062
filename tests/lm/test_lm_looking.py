"""Looking into a model: entropy, what the grammar allows, what an answer costs, which word it hangs on."""

from __future__ import annotations

import numpy as np
import pytest

from agent.lm.decoding import entropy
from agent.lm.interface import ModelError
from agent.lm.looking import can_be_opened, encode, influence, weigh
from agent.lm.nano import NanoForward
from agent.lm.parsing import GrammarModel
from agent.lm.prompt import render_prompt
from agent.lm.registry import load_model


@pytest.fixture(scope="module")
def nano() -> GrammarModel:
    model = load_model("nano")
    assert can_be_opened(model)
    return model


def test_entropy_is_zero_for_what_is_sure_and_one_bit_for_a_coin() -> None:
    assert entropy(np.array([1.0, 0.0])) == 0
    assert entropy(np.array([3.0, 3.0])) == pytest.approx(1)
    assert entropy(np.full(8, 0.1)) == pytest.approx(3)
    assert entropy(np.array([])) == entropy(np.zeros(3)) == 0


def test_the_grammar_is_asked_about_any_beginning(nano: GrammarModel) -> None:
    tokens, end = nano.decoder.tokens, nano.decoder.tokens.eos_token
    whole = tokens.tokenize_str('{"acts":[{"act":"words"}]}')
    size = int(tokens.vocab_size)
    begun = nano.decoder.allowed(whole[:1], size)
    assert begun is not None
    assert begun.any()
    assert not begun.all()
    after = nano.decoder.allowed(whole, size)
    assert after is not None
    assert np.flatnonzero(after).tolist() == [end]
    ended = nano.decoder.allowed([*whole, end], size)
    assert ended is not None
    assert not ended.any()
    assert nano.decoder.allowed([*whole[:1], end], size) is None
    assert nano.decoder.allowed(tokens.tokenize_str("once upon"), size) is None


def test_an_answer_costs_the_same_in_one_forward_and_token_by_token(
    nano: GrammarModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    parse = nano.parse([], "put the red pyramid under it", want_trace=True)
    assert parse.trace is not None
    answer, prompt = [token.id for token in parse.trace], nano.prompt([], "put the red pyramid under it")
    at_once = nano.score(prompt, answer)
    monkeypatch.delattr(NanoForward, "verify")
    assert nano.score(prompt, answer) == pytest.approx(at_once, abs=1e-3)
    chosen = [cost for cost, token in zip(at_once, parse.trace, strict=True) if not token.forced]
    assert sum(chosen) == pytest.approx(parse.logprob, abs=1e-3)


def test_the_word_that_a_token_came_from_is_the_one_without_which_it_is_unlikely(nano: GrammarModel) -> None:
    parse = nano.parse([], "grasp the small yellow pyramid", want_trace=True)
    assert parse.trace is not None
    found = influence(nano, [], "grasp the small yellow pyramid", [token.id for token in parse.trace])
    assert found is not None
    yellow = next(number for number, token in enumerate(parse.trace) if token.text == '"yellow"')
    losses = [row[yellow] for row in found.losses]
    assert found.words[losses.index(max(losses))] == "yellow"


def test_a_prompt_is_spelled_as_the_model_reads_it(nano: GrammarModel) -> None:
    text = render_prompt([], "put it in the box 🙂")
    assert encode(nano, text) == nano.prompt([], "put it in the box 🙂")
    assert encode(nano, "\ud800") == []
    here = weigh(nano, nano.prompt([], "hello"), [])
    masked = here.under_the_grammar()
    assert masked is not None
    assert np.isfinite(masked).sum() == here.allowed.sum()  # type: ignore[union-attr]


def test_a_failure_while_looking_is_a_model_error(nano: GrammarModel, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: NanoForward, *_: object) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr(NanoForward, "_stream", fail)
    with pytest.raises(ModelError, match="no room"):
        nano.logits([1, 2])
    with pytest.raises(ModelError, match="no room"):
        nano.score([1, 2], [3])
    assert not can_be_opened(None)
