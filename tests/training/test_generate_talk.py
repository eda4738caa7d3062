"""What people ask, state and say besides commands: loose questions, definitions, talk near the topic."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from training.generate.asking.attributes import say_question
from training.generate.chance import Chance
from training.generate.exclude import fold
from training.generate.meaning import Meaning
from training.generate.talking.chatter import TOPICS
from training.generate.talking.offtopic import off_topic
from training.generate.telling.stating import say_statement
from training.generate.things.speech import Speaker
from training.generate.words.phrases import UnsayableError

CUBE: Meaning = {"kind": "cube", "det": "the", "color": "green"}
BOX: Meaning = {"kind": "box", "det": "the"}
ON_IT: Meaning = {"act": "which", "what": {"kind": "thing", "that": [{"rel": "on", "of": CUBE}]}}


def wordings(m: Meaning, *, n: int = 1500) -> set[str]:
    """What a question may be worded as, folded."""

    def each() -> Iterator[str]:
        for seed in range(n):
            try:
                yield fold(say_question(Speaker(Chance(seed)), json.loads(json.dumps(m))))
            except UnsayableError:
                continue

    return set(each())


@pytest.mark.parametrize(
    ("meaning", "parts"),
    [
        (ON_IT, ("whats on", "what all is", "whats on it", "what do you see on", "list")),
        ({"act": "where", "what": CUBE}, ("wheres the", "is where", "where did the", "location of")),
        ({"act": "count", "what": {"kind": "cube"}}, ("count", "number of", "how many cubes in total")),
        (
            {"act": "exists", "what": {"kind": "thing", "det": "any", "that": [{"rel": "in", "of": BOX}]}},
            ("do you see", "is there", "there is anything"),
        ),
        ({"act": "attr", "attr": "color", "what": BOX}, ("color of the", "is what color", "what color is it")),
        ({"act": "is", "what": CUBE, "that": [{"rel": "on", "of": BOX}]}, ("isnt it", "right", "or not", "yes or no")),
        ({"act": "is", "what": {"ref": "them"}, "that": [{"rel": "same_size"}]}, ("are they", "do they")),
        ({"act": "why", "event": {"verb": "do"}}, ("whyd you", "how come", "what did you do that for")),
        ({"act": "which", "what": {"kind": "block", "sup": "tallest", "ord": 2}}, ("second tallest",)),
    ],
)
def test_questions_are_asked_in_many_ways(meaning: Meaning, parts: tuple[str, ...]) -> None:
    found = wordings(meaning)
    assert len(found) > 40
    for part in parts:
        assert any(part in text for text in found), part


def test_a_part_of_the_questions_has_no_mark() -> None:
    asked = [say_question(Speaker(Chance(seed)), dict(ON_IT)) for seed in range(400)]
    assert 0.08 < sum(text[-1].isalnum() for text in asked) / 400 < 0.5


def test_definitions_name_one_thing_and_nouns_a_kind() -> None:
    """ "by bob i mean the green cube" is a name, "by a bob i mean a green cube" a definition: never the same words."""
    named, defined = (
        {fold(say_statement(Speaker(Chance(seed)), m)) for seed in range(600)}
        for m in (
            {"act": "name", "what": CUBE, "name": "zork"},
            {"act": "define", "word": "zork", "what": CUBE | {"det": "a"}},
        )
    )
    assert len(named) > 60
    assert len(defined) > 60
    assert named.isdisjoint(defined)


def test_topics_do_not_overlap() -> None:
    seen: dict[str, str] = {}
    for topic, said in TOPICS.items():
        for text in map(fold, said):
            assert seen.setdefault(text, topic) == topic, text


def test_talk_near_the_topic_is_filled_in_and_is_no_topic() -> None:
    r = Chance(1)
    known: set[Any] = {fold(text) for said in TOPICS.values() for text in said}
    texts = [off_topic(r) for _ in range(3000)]
    assert not any("{" in text or "}" in text for text in texts)
    assert not {fold(text) for text in texts if not any(map(str.isdigit, text))} & known
    assert sum("block" in text or "pyramid" in text or "table" in text for text in texts) > 60
