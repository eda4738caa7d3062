"""Instruction data of one's own: JSON lines in any of the usual shapes, told apart by their keys.

{"instruction": "...", "context": "...", "response": "..."}         Dolly's; "input" and "output" as Alpaca's do too
{"prompt": "...", "completion": "..."}
{"messages": [{"role": "user", "content": "..."}, {"role": "assistant", "content": "..."}]}
{"say": "...", "acts": [...]}                                       the blocks world's, see training.own.examples
{"prompt": {"message_id": ..., "replies": [...]}}                   OpenAssistant's trees; its flat messages too
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from agent.lm.prompt import Exchange
from training.instructions import oasst
from training.instructions.dolly import COLUMNS, read_dolly
from training.instructions.instruction import Instruction, InstructionsError, reading, talk
from training.own.examples import ExamplesError, read_examples

SHAPES = (
    '{"instruction", "response"} (and "context"), {"prompt", "completion"}, {"messages": [{"role", "content"}, ...]} '
    'or {"say", "acts"}'
)
"""The known shapes, for messages."""

_SAY, _ACTS = ("say", "text", "utterance"), ("acts", "actions", "action", "rcl")


def read_file(file: Path, seed: int = 0, *, off_topic: float = 0.1, language: str = "en") -> list[Instruction]:
    """The instructions of a file of JSON lines; the first line says which shape all have. Raises InstructionsError.

    Dolly's and OpenAssistant's own files are read as the sets from the hub are, with the same options.
    """
    rows = list(_rows(file))
    if not rows:
        raise InstructionsError(f"{file} has no instruction", "it is empty", f"Give lines such as {SHAPES}")
    first = rows[0][1]
    other = next((number for number, row in rows if _is_action(row) != _is_action(first)), None)
    if other is not None:
        why = f"line {other} is of the blocks world and line {rows[0][0]} is not, or the other way round"
        raise InstructionsError(f"{file} can't be read", why, "Put the two kinds in a file each")
    if _is_action(first):
        return _actions(file)
    plain = [row for _, row in rows]
    if set(COLUMNS) <= first.keys():
        for number, row in rows:
            _instruction(file, number, row)
        return read_dolly(plain, seed, off_topic=off_topic, source=file.name)
    if isinstance(first.get("prompt"), dict) or "message_id" in first:
        read = oasst.read_messages if "message_id" in first else oasst.read_trees
        try:
            return read(plain, language=language, source=file.name)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            why = f"a message lacks or misspells {error}"
            raise InstructionsError(f"{file} is no OpenAssistant file", why, f"Give lines such as {SHAPES}") from None
    return [one for number, row in rows for one in _shaped(file, number, row)]


def _shaped(file: Path, number: int, row: Mapping[str, Any]) -> Iterator[Instruction]:
    if "messages" in row:
        yield from _messages(file, number, row["messages"])
    elif "prompt" in row and "completion" in row:
        prompt, completion = (_text(file, number, row, key) for key in ("prompt", "completion"))
        yield talk((), prompt, completion, source=file.name)
    else:
        said, context, response = _instruction(file, number, row)
        yield talk((), said, response, source=file.name, context=context)


def _instruction(file: Path, number: int, row: Mapping[str, Any]) -> tuple[str, str, str]:
    answer = next((key for key in ("response", "output") if key in row), None)
    if "instruction" not in row or answer is None:
        why = f"line {number} has the keys {', '.join(row) or 'of no shape'}"
        raise InstructionsError(f"{file} can't be read", why, f"Known shapes are {SHAPES}")
    context = next((key for key in ("context", "input") if row.get(key)), None)
    return (
        _text(file, number, row, "instruction"),
        _text(file, number, row, context) if context else "",
        _text(file, number, row, answer),
    )


def _messages(file: Path, number: int, messages: Any) -> Iterator[Instruction]:
    """Each answer of an assistant with what was said before it; the system's text stands below the first question."""
    if not isinstance(messages, list) or not all(isinstance(one, dict) for one in messages):
        raise _wrong(file, number, '"messages" is no list of objects')
    turns = [(str(one.get("role")), _text(file, number, one, "content")) for one in messages]
    context = ""
    if turns and turns[0][0] == "system":
        context = turns.pop(0)[1]
    roles = [role for role, _ in turns]
    if not roles or roles != ["user", "assistant"] * (len(roles) // 2):
        raise _wrong(file, number, f"its roles are {', '.join(roles) or 'none'}, not user and assistant in turn")
    history: list[Exchange] = []
    group = ""
    for (_, said), (_, answer) in zip(turns[::2], turns[1::2], strict=True):
        one = talk(history, said, answer, source=file.name, context=context, group=group)
        yield one
        group = one.group  # that of the first question: a conversation stays together
        history.append(Exchange(f"{said}\n\n{context}" if context.strip() else said, answer))
        context = ""


def _actions(file: Path) -> list[Instruction]:
    try:
        examples, _ = read_examples([file])
    except ExamplesError as error:
        why = str(error).rstrip(".")
        raise InstructionsError("examples can't be read", why, "Mend that line, or leave it out") from None
    return [
        reading(
            [Exchange(*exchange) for exchange in example.history], example.say, example.action,
            source=file.name, group=example.group,
        )
        for example in examples
    ]  # fmt: skip


def _is_action(row: Mapping[str, Any]) -> bool:
    return "rcl" in row or (any(key in row for key in _SAY) and any(key in row for key in _ACTS))


def _rows(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        why = "there is no such file" if isinstance(error, FileNotFoundError) else str(error)
        raise InstructionsError(
            f"{file} can't be read", why, "Name a file of JSON lines, dolly, oasst1 or blocks"
        ) from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise _wrong(file, number, f"it is no JSON ({error})") from None
        if not isinstance(row, dict):
            raise _wrong(file, number, "it is no JSON object")
        yield number, row


def _text(file: Path, number: int, row: Mapping[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str):
        raise _wrong(file, number, f'its "{key}" is no text')
    return value


def _wrong(file: Path, number: int, why: str) -> InstructionsError:
    return InstructionsError(f"{file}, line {number} can't be used", why, f"Known shapes are {SHAPES}")
