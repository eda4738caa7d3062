"""What was typed before, and how commands are completed: no terminal needed."""

from __future__ import annotations

import os
import stat

import pytest

from tui.backend import Backend
from tui.screens.chat.history import MOST, History, append, read
from tui.screens.chat.prompt import utterances
from tui.slash.commands import ALL, OPENING, parse, unknown
from tui.slash.completion import kind_of, offers
from tui.slash.values import values


def test_going_through_it_keeps_the_unfinished_line():
    past = History(["one", "two"])
    assert not past.add("two"), "the last one again"
    assert not past.add("  ")
    assert past.step(1, "draft") is None
    assert [past.step(-1, "draft"), past.step(-1, "two"), past.step(-1, "one")] == ["two", "one", None]
    assert [past.step(1, "one"), past.step(1, "two")] == ["two", "draft"]


def test_what_is_read_later_comes_before_what_was_typed_meanwhile():
    past = History()
    past.add("now")
    past.before(f"old {n}" for n in range(2 * MOST))
    assert len(past) == MOST
    assert past.step(-1, "") == "now"
    assert past.step(-1, "now") == f"old {2 * MOST - 1}"


def test_searching_goes_back_from_the_latest():
    past = History(["Pick up the red cube", "what is red?", "hello"])
    assert past.search("RED") == 1
    assert past.search("red", before=1) == 0
    assert past.search("red", before=0) is None
    assert past.search("") is None
    assert past.line(0) == "Pick up the red cube"


def test_the_file_is_the_users_alone_and_bears_anything(tmp_path):
    path = tmp_path / "data" / "history.jsonl"
    assert read(path) is None
    said = ["one", "two\nlines", "émoji 🧱", "\x1b[31m"]
    for line in said:
        append(path, line)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with path.open("ab") as file:
        file.write(b'{"no": "line"}\nhalf a "li\n\xff\xfe\n')
    assert read(path) == said


def test_a_file_that_has_grown_is_shortened(tmp_path):
    path = tmp_path / "history.jsonl"
    for n in range(2 * MOST + 1):
        append(path, str(n))
    assert read(path) == [str(n) for n in range(MOST + 1, 2 * MOST + 1)]
    assert len(path.read_text().splitlines()) == MOST
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == ["history.jsonl"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("one", ("one",)),
        ("", ("",)),
        ("  ", ("  ",)),
        ("one\n\n two \n", ("one", "two")),
        ("/new tower\nhello", ("/new tower", "hello")),
        ('/edit {"acts":\n  []}', ('/edit {"acts": []}',)),
    ],
)
def test_each_line_is_said_in_its_turn(text, said):
    assert utterances(text) == said


SCENES = {
    "scenes": (("board", "squares"), ("classic", "his"), ("tower", "high")),
    "adapters": (("mine", ""), ("nine", "")),
}


def test_commands_are_completed_by_their_beginning_first():
    assert [one.text for one in offers("/re", {})][:3] == ["/replay ", "/redo ", "/resume "]
    assert [one.text for one in offers("/HE", {})] == ["/help"]
    assert len(offers("/", {})) == len(ALL)
    assert offers("/help", {}) == ()
    assert offers("hello /", {}) == ()
    assert offers("/new\nhello", {}) == ()
    assert [(one.whole, one.about) for one in offers("/pick", {})] == [
        (False, "that reading was meant: do it, and remember")
    ]


def test_what_follows_is_completed_too():
    assert kind_of("/new ") == "scenes"
    assert kind_of("/new") is None
    assert kind_of("new ") is None
    assert [one.text for one in offers("/new ", SCENES)] == ["/new board", "/new classic", "/new tower"]
    assert [one.text for one in offers("/new ow", SCENES)] == ["/new tower"]
    assert offers("/new tower", SCENES) == ()
    assert offers("/undo 3", SCENES) == ()
    assert [one.text for one in offers("/adapter mine n", SCENES)] == ["/adapter mine nine", "/adapter mine mine"]


def test_the_nearest_command_is_named():
    assert "Did you mean /train?" in unknown("trian")
    assert "Did you mean /resume [name]?" in unknown("resum")
    assert "The commands are /help" in unknown("xyzzy")
    assert {"train", "settings"} <= {command.name for command in OPENING}
    assert len({command.name for command in ALL}) == len(ALL)
    assert parse("/Train now ") == ("train", "now")


def test_the_names_of_things_are_looked_up(tmp_path, monkeypatch):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))
    backend = Backend()
    assert "tower" in dict(values("scenes", backend))
    assert "web42" in dict(values("scripts", backend))
    assert values("sessions", backend) == ()
    assert [name for name, _ in values("adapters", backend)] == ["none"]
    (tmp_path / "adapters").write_text("in the way")
    assert values("adapters", backend) == (), "whoever types a name is told why"
