"""What the page Data is made of, without a terminal: rows, filters, statistics, files, the background process."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest

from training.self_instruct.verdict import REASONS
from tui.errors import UserError
from tui.examples import corrections as kept
from tui.examples import recent, self_instruct
from tui.examples.about import about
from tui.examples.export import line, write
from tui.examples.filters import KEPT, REJECTED, Filter, chosen
from tui.examples.reasons import explained
from tui.examples.row import NO_ACTION, NO_JSON, NO_SHAPE, Row, acting, rows_of
from tui.examples.sources import (
    all_sources,
    corrections,
    file_source,
    generate,
    generated,
    read,
    rejects_of,
    size_of,
)
from tui.examples.statistics import count
from tui.screens.data.dialogs import completed, files_near
from tui.screens.data.messages import Read
from tui.screens.data.statistics import bar

PICK = [{"act": "pick_up", "what": {"kind": "cube", "det": "the", "color": "red"}}]
HELLO = [{"act": "talk", "about": "hello"}]


@pytest.fixture(autouse=True)
def home(monkeypatch, tmp_path):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def one(value) -> Row:
    [row] = rows_of(7, value if isinstance(value, str) else json.dumps(value))
    return row


@pytest.mark.parametrize("key", ["acts", "action", "actions"])
def test_a_sentence_with_acts_is_a_row(key):
    row = one({"say": "grab it", key: PICK, "history": [["hi", "Hello."]], "scene": "tower"})
    assert (row.say, row.meaning, row.acts) == ("grab it", "pick_up(the red cube)", ("pick_up",))
    assert row.history == (("hi", "Hello."),)
    assert row.kept
    assert row.scene == "tower"


def test_what_the_generator_writes_and_what_a_run_keeps_is_read():
    assert one({"utterance": "hi", "actions": HELLO, "history": [{"user": "a", "reply": "b"}]}).history == (("a", "b"),)
    kept = one({"say": "hi", "action": json.dumps({"acts": HELLO}), "history": [], "held_out": True})
    assert (kept.act, kept.part) == ("talk", "held out")


@pytest.mark.parametrize(
    ("value", "said", "answer"),
    [
        ({"instruction": "Name a fruit", "context": "", "response": "Apple"}, "Name a fruit", "Apple"),
        ({"instruction": "Name a fruit", "input": "of these", "output": "Apple"}, "Name a fruit", "Apple"),
        ({"prompt": "1 + 1", "completion": "2"}, "1 + 1", "2"),
        ({"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}]}, "hi", "ho"),
        ({"prompt": {"text": "hi", "replies": [{"text": "ho", "replies": []}]}}, "hi", "ho"),
    ],
)
def test_instructions_of_every_usual_shape_are_rows(value, said, answer):
    row = one(value)
    assert (row.say, row.answer, row.acts) == (said, answer, ("answer",))
    assert row.kept


def test_a_conversation_is_a_row_for_each_answer():
    talk = [("system", "s"), ("user", "a"), ("assistant", "b"), ("user", "c"), ("assistant", "d")]
    rows = list(rows_of(1, json.dumps({"messages": [{"role": role, "content": text} for role, text in talk]})))
    assert [(row.say, row.answer, row.context) for row in rows] == [("a", "b", "s"), ("c", "d", "")]
    assert rows[1].history == (("a", "b"),)


def test_a_proposal_that_was_turned_down_tells_why():
    row = one({"attempt": 4, "way": "input", "reason": "too similar", "say": "grab it", "detail": "0.81"})
    assert (row.number, row.reason, row.detail, row.part) == (5, "too similar", "0.81", "sentence first")
    assert not row.kept
    assert "0.81" in explained(row.reason, row.detail)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("{half", NO_JSON),
        ("[1, 2]", NO_JSON),
        ({"colour": "red"}, NO_SHAPE),
        ({"messages": [{"role": "user", "content": "hi"}]}, NO_SHAPE),
        ({"messages": "hi"}, NO_SHAPE),
        ({"say": "x", "acts": [{"act": "fly"}]}, NO_ACTION),
        ({"say": "x", "acts": PICK, "history": [1]}, NO_ACTION),
    ],
)
def test_a_damaged_line_is_a_row_that_says_why(value, reason):
    row = one(value)
    assert row.reason == reason
    assert explained(row.reason) != "It was turned down."


def test_every_reason_of_the_judge_is_explained():
    assert all(explained(reason) != "It was turned down." for reason in REASONS)


def rows() -> list[Row]:
    return [
        acting(1, "pick up the red cube", PICK),
        acting(2, "hello", HELLO),
        acting(3, "Hello!", HELLO),
        Row(4, "snorp", reason="unknown word"),
        Row(5, "tell me of Rome and all its emperors and their many wars please now", answer="no", acts=("answer",)),
    ]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Filter(), [1, 2, 3, 4, 5]),
        (Filter(text="  HELLO"), [2, 3]),
        (Filter(text="red pick_up"), [1]),
        (Filter(text="unknown"), [4]),
        (Filter(act="talk"), [2, 3]),
        (Filter(verdict=KEPT), [1, 2, 3, 5]),
        (Filter(verdict=REJECTED), [4]),
        (Filter(verdict="unknown word"), [4]),
        (Filter(length="4–7 words"), [1]),
        (Filter(length="13 and more"), [5]),
        (Filter(text="hello", act="pick_up"), []),
    ],
)
def test_filters(wanted, numbers):
    assert [row.number for row in chosen(rows(), wanted)] == numbers
    assert bool(wanted) == (wanted != Filter())


def test_sorting():
    assert next(row.number for row in chosen(rows(), Filter(), "words", True)) == 5
    assert [row.number for row in chosen(rows(), Filter(), "say")] == [2, 3, 1, 4, 5]
    assert [row.number for row in chosen(rows(), Filter(), "number", True)] == [5, 4, 3, 2, 1]
    read = Read.of(1, rows(), True)
    assert (read.acts, read.reasons, read.kept) == ({"answer", "pick_up", "talk"}, {"unknown word"}, 4)


def test_statistics():
    told = count([*rows(), acting(6, "hello", PICK)])
    assert (told.rows, told.kept, told.different) == (6, 5, 4)
    assert (told.repeated, told.opposed) == (2, 1)
    assert told.acts == (("pick_up", 2), ("talk", 2), ("answer", 1))
    assert dict(told.lengths)["1"] == 4
    assert sum(n for _, n in told.lengths) == 6
    assert told.frequent[0] == ("hello", 3)
    assert told.reasons == (("unknown word", 1),)
    assert count([]).lengths == ()


def test_a_bar_is_as_long_as_its_share():
    assert bar(1, 4) == "████"
    assert bar(0.5, 4) == "██"
    assert bar(0.0001, 4) == "▏"
    assert bar(0, 4) == ""


def test_the_generator_is_the_same_for_a_seed_and_its_scene_is_known():
    rows = [row for row, _ in zip(generate(3), range(20), strict=False)]
    again = [row for row, _ in zip(generate(3), range(20), strict=False)]
    assert [row.say for row in rows] == [row.say for row in again]
    assert all(row.place is not None and row.place.name == row.scene for row in rows)


def test_a_file_and_what_was_turned_down_are_read_in_the_order_of_the_attempts(tmp_path):
    file = tmp_path / "self.jsonl"
    made = {"attempt": 1, "say": "hi", "acts": HELLO, "way": "output", "similarity": 0.5, "reply": "Hello."}
    file.write_text(json.dumps(made) + "\n")
    refused = [{"attempt": n, "way": "input", "reason": "ambiguous", "say": str(n)} for n in (0, 2)]
    rejects_of(file).write_text("".join(json.dumps(one) + "\n" for one in refused))
    found = list(read(file_source(file)))
    assert [(row.number, row.kept) for row in found] == [(1, False), (2, True), (3, False)]
    assert ("Answered", "Hello.") in found[1].facts


def test_what_is_no_file_of_examples_is_told(tmp_path):
    with pytest.raises(UserError, match="not there"):
        list(read(file_source(tmp_path / "none.jsonl")))
    text = tmp_path / "novel.jsonl"
    text.write_text("It was a dark night.\n" * 50)
    with pytest.raises(UserError, match="no file of JSON lines"):
        list(read(file_source(text)))
    binary = tmp_path / "weights.bin"
    binary.write_bytes(bytes(range(1, 10)) * 200_000)
    with pytest.raises(UserError, match="longer than any example"):
        list(read(file_source(binary)))


def test_the_suites_are_shown_with_what_must_come_of_them(tmp_path):
    suites = [source for source in all_sources([], tmp_path) if source.kind == "suite"]
    assert {source.name for source in suites} >= {"handwritten", "everyday"}
    assert all("Never trained on" in source.about for source in suites)
    [everyday] = [source for source in suites if source.name == "everyday"]
    rows = list(read(everyday))
    assert len(rows) == size_of(everyday)
    row = next(row for row in rows if row.earlier)
    found = about(row)
    assert "✓ This is what the suite asks for." in found.world
    assert "<|agent|> " in found.prompt  # the turn before was played, so that its answer is known


def test_the_runs_and_files_are_listed(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "examples.jsonl").write_text("")
    opened = tmp_path / "own.jsonl"
    listed = all_sources([opened], tmp_path)
    assert [source.name for source in listed][:4] == ["Generator", "Corrections", "own.jsonl", "mine"]
    assert len({source.key for source in listed}) == len(listed)
    assert generated(1).key == generated(2).key


def test_what_is_behind_a_row():
    found = about(acting(1, "Grab the red cube", PICK, scene="classic"))
    assert found.english == "pick up the red cube"
    assert found.prompt == "<|user|> grab the red cube<|act|>"
    assert found.tokens is not None
    assert min(found.tokens) > 3
    assert "“OK.”" in found.world
    free = about(Row(1, "Name a fruit", answer="Apple", acts=("answer",)))
    assert free.prompt == "<|user|> Name a fruit<|agent|>"
    assert free.world == ()
    lost = about(acting(1, "Grab it", PICK, scene="atlantis"))
    assert "Not tried" in lost.world[0]


def test_files_are_remembered_and_forgotten(tmp_path, home):
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    for file in (first, second):
        file.write_text("")
        recent.remember(file)
    assert recent.files() == [second, first]
    recent.forget(second)
    assert recent.files() == [first]
    first.unlink()
    assert recent.files() == []
    (home / "data-files.json").write_text("{nonsense")
    assert recent.files() == []


def test_what_is_written_is_what_training_reads(tmp_path):
    from training.instructions.files import read_file
    from training.own.examples import read_examples

    acts, talk = tmp_path / "acts.jsonl", tmp_path / "talk.jsonl"
    assert write(acts, [row for row in rows() if row.action or row.reason]) == 3
    assert [example.say for example in read_examples([acts])[0]] == ["pick up the red cube", "hello", "Hello!"]
    assert write(talk, [Row(1, "a", answer="b", acts=("answer",), history=(("c", "d"),), context="e")]) == 1
    assert read_file(talk)[-1].completion == " b"
    refused = Row(5, "snorp", reason="unknown word", part="sentence first", detail="snorp")
    assert one(line(refused)) == refused
    with pytest.raises(OSError, match="No such file"):
        write(tmp_path / "no" / "x.jsonl", rows())


def test_corrections_are_changed_line_by_line(home):
    file = corrections().path
    assert file is not None
    old = kept.add(file, "yoink it", json.dumps(PICK))
    new = kept.change(file, old, json.dumps(HELLO), "meant")
    assert [(row.say, row.act, row.part) for row in read(corrections())] == [("yoink it", "talk", "meant")]
    kept.add(file, "zot", json.dumps(PICK))
    kept.remove(file, new)
    assert [row.say for row in read(corrections())] == ["zot"]
    kept.put_back(file, new)
    assert [row.say for row in read(corrections())] == ["zot", "yoink it"]
    with pytest.raises(UserError, match="act"):
        kept.add(file, "x", '[{"act":"fly"}]')
    file.write_text("{half\n")
    with pytest.raises(UserError, match="line 1 is no correction"):
        list(read(corrections()))


def test_paths_are_completed(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mine.jsonl").write_text("")
    (tmp_path / "data" / "notes.txt").write_text("")
    monkeypatch.chdir(tmp_path)
    assert completed("d") == f"data{os.sep}"
    assert completed(f"data{os.sep}m") == f"data{os.sep}mine.jsonl"
    assert completed(f"data{os.sep}n") is None
    assert completed(f"{tmp_path}{os.sep}da") == f"{tmp_path}{os.sep}data{os.sep}"
    assert completed("") is None
    assert list(files_near(tmp_path)) == [os.path.join("data", "mine.jsonl")]


# Self-Instruct, with a script in its place.

SCRIPT = """
import json, signal, sys, time
out = sys.argv[sys.argv.index("--out") + 1]
n = int(sys.argv[sys.argv.index("--n") + 1])
if n == 13:
    print("etaoin: there is no author", file=sys.stderr); sys.exit(2)
def stop(*_):
    sys.exit(130)
signal.signal(signal.SIGINT, stop)
for k in range(3):
    row = {"attempt": k, "say": f"hello {k}", "acts": [{"act": "talk", "about": "hello"}], "way": "input"}
    with open(out, "a") as file: file.write(json.dumps(row) + "\\n")
with open(out + ".rejects.jsonl", "a") as file:
    file.write(json.dumps({"attempt": 3, "way": "input", "reason": "ambiguous"}) + "\\n")
while n > 3: time.sleep(0.02)
print("done")
"""


@pytest.fixture
def script(monkeypatch, tmp_path):
    file = tmp_path / "fake.py"
    file.write_text(SCRIPT)
    monkeypatch.setattr(self_instruct, "COMMAND", (sys.executable, str(file)))


def test_the_options_are_those_of_the_command():
    from tui.cli.data.self_instruct import parser

    options = parser().parse_args(["--n", "5", "--seed", "-1", "--out", "x.jsonl"])
    assert (options.n, options.seed, options.out) == (5, -1, "x.jsonl")
    assert self_instruct.COMMAND[1:] == ("-P", "-m", "tui.cli", "data", "self-instruct")


def test_a_run_is_followed_to_its_end(script, tmp_path):
    run = self_instruct.Making(tmp_path / "new" / "self.jsonl", 3, 0, tmp_path / "log")
    run.wait()
    told = run.look()
    assert (told.kept, told.refused, told.code, told.said) == (3, 1, 0, "done")
    assert told.line == "3 of 3 kept · 4 attempts (75%)"


def test_a_run_that_fails_says_why(script, tmp_path):
    run = self_instruct.Making(tmp_path / "self.jsonl", 13, 0, tmp_path / "log")
    run.wait()
    assert (run.look().code, run.look().said) == (2, "there is no author")


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_run_is_stopped_and_keeps_what_it_has(script, tmp_path):
    run = self_instruct.Making(tmp_path / "self.jsonl", 99, 0, tmp_path / "log")
    while run.look().refused < 1:
        time.sleep(0.01)
    assert run.look().code is None
    run.stop()
    run.wait()
    assert run.look().code == 130
    killed = self_instruct.Making(tmp_path / "other.jsonl", 99, 0, tmp_path / "log")
    killed.kill()
    killed.wait()
    assert killed.look().code != 0


def test_a_run_that_cannot_begin(script, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="Choose another file"):
        self_instruct.Making(Path(tmp_path / "file" / "self.jsonl"), 1, 0, tmp_path / "log")
