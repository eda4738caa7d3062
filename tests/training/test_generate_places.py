"""Places, stacks and lone things: many wordings, each with the action that the conventions give it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from agent.language.descriptions import Side
from training.generate.chance import Chance
from training.generate.meaning import Meaning
from training.generate.surroundings import some_view
from training.generate.things.descriptions import Describer
from training.generate.things.fronted import SINGLE
from training.generate.things.relations import related
from training.generate.things.speech import Speaker
from training.generate.words.phrases import UnsayableError

_ALONG = {"back": "back", "rear": "back", "front": "front", "top": "far", "upper": "far", "far": "far",
          "bottom": "near", "lower": "near", "near": "near"}  # fmt: skip


def said(meaning: Meaning, n: int = 300) -> set[str]:
    """The wordings of one description by speakers who leave nothing out."""
    return {Speaker(Chance(seed)).np(meaning) for seed in range(n)}


def descriptions(kind: str, rel: str | None = None, n: int = 800) -> Iterator[tuple[str, Meaning]]:
    r = Chance(5)
    for _ in range(n):
        describer = Describer(r, some_view(r))
        meaning: Any = (
            {"kind": kind, "det": "the", "that": [related(describer, rel, 0)]}
            if rel
            else describer.noun("target", 1, kind=kind)
        )
        try:
            yield Speaker(r).np(meaning), meaning
        except UnsayableError:
            continue


def test_every_side_has_a_wording_of_its_own() -> None:
    owner: dict[str, str] = {}
    for side in get_args(Side):
        region = "corner" if "_" in side else "edge"
        wordings = said({"region": region, "side": side})
        assert len(wordings) > 5
        for text in wordings:
            assert owner.setdefault(text, side) == side, text


def test_two_words_name_the_corner_in_either_order() -> None:
    seen = set()
    for text, meaning in descriptions("block", "at"):
        region = meaning["that"][0]["of"]
        if region["region"] == "corner" and (found := re.search(r"(\w+)[ -](\w+) corner", text)):
            one, other = found.groups()
            along, across = (one, other) if one in _ALONG else (other, one)
            if along in _ALONG and across in ("left", "right"):
                assert region["side"] == f"{_ALONG[along]}_{across}", text
                seen.add((one, other))
    assert {("top", "left"), ("left", "top"), ("back", "right"), ("right", "bottom"), ("far", "left")} <= seen


def test_nearest_takes_things_places_and_persons() -> None:
    kinds = {next(iter(meaning["that"][0]["of"])) for _, meaning in descriptions("block", "nearest")}
    assert kinds >= {"kind", "region", "ref"}
    wordings = said({"kind": "cube", "det": "the", "that": [{"rel": "nearest", "of": {"ref": "you"}}]})
    assert any("robot" in text for text in wordings)
    assert any(text.startswith(("the nearest cube to", "the closest cube to")) for text in wordings)


def test_a_tower_of_two_colours_is_said_in_many_ways() -> None:
    parts = [{"kind": "thing", "color": "red"}, {"kind": "thing", "color": "yellow"}]
    wordings = said({"kind": "stack", "det": "the", "of": {"all": parts}}, 2000)
    assert wordings >= {
        "the red and yellow tower",
        "the red-yellow stack",
        "the red yellow pile",
        "the red and yellow block",
    }
    assert "the red and yellow block" not in said(
        {"all": [{"kind": "block", "det": "the", "color": c} for c in ("red", "yellow")]}
    )


def test_a_lone_thing_is_single() -> None:
    wordings = said({"kind": "cube", "det": "the", "color": "red", "mod": ["single"]})
    assert all(any(word in text for word in (*SINGLE, "alone", "its own", "itself")) for text in wordings)
    assert {"the single red cube", "the lone red cube"} <= wordings


@pytest.mark.parametrize("sup", ["leftmost", "rightmost", "tallest", "nearest"])
def test_a_superlative_may_be_one_word_before_its_noun(sup: str) -> None:
    short = {"leftmost": "left", "rightmost": "right", "tallest": "taller", "nearest": "closer"}[sup]
    assert f"the {short} red cube" in said({"kind": "cube", "det": "the", "sup": sup, "color": "red"}, 1500)
