"""The generator's balance of plain and intricate sentences, and wordings that must keep to one meaning."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from training.generate import Example, generate
from training.generate.asking.loose import loosely
from training.generate.asking.terse import verbless_is, which_if_any
from training.generate.asking.wh import say_which
from training.generate.chance import Chance
from training.generate.surroundings import some_view
from training.generate.things.everyday import Everyday
from training.generate.things.speech import Speaker
from training.generate.words.noise import roughen

SOME = 8_000
RED = {"kind": "block", "det": "the", "color": "red"}


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return list(generate(20_261, SOME))


def acts(example: Example) -> list[dict[str, Any]]:
    return list(json.loads(example.actions.to_json())["acts"])


def clauses(value: Any) -> int:
    if isinstance(value, dict):
        return len(value.get("that") or ()) + sum(clauses(inner) for inner in value.values())
    return sum(clauses(inner) for inner in value) if isinstance(value, list) else 0


def test_ordinary_sentences_are_short(examples: list[Example]) -> None:
    lengths = [len(example.utterance.split()) for example in examples]
    assert sum(length <= 8 for length in lengths) > 0.45 * SOME
    assert sum(length <= 12 for length in lengths) > 0.72 * SOME
    assert sum(clauses(acts(example)) <= 1 for example in examples) > 0.8 * SOME


def test_everyday_things_have_at_most_one_relation() -> None:
    r = Chance(1)
    for _ in range(500):
        assert clauses(Everyday(r, some_view(r)).noun("target", 3)) <= 1


def test_a_phrase_with_a_relation_and_a_question_mark_is_a_question(examples: list[Example]) -> None:
    for example in examples:
        act = acts(example)[0]
        if act["act"] == "fragment" and clauses(act) and example.utterance.endswith("?"):
            start = example.utterance.lower()
            assert not re.match(r"(the|a|an|all|any|two) ", start), example.utterance


def test_verbless_questions() -> None:
    question = {"act": "is", "what": RED, "that": [{"rel": "owned_by", "of": {"ref": "me"}}]}
    said = {verbless_is(Speaker(Chance(seed)), question) for seed in range(200)}
    assert "the red block mine?" in said
    which = {"act": "which", "what": {"kind": "thing", "that": [{"rel": "on", "of": RED}]}}
    assert any("if so, what" in str(which_if_any(Speaker(Chance(seed)), which)) for seed in range(50))
    assert loosely(Speaker(Chance(1)), {"act": "when", "event": {"verb": "do"}}) is None


def test_the_last_thing_that_was_moved_is_a_time() -> None:
    which = {"act": "which", "what": {"kind": "thing", "that": [{"did": "pick_up", "time": {"rel": "last"}}]}}
    said = {say_which(Speaker(Chance(seed)), which) for seed in range(300)}
    assert any(re.search(r"last (thing|object) (that )?you picked", text) for text in said)
    assert any("most recently" in text for text in said)


def test_no_more_than_one_slip_in_six_words() -> None:
    text = "put the red block on the green cube"
    for seed in range(400):
        rough = roughen(Chance(seed), text, (), british=False).lower().replace(".", "").split()
        if len(rough) == len(text.split()):
            assert sum(a != b for a, b in zip(rough, text.split(), strict=True)) <= 1, rough
