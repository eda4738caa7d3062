"""databricks-dolly-15k: instructions and answers that people wrote (Conover et al. 2023; CC BY-SA 3.0)."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from typing import Any

from agent.language.acts import Utterance
from training.data import kept_back
from training.generate.exclude import excluded, fold
from training.instructions.hub import load_rows
from training.instructions.instruction import Instruction, reading, talk

HUB_ID = "databricks/databricks-dolly-15k"
COLUMNS = ("instruction", "context", "response", "category")
"""What a row has; a local file with these is read as Dolly."""

_CITATION = re.compile(r" ?\[(?:\d+|(?:note|nb|n) \d+|[a-z -]*(?:needed|not found)|when\?|who\?|by whom\?)\]", re.I)
"""What is left in it of Wikipedia's footnotes: [42], [note 1], [citation needed]."""

OFF_TOPIC = Utterance.model_validate({"acts": [{"act": "talk", "about": "off_topic"}]}).to_json()
"""What such an instruction means in the blocks world."""


def dolly(seed: int = 0, *, off_topic: float = 0.1) -> list[Instruction]:
    """All of Dolly from the hub (or its cache here). Raises InstructionsError if it can't be had."""
    return read_dolly(load_rows(HUB_ID), seed, off_topic=off_topic)


def read_dolly(
    rows: Iterable[Mapping[str, Any]], seed: int = 0, *, off_topic: float = 0.1, source: str = "dolly"
) -> list[Instruction]:
    """Rows with `instruction`, `context` and `response` as free talk, the context below the instruction.

    Of a share `off_topic` of them there is also the reading in the blocks world: that the instruction is not about
    blocks. What models are tested with is left out there (`training.data.kept_back`, the suites' sentences).
    """
    r = random.Random(f"dolly:{seed}")
    found: list[Instruction] = []
    for row in rows:
        said, context, response = (str(row.get(key) or "") for key in COLUMNS[:3])
        # Only what quotes a text has footnotes; elsewhere a number in brackets is somebody's code.
        answer = without_citations(response) if context.strip() else response
        one = talk((), said, answer, source=source, context=without_citations(context))
        found.append(one)
        chosen = r.random() < off_topic  # drawn for each row, so that a row's fate hangs on its place alone
        if chosen and said.strip() and not kept_back(said) and fold(said) not in excluded():
            found.append(reading((), said, OFF_TOPIC, source=source, group=one.group))
    return found


def without_citations(text: str) -> str:
    """A text without the marks of footnotes."""
    return _CITATION.sub("", text)
