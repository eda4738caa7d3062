"""LoRA: training a small change of each linear layer instead of the layer itself (Hu et al. 2021, section 4.1).

    W' = W + (alpha / r) B A        A (r, in) random at first, B (out, r) zero, so that W' begins as W

The forward pass is that of full training with W' in the place of W. Its gradient for W' gives those of A and B by the
chain rule, once a step:

    dB = (alpha / r) dW' A^T        dA = (alpha / r) B^T dW'
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

if TYPE_CHECKING:
    from transformers import FalconForCausalLM

    from training.run.recipe import AdapterPart

CONFIG, TENSORS = "adapter_config.json", "adapter_model.safetensors"
"""The files of an adapter, as PEFT has them."""
PREFIX = "base_model.model."
"""What PEFT puts before a weight's name."""


class Adapter:
    """The A and B of a model's linear layers: `parameters` are what is trained. Raises ValueError if there are none."""

    def __init__(self, model: FalconForCausalLM, part: AdapterPart, seed: int) -> None:
        self._part, self._scale = part, part.alpha / part.r
        self._base = {name: weight.detach() for name, weight in model.named_parameters()}
        self.names = [name for name in self._base if _is_one_of(name.removesuffix(".weight"), part.targets)]
        if not self.names:
            raise ValueError(f"the model has no layer called {', '.join(part.targets)}; see adapter.targets")
        generator = torch.Generator().manual_seed(seed)
        self.parameters: dict[str, torch.nn.Parameter] = {}
        for name in self.names:
            outputs, inputs = self._base[name].shape
            bound = 1 / math.sqrt(inputs)  # as PEFT and torch.nn.Linear begin
            a, b = _pair(name)
            down = (torch.rand(part.r, inputs, generator=generator) * 2 - 1) * bound
            self.parameters |= {a: torch.nn.Parameter(down), b: torch.nn.Parameter(torch.zeros(outputs, part.r))}

    def merged(self, parameters: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """All weights of the model, changed by these A and B."""
        with torch.no_grad():
            changed = {}
            for name in self.names:
                a, b = (parameters[half] for half in _pair(name))
                changed[name] = torch.addmm(self._base[name], b, a, alpha=self._scale)
        return self._base | changed

    def gradients(self, full: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """The gradients of A and B from those of the layers that they change."""
        found = {}
        with torch.no_grad():
            for name in self.names:
                a, b = _pair(name)
                found[a] = self._scale * self.parameters[b].T @ full[name]
                found[b] = self._scale * full[name] @ self.parameters[a].T
        return found

    def save(self, folder: Path, parameters: Mapping[str, Tensor], base: str) -> None:
        """Writes an adapter folder that PEFT loads, and so does chatting with nano; `base` names its model."""
        folder.mkdir(parents=True, exist_ok=True)
        # By hand: importing PEFT takes seconds, and what it imports prints.
        config = {
            "peft_type": "LORA", "task_type": "CAUSAL_LM", "base_model_name_or_path": base, "inference_mode": True,
            "r": self._part.r, "lora_alpha": self._part.alpha, "target_modules": sorted(self._part.targets),
            "lora_dropout": 0.0, "bias": "none", "use_rslora": False, "use_dora": False, "fan_in_fan_out": False,
        }  # fmt: skip
        (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
        tensors = {f"{PREFIX}{name}": tensor.detach().contiguous() for name, tensor in parameters.items()}
        save_file(tensors, folder / TENSORS)

    def load(self, folder: Path) -> None:
        """Takes A and B from an adapter folder. Raises KeyError, RuntimeError or OSError where they do not fit."""
        tensors = load_file(folder / TENSORS)
        with torch.no_grad():
            for name, parameter in self.parameters.items():
                parameter.copy_(tensors[f"{PREFIX}{name}"])


def _is_one_of(layer: str, targets: Collection[str]) -> bool:
    """Whether a layer is meant: as in PEFT, by its name or the end of it ("dense", "h.0.self_attention.dense")."""
    return any(layer == target or layer.endswith(f".{target}") for target in targets)


def _pair(name: str) -> tuple[str, str]:
    """The names of A and B of a weight."""
    stem = name.removesuffix(".weight")
    return f"{stem}.lora_A.weight", f"{stem}.lora_B.weight"
