"""LoRA adapters on a transformers model, through PEFT."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agent.lm.hf import first_line
from agent.lm.interface import ModelError


def with_adapters(model: Any, adapters: Sequence[Path]) -> Any:
    """The model with the PEFT adapters of these folders on it. Raises ModelError where one does not fit."""
    from peft import PeftModel

    for adapter in adapters:
        try:
            model = PeftModel.from_pretrained(model, str(adapter))
        except Exception as error:
            advice = "Use it with the model that it was trained on (see its adapter_config.json)"
            raise ModelError(f"the adapter in {adapter} does not fit", first_line(error), advice) from error
    return model
