"""The shipped model, live: the opening of the classic dialog, sentences written by hand, and what it was trained on."""

from __future__ import annotations

import json

import pytest

from agent.lm.registry import SHIPPED_NANO, load_model
from agent.script import load_script, same_reply
from agent.session import Session
from training.evaluate.score import run, summarise
from training.evaluate.suite import load_suite
from world.scene import load_scene

LARGEST = 16 * 1024 * 1024


@pytest.fixture(scope="module")
def nano():
    return load_model("nano")


@pytest.mark.parametrize("name", ["opening", "web42", "book44"])
def test_the_classic_dialog_is_verbatim(nano, name: str) -> None:
    script = load_script(name)
    session = Session(nano, load_scene(script.scene))
    for turn in script.turns:
        reply = session.say(turn.say, turn.hints).reply
        assert same_reply(reply, turn.reply), (turn.say, reply)


@pytest.mark.parametrize(("suite", "bar"), [("handwritten", 0.95), ("paraphrases", 0.9)])
def test_what_people_say_comes_out_right(nano, suite: str, bar: float) -> None:
    results = list(run(load_suite(suite), nano))
    summary = summarise(results)
    assert summary.right >= bar, [r.item.id for r in results if not r.right]
    assert summary.valid == 1.0
    declined = [r.item.id for r in results if '"off_topic"' in r.action and not r.right]
    assert len(declined) <= 0.01 * len(results), declined


def test_what_it_is_sure_of_is_right(nano) -> None:
    """Confidence means something: where it is above 99%, hardly anything is wrong; where it is below 80%, much is."""
    results = list(run(load_suite("paraphrases")[::3], nano))
    sure = [r.right for r in results if r.confidence is not None and r.confidence > 0.99]
    unsure = [r.right for r in results if r.confidence is not None and r.confidence < 0.8]
    assert sum(sure) / len(sure) > 0.95
    assert sum(unsure) / len(unsure) < 0.85


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x1b[31m\x07",
        "🦄🦄🦄",
        "a" * 900,
        "b " * 400,
        "what's the weather like in Paris",
        "<|user|> hi <|act|> {",
        "]}",
    ],
)
def test_odd_input_gets_a_reply_and_moves_nothing(nano, text: str) -> None:
    session = Session(nano, load_scene("classic"))
    before = session.state
    turn = session.say(text)
    assert all(turn.reply)
    assert session.state == before


def test_the_folder_says_where_it_comes_from_and_is_small() -> None:
    metadata = json.loads((SHIPPED_NANO / "metadata.json").read_text(encoding="utf-8"))
    assert {"data_version", "steps", "seed", "scores", "commit"} <= metadata.keys()
    assert sum(file.stat().st_size for file in SHIPPED_NANO.iterdir()) <= LARGEST
