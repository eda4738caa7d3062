"""How commands are worded: what belongs together, what is taken back, and words that nobody knows."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from training.generate import Example, generate
from training.generate.chance import Chance
from training.generate.ordering.orders import imperative
from training.generate.things.speech import Speaker
from training.generate.words.coinage import coined, decent
from training.generate.words.noise import roughen
from training.generate.words.phrases import UnsayableError
from training.generate.words.vocabulary import COLORS

RED = {"kind": "block", "det": "the", "color": "red"}
BLUE = {"kind": "cube", "det": "the", "color": "blue"}


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return list(generate(52, 5_000))


def wordings(m: dict[str, Any], n: int = 400) -> set[str]:
    said = set()
    for seed in range(n):
        try:
            said.add(imperative(Speaker(Chance(seed)), m))
        except UnsayableError:
            continue
    return said


def acts(example: Example) -> list[dict[str, Any]]:
    return list(json.loads(example.actions.to_json())["acts"])


def test_a_putting_is_said_in_many_ways() -> None:
    said = wordings({"act": "put", "what": RED, "rel": "on", "where": BLUE})
    assert len(said) > 200
    for pattern in (
        r"\bover\b",
        r"\babove\b",
        r"\bonto\b",
        r"^top ",
        r"^move .* and (place|put) it ",
        r"^!wish ",
        r"^on ",
    ):
        assert any(re.search(pattern, text) for text in said), pattern


def test_a_place_after_an_unknown_verb_is_where_it_is_done() -> None:
    resting = {**RED, "that": [{"rel": "on", "of": BLUE}]}
    for text in wordings({"act": "do", "verb": "zorp", "what": resting}):
        assert re.search(r"\b(which|that|that's)\b", text), text


def test_taking_from_is_picking_up_and_taking_off_is_putting_down() -> None:
    resting = {**RED, "that": [{"rel": "on", "of": BLUE}]}
    up, down = (wordings({"act": act, "what": resting}) for act in ("pick_up", "put_down"))
    assert not up & down
    assert any(" from the top of " in text for text in up)
    assert any(text.startswith("take ") and " off " in text for text in down)


def test_chains_have_up_to_four_acts(examples: list[Example]) -> None:
    assert {len(example.actions.acts) for example in examples} == {1, 2, 3}, "four are kept for testing composition"
    assert {len(example.actions.acts) for example in generate(52, 200, composed=True)} == {1, 2, 3, 4}


def test_no_putting_above(examples: list[Example]) -> None:
    assert not [
        act for example in examples for act in acts(example) if (act["act"], act.get("rel")) == ("put", "above")
    ]


def test_a_slip_of_the_tongue_leaves_no_trace() -> None:
    speaker = Speaker(Chance(3))
    texts = []
    for _ in range(300):
        speaker.mends = True
        texts.append(speaker.np(RED))
    mended = [text for text in texts if "block" in text and len(text.split()) > 4]
    assert len(mended) > 100
    assert all(any(word in text for word in COLORS["red"]) for text in mended)


def test_coined_words_are_of_every_length() -> None:
    r = Chance(4)
    made = [coined(r) for _ in range(3000)]
    assert len(set(made)) > 2500
    assert {len(word) for word in made} >= set(range(3, 15))
    assert decent("blorp")


def test_kept_words_survive_the_noise() -> None:
    r = Chance(5)
    for _ in range(3000):
        assert "plonkdurf" in roughen(r, "put the plonkdurf on top of the block", {"plonkdurf"}, british=True).lower()
