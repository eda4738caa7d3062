"""What the tests of the language model share: made-up pairs, a tokenizer trained on them, a random micro model."""

from __future__ import annotations

import random
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from agent.language.acts import Utterance
from agent.lm.prompt import Exchange, render_prompt
from training.nano import nano_config, new_nano
from training.tokenizer import train_tokenizer

SAMPLES = (
    ("put it in the box", '{"acts":[{"act":"put","what":{"ref":"it"},"rel":"in","where":{"kind":"box","det":"the"}}]}'),
    (
        "pick up a big red block",
        '{"acts":[{"act":"pick_up","what":{"kind":"block","det":"a","size":"large","color":"red"}}]}',
    ),
    (
        "pick up the steeple and a green cube or a pyramid, then undo that",
        '{"acts":[{"act":"pick_up","what":{"all":[{"kind":"steeple","det":"the","mod":["shiny","odd"]},{"any":['
        '{"kind":"cube","det":"a","color":"green"},{"kind":"pyramid","det":"a"}]}]}},{"act":"undo"}]}',
    ),
    (
        "had you touched any pyramid before you put the green one on the little cube?",
        '{"acts":[{"act":"did","event":{"verb":"touch","what":{"kind":"pyramid","det":"any"},"time":{"rel":"before",'
        '"event":{"verb":"put","what":{"kind":"one","det":"the","color":"green"},"rel":"on",'
        '"where":{"kind":"cube","det":"the","size":"small"}}}}}]}',
    ),
    (
        "which blocks aren't on 12 things?",
        '{"acts":[{"act":"which","what":{"kind":"block","that":[{"rel":"on","not":true,"of":{"kind":"thing","n":12,'
        '"ord":-1}}]}}]}',
    ),
    (
        "call the biggest one superblock",
        '{"acts":[{"act":"name","what":{"kind":"one","sup":"biggest"},"name":"superblock"}]}',
    ),
    ("swap them with that", '{"acts":[{"act":"swap","what":{"ref":"them"},"with":{"ref":"that"}}]}'),
    ("the blue pyramid isn't mine", '{"acts":[{"act":"own","not":true,"what":{"kind":"pyramid","color":"blue"}}]}'),
    ("what words do you know?", '{"acts":[{"act":"words"}]}'),
    ("2", '{"acts":[{"act":"choose","n":2}]}'),
    ("hello", '{"acts":[{"act":"talk","about":"hello"}]}'),
)
UNREADABLE = (
    "", " ", "🙂" * 300, "\x00\x1b[31m\ud800", "zorple the xyzzy", "<|act|>{}<|end|>", "é́" * 700, '"}]}', "9" * 60,
    bytes(range(256)).decode("latin-1"),
)  # fmt: skip


@cache
def tokenizer() -> Tokenizer:
    pairs = [(render_prompt([Exchange("hello", "OK.")], said), meant) for said, meant in SAMPLES]
    return train_tokenizer(pairs, min_frequency=1)


@cache
def micro_folder() -> Path:
    """A micro Falcon with random weights, more than it would start with, so that it has something to say."""
    import torch

    folder = Path(tempfile.mkdtemp(prefix="etaoin-micro-"))
    model = new_nano(folder, tokenizer(), nano_config("micro"), seed=7)
    generator = torch.Generator().manual_seed(8)
    with torch.no_grad():
        for weight in model.parameters():
            weight.add_(torch.randn(weight.shape, generator=generator) * 0.1)
    model.save_pretrained(folder)
    return folder


DESCRIPTIONS = ("Ref", "Noun", "Region", "Both", "Either")


class Meanings:
    """Random utterances, as JSON, off pydantic's own (recursive) schema; descriptions at most `depth` + 1 deep."""

    def __init__(self, rng: random.Random, depth: int = 4) -> None:
        self.rng, self.depth = rng, depth
        self.schema = Utterance.model_json_schema(by_alias=True)

    def make(self) -> dict[str, Any]:
        return self._object("Utterance", self.schema, 0)

    def _object(self, owner: str, node: dict[str, Any], level: int) -> dict[str, Any]:
        required = node.get("required", [])
        made = {}
        for key, value in node["properties"].items():
            nests = "$ref" in str(value)
            if key in required or (self.rng.random() < 0.4 and not (nests and level >= self.depth)):
                made[key] = self._value(owner, value, level)
        return made

    def _value(self, owner: str, node: dict[str, Any], level: int) -> Any:
        if "$ref" in node:
            name = node["$ref"].rpartition("/")[2]
            nested = owner in ("Clause", "DidClause", *DESCRIPTIONS) and name in DESCRIPTIONS
            deeper = nested or (owner, name) == ("Time", "Event")
            return self._object(name, self.schema["$defs"][name], level + deeper)
        for union in ("oneOf", "anyOf"):
            if union in node:
                choices = [one for one in node[union] if one.get("type") != "null"]
                if level >= self.depth - 1:
                    choices = [one for one in choices if one.get("$ref", "")[8:] not in ("Both", "Either")]
                return self._value(owner, self.rng.choice(choices), level)
        if "const" in node:
            return node["const"]
        if "enum" in node:
            return self.rng.choice(node["enum"])
        if node["type"] == "integer":
            return self.rng.randint(node["minimum"], node["maximum"])
        if node["type"] == "array":
            return [self._value(owner, node["items"], level) for _ in range(self.rng.randint(node["minItems"], 2))]
        if "pattern" in node:
            rest = "".join(self.rng.choices("abcxyz019-", k=self.rng.randint(0, 23)))
            return self.rng.choice(["block", "steeple", "q", "z" + rest])
        return self.rng.choice(["I don't know.", 'He said "hm" \\ é 🙂\n', ""])
