"""The command line from outside: exit codes, one clear line per mistake, help with examples, nothing heavy imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from fakes import PICK_UP, FakeBackend

from tui.cli import COMMANDS, main, replay


def etaoin(*args: str, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui.cli", *args],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, **env},
    )


@pytest.fixture(autouse=True)
def _own_log(tmp_path, monkeypatch):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))


@pytest.mark.parametrize("command", ["", "chat", "replay", "scenes", "data"])
def test_help_has_examples(command, capsys):
    with pytest.raises(SystemExit) as stop:
        main([*command.split(), "--help"])
    assert stop.value.code == 0
    out = capsys.readouterr().out
    assert "examples:\n  etaoin" in out
    if not command:
        assert all(name in out for name in COMMANDS)


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("etaoin ")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["caht"], "did you mean 'chat'?"),
        (["--nonsense"], "--nonsense"),
        (["--model", "x", "chat"], "options go after the command"),
        (["chat", "--scene", "nowhere"], "nowhere"),
        (["chat", "--model", "/no/such/folder"], "/no/such/folder"),
        (["replay", "nowhere"], "nowhere"),
        (["scenes"], "list|show|check|random"),
        (["scenes", "show"], "needs a scene"),
        (["scenes", "show", "nowhere.toml"], "nowhere.toml"),
        (["scenes", "random", "--objects", "-1"], "at least 0"),
        ([], "no terminal"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(args, message):
    done = etaoin(*args)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("etaoin: ")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_a_fault_is_one_line_with_the_log_and_debug_shows_all(monkeypatch, capsys, tmp_path):
    def broken(args):
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("tui.cli.scenes.run", broken)
    assert main(["scenes", "list"]) == 2
    err = capsys.readouterr().err
    assert str(tmp_path) in err
    assert "Traceback" not in err
    assert "ZeroDivisionError" in (tmp_path / "log" / "etaoin.log").read_text()
    monkeypatch.setenv("ETAOIN_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["scenes", "list"])


def test_ctrl_c_is_quiet(monkeypatch, capsys):
    def interrupted(args):
        raise KeyboardInterrupt

    monkeypatch.setattr("tui.cli.scenes.run", interrupted)
    assert main(["scenes", "list"]) == 130
    assert capsys.readouterr().err == ""


def test_a_closed_pipe_is_quiet():
    done = subprocess.run(
        f"{sys.executable} -m tui.cli scenes random --objects 60 | true", shell=True, capture_output=True, text=True
    )
    assert done.stderr == ""


def test_scenes(capsys, tmp_path):
    assert main(["scenes", "list"]) == 0
    assert "classic" in capsys.readouterr().out
    assert main(["scenes", "show", "classic"]) == 0
    assert "blue pyramid" in capsys.readouterr().out
    assert main(["scenes", "random", "--seed", "7"]) == 0
    made = tmp_path / "seven.json"
    made.write_text(capsys.readouterr().out)
    assert main(["scenes", "check", str(made), "tower"]) == 0
    made.write_text(json.dumps(json.loads(made.read_text()) | {"objcts": []}))
    assert main(["scenes", "check", str(made)]) == 2
    assert "objcts" in capsys.readouterr().err


SCRIPT = (("take it", "OK."), ("two", "Never."))


def test_replay_compares_each_reply(capsys):
    backend = FakeBackend(lines={"take it": PICK_UP}, script_turns=SCRIPT)
    assert replay.run(["opening"], backend) == 1
    out = capsys.readouterr().out
    assert "expected: Never." in out
    assert "opening: 1/2" in out
    backend = FakeBackend(lines={"take it": PICK_UP}, script_turns=SCRIPT[:1])
    assert replay.run([], backend) == 0
    assert "opening: 1/1" in capsys.readouterr().out


def test_replay_in_json(capsys):
    backend = FakeBackend(lines={"take it": PICK_UP}, script_turns=SCRIPT)
    assert replay.run(["--json"], backend) == 1
    first, second, total = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["turn"], first["same"], first["expected"]) == (1, True, "OK.")
    assert second["same"] is False
    assert total == {"script": "opening", "same": 1, "of": 2}


def test_data_generate_is_the_same_for_the_same_seed(capsys, tmp_path):
    assert main(["data", "generate", "--n", "3", "--seed", "5"]) == 0
    out = capsys.readouterr().out
    examples = [json.loads(line) for line in out.splitlines()]
    assert len(examples) == 3
    assert all(set(example) == {"history", "utterance", "actions"} for example in examples)
    assert main(["data", "generate", "--n", "3", "--seed", "5", "--out", str(tmp_path / "x.jsonl")]) == 0
    assert (tmp_path / "x.jsonl").read_text() == out
