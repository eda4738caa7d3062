"""`etaoin chat`: one line in, one line out, whatever the line holds."""

from __future__ import annotations

import io
import json
from types import SimpleNamespace

import pytest
from fakes import PICK_UP, FakeBackend, Line

from tui.cli import chat, wire
from tui.cli.chat import new_scene
from world.scene import SceneError, load_scene


@pytest.fixture(autouse=True)
def _own_log(tmp_path, monkeypatch):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))


@pytest.fixture
def talk(monkeypatch, capsys):
    """Run `etaoin chat` with these arguments on this input; what it printed."""

    def run(stdin: bytes, *args: str, **lines: Line) -> str:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(stdin), isatty=lambda: False))
        backend = FakeBackend(lines={name.replace("_", " "): line for name, line in lines.items()})
        assert chat.run(list(args), backend) == 0
        return capsys.readouterr().out

    return run


def test_one_object_per_line_as_the_design_says(talk):
    out = talk(b"take it\nhello\n", "--json", take_it=PICK_UP)
    first, second = map(json.loads, out.splitlines())
    assert list(first) == ["utterance", "actions", "reply", "ms", "world"]
    assert first["utterance"] == "take it"
    assert first["actions"] == [
        {"act": "pick_up", "what": {"kind": "block", "det": "a", "size": "large", "color": "red"}}
    ]
    assert first["reply"] == "OK."
    assert isinstance(first["ms"], float)
    assert first["world"]["holding"] == "B6"
    held = next(o for o in first["world"]["objects"] if o["id"] == "B6")
    assert held["supported_by"] is None
    box = first["world"]["objects"][-1]
    assert list(box) == ["id", "shape", "color", "position", "size", "supported_by"]
    assert (box["shape"], box["supported_by"]) == ("box", "TABLE")
    assert len(box["position"]) == len(box["size"]) == 3
    assert second["reply"] == "You said: hello"


def test_what_was_not_understood_has_no_actions(talk):
    out = json.loads(talk(b"x\n", "--json", x=Line(("I don't understand.",), gold=None)))
    assert out["actions"] == []
    assert out["reply"] == "I don't understand."


def test_several_sentences_of_a_reply_are_lines(talk):
    assert json.loads(talk(b"x\n", "--json", x=Line(("One.", "Two."))))["reply"] == "One.\nTwo."


def test_new_begins_again_and_an_unknown_scene_is_an_answer(talk):
    out = [json.loads(line) for line in talk(b"/new tower\n/new nowhere\n/new\nhello\n", "--json").splitlines()]
    assert out[0]["new"] == "tower"
    assert set(out[0]) == {"new", "world"}
    assert set(out[1]) == {"error"}
    assert "nowhere" in out[1]["error"]
    assert out[2]["new"] == "tower", "without a name: where the session before began"
    assert out[3]["reply"] == "You said: hello"


@pytest.mark.parametrize(
    "line",
    [b"", b"   ", b"\xff\xfe\x80", b"\x1b[2J\x00", "🧱".encode(), b"block " * 2000, b"/newt", "\u2028a".encode()],
)
def test_every_line_gets_exactly_one_line(talk, line):
    out = talk(line + b"\nafter\n", "--json").split("\n")
    assert len(out) == 3
    assert json.loads(out[1])["utterance"] == "after"
    assert json.loads(out[0])["utterance"] == line.decode("utf-8", "replace")


def test_windows_line_ends_and_byte_order_marks(talk):
    assert json.loads(talk("\ufeffhello\r\n".encode(), "--json"))["utterance"] == "hello"


def test_a_fault_in_one_turn_is_an_answer_and_the_session_goes_on(talk, tmp_path):
    out = talk(b"bad\ngood\n", "--json", bad=Line(error=ZeroDivisionError("oops")))
    first, second = map(json.loads, out.splitlines())
    assert "oops" in first["error"]
    assert second["reply"] == "You said: good"


def test_plain_output_reads_as_a_dialog(talk):
    out = talk(b"hello\n/new tower\n", "--scene", "classic")
    assert out == "> hello\nYou said: hello\n> /new tower\n(scene tower)\n"


def test_plain_output_steers_no_terminal(talk):
    assert "\x1b" not in talk(b"\x1b[2Jhello\n")


def test_an_unknown_scene_is_refused_before_the_model_loads(monkeypatch):
    backend = FakeBackend(model_error=AssertionError("the model was loaded"))
    with pytest.raises(SceneError, match="nowhere"):
        chat.run(["--json", "--scene", "nowhere"], backend)


def test_new_lines():
    assert new_scene("/new tower") == "tower"
    assert new_scene(" /new ") == ""
    assert new_scene("/newt") is None
    assert new_scene("new") is None


def test_names_are_part_of_the_world_and_numbers_are_short():
    from dataclasses import replace

    state = load_scene("classic").state()
    bodies = dict(state.bodies)
    bodies["B1"] = replace(bodies["B1"], name="fred", position=(0.1 + 0.2, 64.0, 0.0))
    first = wire.world(replace(state, bodies=bodies))["objects"][0]
    assert first["name"] == "fred"
    assert json.dumps(first["position"]) == "[0.3, 64, 0]"
