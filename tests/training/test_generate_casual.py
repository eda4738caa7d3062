"""Constructions of everyday typing: each is made often enough to be learnt, and in one meaning only."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import Any

import pytest

from agent.language.acts import Utterance
from training.generate import Example, generate
from training.generate.asking.casual import QUESTIONS, outermost
from training.generate.chance import Chance
from training.generate.ordering.casual_orders import ORDERS
from training.generate.talking.casual_answers import REMARKS
from training.generate.things.speech import Speaker
from training.generate.words.phrases import UnsayableError

SOME = 12_000
OFTEN = {
    "verbless is": (r"^(?!is |are |was )[^?]*\?$", "is"),
    "before": (r"\b(before|b4)\b", "which|where|is|did"),
    "last": (r"\b(last|most recent(ly)?)\b", "which"),
    "since": (r"\bsince\b", "which|did|count"),
    "than all the others": (
        r"\bthan (all|any other|the (rest|others?)|every other)\b",
        "which|where|attr|pick_up|put|touch",
    ),
    "furthest to the left": (
        r"\b(furthest|farthest) (to the )?(left|right|front|back)\b",
        "which|where|attr|pick_up|put",
    ),
    "do, too": (r"\b(too|as well|also)\b", "do"),
    "which one": (r"\b(meant|thinking of|please|pls|1)\b", "fragment"),
    "instead": (r"\b(instead|rather than|not)\b", "put|fragment"),
    "own and count": (r"\bhow many\b", "own"),
}


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return list(generate(777_001, SOME))


def acts(example: Example) -> list[dict[str, Any]]:
    return list(json.loads(example.actions.to_json())["acts"])


@pytest.mark.parametrize("construction", OFTEN)
def test_constructions_are_frequent_enough(examples: list[Example], construction: str) -> None:
    pattern, kinds = OFTEN[construction]
    found = [
        example
        for example in examples
        if re.search(pattern, example.utterance.lower()) and re.fullmatch(kinds, acts(example)[0]["act"])
    ]
    assert len(found) > SOME / 700, [example.utterance for example in found]


def test_the_same_words_mean_the_same(examples: list[Example]) -> None:
    meanings: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        words = " ".join(example.utterance.lower().replace(",", " ").split()).rstrip(".! ")
        meanings[words].add(example.actions.to_json())
    assert not {words: found for words, found in meanings.items() if len(found) > 1}


def test_everything_casual_is_in_the_language() -> None:
    for say in dict.fromkeys((*QUESTIONS, *ORDERS, *REMARKS)):
        said = 0
        for seed in range(60):
            try:
                text, meanings = say(Speaker(Chance(seed)))
            except UnsayableError:
                continue
            Utterance.model_validate({"acts": meanings})
            assert text == " ".join(text.split())
            said += 1
        assert said > 30, say


def test_an_answer_comes_with_what_it_answers(examples: list[Example]) -> None:
    chosen = [
        example
        for example in examples
        if acts(example)[0] == {"act": "fragment", "what": {"kind": "one", "det": "any"}} and example.history
    ]
    assert sum("mean" in example.history[0].reply for example in chosen) > len(chosen) / 2


def test_furthest_to_the_left_is_a_side() -> None:
    said = {outermost(Speaker(Chance(seed)), "leftmost", "block") for seed in range(50)}
    assert "furthest to the left" in said
    assert all(text.endswith("left") for text in said)
