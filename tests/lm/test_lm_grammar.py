"""The grammar accepts what the validator accepts, and nothing else."""

from __future__ import annotations

import json
import random

import pytest
from llguidance import LLMatcher, LLTokenizer
from test_lm_support import SAMPLES, Meanings, tokenizer

from agent.language.acts import Utterance
from agent.language.grammar import build_schema, grammar
from agent.lm.prompt import END


@pytest.fixture(scope="module")
def vocabulary() -> LLTokenizer:
    return LLTokenizer(tokenizer().to_str(), eos_token=tokenizer().token_to_id(END))


def accepts(vocabulary: LLTokenizer, text: str, **options: bool | int) -> bool:
    matcher = LLMatcher(vocabulary, grammar(**options))
    assert not matcher.get_error()
    ids = tokenizer().encode(text).ids
    return matcher.try_consume_tokens(ids) == len(ids) and matcher.is_accepting()


def test_samples_are_accepted(vocabulary: LLTokenizer) -> None:
    for _, text in SAMPLES:
        assert Utterance.model_validate_json(text).to_json() == text
        assert accepts(vocabulary, text), text
        assert accepts(vocabulary, text, free_talk=False), text


def test_every_valid_meaning_is_accepted_and_survives_a_round_trip(vocabulary: LLTokenizer) -> None:
    meanings = Meanings(random.Random(1))
    for _ in range(400):
        text = Utterance.model_validate(meanings.make()).to_json()
        assert accepts(vocabulary, text), text


def test_forced_tokens_are_those_of_the_canonical_tokenisation(vocabulary: LLTokenizer) -> None:
    """Otherwise the model would read, while chatting, what it never saw in training."""
    meanings = Meanings(random.Random(2))
    texts = [text for _, text in SAMPLES] + [Utterance.model_validate(meanings.make()).to_json() for _ in range(300)]
    matcher = LLMatcher(vocabulary, grammar())
    for text in texts:
        matcher.reset()
        left = tokenizer().encode(text).ids
        while left:
            forced = [token for token in matcher.compute_ff_tokens() if token != vocabulary.eos_token]
            assert left[: len(forced)] == forced, (text, vocabulary.dbg_tokens(left))
            step = forced or left[:1]
            assert matcher.consume_tokens(step)
            left = left[len(step) :]
        assert matcher.is_accepting()


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"acts":[]}',
        '{"acts":[{"act":"fly"}]}',
        '{"acts": [{"act":"words"}]}',
        '{"acts":[{"act":"words","what":{"ref":"it"}}]}',
        '{"acts":[{"act":"pick_up"}]}',
        '{"acts":[{"act":"pick_up","what":{"ref":"they"}}]}',
        '{"acts":[{"act":"pick_up","what":{"kind":"Block"}}]}',
        '{"acts":[{"act":"pick_up","what":{"kind":"two words"}}]}',
        '{"acts":[{"act":"pick_up","what":{"kind":"block","color":"red","det":"a"}}]}',
        '{"acts":[{"act":"pick_up","what":{"kind":"block","det":null}}]}',
        '{"acts":[{"act":"pick_up","what":{"kind":"block","n":100}}]}',
        '{"acts":[{"act":"pick_up","what":{"all":[{"ref":"it"}]}}]}',
        '{"acts":[{"act":"own","not":false,"what":{"ref":"it"}}]}',
        '{"acts":[' + ",".join(['{"act":"undo"}'] * 5) + "]}",
        '{"acts":[{"act":"teach","word":"yeet","by":[{"act":"teach","word":"a","by":[{"act":"undo"}]}]}]}',
    ],
)
def test_what_is_not_valid_or_not_canonical_is_refused(vocabulary: LLTokenizer, text: str) -> None:
    assert not accepts(vocabulary, text)


def test_depth_is_bounded(vocabulary: LLTokenizer) -> None:
    def nested(levels: int) -> str:
        description: dict[str, object] = {"kind": "block"}
        for _ in range(levels - 1):
            description = {"kind": "block", "that": [{"rel": "on", "of": description}]}
        return Utterance.model_validate({"acts": [{"act": "find", "what": description}]}).to_json()

    assert accepts(vocabulary, nested(5))
    assert not accepts(vocabulary, nested(6))
    assert accepts(vocabulary, nested(2), depth=1)
    assert not accepts(vocabulary, nested(3), depth=1)
    with pytest.raises(ValueError, match="depth"):
        build_schema(-1)


def test_free_talk_can_be_left_out(vocabulary: LLTokenizer) -> None:
    text = '{"acts":[{"act":"say","text":"I don\'t know."}]}'
    assert accepts(vocabulary, text)
    assert not accepts(vocabulary, text, free_talk=False)


def test_schema_is_plain() -> None:
    text = json.dumps(build_schema())
    assert "oneOf" not in text
    assert "null" not in text
