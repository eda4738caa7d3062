"""`etaoin compare` as it is typed: columns, figures, JSON, and the vote."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from agent.lm.interface import ModelError
from training.compare.answers import Answer
from training.compare.prompts import Prompt
from training.compare.votes import append_vote, vote_of
from tui.backend import Backend
from tui.cli import compare, main
from tui.errors import UserError
from tui.paths import log_file, votes_file


class Writer:
    """Answers with its name."""

    def __init__(self, name: str) -> None:
        self.name, self.written = name, 0

    def parse(self, history, utterance, *, want_trace=False):
        raise NotImplementedError

    def complete(self, prompt, sampling=None, stop=()):
        yield prompt

    def answer(self, history, utterance, sampling=None, *, context="") -> Iterator[str]:
        self.written = 12
        yield f"The answer of {self.name}\x1b[31m to a prompt,\n\nin {sampling.max_tokens} tokens, 日本 🙂. "
        yield f"From: {context}"


class Writers(Backend):
    """Every model is a writer, but one that is lost."""

    def model(self, spec, adapter, quantize=None):
        if spec == "lost":
            raise ModelError("there is no model lost", "it is not there", "Find it")
        if spec == "broken":
            raise RuntimeError("a bug")
        self.quantized = quantize
        return Writer(spec if adapter == "none" else f"{spec} with {adapter}")


@pytest.fixture
def width(monkeypatch: pytest.MonkeyPatch):
    def set_to(columns: int) -> None:
        monkeypatch.setenv("COLUMNS", str(columns))

    set_to(80)
    return set_to


def run(capsys, *args: str, backend: Backend | None = None) -> str:
    code = compare.run(list(args), backend or Writers())
    out, err = capsys.readouterr()
    assert (code, err) == (0, "")
    return out


TWO = ("--with", "one", "--with", "two+ad", "--prompt", "why?")


def test_answers_stand_below_each_other_in_a_narrow_terminal(width, capsys) -> None:
    out = run(capsys, *TWO, "--max-tokens", "30")
    lines = out.splitlines()
    assert lines[1] == "> why?"
    assert lines[2].startswith("one ───")
    assert lines[3] == "The answer of one\ufffd[31m to a prompt,"  # nothing steers the terminal
    assert any("12 tokens, " in line and "tokens/s" in line for line in lines)
    assert "The answer of two with ['ad']" in out
    assert max(map(len, lines)) <= 80


def test_answers_stand_side_by_side_in_a_wide_one(width, capsys) -> None:
    width(120)
    out = run(capsys, *TWO, "--context", "some words to answer from")
    lines = out.splitlines()
    assert lines[2] == "  from a text of 5 words"
    assert any("The answer of one" in line and "The answer of two" in line for line in lines)
    assert any(line.count(" s, 12 tokens, ") == 2 for line in lines)
    assert max(map(len, lines)) <= 120


def test_many_prompts_as_json(width, capsys, tmp_path) -> None:
    file = tmp_path / "prompts.jsonl"
    file.write_text('{"instruction": "why?", "context": "a text"}\nwho?\n', encoding="utf-8")
    out = run(capsys, "--with", "one", "--prompts", str(file), "--json", "--temperature", "0.5", "--seed", "3")
    rows = [json.loads(line) for line in out.splitlines()]
    assert [(row["prompt"], row["context"]) for row in rows] == [("why?", "a text"), ("who?", "")]
    assert rows[0]["sampling"] == {"max_tokens": 256, "temperature": 0.5, "top_p": 1.0, "seed": 3}
    answer = rows[0]["answers"][0]
    assert answer["text"].endswith("From: a text")
    assert answer["tokens"] == 12
    assert answer["tokens_per_second"] > 0


def test_nano_answers_in_its_scene(width, capsys) -> None:
    out = run(capsys, "--with", "nano", "--prompt", "what does the box contain?", backend=Backend())
    assert "blue" in out.lower()
    out = run(capsys, "--with", "nano", "--prompt", "hello", "--scene", "tower", backend=Backend())
    assert "Hello!" in out


def test_the_number_format_is_passed_on(width, capsys) -> None:
    backend = Writers()
    run(capsys, *TWO, "--quantize", "nf4", backend=backend)
    assert backend.quantized == "nf4"
    with pytest.raises(SystemExit):
        run(capsys, *TWO, "--quantize", "int3")


def test_a_fault_of_one_model_is_logged_and_the_others_answer(width, capsys) -> None:
    assert compare.run(["--with", "broken", *TWO], Writers()) == 2
    out, err = capsys.readouterr()
    assert "The answer of one" in out
    assert err.startswith("etaoin: broken failed loading: Something went wrong that should not have (RuntimeError")
    assert err.count("\n") == 1
    assert "a bug" in log_file().read_text(encoding="utf-8")


def test_one_model_that_fails_leaves_the_others(width, capsys) -> None:
    assert compare.run(["--with", "lost", *TWO], Writers()) == 2
    out, err = capsys.readouterr()
    assert "The answer of one" in out
    assert err == "etaoin: there is no model lost: it is not there. Find it\n"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "there is no model to ask; add --with nano"),
        (["--with", "nano"], "there is nothing to ask"),
        (["--with", "nano", "--prompt", "hi", "--vote"], "a vote needs two models"),
        ([*TWO, "--vote"], "a vote needs somebody at a terminal"),
        ([*TWO, "--top-p", "1.5"], "number from 0 to 1"),
        ([*TWO, "--temperature", "nan"], "number from 0 to 2"),
        (["--with", "nano", "--prompts", "f", "--context", "x"], "--context goes with --prompt"),
    ],
)
def test_mistakes_are_told_in_a_line(args, message, capsys) -> None:
    with pytest.raises(SystemExit) as left:
        compare.run(args, Writers())
    assert left.value.code == 2
    err = capsys.readouterr().err
    assert message in err
    assert err.count("\n") == 1


def test_errors_of_a_comparison_are_the_users(capsys) -> None:
    with pytest.raises(UserError, match="compared with itself"):
        compare.run(["--with", "nano", "--with", "nano", "--prompt", "hi"], Writers())
    assert main(["compare", "--with", "nano", "--prompts", "/nowhere/at/all"]) == 2
    assert (
        capsys.readouterr().err == "etaoin: /nowhere/at/all can't be read: No such file or directory. Check the path\n"
    )


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch):
    """Somebody who types the given lines, and sees what is asked."""

    def types(*lines: str) -> io.StringIO:
        shown = io.StringIO()
        shown.isatty = lambda: True  # type: ignore[method-assign]
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
        monkeypatch.setattr(sys, "stdout", shown)
        waiting = list(lines)

        def typed(asked: str) -> str:
            shown.write(asked + "\n")
            if not waiting:
                raise EOFError
            return waiting.pop(0)

        monkeypatch.setattr("builtins.input", typed)
        return shown

    return types


def test_a_vote_hides_the_names_until_it_is_cast(width, at_a_terminal, tmp_path, monkeypatch) -> None:
    file = tmp_path / "prompts.txt"
    file.write_text("first?\nsecond?\nthird?\nfourth?\n", encoding="utf-8")
    monkeypatch.setattr(Writer, "answer", lambda self, *a, **k: iter([f"{len(self.name)} letters"]))
    shown = at_a_terminal("what", "b", "=", "skip")  # and then ctrl-d
    args = [
        "--with",
        "a-name",
        "--with",
        "other-name",
        "--with",
        "lost",
        "--prompts",
        str(file),
        "--vote",
        "--shuffle",
        "1",
    ]
    assert compare.run(args, Writers()) == 2  # one of them is lost
    text = shown.getvalue()
    before, _, after = text.partition("Which is best? A, B, = for a tie, skip, quit: ")
    assert "first?" in before
    assert "name" not in before
    assert "tokens" not in before  # speed gives a model away
    assert "a-name" in after
    assert "2 votes kept" in after
    rows = [json.loads(line) for line in votes_file().read_text(encoding="utf-8").splitlines()]
    assert [row["prompt"] for row in rows] == ["first?", "second?"]
    assert rows[0]["choice"] == rows[0]["order"][1]
    assert rows[0]["answers"][1] == f"{len(rows[0]['choice'])} letters"
    assert rows[1]["choice"] == "tie"


def test_how_the_votes_stand(width, capsys) -> None:
    assert "There are no votes" in run(capsys, "--votes")
    shown = [Answer("one", "yes", 1, 0.1), Answer("two+ad", "no", 1, 0.1)]
    for choice in (0, 0, 1, None):
        append_vote(votes_file(), vote_of(Prompt("why?"), shown, choice, {"seed": 0}, "2026-11-23T07:00:00+0000"))
    assert run(capsys, "--votes").splitlines() == [
        "model   votes   wins   ties  share (a tie is half)",
        "one         4      2      1    62%",
        "two+ad      4      1      1    38%",
        "",
        "one against two+ad: 2 to 1, 1 tied",
    ]
    told = json.loads(run(capsys, "--votes", "--json"))
    assert told["votes"] == 4
    assert told["standings"][0] == {"pair": "one", "votes": 4, "wins": 2, "ties": 1, "share": 0.625}
    assert told["duels"] == [{"first": "one", "second": "two+ad", "wins": 2, "losses": 1, "ties": 1}]
