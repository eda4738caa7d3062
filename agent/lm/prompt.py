"""What a model is shown for one utterance, and how a training example is joined from prompt and completion.

A prompt is lower-case text with three marks: `<|user|>`, `<|agent|>` and `<|act|>`; after `<|act|>` the model writes
the canonical JSON of the action and `<|end|>`. Each text starts with a space, so that a word has one spelling in the
vocabulary wherever it stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

END, PAD, USER, AGENT, ACT = "<|end|>", "<|pad|>", "<|user|>", "<|agent|>", "<|act|>"
SPECIALS = (END, PAD, USER, AGENT, ACT)

MAX_UTTERANCE = 400
"""Characters of an utterance that reach the model; a longer one is cut at a word."""
MAX_REPLY = 120
"""Characters of the last reply that reach the model."""
PROMPT_BUDGET = 320
"""Tokens of a prompt; with `decoding.MAX_TOKENS` they fill nano's context of 512."""

_MARK = re.compile(r"<\|+|\|+>")


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the user said in an earlier turn and what the agent answered."""

    user: str
    reply: str


def clean(text: str, limit: int = MAX_UTTERANCE) -> str:
    """One line of NFKC-normalised text without control characters or marks, at most `limit` characters.

    Typographic quotes and dashes become plain ones. Lone surrogates and private-use characters are dropped: no byte
    string spells them. A text of nothing readable comes back empty.
    """
    text = unicodedata.normalize("NFKC", text[: 16 * limit]).translate(_PLAIN)
    kept = "".join(" " if _blank(char) else char for char in text)
    while _MARK.search(kept):
        kept = _MARK.sub(" ", kept)
    kept = " ".join(kept.split())
    return kept if len(kept) <= limit else _cut(kept, limit)


def render_prompt(history: Sequence[Exchange], utterance: str) -> str:
    """The prompt for nano: the last exchange (if any) and the utterance, lower-case.

    Only the last exchange is shown: "it" and "why?" need no more, and a short prompt is read faster.
    """
    parts = []
    if history:
        last = history[-1]
        parts = [USER, _said(last.user, MAX_UTTERANCE), AGENT, _said(last.reply, MAX_REPLY)]
    return "".join([*parts, USER, _said(utterance, MAX_UTTERANCE), ACT])


def render_talk(history: Sequence[Exchange], utterance: str, context: str = "") -> str:
    """The prompt for a free answer: all exchanges that are given, then the utterance, as they were typed.

    `context` is a text that the utterance is about; it stands below it. The completion is a space, the answer, and the
    model's end mark.
    """
    parts = [f"{USER} {_plain(one.user)}{AGENT} {_plain(one.reply)}" for one in history]
    below = f"\n\n{_plain(context)}" if context.strip() else ""
    return "".join([*parts, f"{USER} {_plain(utterance)}{below}{AGENT}"])


def encode_prompt(
    tokenizer: Tokenizer, history: Sequence[Exchange], utterance: str, budget: int = PROMPT_BUDGET
) -> list[int]:
    """The ids of `render_prompt` in at most `budget` tokens: first the history goes, then the utterance's end.

    Only text of which the vocabulary has no word (emoji, say: four tokens each) is ever that long.
    """
    ids = tokenizer.encode(render_prompt(history, utterance), add_special_tokens=False).ids
    if len(ids) > budget:
        utterance = clean(utterance)
        ids = tokenizer.encode(render_prompt((), utterance), add_special_tokens=False).ids
    while len(ids) > budget and utterance:
        utterance = utterance[: len(utterance) * 3 // 4]
        ids = tokenizer.encode(render_prompt((), utterance), add_special_tokens=False).ids
    return ids


def encode_example(tokenizer: Tokenizer, prompt: str, completion: str, end: str = END) -> tuple[list[int], int]:
    """The token ids of a training example, ending in `end`, and how many of them are prompt (no loss there).

    The two are tokenised apart and joined, as in chatting, where the prompt is all there is when generation begins.
    `end` is the tokenizer's end-of-text token ("<|endoftext|>" for falcon-7b). Raises ValueError if it has none such.
    """
    prompt_ids = tokenizer.encode(prompt, add_special_tokens=False).ids
    completion_ids = tokenizer.encode(completion, add_special_tokens=False).ids
    end_id = tokenizer.token_to_id(end)
    if end_id is None:
        raise ValueError(f"the tokenizer has no {end} token; train one with training/tokenizer.py")
    return [*prompt_ids, *completion_ids, end_id], len(prompt_ids)


_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-"})


def _plain(text: str) -> str:
    """A text of several lines without control characters and marks."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    kept = "".join(" " if _blank(char) and char != "\n" else char for char in text)
    while _MARK.search(kept):
        kept = _MARK.sub(" ", kept)
    return kept.strip()


def _said(text: str, limit: int) -> str:
    text = clean(text, limit).lower()
    return f" {text}" if text else ""


def _blank(char: str) -> bool:
    """Whether a character is a control, a surrogate, or not a character."""
    return unicodedata.category(char)[0] == "C"


def _cut(text: str, limit: int) -> str:
    """The first `limit` characters, without a half word at the end."""
    head = text[:limit]
    word_end = head.rfind(" ")
    return head[:word_end] if word_end > limit // 2 else head
