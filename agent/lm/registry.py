"""Loads a language model by name: the shipped nano, a folder, or whatever transformers can load."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from agent.language.grammar import grammar
from agent.lm.interface import LanguageModel, ModelError
from agent.lm.prompt import ACT, AGENT, END, USER, Exchange, encode_prompt

if TYPE_CHECKING:
    from collections.abc import Sequence

SHIPPED_NANO = Path(__file__).parents[1] / "models" / "nano"
NANO_VARIABLE = "ETAOIN_NANO"
"""An environment variable that names another folder for "nano"."""
SMALL_VOCABULARY = 16_384
"""A Falcon folder with fewer tokens than this and our marks among them is a nano."""


def load_model(spec: str = "nano", adapter: str | Path | None = None, *, quantize: str | None = None) -> LanguageModel:
    """The model that `spec` names, with a LoRA adapter from a folder if one is given.

    `spec` is "nano", a folder, a Hugging Face id ("tiiuae/falcon-7b", or "falcon-7b" for short), or one of the last two
    after "hf:" to force transformers. A nano folder runs on numpy; all else on transformers, where `quantize`
    is "int8" (the default on a GPU), "nf4", "bf16" or "fp32". Raises ModelError.
    """
    adapter_folder = None if adapter is None else Path(adapter)
    folder = nano_folder() if spec == "nano" else Path(spec)
    if spec == "nano" or is_nano(folder):
        return load_nano(folder, adapter_folder, name=spec if spec == "nano" else folder.name)
    if spec.startswith((".", "/", "~")) and not folder.expanduser().is_dir():
        raise ModelError(f"There is no model at {spec}", "the folder does not exist", "Check the path, or say: nano")
    from agent.lm.hf_model import load_hf_model

    return load_hf_model(spec.removeprefix("hf:"), adapter_folder, quantize=quantize)


def nano_folder() -> Path:
    """Where "nano" lies: $ETAOIN_NANO, or else the folder that is shipped with the program."""
    named = os.environ.get(NANO_VARIABLE)
    return Path(named) if named else SHIPPED_NANO


def is_nano(folder: Path) -> bool:
    """Whether a folder looks like a nano: a Falcon with a small vocabulary. Damage is found later, on loading."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if not isinstance(config, dict) or config.get("model_type") != "falcon":
        return False
    size = config.get("vocab_size")
    return isinstance(size, int) and size < SMALL_VOCABULARY and not config.get("new_decoder_architecture")


def load_nano(folder: Path, adapter: Path | None = None, name: str = "nano") -> LanguageModel:
    """A nano from its folder, on numpy: no torch is imported. Raises ModelError."""
    from agent.lm.decoding import MAX_TOKENS, GrammarDecoder
    from agent.lm.nano import NanoForward
    from agent.lm.parsing import GrammarModel

    forward = NanoForward.load(folder, adapter)
    restore = "Restore tokenizer.json and model.safetensors from the same training run"
    path = folder / "tokenizer.json"
    from tokenizers import Tokenizer

    try:
        text = path.read_text(encoding="utf-8")
        tokenizer = Tokenizer.from_str(text)
    except FileNotFoundError:
        raise ModelError(f"{folder} has no vocabulary", "tokenizer.json is missing", restore) from None
    except Exception as error:  # tokenizers raises bare Exception
        raise ModelError(f"{path} can't be read", str(error), restore) from None
    if (size := tokenizer.get_vocab_size()) != forward.vocabulary:
        why = f"the vocabulary has {size} tokens, the weights have {forward.vocabulary}"
        raise ModelError(f"{folder} does not fit together", why, restore)
    end = tokenizer.token_to_id(END)
    missing = [mark for mark in (END, USER, AGENT, ACT) if tokenizer.token_to_id(mark) is None]
    if end is None or missing:
        raise ModelError(f"{path} is no vocabulary of nano's", f"it has no {', '.join(missing)}", restore)
    max_tokens = min(MAX_TOKENS, forward.context // 2)
    budget = forward.context - max_tokens

    def encode(history: Sequence[Exchange], utterance: str) -> list[int]:
        return encode_prompt(tokenizer, history, utterance, budget)

    decoder = GrammarDecoder(text, grammar(free_talk=False), end)
    return GrammarModel(name, forward, decoder, encode, max_tokens)
