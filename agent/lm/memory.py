"""How much memory a causal language model takes in each number format, and whether that much is free.

The sizes come from the model's config alone: it is built of tensors without memory ("meta"), and its layers are
counted. So a model that does not fit is refused before it is downloaded or read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from agent.lm.interface import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping

Quantize = Literal["int8", "nf4", "bf16", "fp32"]
FORMATS: tuple[Quantize, ...] = ("fp32", "bf16", "int8", "nf4")
"""From the most memory to the least."""

GB = 1e9
"""Bytes. Makers of cards mean 2^30 by it; a card of 24 "GB" has 25.8."""
RESERVE = {"cuda": 0.7 * GB, "cpu": 0.3 * GB}
"""What a loaded model takes beside its weights while it reads a few hundred tokens: products, kernels, fragments."""
CONTEXT = 2048
"""Tokens that are reckoned with in the cache of a chat."""

FALCON_7B: dict[str, Any] = {
    "model_type": "falcon", "hidden_size": 4544, "num_hidden_layers": 32, "num_attention_heads": 71,
    "vocab_size": 65024, "multi_query": True, "parallel_attn": True, "new_decoder_architecture": False,
    "alibi": False, "bias": False, "architectures": ["FalconForCausalLM"],
}  # fmt: skip
"""The config of falcon-7b and falcon-7b-instruct, so that planning with them needs no network."""


@dataclass(frozen=True, slots=True)
class Linear:
    """Linear layers that are alike: `count` of them, each (outputs, inputs)."""

    name: str
    inputs: int
    outputs: int
    count: int

    @property
    def parameters(self) -> int:
        """Weights of all of them; biases are counted with the rest of the model."""
        return self.inputs * self.outputs * self.count


@dataclass(frozen=True, slots=True)
class ModelShape:
    """What of a model decides its memory.

    linears: those inside the layers, which int8 and nf4 quantise; other: parameters of everything else (embeddings, a
    head of its own, norms, biases); head_size: numbers of one attention head; kv_heads: heads of keys and values.
    """

    kind: str
    layers: int
    hidden: int
    heads: int
    kv_heads: int
    head_size: int
    vocabulary: int
    linears: tuple[Linear, ...]
    other: int

    @property
    def parameters(self) -> int:
        """All of them."""
        return self.other + sum(linear.parameters for linear in self.linears)

    def weight_bytes(self, quantize: Quantize) -> int:
        """Memory of the loaded weights.

        int8: a byte each and a scale in fp32 for each output (Dettmers et al. 2022, section 2.1); nf4: half a byte
        each, a scale for 64 of them in a byte, and in fp32 for 256 of those (Dettmers et al. 2023, section 3); what is
        not quantised stays in bf16.
        """
        inner = sum(linear.parameters for linear in self.linears)
        if quantize in ("fp32", "bf16"):
            return (inner + self.other) * (4 if quantize == "fp32" else 2)
        if quantize == "int8":
            return inner + 4 * sum(linear.outputs * linear.count for linear in self.linears) + 2 * self.other
        return inner // 2 + inner // 64 + inner // (64 * 256) * 4 + 2 * self.other

    def cache_bytes(self, tokens: int, quantize: Quantize) -> int:
        """Memory of the keys and values of so many tokens."""
        return 2 * self.layers * self.kv_heads * self.head_size * tokens * (4 if quantize == "fp32" else 2)

    def loading_bytes(self, quantize: Quantize, device: str) -> int:
        """The most memory that loading it and a chat of `CONTEXT` tokens take on "cuda" or "cpu"."""
        # A layer arrives in 16 bits before it is quantised; the logits of one place, and a few copies of them, in fp32.
        largest = max((linear.inputs * linear.outputs for linear in self.linears), default=0)
        arriving = 2 * largest if quantize in ("int8", "nf4") else 0
        return int(
            self.weight_bytes(quantize)
            + max(arriving, self.cache_bytes(CONTEXT, quantize) + 16 * self.vocabulary)
            + RESERVE[device]
        )


def shape_of(config: Any) -> ModelShape:
    """The shape of a model from its transformers config, or a mapping of one (`FALCON_7B`). Raises ModelError."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    auto: Any = AutoModelForCausalLM
    if isinstance(config, dict):
        values = dict(config)
        config = AutoConfig.for_model(values.pop("model_type"), **values)
    try:
        with torch.device("meta"):
            model: Any = auto.from_config(config, trust_remote_code=False)
    except Exception as error:  # sizes that contradict each other
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise ModelError("the model can't be built", why, "Check its config.json") from error
    text = config.get_text_config()
    head = model.get_output_embeddings()
    found: Counter[tuple[str, int, int]] = Counter()
    for name, module in model.named_modules():
        wide = _in_and_out(module)
        if wide and module is not head:
            found[name.rpartition(".")[2], *wide] += 1
    linears = tuple(Linear(name, inputs, outputs, count) for (name, inputs, outputs), count in found.items())
    every = sum(parameter.numel() for parameter in model.parameters())  # what is shared (a tied head) comes once
    heads = int(getattr(text, "num_attention_heads", 0) or getattr(text, "n_heads", 1))
    hidden = int(text.hidden_size)
    return ModelShape(
        kind=str(config.model_type), layers=int(text.num_hidden_layers), hidden=hidden, heads=heads,
        kv_heads=_kv_heads(text, heads), head_size=int(getattr(text, "head_dim", None) or hidden // heads),
        vocabulary=int(text.vocab_size), linears=linears, other=every - sum(each.parameters for each in linears),
    )  # fmt: skip


def free_bytes(device: str) -> int:
    """Memory that is free on "cuda", "cuda:1" or "cpu" (there: also what the system's file cache would give back)."""
    if device.startswith("cuda"):
        import torch

        return int(torch.cuda.mem_get_info(device)[0])
    import psutil

    return min([int(psutil.virtual_memory().available), *_left_by_cgroup(Path("/sys/fs/cgroup"))])


def check_memory(name: str, shape: ModelShape, quantize: Quantize, devices: Mapping[str, int]) -> str:
    """Where it fits: one of `devices` (free bytes by name), or "auto" for several GPUs. Raises ModelError if nowhere.

    The message says how much it needs, how much there is, and in which formats it would fit.
    """
    kind = "cpu" if set(devices) == {"cpu"} else "cuda"
    need = shape.loading_bytes(quantize, kind)
    most = max(devices, key=lambda device: devices[device])
    if need <= devices[most]:
        return most
    room = sum(devices.values())
    # Each further GPU has products and fragments of its own, and layers are not cut in two.
    if len(devices) > 1 and need + (len(devices) - 1) * 2 * RESERVE["cuda"] <= room:
        return "auto"
    raise ModelError(
        f"{name} does not fit in {quantize}",
        f"it takes {need / GB:.1f} GB ({shape.parameters / GB:.2f} billion parameters), and {room / GB:.1f} GB of "
        + ("memory are free" if kind == "cpu" else f"memory are free on {_gpus(len(devices))}"),
        _what_would_fit(shape, quantize, room, kind),
    )


def smaller_formats(quantize: Quantize) -> Sequence[Quantize]:
    """The formats that take less memory, the next one first."""
    return FORMATS[FORMATS.index(quantize) + 1 :]


def _what_would_fit(shape: ModelShape, quantize: Quantize, room: int, kind: str) -> str:
    sizes = {each: shape.loading_bytes(each, kind) for each in smaller_formats(quantize)}
    if fitting := [f"{each} ({size / GB:.1f} GB)" for each, size in sizes.items() if size <= room]:
        said = f"Say --quantize {' or '.join(fitting)}"
        return f"{said}, in training --set model.quantize=..., close what else uses memory, or use `nano`"
    least = min([shape.loading_bytes(quantize, kind), *sizes.values()])
    return (
        f"It needs at least {least / GB:.1f} GB in any format: use a smaller model (`nano` takes 0.03 GB), or a server"
    )


def _gpus(count: int) -> str:
    return "the GPU" if count == 1 else f"{count} GPUs"


def _in_and_out(module: Any) -> tuple[int, int] | None:
    """(inputs, outputs) of a linear layer; GPT-2's Conv1D is one whose weight lies on its side."""
    import torch
    from transformers.pytorch_utils import Conv1D

    if isinstance(module, torch.nn.Linear):
        return module.in_features, module.out_features
    if isinstance(module, Conv1D):
        inputs, outputs = module.weight.shape
        return int(inputs), int(outputs)
    return None


def _kv_heads(config: Any, heads: int) -> int:
    if getattr(config, "multi_query", False) and not getattr(config, "new_decoder_architecture", False):
        return 1
    for name in ("num_key_value_heads", "num_kv_heads"):
        if found := getattr(config, name, None):
            return int(found)
    return heads


def _left_by_cgroup(folder: Path) -> list[int]:
    """What a container's limit leaves of the memory, if there is one: the system's figure is the whole machine's."""
    try:
        limit, used = ((folder / name).read_text().strip() for name in ("memory.max", "memory.current"))
        cache = next(
            int(line.split()[1])
            for line in (folder / "memory.stat").read_text().splitlines()
            if line.startswith("inactive_file ")
        )
        return [] if limit == "max" else [int(limit) - int(used) + cache]
    except (OSError, ValueError, StopIteration):
        return []
