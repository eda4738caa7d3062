"""Putting an answer right without the screen, and looking after what was put right."""

from __future__ import annotations

import errno
import io
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from agent.corrections import Correction, append_correction, read_corrections, remove_correction
from agent.language.acts import Utterance
from agent.lm.interface import ModelError, Parse
from training.own.examples import read_examples
from tui import cli
from tui.backend import Backend
from tui.cli import chat
from tui.paths import corrections_file

RED = {"kind": "cube", "det": "the", "color": "red"}
TAKE, TOUCH = {"act": "pick_up", "what": RED}, {"act": "touch", "what": RED}
CLEAR = {"act": "clear", "what": RED}
NAME = {"act": "name", "what": RED, "name": "bob"}


class Reader:
    """A model that knows a few sentences, each with several readings; one of them it cannot be asked about."""

    name = "reader"
    known = {  # noqa: RUF012
        "yoink it": (CLEAR, TAKE, TOUCH), "take the red cube": (TAKE,), "call it bob": (NAME,),
        "take the blue pyramid": ({"act": "pick_up", "what": {**RED, "kind": "pyramid", "color": "blue"}},),
        "put it down": ({"act": "put_down"},),
        "take back three": ({"act": "undo", "n": 3},), "do three again": ({"act": "redo", "n": 3},),
    }  # fmt: skip

    def candidates(self, history, utterance, k=8, *, thorough=False):
        if utterance == "break off":
            raise ModelError("reader does not answer", "the line is dead", "Try again")
        found = self.known.get(utterance, ({"act": "talk", "about": "unclear"},))
        parses = [Utterance.model_validate({"acts": [act]}) for act in found]
        return [Parse(one.to_json(), one, 1, 0, 0.0, -0.1 - 2 * n) for n, one in enumerate(parses)]

    def parse(self, history, utterance, *, want_trace=False):
        return self.candidates(history, utterance)[0]


class ReaderBackend(Backend):
    def model(self, spec, adapter, quantize=None):
        return Reader()


@pytest.fixture(autouse=True)
def _own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))


@pytest.fixture
def talk(monkeypatch, capsys):
    def run(*lines: str, args: tuple[str, ...] = ("--json",)):
        typed = io.BytesIO("".join(f"{line}\n" for line in lines).encode())
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=typed, isatty=lambda: False))
        assert chat.run(list(args), ReaderBackend()) == 0
        out = capsys.readouterr().out
        return [json.loads(line) for line in out.splitlines()] if "--json" in args else out

    return run


def holding(answer) -> str | None:
    return answer["world"]["holding"]


def test_wrong_takes_back_and_lists_what_else_it_could_mean(talk):
    said, wrong = talk("yoink it", "/wrong")
    assert said["actions"] == [CLEAR]
    assert wrong["corrected"] is None
    assert wrong["wrong"]["undone"] is True
    assert [(r["n"], r["text"]) for r in wrong["wrong"]["readings"]] == [
        (1, "pick up the red cube"), (2, "touch the red cube"),
    ]  # fmt: skip
    before = talk("/new")[0]["world"]
    assert wrong["world"] == before
    assert not corrections_file().exists(), "nothing is kept before it is put right"


def test_pick_does_another_reading_and_keeps_it(talk):
    *_, picked = talk("yoink it", "/wrong", "/pick 1")
    assert picked["corrected"] == {"utterance": "yoink it", "actions": [TAKE], "wrong": [CLEAR], "how": "pick"}
    assert holding(picked) == "B1"
    (line,) = corrections_file().read_text().splitlines()
    kept = json.loads(line)
    assert list(kept) == ["say", "history", "acts", "wrong", "how", "scene", "model", "adapter", "time"]
    assert (kept["scene"], kept["model"], kept["adapter"]) == ("classic", "reader", [])


def test_meant_is_read_by_the_model_and_labels_the_first_sentence(talk):
    *_, meant = talk("yoink it", "/meant take the red cube")
    assert meant["corrected"]["how"] == "meant"
    assert holding(meant) == "B1"
    assert read_examples([corrections_file()])[0][0].say == "yoink it"


def test_edit_takes_an_action_and_names_a_wrong_field(talk):
    _, wrong, edited = talk("yoink it", '/edit {"acts":[{"act":"pick_up"}]}', f"/edit {json.dumps(TAKE)}")
    assert "acts.0.pick_up.what: field required" in wrong["error"]
    assert edited["corrected"]["actions"] == [TAKE]
    assert holding(edited) == "B1"


def test_the_history_is_that_of_the_wrong_turn(talk):
    talk("take the red cube", "yoink it", "/wrong", "/pick 2")
    kept = json.loads(corrections_file().read_text())
    assert [pair[0] for pair in kept["history"]] == ["take the red cube"]


def test_what_was_taught_by_a_wrong_turn_is_taken_back(talk):
    _, wrong, again = talk("call it bob", "/wrong", "/new")
    assert wrong["wrong"]["undone"] is True
    assert wrong["world"] == again["world"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("/wrong",), "There is no turn to put right"),
        (("yoink it", "/pick 9"), "a number from 1 to 2"),
        (("take the red cube", "/pick 1"), "no other way to read it"),
        (("yoink it", "/meant"), "in other words"),
        (("yoink it", "/meant brrr"), "can't read that either"),
        (("yoink it", "/edit {"), "That is no JSON"),
    ],
)
def test_mistakes_are_told_and_the_chat_goes_on(talk, lines, message):
    *_, problem, after = talk(*lines, "take the red cube")
    assert message in problem["error"]
    assert holding(after) == "B1"
    assert not corrections_file().exists()


def test_wrong_after_a_turn_that_failed_is_about_the_answer_before(talk):
    talk("hello", "yoink it", "break off", "/wrong", "/pick 1")
    kept = json.loads(corrections_file().read_text())
    assert kept["say"] == "yoink it"
    assert [pair[0] for pair in kept["history"]] == ["hello"]
    *_, wrong = talk("take the red cube", "break off", "/wrong")
    assert wrong["wrong"] == {"utterance": "take the red cube", "actions": [TAKE], "undone": True, "readings": []}
    assert holding(wrong) is None


def test_wrong_after_several_steps_of_undo_or_redo_leaves_those_to_be_done(talk):
    moves = ("take the red cube", "put it down", "take the blue pyramid")
    *_, moved, _, wrong, undone, _, unwrong, redone = talk(
        *moves, "take back three", "/wrong", "take back three", "do three again", "/wrong", "do three again"
    )
    start = talk("/new")[0]["world"]
    assert wrong["world"] == moved["world"], "taking back was wrong"
    assert undone["world"] == start, "all three can still be taken back"
    assert unwrong["world"] == start, "doing them again was wrong"
    assert (redone["world"], redone["reply"]) == (moved["world"], "OK."), "all three can still be done again"


def test_in_plain_text_it_says_what_to_type(talk):
    out = talk("yoink it", "/wrong", "/pick 1", args=())
    assert "Marked wrong and taken back: “yoink it”" in out
    assert 'It was read as: clear off the red cube   {"acts":[{"act":"clear"' in out
    assert "  1  pick up the red cube\n" in out, "plain English only"
    assert "or /edit and the acts as JSON (docs/action-language.md)." in out
    assert "(Kept: “yoink it” means “pick up the red cube”." in out


def test_corrections_are_listed_shown_removed_and_exported(talk, tmp_path: Path, capsys):
    talk("yoink it", "/pick 1")
    talk("yoink it", "/pick 2")  # the same sentence again: it replaces the first
    data = ["data", "corrections"]
    assert cli.main([*data, "add", "zot the red cube", json.dumps([CLEAR])]) == 0
    capsys.readouterr()
    assert cli.main([*data, "list"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "yoink it   touch the red cube" in first
    assert "zot the red cube   clear off the red cube" in second
    assert cli.main([*data, "show", "1"]) == 0
    assert json.loads(capsys.readouterr().out)["wrong"] == [CLEAR]
    exported = tmp_path / "mine.jsonl"
    assert cli.main([*data, "export", str(exported)]) == 0
    assert cli.main([*data, "export", str(exported)]) == 2
    assert [one.say for one in read_examples([exported])[0]] == ["yoink it", "zot the red cube"]
    assert cli.main([*data, "remove", "1"]) == 0
    assert cli.main([*data, "remove", "2"]) == 2
    assert [json.loads(line)["say"] for line in corrections_file().read_text().splitlines()] == ["zot the red cube"]
    assert cli.main([*data, "path"]) == 0
    assert str(corrections_file()) in capsys.readouterr().out


def test_mistakes_with_the_list_are_one_line(capsys):
    assert cli.main(["data", "corrections", "show", "1"]) == 2
    assert "There are no corrections yet" in capsys.readouterr().err
    assert cli.main(["data", "corrections", "add", "zot it", "[{}]"]) == 2
    assert "acts.0" in capsys.readouterr().err
    corrections_file().write_text("{}\n")
    assert cli.main(["data", "corrections"]) == 2
    assert "line 1 is no correction" in capsys.readouterr().err


def test_what_a_terminal_cannot_show_is_replaced(tmp_path: Path):
    home = {"ETAOIN_HOME": str(tmp_path), "PYTHONIOENCODING": "ascii", "PATH": ""}

    def data(*args: str) -> str:
        command = [sys.executable, "-m", "tui.cli", "data", "corrections", *args]
        return subprocess.run(command, env=home, check=True, capture_output=True, text=True).stdout

    assert data("add", "nimm den grünen", json.dumps([TAKE])).startswith("kept: ?nimm den gr?nen? means pick up")
    assert "nimm den gr?nen" in data("list")
    assert data("remove", "1") == "forgotten: ?nimm den gr?nen?\n"


def test_nothing_is_lost_where_two_change_the_file_at_once(tmp_path: Path):
    file, acts = tmp_path / "corrections.jsonl", Utterance.model_validate({"acts": [TAKE]})

    def one(number: int) -> Correction:
        return Correction(f"zot {number}", (), acts, None, "add")

    def add(start: int) -> None:
        for number in range(start, start + 20):
            append_correction(file, one(number))

    def take_out(start: int) -> None:
        for number in range(start, start + 20):
            append_correction(file, one(number))
            remove_correction(file, one(number))

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(add, 0), pool.submit(add, 100), pool.submit(take_out, 200)]:
            done.result()
    assert {found.say for found in read_corrections(file)} == {f"zot {n}" for n in (*range(20), *range(100, 120))}


def test_what_could_not_be_written_leaves_no_half_of_a_line(tmp_path: Path, monkeypatch):
    file, acts = tmp_path / "corrections.jsonl", Utterance.model_validate({"acts": [TAKE]})
    append_correction(file, Correction("zot it", (), acts, None, "add"))
    before = file.read_bytes()

    def full(fd: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        append_correction(file, Correction("yoink it", (), acts, None, "add"))
    assert file.read_bytes() == before


def test_a_line_left_open_is_closed_before_the_next(talk):
    corrections_file().parent.mkdir(parents=True, exist_ok=True)
    line = {"say": "zot it", "acts": [CLEAR]}
    corrections_file().write_text(json.dumps(line))
    talk("yoink it", "/pick 1")
    assert [one.say for one in read_examples([corrections_file()])[0]] == ["zot it", "yoink it"]
