"""Loading that fails: each time a ModelError that says what, why and what to do next, before anything large is read."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest
import torch
from test_lm_support import micro_folder

from agent.lm import hf, memory
from agent.lm.hf import load_causal_lm, load_hf_tokenizer
from agent.lm.hf_files import check_weights, model_folder, read_config
from agent.lm.interface import ModelError
from agent.lm.memory import FALCON_7B, GB, check_memory, shape_of


@pytest.fixture(autouse=True, scope="module")
def _one_thread() -> Iterator[None]:
    """Small products are fastest on one thread."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model's folder, to be damaged."""
    return Path(shutil.copytree(micro_folder(), tmp_path / "model"))


def change_config(folder: Path, **values: object) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def fails(folder: Path | str, *parts: str) -> None:
    with pytest.raises(ModelError) as caught:
        load_causal_lm(folder, "fp32", device="cpu")
    for part in parts:
        assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    fails(tmp_path / "nowhere", "there is no such folder", "Check the path")


def test_files_that_are_missing(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "kept")
    fails(folder, "model.safetensors is missing", "Restore the folder")
    (folder / "config.json").unlink()
    fails(folder, "config.json is missing")
    (folder / "adapter_config.json").write_text("{}")
    fails(folder, "holds an adapter, not a model", "--adapter")


def test_a_tokenizer_that_is_missing(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    with pytest.raises(ModelError, match=r"tokenizer\.json is missing"):
        load_hf_tokenizer(folder)


def test_a_part_of_the_weights_is_missing(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    tensors = load_file(folder / "model.safetensors")
    (folder / "model.safetensors").unlink()
    parts = {"a": dict(list(tensors.items())[:3]), "b": dict(list(tensors.items())[3:])}
    files = {name: f"model-{name}.safetensors" for name in parts}
    for name, part in parts.items():
        save_file(part, folder / files[name], {"format": "pt"})
    index = {"metadata": {}, "weight_map": {key: files[name] for name, part in parts.items() for key in part}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    assert len(check_weights(folder, "it")) == 2
    load_causal_lm(folder, "fp32", device="cpu")
    (folder / files["b"]).unlink()
    fails(folder, "1 of its 2 files of weights are missing", "model-b.safetensors")


def test_tensors_that_are_missing_are_not_left_to_chance(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    tensors = load_file(folder / "model.safetensors")
    del tensors["transformer.h.0.mlp.dense_h_to_4h.weight"]
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    fails(folder, "lack 1 of its tensors", "dense_h_to_4h")


@pytest.mark.parametrize("keep", [0, 5, 100, -1000])
def test_weights_that_were_cut_off(folder: Path, keep: int) -> None:
    file = folder / "model.safetensors"
    whole = file.read_bytes()
    file.write_bytes(whole[:keep])
    fails(folder, "model.safetensors is damaged", "Restore")


def test_pickles_are_refused(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x02}q\x00.")
    fails(folder, "pickle", "Only safetensors are read")


def test_code_that_comes_with_a_model_is_not_run(folder: Path) -> None:
    change_config(folder, model_type="mystery", auto_map={"AutoModelForCausalLM": "modeling.Evil"})
    (folder / "modeling.py").write_text(f"open({str(folder / 'ran')!r}, 'w')")
    fails(folder, "(mystery) is not part of transformers", "trust_remote_code")
    # falcon-7b's own config names such code, too; its architecture is known, so the code isn't needed.
    change_config(folder, model_type="falcon", auto_map={"AutoModelForCausalLM": "modeling.Evil"})
    load_causal_lm(folder, "fp32", device="cpu")
    assert not (folder / "ran").exists()


@pytest.mark.parametrize(("kind", "made_as"), [("bert", "BertForMaskedLM"), ("t5", "T5ForConditionalGeneration")])
def test_models_that_do_not_write_on(tmp_path: Path, kind: str, made_as: str) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": kind, "architectures": [made_as]}))
    fails(tmp_path, made_as, "causal language model")


def test_a_config_that_contradicts_itself(folder: Path) -> None:
    change_config(folder, hidden_size=65)
    fails(folder, "can't be")
    (folder / "config.json").write_text("{")
    fails(folder, "config.json can't be read")


def test_no_network_and_not_in_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)  # as HF_HUB_OFFLINE=1 before the program starts
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    fails(
        "falcon-7b", "tiiuae/falcon-7b can't be loaded: it is not in the cache",
        "give its folder; `nano` needs no download",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kept", "index", "loaded"),
    [
        (["model.safetensors"], None, ["model.safetensors"]),
        (["a.safetensors", "b.safetensors"], ["a.safetensors", "b.safetensors"], ["a.safetensors", "b.safetensors"]),
    ],
)
def test_only_the_files_of_the_index_are_downloaded(
    kept: list[str], index: list[str] | None, loaded: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, cache = tmp_path / "hub", tmp_path / "cache"
    hub.mkdir()
    cache.mkdir()
    for name in ("config.json", "consolidated.safetensors", *kept):
        (hub / name).write_text("{}")
    if index:
        text = json.dumps({"weight_map": {f"layer.{number}": name for number, name in enumerate(index)}})
        (hub / "model.safetensors.index.json").write_text(text)

    def download(name: str, allow_patterns: list[str], ignore_patterns: list[str]) -> str:
        for file in hub.iterdir():
            if any(fnmatch(file.name, pattern) for pattern in allow_patterns):
                shutil.copy(file, cache)
        return str(cache)

    monkeypatch.setattr("huggingface_hub.snapshot_download", download)
    model_folder("someone/model", weights=False)
    assert not list(cache.glob("*.safetensors"))
    model_folder("someone/model", weights=True)
    assert sorted(file.name for file in cache.glob("*.safetensors")) == loaded


def test_too_little_memory_is_said_before_anything_is_loaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hf, "free_bytes", lambda device: int(0.1 * GB))
    monkeypatch.setattr(hf, "check_weights", lambda *_: pytest.fail("the weights were looked at"))
    fails(folder, "does not fit in fp32", "0.1 GB of memory are free", "use a smaller model")


def test_what_would_fit_is_named() -> None:
    falcon = shape_of(FALCON_7B)
    with pytest.raises(ModelError) as caught:
        check_memory("falcon-7b", falcon, "bf16", {"cuda:0": int(9 * GB)})
    assert "takes 14.6 GB (6.92 billion parameters), and 9.0 GB" in str(caught.value)
    assert "Say --quantize int8 (8.1 GB) or nf4 (4.9 GB)" in str(caught.value)


def test_several_gpus_share_what_one_has_no_room_for() -> None:
    falcon = shape_of(FALCON_7B)
    assert check_memory("it", falcon, "bf16", {"cuda:0": int(12 * GB), "cuda:1": int(16 * GB)}) == "cuda:1"
    assert check_memory("it", falcon, "bf16", {"cuda:0": int(12 * GB), "cuda:1": int(12 * GB)}) == "auto"
    with pytest.raises(ModelError, match="2 GPUs"):
        check_memory("it", falcon, "fp32", {"cuda:0": int(12 * GB), "cuda:1": int(12 * GB)})


def test_a_gpu_that_is_not_there(folder: Path) -> None:
    if torch.cuda.is_available():
        pytest.skip("there is one")
    with pytest.raises(ModelError, match=r"there is no cuda:0: torch sees no GPU"):
        load_causal_lm(folder, device="cuda")


@pytest.mark.parametrize("quantize", ["fp32", "bf16", "int8", "nf4"])
def test_the_size_that_is_reckoned_is_the_size_it_has(folder: Path, quantize: memory.Quantize) -> None:
    shape = shape_of(read_config(model_folder(folder, weights=False), "it"))
    loaded = load_causal_lm(folder, quantize, device="cpu")
    assert shape.weight_bytes(quantize) == pytest.approx(loaded.get_memory_footprint(), rel=0.03)


def test_int8_takes_gradients_though_falcon_adds_in_place(folder: Path) -> None:
    model = load_causal_lm(folder, "int8", device="cpu").requires_grad_(False)
    embedded = torch.randn(1, 4, model.config.hidden_size, dtype=torch.bfloat16, requires_grad=True)
    # Outside of training a CPU takes the product that a GPU always takes.
    model(inputs_embeds=embedded).logits.sum().backward()
    assert embedded.grad is not None
    assert embedded.grad.abs().sum() > 0


def test_nothing_is_printed_while_int8_is_loaded_and_computed(folder: Path) -> None:
    program = (
        "import sys, torch\nfrom agent.lm.hf import load_causal_lm\n"
        "model = load_causal_lm(sys.argv[1], 'int8', device='cpu')\n"
        "model(torch.tensor([[1, 2, 3]]))\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert done.stderr == ""
