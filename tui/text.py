"""Text for the screen: what people and models write, made safe to draw; actions in a compact and in a pretty form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_CLIP = 600
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BLANK = re.compile(r"[\t\r\n\v\f\u0085\u2028\u2029]+")


def printable(text: str, clip: int | None = _CLIP) -> str:
    """One line without anything that could steer a terminal; beyond `clip` characters it is cut, and says so."""
    total = len(text)
    if clip is not None:
        text = text[: clip + 1]
    text = _CONTROL.sub("\ufffd", _BIDI.sub("", _BLANK.sub(" ", text)))
    if clip is not None and total > clip:
        text = f"{text[:clip].rstrip()} … ({total:,} characters)"
    return text


def printable_lines(text: str) -> str:
    """The same for text of several lines."""
    return "\n".join(printable(line, None) for line in text.split("\n"))


def compact(actions: dict[str, Any]) -> str:
    """An action on one line, as one would say it: `find(a block [taller the one [held]]) · put(it in the box)`."""
    return " · ".join(_act(act) for act in actions.get("acts", ()))


def _act(act: dict[str, Any]) -> str:
    words: list[str] = []
    fields = dict(act)
    name = str(fields.pop("act", "?"))
    for key, value in fields.items():
        if key == "that":
            words.append(_clauses(value))
        elif key == "by":
            words.append("= " + "; ".join(_act(step) for step in value))
        elif key == "not":
            words.append("not")
        elif key == "steps":
            words.append(f"{value} steps")
        elif key in ("with", "to"):
            words.append(f"{key} {_phrase(value)}")
        else:
            words.append(_phrase(value))
    return f"{name}({' '.join(words)})"


def _phrase(value: Any) -> str:
    """A description (or event, time, plain value) in words."""
    if not isinstance(value, dict):
        return str(value).replace("_", " ")
    for key in ("ref", "region"):
        if key in value:
            extra = [_phrase(v) for k, v in value.items() if k != key]
            return " ".join([*extra, str(value[key])])
    if "all" in value:
        return " and ".join(_phrase(part) for part in value["all"])
    if "any" in value:
        return "either " + " or ".join(_phrase(part) for part in value["any"])
    if "kind" in value:
        return " ".join(_noun(value))
    return " ".join(_phrase(part) for part in value.values())


def _noun(noun: dict[str, Any]) -> Iterator[str]:
    for key in ("det", "n", "ord", "sup", "size", "color"):
        if key in noun:
            word = _phrase(noun[key])
            yield f"#{word}" if key == "ord" else word
    yield from noun.get("mod", ())
    yield str(noun["kind"])
    if "of" in noun:
        yield f"of {_phrase(noun['of'])}"
    if "but" in noun:
        yield f"but {_phrase(noun['but'])}"
    if "that" in noun:
        yield _clauses(noun["that"])


def _clauses(clauses: list[dict[str, Any]]) -> str:
    return f"[{', '.join(_clause(clause) for clause in clauses)}]"


def _clause(clause: dict[str, Any]) -> str:
    words: list[str] = []
    for key, value in clause.items():
        if key == "not":
            words.insert(0, "not")
        elif key == "steps":
            words.append(f"{value} steps")
        elif key in ("did", "told"):
            words.append(f"{key} {_phrase(value)}")
        else:
            words.append(_phrase(value))
    return " ".join(words)


def pretty(actions: dict[str, Any], width: int = 60) -> str:
    """An action as JSON over few lines: what fits on one stays on one, brackets close where their content ends."""
    return _pretty(actions, 0, width, 0)


def _pretty(value: Any, indent: int, width: int, used: int) -> str:
    """`indent` is where the lines below begin; `used` is what stands before (and behind) the value on its own line."""
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or used + len(flat) <= width:
        return flat
    pad = "\n" + " " * (indent + 1)
    if isinstance(value, list):
        return "[" + ",".join(pad + _pretty(item, indent + 1, width, indent + 2) for item in value) + "]"
    lines: list[str] = []
    for key, item in value.items():
        name = json.dumps(key)
        deep = _pretty(item, indent + 1, width, indent + len(name) + 5)
        text = f"{name}: {deep}"
        if isinstance(item, dict) and "\n" in deep:
            text = f"{name}: {{{pad} {deep[1:]}"
        flat_before = bool(lines) and "\n" not in lines[-1]
        if flat_before and "\n" not in text and indent + len(lines[-1]) + len(text) + 5 <= width:
            lines[-1] += f", {text}"
        else:
            lines.append(text)
    return "{" + f",{pad}".join(lines) + "}"
