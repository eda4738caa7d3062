"""Adapters on a loaded model: several at once, swapped in mid-chat, and refused where they do not fit."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from test_lm_support import micro_folder

from agent.lm.adapters import Base, base_at, check_base, read_info, sha256_of
from agent.lm.hf import load_causal_lm
from agent.lm.hf_adapters import KEPT, active_adapters, with_adapters
from agent.lm.hf_model import HFModel
from agent.lm.interface import ModelError
from agent.lm.nano import NanoForward
from agent.lm.registry import adapters_of, load_model, swap_adapters
from agent.lm.weights import read_adapter

TARGETS = ["query_key_value", "dense", "dense_h_to_4h", "dense_4h_to_h"]
IDS = [5, 90, 31, 7, 60, 12]


def write_adapter(folder: Path, seed: int, base: Path | None = None, **more: Any) -> Path:
    """A random adapter for the micro model, as PEFT saves it; `base` is what its metadata names."""
    from peft import LoraConfig, get_peft_model

    torch.manual_seed(seed)
    config = LoraConfig(**{"r": 4, "lora_alpha": 8, "target_modules": TARGETS, "init_lora_weights": False} | more)
    get_peft_model(load_causal_lm(micro_folder(), "fp32", device="cpu"), config).save_pretrained(folder)
    if base is not None:
        told = {"base": {"name": base.name, "sha256": sha256_of(base / "model.safetensors")}}
        (folder / "metadata.json").write_text(json.dumps(told))
    return folder


@pytest.fixture(scope="module")
def a(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_adapter(tmp_path_factory.mktemp("adapters") / "first", 1, micro_folder())


@pytest.fixture(scope="module")
def b(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_adapter(tmp_path_factory.mktemp("adapters") / "second", 2, use_rslora=True)


def logits_of(base: Path, *adapters: Path) -> np.ndarray:
    """By torch alone: each weight plus the sum of the updates."""
    model = load_causal_lm(base, "fp32", device="cpu")
    weights = dict(model.named_parameters())
    with torch.no_grad():
        for adapter in adapters:
            for name, update in read_adapter(read_info(adapter)).items():
                weights[name].add_(torch.from_numpy(update))
        return model(torch.tensor([IDS])).logits[0].numpy()


def test_two_adapters_add_up_and_can_be_swapped_on_nano(a: Path, b: Path) -> None:
    nano = NanoForward.load(micro_folder(), a, b)
    assert nano.adapters == ("first", "second")
    for adapters in ([a, b], [b], [], [b, a, b]):
        nano.use(adapters)
        assert nano.length == 0
        assert nano.adapters == tuple(dict.fromkeys(adapter.name for adapter in adapters))
        expected = logits_of(micro_folder(), *dict.fromkeys(adapters))
        np.testing.assert_allclose(nano.all_logits(IDS), expected, atol=1e-3)
    assert np.abs(logits_of(micro_folder(), a) - logits_of(micro_folder(), b)).max() > 0.1


def test_two_adapters_add_up_and_can_be_swapped_through_peft(a: Path, b: Path) -> None:
    model: Any = load_causal_lm(micro_folder(), "fp32", device="cpu")
    assert with_adapters(model, []) is model
    for adapters in ([a], [a, b], [], [b], [a]):
        model = with_adapters(model, adapters)
        assert [info.folder for info in active_adapters(model)] == adapters
        with torch.no_grad():
            found = model(torch.tensor([IDS])).logits[0].numpy()
        np.testing.assert_allclose(found, logits_of(micro_folder(), *adapters), atol=1e-3)


@pytest.mark.parametrize("quantize", ["int8", "nf4"])
def test_adapters_are_swapped_on_quantised_weights(a: Path, b: Path, quantize: Any) -> None:
    def logits(*adapters: Path) -> np.ndarray:
        fresh = with_adapters(load_causal_lm(micro_folder(), quantize, device="cpu"), adapters)
        return HFModel(fresh).prefill(IDS)

    swapped: Any = load_causal_lm(micro_folder(), quantize, device="cpu")
    seen = []
    for adapters in ([a], [a, b], []):
        swapped = with_adapters(swapped, adapters)
        seen.append(HFModel(swapped).prefill(IDS))
        np.testing.assert_allclose(seen[-1], logits(*adapters), atol=0.05)  # bf16
    assert min(np.abs(seen[0] - seen[1]).max(), np.abs(seen[1] - seen[2]).max()) > 0.1


def test_only_a_few_adapters_stay_in_memory(tmp_path: Path, a: Path) -> None:
    model: Any = load_causal_lm(micro_folder(), "fp32", device="cpu")
    for number in range(KEPT + 2):
        model = with_adapters(model, [Path(shutil.copytree(a, tmp_path / str(number)))])
    assert len(model.peft_config) == KEPT
    assert [info.name for info in active_adapters(model)] == [str(KEPT + 1)]
    with torch.no_grad():
        found = model(torch.tensor([IDS])).logits[0].numpy()
    np.testing.assert_allclose(found, logits_of(micro_folder(), a), atol=1e-3)


@pytest.mark.parametrize("spec", ["{}", "hf:{}"])
def test_a_chat_goes_on_with_another_adapter(spec: str, a: Path, b: Path) -> None:
    model: Any = load_model(spec.format(micro_folder()), [a, b], quantize="fp32")
    assert adapters_of(model) == ("first", "second")
    both = model.model.prefill(IDS)
    swap_adapters(model, [])
    assert adapters_of(model) == ()
    assert model.model.length == 0
    np.testing.assert_allclose(model.model.prefill(IDS), logits_of(micro_folder())[-1], atol=1e-3)
    swap_adapters(model, [b, a])
    np.testing.assert_allclose(model.model.prefill(IDS), both, atol=1e-3)
    assert np.abs(both - logits_of(micro_folder())[-1]).max() > 0.1


@pytest.mark.parametrize("spec", ["{}", "hf:{}"])
def test_a_swap_that_fails_leaves_all_as_it_was(spec: str, a: Path, tmp_path: Path) -> None:
    model: Any = load_model(spec.format(micro_folder()), a, quantize="fp32")
    inner: Any = model.model
    before = inner.prefill(IDS)
    wrong = Path(shutil.copytree(a, tmp_path / "wrong"))
    tensors = load_file(wrong / "adapter_model.safetensors")
    save_file({name: t[..., :-1].contiguous() if "_A" in name else t for name, t in tensors.items()},
              wrong / "adapter_model.safetensors")  # fmt: skip
    with pytest.raises(ModelError, match=r"the adapter wrong does not fit .* is needed"):
        swap_adapters(model, [a, wrong])
    assert adapters_of(model) == ("first",)
    inner.truncate(0)
    np.testing.assert_allclose(inner.prefill(IDS), before, atol=1e-4)


def test_what_peft_refuses_leaves_no_trace(a: Path, tmp_path: Path) -> None:
    config = a / "adapter_config.json"
    odd = Path(shutil.copytree(a, tmp_path / "odd"))
    (odd / config.name).write_text(json.dumps(json.loads(config.read_text()) | {"target_modules": ["nothing"]}))
    model: Any = load_causal_lm(micro_folder(), "fp32", device="cpu")
    with pytest.raises(ModelError, match="the adapter odd does not fit"):
        with_adapters(model, [odd])
    model = with_adapters(model, [a])
    with pytest.raises(ModelError, match="the adapter odd does not fit"):
        with_adapters(model, [odd])
    with torch.no_grad():
        found = model(torch.tensor([IDS])).logits[0].numpy()
    np.testing.assert_allclose(found, logits_of(micro_folder(), a), atol=1e-3)


def test_a_bare_model_is_bare_again_where_the_second_adapter_is_refused(a: Path, b: Path, tmp_path: Path) -> None:
    odd = Path(shutil.copytree(a, tmp_path / "odd"))
    configure(odd, target_modules=["nothing"])
    model: Any = load_model(f"hf:{micro_folder()}", quantize="fp32")
    for good in (a, b):
        with pytest.raises(ModelError, match="the adapter odd does not fit"):
            swap_adapters(model, [good, odd])
        assert adapters_of(model) == ()
        np.testing.assert_allclose(model.model.prefill(IDS), logits_of(micro_folder())[-1], atol=1e-3)
        model.model.truncate(0)
    swap_adapters(model, [a])
    with pytest.raises(ModelError, match="the adapter odd does not fit"):
        swap_adapters(model, [b, odd])
    assert len(model.model.model.peft_config) == 1  # nor is the good one left in memory
    np.testing.assert_allclose(model.model.prefill(IDS), logits_of(micro_folder(), a)[-1], atol=1e-3)


@pytest.mark.parametrize("start", ["pissa", "pissa_niter_4", "olora", "loftq", "corda"])
def test_an_adapter_whose_start_changed_the_base_is_refused(start: str, a: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(a, tmp_path / "copy"))
    configure(copy, init_lora_weights=start)
    assert start in str(read_info(copy).oddity)
    model: Any = load_causal_lm(micro_folder(), "fp32", device="cpu")
    for load in (lambda: NanoForward.load(micro_folder(), copy), lambda: with_adapters(model, [copy])):
        with pytest.raises(ModelError, match="Merge it where it was made"):
            load()
    configure(copy, init_lora_weights="gaussian")
    assert NanoForward.load(micro_folder(), copy).adapters == ("copy",)


def test_large_and_sharded_weights_are_told_apart_by_samples(
    a: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.lm.adapters._HASHED", 1000)
    plain = base_at(micro_folder()).sha256
    assert plain is not None
    assert plain.startswith("~")
    tensors = load_file(micro_folder() / "model.safetensors")
    names = sorted(tensors)

    def shards(folder: Path, **changed: torch.Tensor) -> Path:
        folder.mkdir(parents=True)
        index = {}
        for number, part in enumerate((names[::2], names[1::2])):
            file = f"model-{number}.safetensors"
            save_file({name: changed.get(name, tensors[name]) for name in part}, folder / file)
            index |= dict.fromkeys(part, file)
        (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": index}))
        return folder

    last = names[-1]
    same, other = shards(tmp_path / "x" / "base"), shards(tmp_path / "y" / "base", **{last: tensors[last] + 0.01})
    assert base_at(same).sha256 == plain
    assert base_at(other).sha256 not in (plain, None)
    info = read_info(Path(shutil.copytree(a, tmp_path / "adapter")))
    (info.folder / "metadata.json").write_text(json.dumps({"base": {"name": "base", "sha256": plain}}))
    info = read_info(info.folder)
    check_base(info, base_at(same))
    with pytest.raises(ModelError, match="with the weights ~"):
        check_base(info, base_at(other))
    (other / "model-1.safetensors").write_bytes(b"")
    assert base_at(other).sha256 is None


def test_other_weights_of_the_same_shape_are_refused(a: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(micro_folder(), tmp_path / "other"))
    tensors = load_file(other / "model.safetensors")
    save_file({name: tensor + 0.01 for name, tensor in tensors.items()}, other / "model.safetensors")
    for spec in (str(other), f"hf:{other}"):
        with pytest.raises(ModelError) as raised:
            load_model(spec, a)
        assert "with the weights" in raised.value.why
        assert micro_folder().name in raised.value.next_step
    unnamed = Path(shutil.copytree(a, tmp_path / "unnamed"))
    (unnamed / "metadata.json").unlink()
    assert adapters_of(load_model(str(other), unnamed)) == ("unnamed",)


def test_bases_on_the_hub_are_told_apart_by_name(a: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(a, tmp_path / "dolly"))
    (copy / "metadata.json").write_text(json.dumps({"base": {"name": "falcon-7b", "sha256": None}}))
    info = read_info(copy)
    snapshot = "/home/me/.cache/hub/models--tiiuae--falcon-7b/snapshots/ec89142b"
    for fitting in ("tiiuae/falcon-7b", "falcon-7b", snapshot, str(tmp_path)):
        check_base(info, Base(fitting))
    for other in ("falcon-7b-instruct", "mosaicml/mpt-7b", snapshot.replace("falcon-7b", "falcon-7b-instruct")):
        with pytest.raises(ModelError, match="it was trained on tiiuae/falcon-7b"):
            check_base(info, Base(other))
    with pytest.raises(ModelError, match="dolly does not fit falcon-7b-instruct"):
        load_model("falcon-7b-instruct", copy)  # known before anything is looked for


def test_missing_layers_are_named(a: Path) -> None:
    shapes = {name: shape for name, shape in read_info(a).layers.items() if ".h.1." not in name}
    with pytest.raises(ModelError, match=r"that has no layer transformer\.h\.1\."):
        check_base(read_info(a), base_at(micro_folder(), shapes))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: shutil.rmtree(f), "the folder does not exist"),
        (lambda f: (f / "adapter_config.json").unlink(), "is no adapter: adapter_config.json is missing"),
        (lambda f: (f / "adapter_config.json").write_text("{"), "adapter_config.json can't be read"),
        (lambda f: (f / "adapter_config.json").write_text("[]"), "it holds no JSON object"),
        (lambda f: (f / "metadata.json").write_text("nothing"), "metadata.json can't be read"),
        (lambda f: (f / "adapter_model.safetensors").unlink(), "adapter_model.safetensors is missing"),
        (
            lambda f: (f / "adapter_model.safetensors").rename(f / "adapter_model.bin"),
            "there is a pickle instead, which could run any program",
        ),
        (lambda f: cut(f / "adapter_model.safetensors", -10), "the file is cut short"),
        (lambda f: cut(f / "adapter_model.safetensors", 5), "the file is cut short"),
        (lambda f: (f / "adapter_model.safetensors").write_bytes(b"\2" + bytes(7) + b"[]"), "is damaged"),
        (lambda f: alter(f, lambda t: without(t, "lora_A")), "a lora_B without its lora_A"),
        (lambda f: alter(f, lambda t: without(t, "lora_B")), "no lora_A and lora_B that go together"),
        (lambda f: alter(f, lambda t: {n: x * float("nan") for n, x in t.items()}), "infinite"),
        (lambda f: alter(f, lambda t: t | {"base_model.model.extra": torch.zeros(2)}), "more than linear layers"),
        (lambda f: reheader(f, lambda t: t | {"data_offsets": []}), "is damaged"),
        (lambda f: reheader(f, lambda t: t | {"shape": 7}), "has no shape"),
        (lambda f: reheader(f, lambda t: t | {"shape": [4, "8"]}), "has no shape"),
        (lambda f: header(f, b"[" * 100_000), "is damaged"),
        (lambda f: configure(f, target_modules=7, r=5), "is of rank 4"),
        (lambda f: configure(f, r=5), "is of rank 4, the configuration says 5"),
        (lambda f: configure(f, r="many"), "is of rank 4, the configuration says 0"),
        (lambda f: configure(f, use_dora=True), "asks for use_dora"),
        (lambda f: configure(f, alpha_pattern={"dense": 3}), "asks for alpha_pattern"),
        (lambda f: configure(f, bias="all"), "it changes biases"),
        (lambda f: configure(f, peft_type="IA3"), "it is of the kind IA3"),
    ],
)
def test_what_is_wrong_with_a_folder_is_said(
    a: Path, tmp_path: Path, change: Callable[[Path], object], message: str
) -> None:
    copy = Path(shutil.copytree(a, tmp_path / "copy"))
    change(copy)
    with pytest.raises(ModelError, match=message) as raised:
        NanoForward.load(micro_folder(), copy)
    assert raised.value.next_step


def cut(path: Path, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length])


def header(folder: Path, text: bytes) -> None:
    """Other JSON at the beginning of the weights."""
    path = folder / "adapter_model.safetensors"
    data = path.read_bytes()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data[8 + int.from_bytes(data[:8], "little") :])


def reheader(folder: Path, change: Callable[[Any], Any]) -> None:
    """The first tensor's entry in the header changed."""
    data = (folder / "adapter_model.safetensors").read_bytes()
    entries = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    name = next(name for name in entries if name != "__metadata__")
    header(folder, json.dumps(entries | {name: change(entries[name])}).encode())


def alter(folder: Path, change: Callable[[dict[str, torch.Tensor]], dict[str, torch.Tensor]]) -> None:
    path = folder / "adapter_model.safetensors"
    save_file(change(load_file(path)), path)


def without(tensors: dict[str, torch.Tensor], half: str) -> dict[str, torch.Tensor]:
    first = next(name for name in tensors if half in name)
    return {name: tensor for name, tensor in tensors.items() if name != first}


def configure(folder: Path, **values: object) -> None:
    path = folder / "adapter_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def test_a_run_is_recognised_by_its_final_folder(a: Path, tmp_path: Path) -> None:
    shutil.copytree(a, tmp_path / "mine" / "final")
    assert read_info(tmp_path / "mine" / "final").name == "mine"
    with pytest.raises(ModelError, match=r"Say .*mine/final"):
        read_info(tmp_path / "mine")


def test_adapters_on_nano_need_no_torch(a: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from agent.lm.registry import load_model, swap_adapters\n"
        f"model = load_model({str(micro_folder())!r}, {str(a)!r}); swap_adapters(model, [])\n"
        "assert not {'torch', 'transformers', 'peft'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
