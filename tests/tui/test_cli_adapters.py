"""`etaoin adapters`, and --adapter by name: with a micro nano in the place of the shipped one."""

from __future__ import annotations

import json
import shutil

import pytest
import torch

from agent.lm.adapters import sha256_of
from agent.lm.hf import load_causal_lm
from agent.lm.prompt import render_prompt
from agent.lm.registry import adapters_of
from training.adapters import add
from training.nano import nano_config, new_nano
from training.run.adapter import Adapter
from training.run.recipe import AdapterPart
from training.tokenizer import train_tokenizer
from tui.backend import Backend
from tui.cli import main
from tui.paths import adapters_folder

PAIRS = [(render_prompt([], "pick up the red block"), '{"acts":[{"act":"pick_up","what":{"kind":"block"}}]}')]


@pytest.fixture(scope="module")
def nano(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "nano"
    new_nano(folder, train_tokenizer(PAIRS, min_frequency=1), nano_config("micro"), seed=1)
    return folder


@pytest.fixture(scope="module")
def run(nano, tmp_path_factory):
    final = tmp_path_factory.mktemp("runs") / "mine" / "final"
    adapter = Adapter(load_causal_lm(nano, "fp32", device="cpu"), AdapterPart(r=2), seed=1)
    for parameter in adapter.parameters.values():
        torch.nn.init.normal_(parameter, std=0.2)
    adapter.save(final, adapter.parameters, "nano")
    told = {
        "base": {"name": "nano", "sha256": sha256_of(nano / "model.safetensors")},
        "steps": 1200, "scores": {"accuracy": 0.96875},
        "examples": {"files": {"a-file-with-a-rather-long-name-of-its-own.jsonl": "ab" * 32}, "trained_on": 30},
    }  # fmt: skip
    (final / "metadata.json").write_text(json.dumps(told))
    return final.parent


@pytest.fixture(autouse=True)
def _micro_nano(nano, monkeypatch):
    monkeypatch.setenv("ETAOIN_NANO", str(nano))


@pytest.fixture
def kept(run):
    add(run, adapters_folder())
    add(run, adapters_folder(), "second")


def test_from_a_run_to_a_name_in_use(run, capsys):
    assert main(["adapters", "list"]) == 0
    assert "No adapter is kept in" in capsys.readouterr().out
    assert main(["adapters", "add", str(run), "--name", "reds"]) == 0
    assert "added reds: etaoin chat --adapter reds" in capsys.readouterr().out
    assert adapters_of(Backend().model("nano", "reds")) == ("reds",)
    assert adapters_of(Backend().model("nano", None)) == ()
    assert main(["adapters", "use", "reds"]) == 0
    assert adapters_of(Backend().model("nano", None)) == ("reds",)
    assert adapters_of(Backend().model("nano", ["none"])) == ()
    assert main(["adapters", "use", "none"]) == 0
    assert adapters_of(Backend().model("nano", None)) == ()


@pytest.mark.usefixtures("kept")
def test_several_at_once_in_chat(monkeypatch, capsys):
    loaded = []
    monkeypatch.setattr(Backend, "model", lambda self, spec, adapter, quantize: loaded.append((spec, adapter)))
    for words, given in (([], None), (["--adapter", "mine", "--adapter", "second"], ["mine", "second"])):
        main(["chat", "--resume", "nowhere", *words])  # ends before a model is asked for
        monkeypatch.setattr("tui.cli.chat.Chat", lambda *_: None)
        monkeypatch.setattr("tui.cli.chat._plain", lambda _: 0)
        assert main(["chat", *words]) == 0
        assert loaded.pop() == ("nano", given)
    monkeypatch.undo()
    capsys.readouterr()


@pytest.mark.usefixtures("kept")
def test_tables_fit_80_columns(capsys):
    main(["adapters", "use", "second"])
    capsys.readouterr()
    for args in (["list"], ["show", "mine"], ["compare", "mine", "second", "mine"]):
        assert main(["adapters", *args]) == 0
        out = capsys.readouterr().out
        assert max(map(len, out.splitlines())) <= 80
        assert "0.9688" in out
        assert "1,200" in out
    main(["adapters", "list"])
    rows = capsys.readouterr().out.splitlines()
    assert [row.split()[0] for row in rows if "MB" in row] == ["mine", "*"]
    assert "* second is in use with nano" in rows


@pytest.mark.usefixtures("kept")
def test_list_and_show_as_json(nano, capsys):
    shutil.rmtree(adapters_folder() / "second")
    (adapters_folder() / "second").mkdir()
    assert main(["adapters", "list", "--json"]) == 0
    mine, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert mine["base"] == {"name": "nano", "sha256": sha256_of(nano / "model.safetensors")}
    assert (mine["rank"], mine["metadata"]["steps"], mine["in_use"]) == (2, 1200, False)
    assert "adapter_config.json is missing" in second["problem"]
    assert main(["adapters", "show", "mine", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == mine
    assert main(["adapters", "list"]) == 0
    told = capsys.readouterr()
    assert "can't be read" in told.out
    assert told.err.startswith("etaoin: ")


@pytest.mark.usefixtures("kept")
def test_merging_exporting_renaming(tmp_path, capsys):
    assert main(["adapters", "merge", "mine", "--out", str(tmp_path / "merged")]) == 0
    assert adapters_of(Backend().model(str(tmp_path / "merged"), None)) == ()
    assert main(["adapters", "export", "mine", "--out", str(tmp_path / "mine.zip")]) == 0
    assert (tmp_path / "mine.zip").stat().st_size > 1000
    assert main(["adapters", "rename", "mine", "first"]) == 0
    capsys.readouterr()
    main(["adapters", "show", str(tmp_path / "merged")])
    assert "is no adapter" in capsys.readouterr().err
    assert main(["adapters", "show", "first"]) == 0


@pytest.mark.usefixtures("kept")
def test_removing_asks(monkeypatch, capsys):
    assert main(["adapters", "remove", "mine"]) == 2
    assert "Say it with --yes" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    answers = iter(["", "y"])
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    assert main(["adapters", "remove", "mine"]) == 0
    assert (adapters_folder() / "mine").is_dir()
    assert main(["adapters", "remove", "mine"]) == 0
    assert main(["adapters", "remove", "second", "third", "--yes"]) == 2  # all are there, or none is removed
    assert main(["adapters", "remove", "second", "--yes"]) == 0
    assert list(adapters_folder().iterdir()) == []


@pytest.mark.usefixtures("kept")
def test_another_nano_leaves_the_adapter_in_use_off_and_says_so(tmp_path, monkeypatch, capsys):
    main(["adapters", "use", "mine"])
    new_nano(tmp_path / "new", train_tokenizer(PAIRS, min_frequency=1), nano_config("micro"), seed=2)
    monkeypatch.setenv("ETAOIN_NANO", str(tmp_path / "new"))
    assert adapters_of(Backend().model("nano", None)) == ()
    main(["adapters", "list"])
    assert "which is not the nano that is here" in capsys.readouterr().out
    assert main(["replay", "opening", "--adapter", "mine"]) == 2
    assert "the adapter mine does not fit" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "list|show"),
        (["frobnicate"], "invalid choice"),
        (["show"], "show needs NAME"),
        (["compare", "a"], "compare needs A B"),
        (["merge", "a"], "merge needs NAME ... --out FOLDER"),
        (["export", "a", "b", "--out", "x"], "does not know what to do with 'b'"),
        (["use", "a", "--yes"], "--yes goes with remove, not with use"),
        (["show", "mine"], "none is kept in"),
        (["add", "/no/such/folder"], "there is no adapter in /no/such/folder"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(args, message, capsys):
    try:
        code = main(["adapters", *args])
    except SystemExit as stop:
        code = stop.code
    told = capsys.readouterr()
    assert code == 2
    assert told.out == ""
    assert told.err.startswith("etaoin: ")
    assert told.err.count("\n") == 1
    assert message in told.err


def test_help_has_examples(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["adapters", "--help"])
    assert stop.value.code == 0
    out = capsys.readouterr().out
    assert "examples:\n  etaoin adapters list" in out
    assert max(map(len, out.splitlines())) <= 100
