"""Adapters: what is trained on a base, beside it, and read by PEFT and by chatting alike."""

from __future__ import annotations

import json
import os
import random
import signal
from pathlib import Path

import numpy as np
import pytest
import torch
from test_train_support import losses, micro_recipe, tiny_world
from tokenizers import Tokenizer

from agent.lm.hf import load_causal_lm
from agent.lm.nano import NanoForward
from agent.lm.prompt import render_prompt
from training import data
from training.generate.words.vocabulary import COLORS
from training.nano import nano_config, new_nano
from training.own.example import Example
from training.own.examples import ExamplesError, mixed, read_examples, write_examples
from training.own.variation import recolored
from training.run.adapter import Adapter
from training.run.cli import train_command
from training.run.events import Event, read_events
from training.run.forward import distilled_losses, token_losses
from training.run.parallel import Workers
from training.run.recipe import AdapterPart, RecipeError
from training.run.trainer import resume, train
from training.tokenizer import train_tokenizer

OWN = [
    {"say": f"yoink the {color} {kind}", "acts": [{"act": "pick_up", "what": {"kind": kind, "color": color}}]}
    for color in ("red", "green", "blue", "white")
    for kind in ("block", "cube", "pyramid")
]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = tmp_path_factory.mktemp("runs") / "base"
    train(micro_recipe(budget__steps=40, optimizer__ema=0.9), run, source=tiny_world)
    return run / "final"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("own") / "own.jsonl"
    file.write_text("\n".join(map(json.dumps, OWN)), encoding="utf-8")
    return file


def adapter_recipe(base: Path, own: Path, **more: object) -> dict[str, object]:
    return {
        "model__base": str(base), "adapter__r": 8, "data__files": [str(own)], "data__vary": False,
        "data__replay": 0.25, "optimizer__lr": 0.02, "optimizer__ema": 0.5, "optimizer__weight_decay": 0.0,
    } | more  # fmt: skip


def test_gradients_are_those_of_peft(tmp_path: Path) -> None:
    from peft import PeftModel

    tokenizer = train_tokenizer(tiny_world(0, 100), 3584)
    model = new_nano(tmp_path / "base", tokenizer, nano_config("micro"), seed=1)
    adapter = Adapter(model, AdapterPart(r=4), seed=2)
    for parameter in adapter.parameters.values():
        torch.nn.init.normal_(parameter, std=0.1, generator=torch.Generator().manual_seed(3))
    adapter.save(tmp_path / "adapter", adapter.parameters, "base")
    shard = data.make_shard(tokenizer, tiny_world, data.DataSpec(seed=3, shard_size=20), 0)
    batch = data.micro_batch(shard, list(range(8)))
    workers = Workers(model.config, 1, torch.float32)
    loss, full = workers.gradients(adapter.merged(adapter.parameters), [batch], adapter.names)
    workers.close()
    gradients = adapter.gradients(full)

    theirs = PeftModel.from_pretrained(model, str(tmp_path / "adapter"), is_trainable=True)
    labels = torch.full((batch.ids.size,), -100)
    labels[torch.from_numpy(batch.where + 1)] = torch.from_numpy(batch.targets)
    ids = torch.from_numpy(batch.ids)
    their_loss = theirs(ids, labels=labels.view(ids.shape)).loss
    their_loss.backward()
    assert loss == pytest.approx(their_loss.item(), abs=1e-5)
    found = {n: p.grad for n, p in theirs.named_parameters() if p.grad is not None}
    assert len(found) == len(gradients) == 16
    for name, gradient in gradients.items():
        theirs_of_it = found[f"base_model.model.{name}".replace(".weight", ".default.weight")]
        torch.testing.assert_close(gradient, theirs_of_it, atol=1e-5, rtol=1e-3)


def test_an_adapter_learns_what_is_in_a_file_and_loads_everywhere(base: Path, own: Path, tmp_path: Path) -> None:
    from peft import PeftModel

    run = tmp_path / "mine"
    state = train(micro_recipe(**adapter_recipe(base, own), budget__steps=60), run)
    assert losses(run)[-1] < losses(run)[0] / 2
    assert {"accuracy", "replayed_accuracy"} <= set(state.scores)
    final = run / "final"
    assert {file.name for file in final.iterdir()} == {
        "adapter_config.json", "adapter_model.safetensors", "metadata.json",
    }  # fmt: skip
    told = json.loads((final / "metadata.json").read_text())
    assert told["base"]["name"] == base.name
    assert len(told["base"]["sha256"]) == 64
    assert set(told["examples"]["files"]) == {"own.jsonl"}
    assert (told["examples"]["trained_on"], told["examples"]["held_out"]) == (11, 1)
    assert told["recipe"]["data"]["files"] == ["own.jsonl"]
    ids = [7, 30, 200, 9, 41]
    fast = NanoForward.load(base, final).all_logits(ids)
    assert np.abs(fast - NanoForward.load(base).all_logits(ids)).max() > 0.1
    with torch.no_grad():
        model = PeftModel.from_pretrained(load_causal_lm(base, "fp32", device="cpu"), str(final))
        np.testing.assert_allclose(fast, model(torch.tensor([ids])).logits[0].numpy(), atol=1e-3)


def test_a_resumed_adapter_has_the_same_curve_to_the_bit(base: Path, own: Path, tmp_path: Path) -> None:
    recipe = micro_recipe(**adapter_recipe(base, own))
    train(recipe, tmp_path / "whole")

    def interrupt(event: Event) -> None:
        if event["event"] == "step" and event["step"] == 5:
            os.kill(os.getpid(), signal.SIGINT)

    train(recipe, tmp_path / "halves", listener=interrupt)
    assert read_events(tmp_path / "halves")[-1]["event"] == "stopped"
    resume(tmp_path / "halves")
    assert losses(tmp_path / "halves") == losses(tmp_path / "whole")


def test_an_adapter_needs_a_base() -> None:
    with pytest.raises(RecipeError, match=r"set model\.base"):
        micro_recipe(adapter__r=8)


def test_examples_are_held_out_and_mixed_with_generated_ones(own: Path, tmp_path: Path) -> None:
    examples, notes = read_examples([own])
    assert not notes
    assert examples[0].say == "yoink the red block"
    assert examples[0].action == '{"acts":[{"act":"pick_up","what":{"kind":"block","color":"red"}}]}'
    assert write_examples(examples, tmp_path / "examples.jsonl", 0.25) == (9, 3)
    pairs = list(mixed(1, 200, file=str(tmp_path / "examples.jsonl"), replay=0.5, vary=False))
    own_ones = [prompt for prompt, _ in pairs if "yoink" in prompt]
    assert 70 < len(own_ones) < 130
    assert len(set(own_ones)) == 9
    assert pairs == list(mixed(1, 200, file=str(tmp_path / "examples.jsonl"), replay=0.5, vary=False))


def test_other_colours_stay_true_to_the_action() -> None:
    example = Example("Put the grey block on a sky blue one", '{"what":{"color":"gray"},"where":{"color":"cyan"}}')
    new = [recolored(random.Random(seed), example) for seed in range(40)]
    assert len({one.action for one in new}) > 20
    for one in new:
        first, second = (json.loads(one.action)[part]["color"] for part in ("what", "where"))
        said = one.say.removeprefix("Put the ").removesuffix(" one").split(" block on a ")
        assert said[0] in COLORS[first]
        assert said[1] in COLORS[second]
    unclear = Example("put the grey block on it", '{"what":{"color":"white"}}')
    assert recolored(random.Random(1), unclear) == unclear


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 1 is no JSON"),
        ("[]", "is no JSON object"),
        ('{"say": "hi"}', 'needs "say" (a text) and "acts" (a list); it has say'),
        ('{"say": "hi", "acts": [{"act": "hop"}]}', "line 1: acts.0"),
        ('{"say": "hi", "acts": [{"act": "words"}], "history": [1]}', "list of pairs"),
        ("", "there is no example in"),
    ],
)
def test_a_wrong_line_is_told(tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(ExamplesError) as raised:
        read_examples([file])
    assert message in str(raised.value)


def test_history_and_whole_actions_are_read(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    row = {"utterance": "why", "action": '{"acts":[{"act":"why"}]}', "history": [["drop it", "OK."]]}
    file.write_text(json.dumps(row), encoding="utf-8")
    assert read_examples([file])[0] == [Example("why", '{"acts":[{"act":"why"}]}', (("drop it", "OK."),))]
    write_examples(read_examples([file])[0], tmp_path / "out.jsonl", 0.5)
    (pair,) = mixed(1, 1, file=str(tmp_path / "out.jsonl"), replay=0, vary=False)
    assert "drop it" in pair[0]
    assert pair[0].endswith(render_prompt([], "why"))


def test_the_command_takes_files(base: Path, own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text("{}", encoding="utf-8")
    options = ["nano-adapter", "--steps", "2", "--set", f"model.base={base}", "--set", "data.workers=0"]
    assert train_command([*options, "--out", str(tmp_path / "a"), "--data", str(wrong)]) == 1
    assert "wrong.jsonl, line 1 needs" in capsys.readouterr().err
    small = ["--set", "data.shard_size=16", "--set", "evaluation.examples=16"]
    assert train_command([*options, *small, "--out", str(tmp_path / "b"), "--data", str(own)]) == 0
    assert "11 examples of own.jsonl, 1 more held out" in capsys.readouterr().out


def test_what_the_base_gets_right_is_kept_and_what_it_gets_wrong_is_learned(base: Path) -> None:
    model = load_causal_lm(base, "fp32", device="cpu")
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    shard = data.make_shard(tokenizer, tiny_world, data.DataSpec(seed=3, shard_size=20), 0)
    batch = data.micro_batch(shard, list(range(8)))
    ids, where = torch.from_numpy(batch.ids), torch.from_numpy(batch.where)
    targets = torch.from_numpy(batch.targets).clone()
    targets[::5] = 7  # never right
    weights = {name: weight.detach() for name, weight in model.named_parameters()}
    plain, right = token_losses(weights, model.config, ids, where, targets)
    assert 0.2 < right.float().mean() < 0.81
    losses = distilled_losses(weights, weights, model.config, ids, where, targets)
    torch.testing.assert_close(losses[~right], plain[~right])
    assert float(losses[right].abs().max()) < 1e-5, "it is the base still"
    other = {name: weight * 1.05 if weight.dim() == 2 else weight for name, weight in weights.items()}
    assert float(distilled_losses(other, weights, model.config, ids, where, targets)[right].mean()) > 1e-5
