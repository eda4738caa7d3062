"""Loads a language model by name: the shipped nano, a folder, or whatever transformers can load."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from agent.language.grammar import grammar
from agent.lm.adapters import base_at, check_base, read_info
from agent.lm.interface import AdaptableModel, LanguageModel, ModelError
from agent.lm.prompt import ACT, AGENT, END, USER, Exchange, encode_prompt

Adapters = str | Path | Sequence[str | Path] | None
"""One adapter's folder, several, or none."""
SHIPPED_NANO = Path(__file__).parents[1] / "models" / "nano"
NANO_VARIABLE = "ETAOIN_NANO"
"""An environment variable that names another folder for "nano"."""
SERVED = ("served:", "http://", "https://")
"""How a model's name begins that is on a server."""
SMALL_VOCABULARY = 16_384
"""A Falcon folder with fewer tokens than this and our marks among them is a nano."""


def load_model(spec: str = "nano", adapter: Adapters = None, *, quantize: str | None = None) -> LanguageModel:
    """The model that `spec` names, with LoRA adapters from their folders if any are given.

    `spec` is "nano", a folder, a Hugging Face id ("tiiuae/falcon-7b", or "falcon-7b" for short), or one of the last two
    after "hf:" to force transformers, or "served:URL#MODEL" for one on a server. A nano folder runs on numpy; all else
    on transformers, where `quantize` is "int8" (the default on a GPU), "nf4", "bf16" or "fp32"; elsewhere it is of no
    effect. Raises ModelError; an adapter that was made for another model is refused.
    """
    folders = _folders(adapter)
    if spec.startswith(SERVED):
        if folders:
            advice = "Serve it there with its adapter, under a name of its own"
            raise ModelError(f"{spec} takes no adapter from here", "the model is on a server", advice)
        from agent.lm.served import load_served

        return load_served(spec)
    folder = nano_folder() if spec == "nano" else Path(spec)
    if spec == "nano" or is_nano(folder):
        return load_nano(folder, folders, name=spec if spec == "nano" else folder.name)
    if spec.startswith((".", "/", "~")) and not folder.expanduser().is_dir():
        raise ModelError(f"There is no model at {spec}", "the folder does not exist", "Check the path, or say: nano")
    for one in folders:  # before a model is loaded that takes minutes
        check_base(read_info(one), base_at(spec))
    from agent.lm.hf_model import load_hf_model

    model = load_hf_model(spec.removeprefix("hf:"), folders[0] if folders else None, quantize=quantize)
    if len(folders) > 1:
        swap_adapters(model, folders)
    return model


def swap_adapters(model: LanguageModel, adapters: Sequence[Path]) -> None:
    """Puts these adapters on a loaded model in the place of those that are on; none takes all off.

    What the model has read is forgotten, the weights are not read again. Raises ModelError, with all as it was, where
    an adapter does not fit or the model takes none.
    """
    inner = getattr(model, "model", None)
    if isinstance(inner, AdaptableModel):
        inner.use(adapters)
        return
    from agent.lm.hf_model import HFModel

    if not isinstance(inner, HFModel):
        if adapters:
            why = "it is not loaded here"
            raise ModelError(f"{model.name} takes no adapter", why, "Merge it into its model: `etaoin adapters merge`")
        return
    from agent.lm.hf_adapters import with_adapters

    inner.model = with_adapters(inner.model, adapters)
    inner.truncate(0)


def adapters_of(model: LanguageModel) -> tuple[str, ...]:
    """The names of the adapters that are on a loaded model."""
    inner = getattr(model, "model", None)
    if isinstance(inner, AdaptableModel):
        return inner.adapters
    from agent.lm.hf_adapters import active_adapters

    return tuple(info.name for info in active_adapters(getattr(inner, "model", None)))


def _folders(adapter: Adapters) -> tuple[Path, ...]:
    if adapter is None:
        return ()
    return (Path(adapter),) if isinstance(adapter, str | Path) else tuple(map(Path, adapter))


def nano_folder() -> Path:
    """Where "nano" lies: $ETAOIN_NANO, or else the folder that is shipped with the program."""
    named = os.environ.get(NANO_VARIABLE)
    return Path(named) if named else SHIPPED_NANO


def is_nano(folder: Path) -> bool:
    """Whether a folder looks like a nano: a Falcon with a small vocabulary and our marks. Loading finds damage."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if not isinstance(config, dict) or config.get("model_type") != "falcon":
        return False
    size = config.get("vocab_size")
    if not isinstance(size, int) or size >= SMALL_VOCABULARY or config.get("new_decoder_architecture"):
        return False
    try:
        text = (folder / "tokenizer.json").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return True
    return ACT in text or '"vocab"' not in text


def load_nano(folder: Path, adapters: Sequence[Path] = (), name: str = "nano") -> LanguageModel:
    """A nano from its folder, on numpy, with adapters on: no torch is imported. Raises ModelError."""
    from agent.lm.decoding import MAX_TOKENS, GrammarDecoder
    from agent.lm.nano import NanoForward
    from agent.lm.parsing import GrammarModel

    forward = NanoForward.load(folder, *adapters)
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
