"""/adapter: other adapters in mid-conversation, in the app and without the screen, on a micro nano."""

from __future__ import annotations

import io
import json
import shutil
from types import SimpleNamespace

import pytest
import torch
from fakes import wait_until
from test_app_corrections import say

from agent.lm.adapters import sha256_of
from agent.lm.hf import load_causal_lm
from agent.lm.prompt import render_prompt
from training.adapters import add
from training.nano import nano_config, new_nano
from training.run.adapter import Adapter
from training.run.recipe import AdapterPart
from training.tokenizer import train_tokenizer
from tui.app import EtaoinApp
from tui.backend import Backend, Options
from tui.cli import chat
from tui.paths import adapters_folder, corrections_file
from tui.screens.chat.prompt import Prompt
from tui.slash.adapting import asked

PAIRS = [(render_prompt([], "hello there"), '{"acts":[{"act":"talk","about":"hello"}]}')]
TAKE = '{"act":"pick_up","what":{"kind":"cube","det":"the","color":"red"}}'


@pytest.fixture(scope="module")
def nano(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "nano"
    new_nano(folder, train_tokenizer(PAIRS, min_frequency=1), nano_config("micro"), seed=1)
    return folder


@pytest.fixture(autouse=True)
def _kept(nano, tmp_path, monkeypatch):
    """Two adapters are kept; a third lies elsewhere and was made for another nano."""
    monkeypatch.setenv("ETAOIN_NANO", str(nano))
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))
    adapter = Adapter(load_causal_lm(nano, "fp32", device="cpu"), AdapterPart(r=2), seed=1)
    for parameter in adapter.parameters.values():
        torch.nn.init.normal_(parameter, std=0.2)
    mine, other = tmp_path / "runs" / "mine" / "final", tmp_path / "some where" / "other"
    adapter.save(mine, adapter.parameters, "nano")
    base = {"name": "nano", "sha256": sha256_of(nano / "model.safetensors")}
    (mine / "metadata.json").write_text(json.dumps({"base": base}))
    shutil.copytree(mine, other)
    (other / "metadata.json").write_text(json.dumps({"base": {**base, "sha256": "0" * 64}}))
    add(mine, adapters_folder(), "mine")
    add(mine, adapters_folder(), "second")


def talk(monkeypatch, capsys, *lines: str, args: tuple[str, ...] = ("--json",)):
    typed = io.BytesIO("".join(f"{line}\n" for line in lines).encode())
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=typed, isatty=lambda: False))
    assert chat.run(list(args), Backend()) == 0
    out = capsys.readouterr().out
    return [json.loads(line) for line in out.splitlines()] if "--json" in args else out


def test_adapters_change_in_mid_chat_and_the_session_goes_on(monkeypatch, capsys):
    none, said, one, put_right, two, again, off = talk(
        monkeypatch, capsys,
        "/adapter", "hello", "/adapter mine", f"/edit {TAKE}", "/adapter mine second", "/adapter", "/adapter none",
    )  # fmt: skip
    assert none == {"adapter": []}
    assert said["world"]["holding"] is None
    assert one == {"adapter": ["mine"]}
    assert put_right["world"]["holding"] == "B1", "the turn before the change can still be put right"
    assert (two, again, off) == ({"adapter": ["mine", "second"]}, {"adapter": ["mine", "second"]}, {"adapter": []})
    assert json.loads(corrections_file().read_text())["adapter"] == ["mine"], "what was on, not what was asked for"


def test_what_was_asked_for_at_the_start_is_on(monkeypatch, capsys):
    assert talk(monkeypatch, capsys, "/adapter", args=("--json", "--adapter", "second")) == [{"adapter": ["second"]}]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("mein", "mine"),
        ("mine '{home}/some where/other'", "other"),
        ("none mine", "at once"),
        ("'mine", "stands in quotes"),
    ],
)
def test_what_cannot_be_put_on_leaves_all_as_it_was(monkeypatch, capsys, tmp_path, names, message):
    names = names.format(home=tmp_path)
    _, problem, after = talk(monkeypatch, capsys, "/adapter second", f"/adapter {names}", "/adapter")
    assert message in problem["error"]
    assert "should not have" not in problem["error"]
    assert after == {"adapter": ["second"]}


def test_in_plain_text_it_is_a_sentence(monkeypatch, capsys):
    out = talk(monkeypatch, capsys, "/adapter", "/adapter mine", args=())
    assert "(No adapter is on nano. /adapter and a name puts one on; kept are mine, second.)" in out
    assert "(On nano: mine. /adapter none takes it off.)" in out


def test_only_that_very_command_is_meant():
    assert asked("/adapter") == ""
    assert asked(" /adapter  mine second ") == "mine second"
    assert asked("/adapters") is None
    assert asked("adapter mine") is None


async def test_in_the_app_the_top_bar_tells_what_is_on():
    app = EtaoinApp(Options(), Backend())
    async with app.run_test(size=(120, 40)) as pilot:

        def status() -> str:
            return app.status

        def notes() -> str:
            return "\n".join(str(note.render()) for note in app.screen.query(".note"))

        async def type_line(text: str) -> None:
            app.screen.query_one(Prompt).fill(text)
            await pilot.press("enter")

        await wait_until(pilot, lambda: status() == "nano")
        await say(pilot, "hello")
        await type_line("/adapter mine")
        await wait_until(pilot, lambda: status() == "nano + mine")
        await wait_until(pilot, lambda: "On nano: mine." in notes())
        await type_line("/adapter nobody")
        await wait_until(pilot, lambda: "nobody" in notes())
        assert status() == "nano + mine"
        await say(pilot, f"/edit {TAKE}")
        assert status().startswith("nano + mine · ")
        assert app.screen._state.holding == "B1"
        await type_line("/adapter none")
        await wait_until(pilot, lambda: status() == "nano")
