"""What models are tested on is never generated."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from training import generate as package
from training.data import blocks_world
from training.generate import exclude, generate
from training.generate.exclude import excluded, fold


def test_folding_forgets_case_marks_and_spaces() -> None:
    assert fold("  What's  in the BOX?! ") == fold("whats in the box") == "whats in the box"
    assert fold("pick up\na block.") == "pick up a block"


def test_the_classic_dialog_is_excluded() -> None:
    assert {"pick up a big red block", "why", "2", "what does the box contain", "build one"} <= excluded()


def test_suites_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "some.jsonl").write_text('{"say": "Yeet it!", "setup": ["Stack them.", "Thanks"]}\n', encoding="utf-8")
    monkeypatch.setattr(exclude, "SUITES", tmp_path)
    excluded.cache_clear()
    try:
        assert {"yeet it", "stack them", "thanks"} <= excluded()
    finally:
        excluded.cache_clear()


def said(seed: int, n: int) -> Iterator[str]:
    for example in generate(seed, n):
        yield fold(example.utterance)
        yield from (fold(exchange.user) for exchange in example.history)


def test_no_excluded_sentence_is_generated() -> None:
    assert excluded().isdisjoint(said(11, 20_000))


def test_a_planted_sentence_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The filter is what keeps them out: a sentence that is generated otherwise is not once it is excluded."""
    planted = {sentence for sentence, _ in Counter(said(12, 8000)).most_common(20)}
    monkeypatch.setattr(package, "excluded", lambda: excluded() | planted)
    assert planted.isdisjoint(said(12, 8000))


def test_sentences_of_a_file_are_kept_out_too(tmp_path: Path) -> None:
    """What a model will be tested on from elsewhere is named when it is trained (data.options.exclude)."""
    often = [sentence for sentence, _ in Counter(said(13, 6000)).most_common(20)]
    file = tmp_path / "test.jsonl"
    file.write_text("".join(json.dumps({"text": f"{text.upper()}!"}) + "\n" for text in often), encoding="utf-8")
    prompts = " ".join(prompt for prompt, _ in blocks_world(13, 6000, exclude=str(file)))
    assert not [text for text in often if f"<|user|> {text}<|" in prompts]
    assert [text for text in often if f"<|user|> {text}<|" in " ".join(p for p, _ in blocks_world(13, 6000))]
