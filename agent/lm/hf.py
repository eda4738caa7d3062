"""Loads any causal language model through transformers: falcon-7b in int8 as well as nano, to train or to chat with.

torch and transformers are imported only when a model is loaded. What can go wrong is looked for first, in the files
(`hf_files`) and in the memory (`memory`), so that it ends in a sentence.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from agent.lm.hf_files import check_weights, first_line, hub_name, model_folder, read_config
from agent.lm.interface import ModelError
from agent.lm.memory import Quantize, check_memory, free_bytes, shape_of, smaller_formats

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

FALCON_LINEARS = 4
"""Linear layers in one layer of falcon-7b: query_key_value, dense, dense_h_to_4h, dense_4h_to_h."""


def load_causal_lm(
    name_or_path: str | Path,
    quantize: Quantize | None = None,
    *,
    device: str | None = None,
    int8_threshold: float = 6.0,
) -> PreTrainedModel:
    """A causal LM from a folder or a hub id, in the number format asked for: by default int8 on a GPU, else fp32.

    `device` is "cpu", "cuda" or "cuda:1"; by default the GPU with the most room if there is one, or all of them where
    one is too small. "int8" is LLM.int8 (Dettmers et al. 2022), "nf4" the 4 bits of QLoRA, quantised twice (Dettmers
    et al. 2023). `int8_threshold` 0 is twice as fast at batch 1 and keeps no outliers in 16 bits. What was quantised
    is counted: transformers from 5.5 on skips Falcon's layers in silence.

    Raises ModelError if the model is not there, is damaged or no causal LM, does not fit into the memory that is free,
    or was not quantised as a whole. Only safetensors are read, and no code that comes with a model is run.
    """
    name = hub_name(name_or_path)
    if quantize is not None and quantize not in get_args(Quantize):
        formats = ", ".join(get_args(Quantize))
        raise ModelError(f"{name} can't be loaded", f"{quantize!r} is no number format", f"Use one of {formats}")
    import torch
    from transformers import AutoModelForCausalLM

    free = _free(name, device)
    quantize = quantize or ("fp32" if "cpu" in free else "int8")
    config = read_config(model_folder(name, weights=False), name)
    where = check_memory(name, shape_of(config), quantize, free)
    folder = model_folder(name, weights=True)
    check_weights(folder, name)
    options: dict[str, Any] = {
        "dtype": torch.float32 if quantize == "fp32" else torch.bfloat16,
        "device_map": where if where == "auto" else {"": where},
        "use_safetensors": True,
        "trust_remote_code": False,
        "output_loading_info": True,
    }
    if quantize in ("int8", "nf4"):
        _need_bitsandbytes(name)
        options["quantization_config"] = _quantization(quantize, int8_threshold)
    auto: Any = AutoModelForCausalLM
    with _falcon_made_of_linears(), no_progress_bars():
        try:
            model, told = auto.from_pretrained(folder, **options)
        except Exception as error:  # transformers, hub, safetensors and bitsandbytes raise a dozen types
            raise ModelError(f"{name} can't be loaded", first_line(error), _advice(folder, quantize, error)) from error
    if missing := sorted(told["missing_keys"]):
        # transformers fills them with chance and goes on.
        why = f"its files lack {len(missing)} of its tensors ({', '.join(missing[:3])})"
        raise ModelError(f"{name} can't be loaded", why, _advice(folder, quantize))
    if quantize in ("int8", "nf4"):
        check_quantised(model, quantize)
        _give_falcon_its_own_output(model)
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
            "Report this with the versions of transformers and bitsandbytes, or say --quantize bf16",
        )
    return len(done)


def load_hf_tokenizer(name_or_path: str | Path) -> PreTrainedTokenizerFast:
    """The fast tokenizer of a model. Raises ModelError if there is none."""
    name = hub_name(name_or_path)
    folder = model_folder(name, weights=False)
    if not (folder / "tokenizer.json").exists():
        why = "tokenizer.json is missing, the one kind of vocabulary that is read here"
        raise ModelError(f"the tokenizer of {name} can't be loaded", why, "Restore it, or choose a model that has one")
    from transformers import AutoTokenizer

    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(folder, use_fast=True, trust_remote_code=False)
    except Exception as error:
        advice = "Restore tokenizer.json and tokenizer_config.json from where the model came"
        raise ModelError(f"the tokenizer of {name} can't be loaded", first_line(error), advice) from error
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


def _give_falcon_its_own_output(model: Any) -> None:
    """Copies what int8 gives for the MLP's last product while gradients are taken.

    From 0.50 on at the latest, bitsandbytes returns a view that was made inside its autograd function; Falcon adds the
    attention's output to it in place, which torch forbids (a RuntimeError unless an adapter on that layer adds first).
    """

    def copied(module: Any, inputs: Any, output: Any) -> Any:
        return output.clone() if output.requires_grad and output._is_view() else output

    for name, module in model.named_modules():
        if name.endswith("mlp.dense_4h_to_h") and type(module).__name__ == "Linear8bitLt":
            module.register_forward_hook(copied)


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
        raise ModelError(
            f"{name} can't be loaded", why, "Install it (`pip install bitsandbytes`), or say --quantize bf16"
        )
    quiet_bitsandbytes()
    with _silent_descriptors():
        import bitsandbytes  # noqa: F401 - once, with its mouth shut


def quiet_bitsandbytes() -> None:
    """Its warning at every int8 product, and that for each kernel that there might be, would cover the screen."""
    for part in ("bitsandbytes.autograd._functions", "bitsandbytes.backends.cpu.ops", "bitsandbytes.cextension"):
        logging.getLogger(part).setLevel(logging.ERROR)


@contextmanager
def _silent_descriptors() -> Iterator[None]:
    """Leads file descriptors 1 and 2 nowhere: native code writes to them behind Python's back.

    One of them may carry the answers of `etaoin chat --json`. What fails is raised, so that nothing is lost.
    """
    kept = os.dup(1), os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        sys.stdout.flush()
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept[0], 1)
        os.dup2(kept[1], 2)
        for descriptor in (*kept, nowhere):
            os.close(descriptor)


def _free(name: str, device: str | None) -> dict[str, int]:
    """Free bytes of what the model may be loaded on. Raises ModelError for a GPU that is not there."""
    import torch

    gpus = [f"cuda:{number}" for number in range(torch.cuda.device_count())] if torch.cuda.is_available() else []
    if device is None:
        return {each: free_bytes(each) for each in gpus or ["cpu"]}
    device = "cuda:0" if device == "cuda" else device
    if device not in [*gpus, "cpu"]:
        why = f"there is no {device}: torch sees {', '.join(gpus) or 'no GPU'}"
        advice = "Load it on the CPU, or install a torch that is built for your GPU"
        raise ModelError(f"{name} can't be loaded", why, advice)
    return {device: free_bytes(device)}


def _advice(folder: Path, quantize: Quantize, error: Exception | None = None) -> str:
    if error is not None and "out of memory" in str(error).lower():
        smaller = " or ".join(smaller_formats(quantize))
        return "Close what else uses the memory" + (f", or say --quantize {smaller}" if smaller else "")
    if "snapshots" in folder.parts:
        return f"Delete {folder} and load it again, so that it is downloaded anew; `nano` needs no download"
    return "Restore the folder's files from where they came; a training run can be started again with --resume"
