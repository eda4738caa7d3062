"""nano's numpy forward equals transformers', in any step sizes; damaged folders give clear errors."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from test_lm_support import micro_folder
from transformers import FalconConfig, FalconForCausalLM

from agent.lm.interface import ModelError
from agent.lm.nano import NanoForward
from agent.lm.registry import load_model
from agent.lm.weights import read_safetensors


def random_falcon(folder: Path, seed: int, **shape: int) -> FalconForCausalLM:
    config = FalconConfig(
        multi_query=True, parallel_attn=True, bias=False, alibi=False, max_position_embeddings=64,
        bos_token_id=0, eos_token_id=0, **shape,
    )  # fmt: skip
    torch.manual_seed(seed)
    model = FalconForCausalLM(config).eval()
    with torch.no_grad():
        for weight in model.parameters():
            weight.add_(torch.randn_like(weight) * (0.3 if weight.dim() == 1 else 0.1))
    model.save_pretrained(folder)
    return model


def reference(model: FalconForCausalLM, ids: list[int]) -> np.ndarray:
    with torch.inference_mode():
        return model(torch.tensor([ids])).logits[0].numpy()


@pytest.mark.parametrize(
    "shape",
    [
        {"num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4, "vocab_size": 97},
        {"num_hidden_layers": 3, "hidden_size": 96, "num_attention_heads": 2, "vocab_size": 50},
        {"num_hidden_layers": 1, "hidden_size": 32, "num_attention_heads": 1, "vocab_size": 33, "ffn_hidden_size": 40},
    ],
)
def test_logits_equal_those_of_transformers(tmp_path: Path, shape: dict[str, int]) -> None:
    model = random_falcon(tmp_path, 3, **shape)
    ids = np.random.default_rng(4).integers(0, shape["vocab_size"], 40).tolist()
    expected = reference(model, ids)
    nano = NanoForward.load(tmp_path)
    assert np.abs(nano.all_logits(ids) - expected).max() < 1e-4
    nano.truncate(0)
    for size in (1, 3, 1, 20, 1, 14):
        logits = nano.step(ids[nano.length : nano.length + size])
        assert np.abs(logits - expected[nano.length - 1]).max() < 1e-4


def test_prefill_reuses_the_common_prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = random_falcon(tmp_path, 5, num_hidden_layers=2, hidden_size=64, num_attention_heads=2, vocab_size=40)
    nano = NanoForward.load(tmp_path)
    read: list[int] = []
    step = nano.step
    monkeypatch.setattr(nano, "step", lambda ids: (read.append(len(ids)), step(ids))[1])
    for ids in ([1, 2, 3, 4, 5], [1, 2, 3, 9], [1, 2, 3, 9], [1, 2], [7, 7, 7]):
        assert np.abs(nano.prefill(ids) - reference(model, ids)[-1]).max() < 1e-4
    assert read == [5, 1, 1, 1, 3]


def test_large_activations_are_as_exact(tmp_path: Path) -> None:
    model = random_falcon(tmp_path, 6, num_hidden_layers=2, hidden_size=64, num_attention_heads=2, vocab_size=40)
    with torch.no_grad():
        for layer in model.transformer.h:
            layer.mlp.dense_h_to_4h.weight.mul_(10)
    model.save_pretrained(tmp_path)
    ids = list(range(30))
    expected = reference(model, ids)
    assert np.abs(NanoForward.load(tmp_path).all_logits(ids) - expected).max() < 1e-5 * np.abs(expected).max() + 1e-4


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float32])
def test_weights_are_read_in_all_three_formats(tmp_path: Path, dtype: torch.dtype) -> None:
    tensor = torch.randn(5, 7).to(dtype)
    save_file({"a": tensor, "b": torch.zeros(0, 3, dtype=dtype)}, tmp_path / "x.safetensors")
    read = read_safetensors(tmp_path / "x.safetensors")
    assert np.array_equal(read["a"], tensor.float().numpy())
    assert read["b"].shape == (0, 3)


def test_a_lora_adapter_is_added_as_peft_adds_it(tmp_path: Path) -> None:
    from peft import LoraConfig, get_peft_model

    shape = {"num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 2, "vocab_size": 40}
    model = random_falcon(tmp_path / "base", 9, **shape)
    targets = ["query_key_value", "dense", "dense_h_to_4h", "dense_4h_to_h"]
    adapted = get_peft_model(model, LoraConfig(r=4, lora_alpha=12, target_modules=targets, init_lora_weights=False))
    adapted.save_pretrained(tmp_path / "adapter")
    ids = list(range(20))
    expected = reference(adapted.eval(), ids)
    nano = NanoForward.load(tmp_path / "base", tmp_path / "adapter")
    assert np.abs(nano.all_logits(ids) - expected).max() < 1e-4
    assert np.abs(NanoForward.load(tmp_path / "base").all_logits(ids) - expected).max() > 1e-2
    random_falcon(tmp_path / "other", 9, **shape | {"hidden_size": 32})
    with pytest.raises(ModelError, match="does not fit"):
        NanoForward.load(tmp_path / "other", tmp_path / "adapter")


def test_reading_past_the_context_is_an_error() -> None:
    nano = NanoForward.load(micro_folder())
    with pytest.raises(ModelError, match="more than its context of 512"):
        nano.prefill([1] * 513)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(micro_folder(), tmp_path / "copy"))


def test_errors_say_what_and_why_and_what_next(copy: Path) -> None:
    weights = copy / "model.safetensors"
    whole = weights.read_bytes()

    def message() -> str:
        with pytest.raises(ModelError) as caught:
            load_model(str(copy))
        error = caught.value
        assert error.what
        assert error.why
        assert error.next_step
        return str(error)

    for cut in (b"", whole[:5], whole[:200], whole[:-100], b"\xff" * 64, whole[:8] + b"[]" + whole[10:]):
        weights.write_bytes(cut)
        assert "model.safetensors is damaged" in message()
    tensors = load_file(micro_folder() / "model.safetensors")
    name = "transformer.word_embeddings.weight"
    save_file(tensors | {name: torch.full_like(tensors[name], float("nan"))}, weights)
    assert "infinite" in message()
    save_file({key: value for key, value in tensors.items() if key != name}, weights)
    assert f"{name} is missing" in message()
    save_file(tensors | {name: tensors[name][:-1].clone()}, weights)
    assert "has the shape" in message()
    weights.unlink()
    assert "model.safetensors is missing" in message()
    weights.write_bytes(whole)
    load_model(str(copy))
    (copy / "tokenizer.json").write_text("{}")
    assert "tokenizer.json can't be read" in message()
    (copy / "tokenizer.json").unlink()
    assert "tokenizer.json is missing" in message()


def test_a_vocabulary_of_another_size_is_refused(copy: Path) -> None:
    from training.tokenizer import save_tokenizer, train_tokenizer

    save_tokenizer(train_tokenizer([("hello", "{}")], min_frequency=1), copy)
    with pytest.raises(ModelError, match=r"the vocabulary has \d+ tokens, the weights have \d+"):
        load_model(str(copy))


def test_another_architecture_is_refused(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = json.loads((copy / "config.json").read_text())
    monkeypatch.setenv("ETAOIN_NANO", str(copy))
    for change in ({"model_type": "gpt2"}, {"alibi": True}, {"multi_query": False}, {"activation": "relu"}):
        (copy / "config.json").write_text(json.dumps(config | change))
        with pytest.raises(ModelError, match="this is no nano"):
            load_model("nano")
    (copy / "config.json").write_text("{")
    with pytest.raises(ModelError, match=r"config.json can't be read"):
        load_model("nano")


def test_nano_can_lie_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ETAOIN_NANO", str(tmp_path / "nowhere"))
    with pytest.raises(ModelError, match="the folder does not exist"):
        load_model("nano")
    monkeypatch.setenv("ETAOIN_NANO", str(micro_folder()))
    assert load_model("nano").name == "nano"
