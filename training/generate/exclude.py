"""What may never be generated: the sentences that models are tested on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = _ROOT / "agent" / "scripts"
SUITES = _ROOT / "training" / "suites"
_NOT_WORDS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """The words of a sentence without case, marks and spaces: two that fold alike count as the same sentence."""
    return _NOT_WORDS.sub(" ", text.replace("'", "").replace("’", "").lower()).strip()


def _said(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _said(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _said(item)


@cache
def excluded() -> frozenset[str]:
    """The folded sentences of every dialog script and of every test suite ("say" and "setup")."""
    texts: list[str] = []
    for path in sorted(SCRIPTS.glob("*.yml")):
        texts += [turn["say"] for turn in yaml.safe_load(path.read_text(encoding="utf-8"))["turns"]]
    for path in sorted(SUITES.glob("*.jsonl")) if SUITES.is_dir() else []:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                row = json.loads(line)
                texts += _said([row.get("say", []), row.get("setup", [])])
    return frozenset(folded for text in texts if (folded := fold(text)))
