"""Comparing models: what they are asked, what they answer, and what becomes of the votes."""

from __future__ import annotations

import hashlib
import json
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from agent.language.acts import Utterance
from agent.lm.interface import GREEDY, ModelError, Parse, Sampling
from agent.lm.prompt import Exchange
from agent.lm.registry import load_model
from training.compare.answers import Answer, Pair, ask, collect, pairs_of
from training.compare.errors import CompareError
from training.compare.prompts import Prompt, read_context, read_prompts
from training.compare.votes import Duel, Standing, append_vote, duels, read_votes, shuffled, standings, vote_of
from world.scene import load_scene

SCENE = load_scene("classic")


class Writer:
    """Answers everything with its name, and reads everything as a greeting."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.written = 0

    def parse(self, history: Sequence[Exchange], utterance: str, *, want_trace: bool = False) -> Parse:
        text = '{"acts":[{"act":"talk","about":"hello"}]}'
        return Parse(text, Utterance.model_validate_json(text), 9, 0, 1.0, -0.01)

    def complete(self, prompt: str, sampling: Sampling = GREEDY, stop: Sequence[str] = ()) -> Iterator[str]:
        yield prompt

    def answer(
        self,
        history: Sequence[Exchange],
        utterance: str,
        sampling: Sampling = GREEDY,
        *,
        context: str = "",
    ) -> Iterator[str]:
        if utterance == "fail":
            raise ModelError("it failed", "there is no memory", "Buy some")
        for piece in ("I am ", self.name, f", {context or 'of no context'}", f" {sampling.seed}"):
            self.written += 1
            yield piece


def test_models_and_adapters_are_written_with_plus_signs(tmp_path: Path) -> None:
    assert Pair.of("nano") == Pair("nano")
    assert Pair.of("falcon-7b+dolly + mine") == Pair("falcon-7b", ("dolly", "mine"))
    assert Pair.of("falcon-7b+dolly").name == "falcon-7b+dolly"
    url = "served:http://host/v1#c4ai+plus"
    assert Pair.of(url) == Pair(url)
    folder = tmp_path / "a+b"
    folder.mkdir()
    assert Pair.of(str(folder)) == Pair(str(folder))
    for wrong in ("+dolly", "nano+", ""):
        with pytest.raises(CompareError, match="MODEL or MODEL"):
            Pair.of(wrong)
    with pytest.raises(CompareError, match="compared with itself"):
        pairs_of(["nano", "falcon-7b", "nano"])


def test_prompts_come_from_lines_of_text_or_json(tmp_path: Path) -> None:
    file = tmp_path / "prompts.txt"
    rows = [{"instruction": "Sum up.", "context": "A long text.", "response": "Short."}, {"prompt": "Why?"}]
    file.write_text("\ufeffWho?\n\n" + "\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert read_prompts(file) == [Prompt("Who?"), Prompt("Sum up.", "A long text."), Prompt("Why?")]
    for line, message in [
        ('{"prompt": ', "line 1 is no JSON"),
        ('{"text": "hi"}', 'has no "prompt"'),
        ('{"prompt": "hi", "context": 7}', '"context" is no text'),
        ("", "has no prompts"),
    ]:
        file.write_text(line, encoding="utf-8")
        with pytest.raises(CompareError, match=message):
            read_prompts(file)
    with pytest.raises(CompareError, match="No such file"):
        read_prompts(tmp_path / "nowhere")
    file.write_text('{"prompt": "one\u2028two\x85three"}\r\nlast\u2029', encoding="utf-8")  # none ends a line of JSON
    assert read_prompts(file) == [Prompt("one\u2028two\x85three"), Prompt("last")]
    file.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(CompareError, match="no text in UTF-8"):
        read_prompts(file)


def test_a_context_is_a_file_or_a_text(tmp_path: Path) -> None:
    file = tmp_path / "degree.txt"
    file.write_text("A degree course.", encoding="utf-8")
    assert read_context(str(file)) == "A degree course."
    assert read_context("A degree course.") == "A degree course."
    assert read_context("word " * 2000) == "word " * 2000
    with pytest.raises(CompareError, match=r"There is no file degre.txt"):
        read_context("degre.txt")


def test_each_model_answers_all_and_is_freed_before_the_next() -> None:
    alive: list[weakref.ref[Writer]] = []

    def load(pair: Pair) -> Writer:
        assert not any(one() for one in alive)
        if pair.model == "lost":
            raise ModelError("there is no model lost", "it is not there", "Find it")
        model = Writer(pair.name)
        alive.append(weakref.ref(model))
        return model

    told: list[str] = []
    pairs = pairs_of(["one", "lost", "two+x"])
    rows = collect(pairs, [Prompt("hi", "a text"), Prompt("fail")], Sampling(seed=3), load, SCENE, told=told.append)
    assert [[answer.text for answer in row] for row in rows] == [
        ["I am one, a text 3", "", "I am two+x, a text 3"],
        ["", "", ""],
    ]
    assert [answer.error for answer in rows[1]] == [
        "it failed: there is no memory. Buy some",
        "there is no model lost: it is not there. Find it",
        "it failed: there is no memory. Buy some",
    ]
    first = rows[0][0]
    assert first.tokens == 4
    assert first.rate == pytest.approx(4 / first.seconds)
    assert told[:3] == ["loading one", "one answers 1 of 2", "one answers 2 of 2"]


def test_nano_answers_in_the_scene_and_so_do_all_when_asked_to() -> None:
    def load(pair: Pair):  # type: ignore[no-untyped-def]
        return load_model("nano") if pair.model == "nano" else Writer(pair.name)

    pairs, prompts = pairs_of(["nano", "writer"]), [Prompt("pick up a big red block"), Prompt("hello")]
    free = collect(pairs, prompts, Sampling(), load, SCENE)
    assert [answer.text.splitlines()[-1] for answer in free[0]] == ["OK.", "I am writer, of no context 0"]
    assert free[0][0].tokens
    talk = collect(pairs, prompts, Sampling(), load, SCENE, talk=True)
    assert talk[1][0].text == talk[1][1].text == "Hello! What shall I do with the blocks?"
    assert talk[1][1].tokens == 9


def test_an_error_that_nobody_expected_costs_one_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    freed: list[str] = []
    monkeypatch.setattr("training.compare.answers.free", lambda: freed.append("freed"))

    class Breaking(Writer):
        def answer(self, history, utterance, sampling=GREEDY, *, context=""):  # type: ignore[no-untyped-def]
            if utterance == "break":
                raise RuntimeError("CUDA out of memory\nwith a trace")
            yield "half \ud83d a character"

    def load(pair: Pair) -> Writer:
        if pair.model == "lost":
            raise KeyError("weight")
        return Breaking(pair.name)

    prompts = [Prompt("break"), Prompt("hi")]
    rows = collect(pairs_of(["lost", "one"]), prompts, Sampling(), load, SCENE)
    assert [row[0].error for row in rows] == ["lost failed loading: KeyError: 'weight'. Compare without that model"] * 2
    assert rows[0][1].error == "one failed answering: RuntimeError: CUDA out of memory. Compare without that model"
    assert (rows[1][1].text, rows[1][1].error) == ("half  a character", None)
    assert len(freed) == 2  # also after the load that failed

    kept: list[tuple[str, str]] = []

    def explain(error: Exception, doing: str) -> str:
        kept.append((type(error).__name__, doing))
        return "see the log"

    rows = collect(pairs_of(["one"]), prompts, Sampling(), load, SCENE, explain=explain)
    assert rows[0][0].error == "one failed answering: see the log"
    assert kept == [("RuntimeError", "one answering")]


def test_in_a_scene_a_model_that_writes_answers_freely_and_all_its_tokens_count() -> None:
    class Talker(Writer):
        def candidates(self, history, utterance, k=8, *, thorough=False):  # type: ignore[no-untyped-def]
            texts = ['{"acts":[{"act":"talk","about":"off_topic"}]}', '{"acts":[{"act":"talk","about":"hello"}]}']
            return [Parse(one, Utterance.model_validate_json(one), 9, 0, 1.0, -0.01 - 9 * n)
                    for n, one in enumerate(texts)]  # fmt: skip

    answer = ask("talker", Talker("talker"), Prompt("who wrote Emma?"), Sampling(), SCENE, talk=True)
    assert answer.text.startswith("I am talker")
    assert answer.tokens == 9 + 9 + 4


def answers(*names: str) -> list[Answer]:
    return [Answer(name, f"says {name}", 5, 0.1) for name in names]


def cast(choice: str | None, *names: str):  # type: ignore[no-untyped-def]
    shown = answers(*names)
    place = None if choice is None else names.index(choice)
    return vote_of(Prompt("who?", "a text"), shown, place, {"seed": 0}, "2026-11-23T07:00:00+0000")


def test_the_order_in_a_vote_tells_nothing_and_can_be_had_again() -> None:
    orders = [tuple(one.pair for one in shuffled(answers("a", "b", "c"), 7, n)) for n in range(60)]
    assert orders == [tuple(one.pair for one in shuffled(answers("a", "b", "c"), 7, n)) for n in range(60)]
    assert len(set(orders)) == 6
    assert 8 < sum(order[0] == "a" for order in orders) < 32


def test_votes_are_kept_a_line_each(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "votes.jsonl"
    assert read_votes(file) == ([], 0)
    votes = [cast("b", "a", "b"), cast(None, "b", "a")]
    append_vote(file, votes[0])
    with file.open("a") as half:
        half.write('{"time": "2026-')  # a crash while writing
    append_vote(file, votes[1])
    assert read_votes(file) == (votes, 1)
    row = json.loads(file.read_text().splitlines()[0])
    assert row["order"] == ["a", "b"]
    assert row["choice"] == "b"
    assert row["answers"] == ["says a", "says b"]
    assert row["context"] == hashlib.sha256(b"a text").hexdigest()[:16]
    assert "a text" not in json.dumps(row)  # the context itself is not kept


def test_the_tally() -> None:
    votes = [
        cast("a", "a", "b"),
        cast("a", "b", "a"),
        cast(None, "a", "b"),
        cast("c", "a", "b", "c"),
        cast("b", "b", "a"),
    ]
    assert standings(votes) == [Standing("c", 1, 1, 0), Standing("a", 5, 2, 1), Standing("b", 5, 1, 1)]
    assert [round(one.share, 2) for one in standings(votes)] == [1.0, 0.5, 0.3]
    assert duels(votes) == [Duel("c", "a", 1, 0, 0), Duel("c", "b", 1, 0, 0), Duel("a", "b", 2, 1, 1)]
    assert standings([]) == []
