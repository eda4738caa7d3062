"""Instructions become token ids: prompt and completion apart, exactly as in chatting, thousands at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from agent.lm.prompt import END
from training.data import Shard
from training.instructions.instruction import Instruction, InstructionsError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_AT_ONCE = 4096


@dataclass(frozen=True)
class Tokenised:
    """A shard, where its rows come from, and what did not fit.

    index: (rows,) the number of the instruction that each row is of; prompt_too_long, action_too_long: the numbers of
    those left out, because nothing of the completion would fit, or only a part of an action; cut: the numbers of those
    whose answer ends at the limit, without an end token.
    """

    shard: Shard
    index: npt.NDArray[np.int32]
    prompt_too_long: tuple[int, ...]
    action_too_long: tuple[int, ...]
    cut: tuple[int, ...]


def tokenise(instructions: Sequence[Instruction], tokenizer: Tokenizer, end: str, max_length: int) -> Tokenised:
    """The ids of `agent.lm.prompt.encode_example` for all, in rows of at most `max_length` tokens.

    With our marks in the vocabulary (nano's) they are special tokens of the prompt; otherwise plain text. What people
    wrote never becomes a special token, whatever the vocabulary calls so. Raises InstructionsError if the tokenizer has
    no token `end`.
    """
    end_id = end_of(tokenizer, end)
    own = private_copy(tokenizer)
    marks_known = own.token_to_id(END) is not None
    rows: list[list[int]] = []
    n_prompt: list[int] = []
    index: list[int] = []
    prompt_too_long: list[int] = []
    action_too_long: list[int] = []
    cut: list[int] = []
    for begin in range(0, len(instructions), _AT_ONCE):
        some = instructions[begin : begin + _AT_ONCE]
        own.encode_special_tokens = not marks_known
        prompts = own.encode_batch_fast([one.prompt for one in some], add_special_tokens=False)
        own.encode_special_tokens = True
        completions = own.encode_batch_fast([one.completion for one in some], add_special_tokens=False)
        for number, (one, first, second) in enumerate(zip(some, prompts, completions, strict=True), begin):
            prompt, row = first.ids, [*first.ids, *second.ids, end_id]
            if len(prompt) >= max_length:
                prompt_too_long.append(number)
                continue
            if len(row) > max_length and one.is_action:
                action_too_long.append(number)
                continue
            if len(row) > max_length:
                cut.append(number)
            rows.append(row[:max_length])
            n_prompt.append(len(prompt))
            index.append(number)
    shard = shard_of(rows, n_prompt)
    return Tokenised(shard, np.array(index, np.int32), tuple(prompt_too_long), tuple(action_too_long), tuple(cut))


def tokenizer_of(name_or_path: str) -> tuple[Tokenizer, str]:
    """A model's tokenizer and its end-of-text token, by folder or name ("nano", "falcon-7b"). Raises ModelError.

    One with our marks is read without transformers.
    """
    from tokenizers import Tokenizer

    from agent.lm.hf import load_hf_tokenizer
    from agent.lm.registry import is_nano, nano_folder

    folder = nano_folder() if name_or_path == "nano" else Path(name_or_path)
    if is_nano(folder) and (folder / "tokenizer.json").is_file():
        return Tokenizer.from_file(str(folder / "tokenizer.json")), END
    loaded: Any = load_hf_tokenizer(name_or_path)
    return loaded.backend_tokenizer, str(loaded.eos_token)


def private_copy(tokenizer: Tokenizer) -> Tokenizer:
    """The same vocabulary without padding and truncation; the settings of the original are its owner's."""
    from tokenizers import Tokenizer

    copy = Tokenizer.from_str(tokenizer.to_str())
    copy.no_padding()
    copy.no_truncation()
    return copy


def end_of(tokenizer: Tokenizer, end: str) -> int:
    """The id of the token that ends an answer. Raises InstructionsError if the tokenizer has none such."""
    end_id: int | None = tokenizer.token_to_id(end)
    if end_id is None:
        why = f"its vocabulary has no {end}"
        raise InstructionsError("the tokenizer can't be used", why, "Name the end-of-text token of the model")
    return end_id


def shard_of(rows: Sequence[Sequence[int]], n_prompt: Sequence[int]) -> Shard:
    """Rows of ids as a shard, in the narrowest numbers that hold them."""
    offsets = np.cumsum([0, *map(len, rows)], dtype=np.int32)
    ids = np.fromiter((token for row in rows for token in row), np.uint32, int(offsets[-1]))
    narrow = not len(ids) or int(ids.max()) <= np.iinfo(np.uint16).max
    return Shard(ids.astype(np.uint16) if narrow else ids, offsets, np.array(n_prompt, np.int32))


def select(shard: Shard, rows: npt.NDArray[np.integer]) -> Shard:
    """The rows of a shard that are named, in that order; one may be named more than once."""
    lengths = shard.lengths[rows]
    offsets = np.concatenate([np.zeros(1, np.int32), np.cumsum(lengths, dtype=np.int32)])
    ids = np.empty(int(offsets[-1]), shard.ids.dtype)
    for i, row in enumerate(rows):
        ids[offsets[i] : offsets[i + 1]] = shard.ids[shard.offsets[row] : shard.offsets[row + 1]]
    return Shard(ids, offsets, shard.n_prompt[rows])
