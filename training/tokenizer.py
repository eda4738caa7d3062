"""Makes nano's vocabulary: a byte-level BPE whose pieces are whole words and whole bits of the action language.

    tokenizer = train_tokenizer(pairs)          # pairs of (prompt, canonical JSON)
    save_tokenizer(tokenizer, "runs/nano")      # tokenizer.json and what AutoTokenizer needs

Two things make it unlike a general vocabulary. Structure is cut where the grammar makes a choice, so that
`,"what":{"kind":` or `"pick_up"` is one token, and a typical action about a dozen. And there are no merges: what is no
whole piece is spelled byte by byte (`ignore_merges`), so that a word which nobody has ever seen has the same letters in
the prompt and in the action, and copying it is copying.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers

from agent.language.grammar import build_schema
from agent.lm.prompt import END, PAD, SPECIALS

VOCABULARY_SIZE = 3584

_KEY = r'[,\[{]*"[a-z_]+":(?:\[?\{"[a-z_]+":|\[|true)?'  # ,"what":{"kind":   {"acts":[{"act":   ,"mod":[   ,"not":true
_VALUE = r'"[a-z0-9_-]+"'  # "pick_up"
_CLOSERS = r"[\]}]{1,4}"  # }}]}
_ENGLISH = r"'(?:s|t|re|ve|m|ll|d)(?!\p{L})| ?\p{L}+| ?\p{N}| ?[^\s\p{L}\p{N}]|\s"
PIECES = "|".join((_KEY, _VALUE, _CLOSERS, _ENGLISH))
"""The pre-tokeniser: how text is cut before the vocabulary is looked up."""


def train_tokenizer(pairs: Iterable[tuple[str, str]], size: int = VOCABULARY_SIZE, min_frequency: int = 4) -> Tokenizer:
    """A tokenizer of at most `size` tokens for these (prompt, completion) pairs.

    In it are, in this order: the special tokens, all 256 bytes, every structural piece and enumerated value of the
    action language, and then the most frequent pieces of the texts that occur at least `min_frequency` times.
    Raises ValueError if `size` leaves no room for words.
    """
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    fixed = list(dict.fromkeys([*SPECIALS, *alphabet, *map(_as_bytes, language_pieces())]))
    if size < len(fixed):
        raise ValueError(f"a vocabulary of {size} has no room for the {len(fixed)} fixed pieces; ask for more")
    return _tokenizer(_numbered(dict.fromkeys(fixed), pairs, size, min_frequency))


def grow_tokenizer(
    base: Tokenizer, pairs: Iterable[tuple[str, str]], size: int = VOCABULARY_SIZE, min_frequency: int = 4
) -> Tokenizer:
    """The vocabulary of `base`, each token with its number, and new ones after it, up to `size` in all.

    New are first the pieces and values of the action language that `base` lacks, then the most frequent pieces of the
    texts. Raises ValueError if `size` has no room for the first.
    """
    vocabulary = dict.fromkeys(sorted(known := base.get_vocab(), key=known.__getitem__))
    vocabulary |= dict.fromkeys(map(_as_bytes, language_pieces()))
    if size < len(vocabulary):
        raise ValueError(f"a vocabulary of {size} has no room for the {len(vocabulary)} fixed pieces; ask for more")
    return _tokenizer(_numbered(vocabulary, pairs, size, min_frequency))


def spelled(piece: str, known: Mapping[str, int]) -> list[int]:
    """The tokens that spell a piece, each the longest that fits; every byte must be known."""
    ids, begin = [], 0
    while begin < len(piece):
        end = next(end for end in range(len(piece), begin, -1) if piece[begin:end] in known)
        ids.append(known[piece[begin:end]])
        begin = end
    return ids


def save_tokenizer(tokenizer: Tokenizer, folder: str | Path) -> None:
    """Writes tokenizer.json and tokenizer_config.json so that transformers' AutoTokenizer loads the folder."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": END,
        "pad_token": PAD,
        "clean_up_tokenization_spaces": False,
        "model_max_length": 512,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def language_pieces() -> list[str]:
    """Every structural piece and enumerated value that an action can need, read off the schema, sorted."""
    schema = build_schema(depth=1)
    pieces = {f"{number}" for number in range(10)} | {f" {number}" for number in range(10)}
    closers = [""]
    for _ in range(4):
        closers = [start + closer for start in closers for closer in "]}" if not start.endswith("]") or closer == "}"]
        pieces.update(closers)
    for definition in [schema, *schema["$defs"].values()]:
        for index, (key, value) in enumerate(definition["properties"].items()):
            before = [f'{{"{key}":', f',{{"{key}":', f'[{{"{key}":'] if index == 0 else [f',"{key}":']
            # A bare key is never used where an object follows; it is there for llguidance, which spells what is forced
            # and takes back what could still grow, but looks back only a few tokens.
            bare = ("", "[") if "array" in str(value) else ("",)
            pieces.update(start + follow for start in before for follow in (*bare, *_follows(value, schema)))
            pieces.update(f'"{word}"' for word in _enumerated(value))
    return sorted(pieces)


def _follows(value: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    """What the piece of a key takes along from its value: the first key of the object in it, a bracket, nothing."""
    if value.get("const") is True:
        yield "true"
    elif "$ref" in value:
        definition = schema["$defs"][value["$ref"].rpartition("/")[2]]
        yield f'{{"{next(iter(definition["properties"]))}":'
    elif "anyOf" in value:
        for one in value["anyOf"]:
            yield from _follows(one, schema)
    elif value.get("type") == "array":
        yield from (f"[{follow}" for follow in _follows(value["items"], schema))
    else:
        yield ""


def _enumerated(value: dict[str, Any]) -> list[str]:
    if isinstance(value.get("const"), str):
        return [value["const"]]
    return list(value.get("enum", []))


def _numbered(
    first: dict[str, None], pairs: Iterable[tuple[str, str]], size: int, min_frequency: int
) -> dict[str, int]:
    """The pieces `first` and the most frequent others, `size` at most, with their numbers."""
    vocabulary = dict(first)
    for piece, count in _count(pairs):
        if len(vocabulary) >= size or count < min_frequency:
            break
        vocabulary[piece] = None
    return {piece: index for index, piece in enumerate(vocabulary)}


def _count(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, int]]:
    """Pieces with their counts, the most frequent first and ties in alphabetical order (so that runs repeat)."""
    cutter = _pre_tokenizer()
    texts: Counter[str] = Counter()
    for prompt, completion in pairs:
        for mark in SPECIALS:
            prompt = prompt.replace(mark, "\n")
        texts.update(prompt.split("\n"))
        texts[completion] += 1
    counts: Counter[str] = Counter()
    for text, times in texts.items():
        for piece, _ in cutter.pre_tokenize_str(text):
            counts[piece] += times
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _as_bytes(piece: str) -> str:
    """A piece in the byte-level alphabet of the vocabulary ("Ġ" for the space)."""
    return "".join(char for char, _ in pre_tokenizers.ByteLevel(False, use_regex=False).pre_tokenize_str(piece))


def _pre_tokenizer() -> pre_tokenizers.PreTokenizer:
    cut = pre_tokenizers.Split(Regex(PIECES), "isolated")
    return pre_tokenizers.Sequence([cut, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def _tokenizer(vocabulary: dict[str, int]) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[], ignore_merges=True))
    tokenizer.pre_tokenizer = _pre_tokenizer()
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(mark, special=True, normalized=False) for mark in SPECIALS])
    return tokenizer
