"""The generator: repeatable, valid, broad, consistent; every value of the action language occurs."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, get_args

import pytest

from agent.language.acts import Act, Attribute, Command, Direction, Question, Topic, Utterance
from agent.language.descriptions import Color, Determiner, Relation, Side, Size, Superlative, TimeRelation, Verb
from training.generate import Example, generate
from training.generate.words.vocabulary import KINDS, plural_of

SOME = 16_000


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return list(generate(20_260, SOME))


def nodes(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value] + [node for inner in value.values() for node in nodes(inner)]
    return [node for inner in value for node in nodes(inner)] if isinstance(value, list) else []


def acts_of(union: Any) -> set[str]:
    return {get_args(act.model_fields["act"].annotation)[0] for act in get_args(union)}


def parsed(example: Example) -> dict[str, Any]:
    return dict(json.loads(example.actions.to_json()))


def test_same_seed_same_examples() -> None:
    assert list(generate(7, 200)) == list(generate(7, 200))
    assert list(generate(7, 200)) != list(generate(8, 200))


def test_a_longer_run_begins_with_a_shorter_one() -> None:
    assert list(generate(3, 100)) == list(generate(3, 150))[:100]


def test_actions_read_back(examples: list[Example]) -> None:
    for example in examples[:2000]:
        assert Utterance.model_validate_json(example.actions.to_json()) == example.actions


def test_one_wording_means_one_thing(examples: list[Example]) -> None:
    meanings: dict[str, set[str]] = {}
    for example in examples:
        meanings.setdefault(example.utterance.lower(), set()).add(example.actions.to_json())
    assert [text for text, found in meanings.items() if len(found) > 1] == []


def test_every_value_of_the_language_occurs(examples: list[Example]) -> None:
    seen: dict[str, set[Any]] = {}
    for example in examples:
        for node in nodes(parsed(example)):
            for key, value in node.items():
                if isinstance(value, str):
                    seen.setdefault(key, set()).add(value)
    assert seen["act"] == acts_of(get_args(Act)[0]) - {"say"}, "nano never says what no action says"
    missing = {
        "det": set(get_args(Determiner)) - seen["det"],
        "size": set(get_args(Size)) - seen["size"],
        "color": set(get_args(Color)) - seen["color"],
        "sup": set(get_args(Superlative)) - seen["sup"],
        "rel": (set(get_args(Relation)) | set(get_args(TimeRelation))) - seen["rel"],
        "side": set(get_args(Side)) - seen["side"],
        "attr": set(get_args(Attribute)) - seen["attr"],
        "dir": set(get_args(Direction)) - seen["dir"],
        "about": set(get_args(Topic)) - seen["about"],
        "verb": set(get_args(Verb)) - seen["verb"],
        "ref": {"it", "them", "that", "this", "there", "here", "me", "you", "itself"} - seen["ref"],
        "region": {"corner", "edge", "center", "side"} - seen["region"],
        "kind": {*KINDS, "support"} - seen["kind"],
    }
    assert not any(missing.values()), missing


def test_relations_stand_in_every_role(examples: list[Example]) -> None:
    """As a clause of what is commanded, of what is asked about, and as the question itself."""
    roles: dict[str, set[str]] = {}
    for example in examples:
        for act in parsed(example)["acts"]:
            for place in ("what", "where"):
                for node in nodes(act.get(place)):
                    for clause in node.get("that", ()):
                        roles.setdefault(clause.get("rel", "did"), set()).add(act["act"])
            for clause in act.get("that", ()):
                roles.setdefault(clause.get("rel", "did"), set()).add(f"{act['act']} itself")
    for rel in ("on", "in", "behind", "left_of", "supports", "bigger", "beside", "held", "clear", "is", "owned_by"):
        assert roles[rel] >= {"put", "pick_up", "which", "count", "exists", "is", "is itself"}, rel
    for rel in get_args(Relation):
        assert len(roles[rel]) >= 4, rel


def test_unknown_words_are_spelled_as_they_were_said(examples: list[Example]) -> None:
    for example in examples:
        text = example.utterance.lower()
        for node in nodes(parsed(example)):
            said = [node["name"]] if isinstance(node.get("name"), str) else []
            said += [node["word"]] if "word" in node else []
            said += [word for word in node.get("mod", ()) if word != "single"]
            said += [node["kind"]] if node.get("kind") not in {*KINDS, "support", None} else []
            said += [node["verb"]] if node.get("act") == "do" else []
            for word in said:
                assert word in text or plural_of(word) in text, (text, word)


def test_the_mix_of_acts(examples: list[Example]) -> None:
    first = Counter(parsed(example)["acts"][0]["act"] for example in examples)
    share = {act: count / SOME for act, count in first.items()}
    commands = sum(share[act] for act in acts_of(Command))
    questions = sum(share[act] for act in acts_of(Question))
    assert 0.38 < commands < 0.52
    assert 0.28 < questions < 0.42
    assert all(count >= 10 for count in first.values()), first


def test_short_and_deep_are_both_there(examples: list[Example]) -> None:
    lengths = [len(example.utterance.split()) for example in examples]
    assert sum(length <= 6 for length in lengths) > 0.3 * SOME
    assert sum(length >= 15 for length in lengths) > 0.1 * SOME
    assert max(len(example.utterance) for example in examples) <= 240


def test_about_half_stand_in_a_conversation(examples: list[Example]) -> None:
    within = sum(bool(example.history) for example in examples) / SOME
    assert 0.35 < within < 0.6


def test_no_two_sentences_in_ten_repeat(examples: list[Example]) -> None:
    assert len({example.utterance.lower() for example in examples}) > 0.85 * SOME
    assert len({" ".join(example.utterance.lower().split()[:3]) for example in examples}) > 0.3 * SOME


def test_what_keep_refuses_is_left_out() -> None:
    refused: list[str] = []

    def keep(example: Example, scene: object) -> bool:
        if "red" in example.utterance.lower():
            refused.append(example.utterance)
            return False
        return True

    kept = list(generate(1, 300, keep=keep))
    assert len(kept) == 300
    assert refused
    assert not any("red" in example.utterance.lower() for example in kept)


def test_given_prompts_are_off_topic() -> None:
    prompts = ["When did Virgin Australia start operating?", "Why can camels survive for long without water?"]
    found = [
        example
        for example in generate(2, 3000, offtopic=prompts)
        if example.utterance.lower() in {p.lower() for p in prompts}
    ]
    assert len(found) > 5
    assert {example.actions.to_json() for example in found} == {'{"acts":[{"act":"talk","about":"off_topic"}]}'}
