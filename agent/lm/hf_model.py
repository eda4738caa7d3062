"""Chatting with any causal language model through transformers: its key-value cache, and its grammar-bound answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent.language.grammar import grammar
from agent.lm.hf import load_causal_lm, load_hf_tokenizer
from agent.lm.hf_adapters import active_adapters, with_adapters
from agent.lm.interface import LanguageModel
from agent.lm.prompt import END, Exchange, encode_prompt, render_prompt

if TYPE_CHECKING:
    import torch

    from agent.lm.interface import Logits


def load_hf_model(
    name_or_path: str, adapter: Path | None = None, *, quantize: str | None = None, device: str | None = None
) -> LanguageModel:
    """A causal LM as a `LanguageModel`: int8 on a GPU and fp32 on a CPU unless `quantize` says otherwise.

    `adapter` is a PEFT adapter's folder. Raises ModelError.
    """
    import torch

    tokenizer: Any = load_hf_tokenizer(name_or_path)
    chosen: Any = quantize or ("int8" if torch.cuda.is_available() else "fp32")
    model: Any = load_causal_lm(name_or_path, chosen, device=device)
    if adapter is not None:
        model = with_adapters(model, [adapter])
    return as_language_model(model, tokenizer, Path(name_or_path).name)


def as_language_model(model: Any, tokenizer: Any, name: str) -> LanguageModel:
    """A model that is in memory, with its fast tokenizer, as a `LanguageModel`; training evaluates with it.

    It answers freely too, unless it is a nano that was never trained to.
    """
    from agent.lm import writing
    from agent.lm.decoding import MAX_TOKENS, GrammarDecoder
    from agent.lm.parsing import GrammarModel

    logits_model = HFModel(model)
    backend = tokenizer.backend_tokenizer
    budget = min(1024, max(logits_model.context - MAX_TOKENS, logits_model.context // 2))
    marks_known = backend.token_to_id(END) is not None
    end: int = tokenizer.eos_token_id

    def encode(history: Sequence[Exchange], utterance: str) -> list[int]:
        if marks_known:
            return encode_prompt(backend, history, utterance, budget)
        # Our marks are plain text to it. Nothing in the text may become a special token of its own ("</s>").
        prompt = render_prompt(history, utterance)
        ids: list[int] = tokenizer.encode(prompt, add_special_tokens=False, split_special_tokens=True)
        return ids if len(ids) <= budget else ids[-budget:]

    rows = int(model.get_input_embeddings().weight.shape[0])
    decoder = GrammarDecoder(backend.to_str(), grammar(free_talk=False), end, size=rows)
    if marks_known and not _talked(model):
        return GrammarModel(name, logits_model, decoder, encode)

    def style() -> tuple[writing.Codec, writing.Answering]:
        if marks_known:
            return writing.marked(backend, end)
        return writing.unmarked(tokenizer, _ends(model, end), talked=_talked(logits_model.model))

    return writing.WritingGrammarModel(name, logits_model, decoder, encode, style()[0], lambda: style()[1])


def _talked(model: Any) -> bool:
    """Whether the model, or an adapter that is on it, was trained on conversations by `etaoin train`."""
    from agent.lm.writing import talk_trained

    folders = [info.folder for info in active_adapters(model)]
    if base := str(getattr(model.config, "_name_or_path", "")):
        folders.append(Path(base))
    return any(map(talk_trained, folders))


def _ends(model: Any, end: int) -> set[int]:
    """The tokens that end a text: chat models have one for an answer besides that of the vocabulary."""
    told = getattr(getattr(model, "generation_config", None), "eos_token_id", None)
    return {end, *(told if isinstance(told, list) else [] if told is None else [told])}


class HFModel:
    """A transformers model with its key-value cache; implements `LogitsModel`."""

    def __init__(self, model: Any) -> None:
        self.model = model
        config: Any = model.config
        self._context = int(getattr(config, "max_position_embeddings", 0) or getattr(config, "max_seq_len", 2048))
        self._device: torch.device = model.get_input_embeddings().weight.device
        self._ids: list[int] = []
        self._cache: Any = None

    @property
    def context(self) -> int:
        """The most tokens it can read."""
        return self._context

    @property
    def length(self) -> int:
        """Tokens in the cache."""
        return len(self._ids)

    def truncate(self, length: int) -> None:
        """Forgets all but the first `length` tokens."""
        if length <= 0 or self._cache is None:
            self._ids, self._cache = [], None
        elif length < len(self._ids):
            self._cache.crop(length - len(self._ids))  # negative: so many fewer; all versions read that alike
            del self._ids[length:]

    def prefill(self, ids: Sequence[int]) -> Logits:
        """Reads exactly `ids`, reusing the cache as far as it begins alike; the logits after the last."""
        same = 0
        for old, new in zip(self._ids, ids[:-1], strict=False):
            if old != new:
                break
            same += 1
        self.truncate(same)
        return self.step(ids[same:])

    def step(self, ids: Sequence[int]) -> Logits:
        """Reads `ids` after what is in the cache; the logits after the last, (vocabulary,) in fp32."""
        import torch
        from transformers import DynamicCache

        if self._cache is None:
            self._cache = DynamicCache()
        with torch.inference_mode():
            tensor = torch.tensor([list(ids)], device=self._device)
            out = self.model(input_ids=tensor, past_key_values=self._cache, use_cache=True, logits_to_keep=1)
            logits: Logits = out.logits[0, -1].float().cpu().numpy()
        self._cache = out.past_key_values
        self._ids.extend(ids)
        return logits
