"""Kept adapters: added, found by name, put in use, merged into a model of their own, and taken elsewhere."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from test_train_support import tiny_world

from agent.lm.adapters import read_info, sha256_of
from agent.lm.hf import load_causal_lm
from agent.lm.hf_adapters import with_adapters
from agent.lm.interface import ModelError
from agent.lm.nano import NanoForward
from agent.lm.registry import adapters_of, load_model
from agent.lm.writing import talk_trained
from training.adapters import (
    AdapterError,
    adapter_folders,
    add,
    compare,
    default_for,
    entries,
    export,
    facts,
    free_name,
    get,
    in_use,
    merge,
    remove,
    rename,
    resolve_adapter,
    use,
)
from training.evaluate.cli import eval_command
from training.nano import nano_config, new_nano
from training.run.adapter import Adapter
from training.run.recipe import AdapterPart
from training.tokenizer import save_tokenizer, train_tokenizer

IDS = [7, 30, 200, 9, 41]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "micro"
    new_nano(folder, train_tokenizer(tiny_world(0, 200), 3584), nano_config("micro"), seed=1)
    return folder


def made_run(run: Path, base: Path, number: int, **metadata: Any) -> Path:
    """A finished run as the trainer leaves it, with an adapter of random numbers."""
    adapter = Adapter(load_causal_lm(base, "fp32", device="cpu"), AdapterPart(r=4), number)  # type: ignore[arg-type]
    generator = torch.Generator().manual_seed(number)
    for parameter in adapter.parameters.values():
        torch.nn.init.normal_(parameter, std=0.2, generator=generator)
    adapter.save(run / "final", adapter.parameters, base.name)
    (run / "run.json").write_text("{}")
    told = {"base": {"name": base.name, "sha256": sha256_of(base / "model.safetensors")}} | metadata
    (run / "final" / "metadata.json").write_text(json.dumps(told))
    return run


@pytest.fixture(scope="module")
def mine(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_run(
        tmp_path_factory.mktemp("runs") / "mine", base, 1, seed=3, steps=1200, tokens=4_000_000, minutes=5.5,
        scores={"accuracy": 0.96875}, before={"accuracy": 0.03125}, commit="0123456789abcdef", data_version="9-8baeb6",
        examples={"files": {"own.jsonl": "ab" * 32}, "trained_on": 1108, "held_out": 97},
        recipe={"optimizer": {"kind": "adamw", "lr": 0.002}, "data": {"step_tokens": 4096, "replay": 0.5}},
    )  # fmt: skip


@pytest.fixture(scope="module")
def theirs(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_run(tmp_path_factory.mktemp("runs") / "theirs", base, 2)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "adapters"


def test_a_run_s_adapter_is_kept_under_its_name(mine: Path, base: Path, root: Path) -> None:
    assert entries(root) == []
    entry = add(mine, root)
    assert (entry.name, entry.source) == ("mine", str(mine))
    assert add(mine / "final", root).name == "mine-2"
    assert add(mine, root, "other").name == "other"
    assert [entry.name for entry in entries(root)] == ["mine", "mine-2", "other"]
    files = {file.name for file in (root / "mine").iterdir()}
    assert files == {"adapter_config.json", "adapter_model.safetensors", "metadata.json", "registered.json"}
    assert [path.name for path in root.iterdir() if path.name.startswith(".")] == []
    model = load_model(str(base), resolve_adapter("mine", root))
    assert adapters_of(model) == ("mine",)


@pytest.mark.parametrize(
    "name", ["none", "None", "final", "", ".hidden", "../up", "a/b", "x" * 65, "con", "a b", "-x", "a+b"]
)
def test_names_that_can_t_be_folders_are_refused(name: str, mine: Path, root: Path) -> None:
    with pytest.raises(AdapterError, match="cannot be called"):
        add(mine, root, name)
    assert entries(root) == []


def test_names_are_made_fit(mine: Path, root: Path) -> None:
    assert free_name("my run, 2nd", root) == "my-run-2nd"
    assert free_name("none", root) == "adapter-none"
    assert free_name("a+b", root) == "a-b"  # the plus stands between adapters
    assert free_name("…", root) == "adapter"
    add(mine, root)
    with pytest.raises(AdapterError, match="there is one of that name"):
        add(mine, root, "mine")


def test_what_is_no_adapter_is_not_kept(tmp_path: Path, base: Path, mine: Path, root: Path) -> None:
    begun, whole = tmp_path / "begun", tmp_path / "whole"
    for run in (begun, whole / "final"):
        run.mkdir(parents=True)
    (begun / "run.json").write_text("{}")
    (whole / "run.json").write_text("{}")
    cut = Path(shutil.copytree(mine / "final", tmp_path / "cut"))
    weights = cut / "adapter_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])
    for source, message in (
        (tmp_path / "nowhere", "the folder does not exist"), (base, "adapter_config.json is missing"),
        (begun, r"it is not finished\. Go on with it: etaoin train --resume"), (cut, "the file is cut short"),
        (whole, r"it trained all the weights of a model\. Say --model"),
    ):  # fmt: skip
        with pytest.raises(ModelError, match=message):
            add(source, root)
    assert entries(root) == []


def test_a_name_comes_before_a_folder_and_a_path_has_a_slash(
    mine: Path, theirs: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(theirs.parent)
    add(mine, root)
    assert resolve_adapter("mine", root) == root / "mine"
    assert resolve_adapter("theirs", root) == Path("theirs/final")
    assert resolve_adapter(str(theirs), root) == theirs / "final"
    assert resolve_adapter(theirs / "final", root) == theirs / "final"
    add(mine, root, "theirs")
    assert resolve_adapter("theirs", root) == root / "theirs"
    assert resolve_adapter("./theirs", root) == Path("theirs/final")
    with pytest.raises(AdapterError, match="'mien': one is called 'mine'"):
        resolve_adapter("mien", root)
    with pytest.raises(AdapterError, match="there are mine, theirs"):
        get("zebra", root)
    with pytest.raises(AdapterError, match="none is kept in"):
        get("mine", root / "empty")


def test_the_adapter_in_use_is_put_on_when_none_is_named(
    mine: Path, theirs: Path, base: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ETAOIN_NANO", str(base))
    assert adapter_folders(None, "nano", root) == ()
    add(mine, root)
    add(theirs, root)
    use("mine", root)
    use("theirs", root)
    assert set(in_use(root)) == {"theirs"}  # one for a base
    assert default_for("nano", root) == default_for(str(base), root) == root / "theirs"
    assert adapter_folders("none", "nano", root) == ()
    assert adapter_folders(["mine", "theirs"], "nano", root) == (root / "mine", root / "theirs")
    rename("theirs", "ours", root)
    assert adapter_folders(None, "nano", root) == (root / "ours",)
    new_nano(tmp_path / "other", train_tokenizer(tiny_world(0, 200), 3584), nano_config("micro"), seed=2)
    assert default_for(str(tmp_path / "other"), root) is None  # other weights
    assert default_for("falcon-7b", root) is None
    remove("ours", root)
    assert default_for("nano", root) is None
    use("mine", root)
    shutil.rmtree(root / "mine")
    with pytest.raises(AdapterError, match="its folder is gone"):
        default_for("nano", root)
    use(None, root)
    assert default_for("nano", root) is None
    with pytest.raises(AdapterError, match="Leave one out"):
        adapter_folders(["none", "mine"], "nano", root)


def test_an_adapter_that_names_no_base_needs_one_said(mine: Path, base: Path, root: Path, tmp_path: Path) -> None:
    bare = Path(shutil.copytree(mine / "final", tmp_path / "bare"))
    (bare / "metadata.json").unlink()
    config = json.loads((bare / "adapter_config.json").read_text())
    (bare / "adapter_config.json").write_text(json.dumps(config | {"base_model_name_or_path": None}))
    add(bare, root)
    with pytest.raises(AdapterError, match="Name that with --base"):
        use("bare", root)
    use("bare", root, str(base))
    assert default_for(str(base), root) == root / "bare"


def test_bases_on_the_hub_have_their_own(mine: Path, root: Path) -> None:
    entry = add(mine, root, "dolly")
    told = {"base": {"name": "falcon-7b"}}
    (entry.folder / "metadata.json").write_text(json.dumps(told))
    use("dolly", root)
    assert default_for("tiiuae/falcon-7b", root) == root / "dolly"
    assert default_for("falcon-7b-instruct", root) is None


def test_renaming_and_removing(mine: Path, theirs: Path, root: Path) -> None:
    add(mine, root)
    add(theirs, root)
    rename("mine", "first", root)
    assert [entry.name for entry in entries(root)] == ["first", "theirs"]
    for old, new in (("first", "theirs"), ("first", "none"), ("mine", "second")):
        with pytest.raises(AdapterError):
            rename(old, new, root)
    (root / "first" / "adapter_model.safetensors").write_bytes(b"")
    problem = entries(root)[0].problem
    assert problem is not None
    assert "damaged" in problem
    remove("first", root)  # damaged ones too
    remove("theirs", root)
    assert list(root.iterdir()) == []


@pytest.mark.parametrize("name", ["a+b", "two words", "none", "x" * 200, "é"])
def test_what_is_listed_can_be_removed_whatever_its_name(name: str, mine: Path, root: Path) -> None:
    add(mine, root)
    (root / "mine").rename(root / name)
    assert [entry.name for entry in entries(root)] == [name]
    remove(name, root)
    assert list(root.iterdir()) == []


def test_a_link_is_removed_and_what_it_leads_to_stays(mine: Path, root: Path) -> None:
    root.mkdir()
    (root / "linked").symlink_to(mine / "final")
    remove("linked", root)
    assert list(root.iterdir()) == []
    assert read_info(mine / "final")


def test_a_model_on_a_server_has_no_adapter_in_use(mine: Path, root: Path) -> None:
    entry = add(mine, root)
    (entry.folder / "metadata.json").write_text(json.dumps({"base": {"name": "mistral"}}))
    use("mine", root)
    assert default_for("mistral", root) == root / "mine"
    assert default_for("served:http://there/v1#mistral", root) is None
    assert default_for("http://there/mistral", root) is None
    with pytest.raises(AdapterError, match="on a server"):
        use("mine", root, "served:http://there/v1#mistral")


def test_what_it_was_made_of_is_told(mine: Path, theirs: Path) -> None:
    infos = [read_info(run / "final") for run in (mine, theirs)]
    told = facts(infos[0])
    assert told["base"] == f"micro {infos[0].base.sha256}"[: len("micro ") + 12]
    assert told["kind"].startswith("LORA r 4, alpha 32 on dense")
    assert told["data"] == f"own.jsonl {'ab' * 6}; 1,108 examples, 97 held out; 50% generated ones among them"
    assert told["recipe"] == "adamw, learning rate 0.002, 4,096 tokens a step"
    assert (told["seed"], told["steps"], told["tokens"], told["commit"]) == ("3", "1,200", "4,000,000", "0123456789ab")
    assert told["accuracy"] == "0.03125 -> 0.9688"
    rows = compare(infos)
    assert rows["steps"] == ["1,200", ""]
    assert rows["base"][0] == rows["base"][1]


@pytest.mark.parametrize("metadata", [
        {"scores": [1], "base": 7, "examples": "x", "recipe": None}, {"base": {}}, {}, {"scores": {"a": 10**400}},
        {"examples": {"files": {"f": 1}}, "recipe": {"data": {"replay": 10**400}}},
    ],
)  # fmt: skip
def test_odd_metadata_is_borne(metadata: dict[str, Any], mine: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(mine / "final", tmp_path / "copy"))
    (copy / "metadata.json").write_text(json.dumps(metadata))
    assert facts(read_info(copy))["base"] == "micro"  # from adapter_config.json


@pytest.mark.parametrize(
    "config", [{"target_modules": 7}, {"target_modules": {"a": 1}}, {"lora_alpha": 10**400}, {"r": []}]
)
def test_an_odd_configuration_is_borne_in_a_list(config: dict[str, Any], mine: Path, root: Path) -> None:
    path = add(mine, root).folder / "adapter_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | config))
    info = entries(root)[0].info
    assert info is not None
    assert facts(info)["kind"]


def test_a_merged_nano_is_a_nano_with_the_same_logits(mine: Path, theirs: Path, base: Path, tmp_path: Path) -> None:
    half = Path(shutil.copytree(base, tmp_path / "half"))
    load_causal_lm(base, "bf16", device="cpu").save_pretrained(half)
    for run in (mine, theirs):
        told = json.loads((run / "final" / "metadata.json").read_text())
        told["base"]["sha256"] = sha256_of(half / "model.safetensors")
        shutil.copytree(run / "final", tmp_path / run.name)
        (tmp_path / run.name / "metadata.json").write_text(json.dumps(told))
    adapters = [tmp_path / "mine", tmp_path / "theirs"]
    out = merge(adapters, str(half), tmp_path / "out" / "merged")
    expected = NanoForward.load(half, *adapters).all_logits(IDS)
    found = NanoForward.load(out).all_logits(IDS)
    np.testing.assert_allclose(found, expected, atol=2**-6 * np.abs(expected).max())
    assert np.abs(NanoForward.load(half).all_logits(IDS) - expected).max() > 0.5
    assert load_model(str(out)).name == "merged"
    told = json.loads((out / "metadata.json").read_text())
    assert [adapter["name"] for adapter in told["adapters"]] == ["mine", "theirs"]
    assert told["base"]["metadata"]["seed"] == 1  # what the base says of itself
    assert told["base"]["sha256"] == sha256_of(half / "model.safetensors")
    assert (out / "model.safetensors").stat().st_size < 1.01 * (half / "model.safetensors").stat().st_size
    with pytest.raises(ModelError, match="does not fit"):
        merge(adapters, str(out), tmp_path / "twice")
    with pytest.raises(AdapterError, match="it is there already"):
        merge(adapters, str(half), out)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"merged"}
    assert not (tmp_path / "twice").exists()


def test_other_models_are_merged_in_bf16_with_their_tokenizer(tmp_path: Path) -> None:
    from peft import LoraConfig, get_peft_model
    from transformers import LlamaConfig, LlamaForCausalLM

    tokenizer = train_tokenizer(tiny_world(0, 50), 3584)
    config = LlamaConfig(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=32, intermediate_size=48, num_hidden_layers=2,
        num_attention_heads=2, max_position_embeddings=64,
    )  # fmt: skip
    torch.manual_seed(1)
    LlamaForCausalLM(config).save_pretrained(tmp_path / "llama")
    save_tokenizer(tokenizer, tmp_path / "llama")
    model: Any = load_causal_lm(tmp_path / "llama", "fp32", device="cpu")
    targets = ["q_proj", "down_proj"]
    lora = LoraConfig(r=2, lora_alpha=4, target_modules=targets, init_lora_weights=False)
    get_peft_model(model, lora).save_pretrained(tmp_path / "adapter")

    def logits(model: Any) -> np.ndarray:
        with torch.no_grad():
            return model(torch.tensor([IDS])).logits[0].float().numpy()

    out = merge([tmp_path / "adapter"], str(tmp_path / "llama"), tmp_path / "merged")
    expected = logits(with_adapters(load_causal_lm(tmp_path / "llama", "fp32", device="cpu"), [tmp_path / "adapter"]))
    merged = load_causal_lm(out, "bf16", device="cpu")
    np.testing.assert_allclose(logits(merged), expected, atol=0.03 * np.abs(expected).max())
    assert np.abs(logits(load_causal_lm(tmp_path / "llama", "fp32", device="cpu")) - expected).max() > 0.1
    assert (out / "tokenizer.json").exists()
    assert not (out / "adapter_config.json").exists()
    assert not talk_trained(out)


def test_a_merged_model_can_still_talk(mine: Path, base: Path, tmp_path: Path) -> None:
    talker = Path(shutil.copytree(mine / "final", tmp_path / "talker"))
    told = json.loads((talker / "metadata.json").read_text()) | {"made_by": "etaoin train"}
    told["recipe"] = {"data": {"mixture": [{"source": "dolly"}]}}
    (talker / "metadata.json").write_text(json.dumps(told))
    out = merge([talker], str(base), tmp_path / "merged")
    assert talk_trained(talker)
    assert talk_trained(out)
    blocks = Path(shutil.copytree(mine / "final", tmp_path / "blocks"))
    (blocks / "metadata.json").write_text(json.dumps({"base": {"name": "merged"}}))
    assert talk_trained(merge([blocks], str(out), tmp_path / "twice"))  # its base could


def test_files_of_1970_are_exported_too(mine: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(mine / "final", tmp_path / "copy"))
    for file in copy.iterdir():
        os.utime(file, (0, 0))
    assert zipfile.is_zipfile(export(copy, tmp_path / "copy.zip"))


@pytest.mark.parametrize("target", ["elsewhere", "elsewhere.zip"])
def test_an_exported_adapter_is_one_for_peft(target: str, mine: Path, base: Path, root: Path, tmp_path: Path) -> None:
    from peft import PeftModel

    kept = add(mine, root).folder
    out = export(kept, tmp_path / target)
    if out.suffix == ".zip":
        with zipfile.ZipFile(out) as archive:
            archive.extractall(tmp_path / "unpacked")
        out = tmp_path / "unpacked" / "mine"
    files = {file.name for file in out.iterdir()}
    assert files == {"adapter_config.json", "adapter_model.safetensors", "metadata.json"}
    with torch.no_grad():
        model = PeftModel.from_pretrained(load_causal_lm(base, "fp32", device="cpu"), str(out))
        expected = model(torch.tensor([IDS])).logits[0].numpy()
    np.testing.assert_allclose(NanoForward.load(base, out).all_logits(IDS), expected, atol=1e-3)
    with pytest.raises(AdapterError, match="it is there already"):
        export(kept, tmp_path / target)


def test_an_evaluation_takes_adapters_by_name(
    mine: Path,
    theirs: Path,
    base: Path,
    root: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add(mine, root)
    options = ["--model", str(base), "--limit", "1"]
    assert eval_command([*options, "--adapter", "mine", "--adapter", str(theirs)], root) == 0
    assert f"micro + mine + {theirs}" in capsys.readouterr().out
    bound = {}
    real = load_model

    def load(*args: Any, **options: Any) -> Any:
        bound.update(options)
        return real(*args, **options)

    monkeypatch.setattr("agent.lm.registry.load_model", load)
    assert eval_command([*options, "--quantize", "nf4"], root) == 0
    assert bound == {"quantize": "nf4"}
    capsys.readouterr()
    assert eval_command([*options, "--adapter", "mien"], root) == 2
    assert "one is called 'mine'" in capsys.readouterr().err
