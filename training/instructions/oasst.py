"""OpenAssistant conversations: trees of messages, their replies ranked by people (Köpf et al. 2023; Apache-2.0)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from agent.lm.prompt import Exchange
from training.instructions.hub import load_rows
from training.instructions.instruction import Instruction, talk

HUB_ID = "OpenAssistant/oasst1"


@dataclass
class Message:
    """One message of a tree, and what was replied to it."""

    id: str
    text: str
    role: str
    lang: str
    rank: int | None
    kept: bool
    replies: list[Message] = field(default_factory=list)


def oasst1(*, language: str = "en") -> list[Instruction]:
    """All of oasst1 from the hub (or its cache here). Raises InstructionsError if it can't be had."""
    return read_messages(load_rows(HUB_ID), language=language)


def read_messages(
    rows: Iterable[Mapping[str, Any]], *, language: str = "en", source: str = "oasst1"
) -> list[Instruction]:
    """Flat rows as on the hub: `message_id`, `parent_id`, `text`, `role`, `lang`, `rank`, `deleted`, ..."""
    messages: dict[str, Message] = {}
    children: defaultdict[str, list[Message]] = defaultdict(list)
    roots: list[Message] = []
    for row in rows:
        message = _message(row)
        messages[message.id] = message
        parent = row.get("parent_id")
        (children[parent] if parent else roots).append(message)
    for parent, replies in children.items():
        if parent in messages:
            messages[parent].replies.extend(replies)
    return [one for root in roots for one in _threads(root, language, source)]


def read_trees(rows: Iterable[Mapping[str, Any]], *, language: str = "en", source: str = "oasst1") -> list[Instruction]:
    """Rows that each hold a tree: a `prompt` with nested `replies`."""
    return [one for row in rows for one in _threads(_tree(row["prompt"]), language, source)]


def _threads(root: Message, language: str, source: str) -> Iterator[Instruction]:
    """Every answer that is best where it stands, with what was said before it; each once.

    From a question on goes only the best answer of a person's choosing, from an answer every question: so no answer is
    trained on twice, and none that people liked less. What is deleted or has not passed review ends its branch.
    """

    def fits(message: Message, role: str) -> bool:
        return message.role == role and message.kept and (not language or message.lang == language)

    waiting: list[tuple[Message, tuple[Exchange, ...]]] = [(root, ())] if fits(root, "prompter") else []
    while waiting:
        asked, history = waiting.pop()
        answers = [reply for reply in asked.replies if fits(reply, "assistant")]
        if not answers:
            continue
        # Rank 0 is the best. Where nobody ranked, the first stands for them.
        best = min(answers, key=lambda answer: (answer.rank is None, answer.rank or 0))
        yield talk(history, asked.text, best.text, source=source, group=root.id)
        after = (*history, Exchange(asked.text, best.text))
        waiting += [(reply, after) for reply in reversed(best.replies) if fits(reply, "prompter")]


def _tree(node: Mapping[str, Any]) -> Message:
    root = _message(node)
    waiting = [(root, node)]
    while waiting:
        message, row = waiting.pop()
        for reply in row.get("replies") or ():
            message.replies.append(_message(reply))
            waiting.append((message.replies[-1], reply))
    return root


def _message(row: Mapping[str, Any]) -> Message:
    rank = row.get("rank")
    return Message(
        id=str(row["message_id"]),
        text=str(row.get("text") or ""),
        role=str(row.get("role")),
        lang=str(row.get("lang")),
        rank=None if rank is None else int(rank),
        kept=row.get("review_result") is True and not row.get("deleted"),
    )
