"""The loader of the big models, on a micro Falcon: the same answers, and int8 that is int8."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from test_lm_support import SAMPLES, micro_folder

from agent.lm.hf import check_quantised, load_causal_lm
from agent.lm.interface import ModelError
from agent.lm.prompt import Exchange
from agent.lm.registry import load_model


def test_transformers_and_numpy_give_the_same_answers() -> None:
    fast, slow = load_model(str(micro_folder())), load_model(f"hf:{micro_folder()}", quantize="fp32")
    for said, _ in SAMPLES[:3]:
        a, b = fast.parse([Exchange("hi", "hello")], said), slow.parse([Exchange("hi", "hello")], said)
        assert a.text == b.text
        assert a.logprob == pytest.approx(b.logprob, abs=1e-2)


@pytest.mark.parametrize("quantize", ["int8", "nf4"])
def test_every_linear_layer_of_a_falcon_is_quantised(quantize: str) -> None:
    from transformers.models.falcon import modeling_falcon

    before = modeling_falcon.FalconLinear
    model = load_causal_lm(micro_folder(), quantize, device="cpu")
    assert check_quantised(model, quantize) == 4 * 2
    assert modeling_falcon.FalconLinear is before
    kinds = {type(m).__name__ for n, m in model.named_modules() if n.endswith("dense_h_to_4h")}
    assert kinds == {"Linear8bitLt" if quantize == "int8" else "Linear4bit"}


def test_what_was_not_quantised_is_refused() -> None:
    model = load_causal_lm(micro_folder(), "fp32", device="cpu")
    with pytest.raises(ModelError, match="0 of its 8 linear layers"):
        check_quantised(model, "int8")


def test_formats() -> None:
    assert load_causal_lm(micro_folder(), "bf16", device="cpu").dtype == torch.bfloat16
    assert load_causal_lm(micro_folder(), "fp32", device="cpu").dtype == torch.float32
    with pytest.raises(ModelError, match="no number format"):
        load_causal_lm(micro_folder(), "int3")  # type: ignore[arg-type]


def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    nowhere = f"{tmp_path}/nowhere"
    with pytest.raises(ModelError, match=f"{nowhere} can't be loaded: there is no such folder"):
        load_causal_lm(nowhere, "fp32")
    with pytest.raises(ModelError, match=f"{nowhere} can't be loaded: there is no such folder"):
        load_model(f"hf:{nowhere}")
