"""Loads any causal language model through transformers: falcon-7b in int8 as well as nano, to train or to chat with.

torch and transformers are imported only when a model is loaded.
"""

from __future__ import annotations

import importlib.util
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from agent.lm.interface import ModelError

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

Quantize = Literal["int8", "nf4", "bf16", "fp32"]

FALCON_LINEARS = 4
"""Linear layers in one layer of falcon-7b: query_key_value, dense, dense_h_to_4h, dense_4h_to_h."""
SHORT_NAMES = {
    "falcon-7b": "tiiuae/falcon-7b",
    "falcon-7b-instruct": "tiiuae/falcon-7b-instruct",
}


def load_causal_lm(
    name_or_path: str | Path,
    quantize: Quantize = "fp32",
    *,
    device: str | None = None,
    int8_threshold: float = 6.0,
) -> PreTrainedModel:
    """A causal LM from a folder or a hub id, in the number format asked for, on `device` (a GPU if there is one).

    "int8" is LLM.int8 (Dettmers et al. 2022), "nf4" the 4 bits of QLoRA, quantised twice (Dettmers et al. 2023).
    `int8_threshold` 0 is twice as fast at batch 1 and keeps no outliers in 16 bits. What was quantised is counted:
    transformers from 5.5 on skips Falcon's layers in silence. Raises ModelError if the model is not there, does not
    load, or was not quantised as a whole.
    """
    if quantize not in get_args(Quantize):
        formats = ", ".join(get_args(Quantize))
        raise ModelError(
            f"{name_or_path} can't be loaded", f"{quantize!r} is no number format", f"Use one of {formats}"
        )
    import torch
    from transformers import AutoModelForCausalLM

    name = SHORT_NAMES.get(str(name_or_path), str(name_or_path))
    where = device or ("cuda" if torch.cuda.is_available() else "cpu")
    options: dict[str, Any] = {"dtype": torch.float32 if quantize == "fp32" else torch.bfloat16}
    if quantize in ("int8", "nf4"):
        _need_bitsandbytes(name)
        options["quantization_config"] = _quantization(quantize, int8_threshold)
        options["device_map"] = {"": where}
    with _falcon_made_of_linears(), no_progress_bars():
        try:
            model: Any = AutoModelForCausalLM.from_pretrained(name, **options)
        except Exception as error:  # transformers, hub, safetensors and bitsandbytes raise a dozen types
            raise ModelError(f"{name} can't be loaded", first_line(error), _advice(name, error)) from error
    if quantize in ("int8", "nf4"):
        check_quantised(model, quantize)
    else:
        model.to(where)
    loaded: PreTrainedModel = model.eval()
    return loaded


def check_quantised(model: Any, quantize: Quantize) -> int:
    """How many layers are quantised. Raises ModelError if a linear layer apart from the head was left as it was.

    For Falcon the count must be 4 x layers; for others, no plain linear layer may be left but the head.
    """
    import bitsandbytes as bnb
    import torch

    layers_of_bnb: Any = bnb.nn
    kind = layers_of_bnb.Linear8bitLt if quantize == "int8" else layers_of_bnb.Linear4bit
    done = [name for name, module in model.named_modules() if isinstance(module, kind)]
    head = model.get_output_embeddings()
    left = [
        name
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.Linear) and not isinstance(module, kind) and module is not head
    ]
    layers = int(model.config.num_hidden_layers)
    parallel = model.config.model_type == "falcon" and not model.config.new_decoder_architecture
    expected = FALCON_LINEARS * layers if parallel else len(done) + len(left)
    if left or not done or len(done) != expected:
        raise ModelError(
            f"the model was not quantised to {quantize}",
            f"{len(done)} of its {expected} linear layers were, although transformers says that it is "
            f"(left as they were: {', '.join(left[:3]) or 'none'})",
            "Report this with the versions of transformers and bitsandbytes, or load it with bf16",
        )
    return len(done)


def load_hf_tokenizer(name_or_path: str | Path) -> PreTrainedTokenizerFast:
    """The fast tokenizer of a model. Raises ModelError if there is none."""
    from transformers import AutoTokenizer

    name = SHORT_NAMES.get(str(name_or_path), str(name_or_path))
    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(name, use_fast=True)
    except Exception as error:
        raise ModelError(f"the tokenizer of {name} can't be loaded", first_line(error), _advice(name, error)) from error
    if not getattr(tokenizer, "is_fast", False) or tokenizer.eos_token_id is None:
        why = "it is not a fast one with an end-of-text token"
        raise ModelError(f"the tokenizer of {name} can't be used", why, "Choose a model with a tokenizer.json")
    fast: PreTrainedTokenizerFast = tokenizer
    return fast


@contextmanager
def _falcon_made_of_linears() -> Iterator[None]:
    """Lets Falcon be built of `torch.nn.Linear`, which transformers' quantisers look for by exact type.

    Its own subclass FalconLinear computes the same; with it, 5.5 to 5.23 quantise nothing and warn of "eetq".
    """
    import torch
    from transformers.models.falcon import modeling_falcon

    kept = modeling_falcon.FalconLinear
    modeling_falcon.FalconLinear = torch.nn.Linear  # type: ignore[misc, assignment]
    try:
        yield
    finally:
        modeling_falcon.FalconLinear = kept  # type: ignore[misc]


@contextmanager
def no_progress_bars() -> Iterator[None]:
    """Keeps loading bars off a terminal that belongs to the screen."""
    from transformers.utils import logging

    hf_logging: Any = logging
    shown = hf_logging.is_progress_bar_enabled()
    hf_logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            hf_logging.enable_progress_bar()


def _quantization(quantize: Quantize, int8_threshold: float) -> Any:
    import torch
    import transformers

    make: Any = transformers.BitsAndBytesConfig
    if quantize == "int8":
        return make(load_in_8bit=True, llm_int8_threshold=int8_threshold)
    return make(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_use_double_quant=True,
        bnb_4bit_compute_dtype=torch.bfloat16,
    )


def _need_bitsandbytes(name: str) -> None:
    if importlib.util.find_spec("bitsandbytes") is None:
        why = "bitsandbytes, which quantises it, is not installed"
        raise ModelError(f"{name} can't be loaded", why, "Install it (`pip install bitsandbytes`) or load with bf16")
    # One warning at every int8 product, which would cover the screen.
    logging.getLogger("bitsandbytes.autograd._functions").setLevel(logging.ERROR)


def first_line(error: Exception) -> str:
    """What an error says, in one line without a full stop."""
    text = str(error).strip()
    return text.splitlines()[0].rstrip(".") if text else type(error).__name__


def _advice(name: str, error: Exception) -> str:
    if "out of memory" in str(error).lower():
        return "Close what else uses the GPU, or load it with int8 or nf4"
    if os.path.isdir(name):
        return "Restore the folder's files from where they came; a training run can be started again with --resume"
    return "Check the name, the folder or your connection; `nano` needs no download"
