"""`etaoin sessions`, and saving, resuming and replaying sessions without the screen."""

from __future__ import annotations

import io
import json
from types import SimpleNamespace

import pytest
from fakes import FakeBackend, GoldBackend, Line

from agent.language.acts import Redo, Undo, Utterance
from agent.script import load_script
from agent.session import Session
from agent.sessions.recorder import Recorder
from tui.backend import Backend
from tui.cli import chat, main, replay
from world.random_scene import random_scene
from world.scene import load_scene

SAID = load_script("opening").turns


def make(name: str, turns: int = 2) -> Session:
    """Save the beginning of the classic dialog."""
    session = Session(None, load_scene("classic"))
    for turn in SAID[:turns]:
        assert turn.action
        session.perform(turn.say, turn.action, turn.hints)
    Recorder(Backend().store(), session.scene, "gold", name).record(session.turns)
    return session


@pytest.fixture
def talk(monkeypatch, capsys):
    """Run `etaoin chat` on these lines; what it wrote to stdout and stderr."""

    def run(*args: str, lines: tuple[str, ...] = (), backend=None, code: int = 0):
        stdin = "".join(f"{line}\n" for line in lines).encode()
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(stdin), isatty=lambda: False))
        assert chat.run(list(args), backend or GoldBackend()) == code
        return capsys.readouterr()

    return run


def fails(capsys, *args: str) -> str:
    """The one line that a command says when it cannot do what it should."""
    assert main(list(args)) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("etaoin: ")
    assert captured.err.count("\n") == 1
    assert "should not have" not in captured.err
    return captured.err


def test_list_show_rename_delete(capsys):
    assert main(["sessions", "list"]) == 0
    assert "No session is saved" in capsys.readouterr().out
    make("one")
    assert main(["sessions", "rename", "one", "two"]) == 0
    assert main(["sessions", "list"]) == 0
    out = capsys.readouterr().out
    assert "two" in out.splitlines()[1]
    assert "2 turns  classic, gold" in out
    assert main(["sessions", "list", "--json"]) == 0
    info = json.loads(capsys.readouterr().out)
    assert (info["name"], info["turns"], info["problem"]) == ("two", 2, None)
    assert main(["sessions", "show", "two"]) == 0
    out = capsys.readouterr().out
    assert "> Pick up a big red block.\nOK.\n    pick_up(a large red block)" in out
    assert main(["sessions", "delete", "two"]) == 0
    assert Backend().store().names() == []


def test_mistakes_are_one_line(capsys, tmp_path):
    assert "none yet" in fails(capsys, "sessions", "show", "towers")
    make("towers")
    assert "Did you mean 'towers'?" in fails(capsys, "sessions", "show", "tower")
    assert "Did you mean 'towers'?" in fails(capsys, "sessions", "delete", "towers", "tower")
    assert "cannot be called" in fails(capsys, "sessions", "rename", "towers", "../x")
    assert "must end in" in fails(capsys, "sessions", "export", "towers", str(tmp_path / "x.txt"))
    assert "no such file" in fails(capsys, "replay", str(tmp_path / "x.jsonl"))
    assert "Did you mean 'towers'?" in fails(capsys, "chat", "--resume", "tower")
    assert Backend().store().names() == ["towers"]
    for args in (
        ["sessions", "show"],
        ["sessions", "list", "x"],
        ["sessions", "burn"],
        ["chat", "--save", "x", "--resume"],
    ):
        with pytest.raises(SystemExit):
            main(args)


def test_a_damaged_session_is_listed_with_what_is_wrong(capsys):
    make("good")
    (Backend().store().folder / "bad.jsonl").write_text("{}\n")
    assert main(["sessions", "list"]) == 0
    captured = capsys.readouterr()
    assert "cannot be read" in captured.out
    assert "good" in captured.out
    assert "bad.jsonl is no session" in captured.err


def test_export_to_markdown_and_json_lines(capsys, tmp_path):
    make("towers")
    assert main(["sessions", "export", "towers"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("# towers\n")
    assert main(["sessions", "export", "towers", str(tmp_path / "t.md")]) == 0
    assert (tmp_path / "t.md").read_text() == text
    capsys.readouterr()
    assert main(["sessions", "export", "towers", "--format", "jsonl"]) == 0
    assert [json.loads(line)["say"] for line in capsys.readouterr().out.splitlines()[1:]] == [t.say for t in SAID[:2]]


def test_a_session_replays_by_name_and_from_a_file(capsys, tmp_path):
    session = make("towers", 5)
    for act in (Undo(act="undo"), Redo(act="redo")):
        session.perform(f"/{act.act}", Utterance(acts=(act,)))
    Recorder(Backend().store(), session.scene, "gold", "steps").record(session.turns)
    assert main(["sessions", "export", "steps", str(tmp_path / "s.jsonl")]) == 0
    assert main(["replay", str(tmp_path / "s.jsonl"), "--gold"]) == 0
    assert "\ns: 7/7" in capsys.readouterr().out
    assert replay.run(["steps"], GoldBackend()) == 0  # through a model; /undo and /redo need none
    assert "steps: 7/7" in capsys.readouterr().out
    path = tmp_path / "s.jsonl"
    path.write_text(path.read_text().replace('"OK."', '"No."', 1))
    assert main(["replay", str(path), "--gold"]) == 1


def test_a_session_in_its_own_scene_replays_there(capsys):
    session = Session(None, random_scene(3, 5))
    session.perform("hi", Utterance.model_validate_json('{"acts":[{"act":"talk","about":"hello"}]}'))
    count = '{"acts":[{"act":"count","what":{"kind":"block"}}]}'
    session.perform("how many blocks are there?", Utterance.model_validate_json(count))
    Recorder(Backend().store(), session.scene, "gold", "own").record(session.turns)
    assert main(["replay", "own", "--gold"]) == 0
    assert "own: 2/2" in capsys.readouterr().out


def test_chat_saves_and_resumes(talk):
    first = talk("--save", "towers", "--json", lines=tuple(t.say for t in SAID[:3]))
    world = json.loads(first.out.splitlines()[-1])["world"]
    out = talk("--resume", "towers", "--json", lines=("/undo",))  # not a command here: something said
    assert "resumed towers, 3 turns" in out.err
    assert json.loads(out.out)["world"] == world
    assert len(Backend().store().read("towers").turns) == 4
    talk("--resume", lines=("/new", "hm"))
    names = Backend().store().names()
    assert len(names) == 2
    assert [t.say for t in Backend().store().read(names[0]).turns] == ["hm"]
    assert len(Backend().store().read("towers").turns) == 4


def test_a_chat_that_is_not_asked_to_keeps_nothing(talk):
    talk(lines=("hello",), backend=FakeBackend())
    assert Backend().store().names() == []


def test_a_chat_that_cannot_save_says_so_once_and_goes_on(talk, monkeypatch, tmp_path):
    talk("--save", "x", lines=("hello",), backend=FakeBackend())
    monkeypatch.setattr("agent.sessions.recorder.os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "disk full")))
    out = talk("--resume", "x", lines=("one", "two"), backend=GoldBackend())
    assert out.err.count("not being saved") == 1
    assert "disk full" in out.err
    assert out.out.count("> ") == 2


def test_a_name_that_is_taken_is_told_before_anything_is_said(talk, capsys):
    make("x")
    with pytest.raises(Exception, match="already"):
        talk("--save", "x", lines=("hello",), backend=FakeBackend(lines={"hello": Line()}))
