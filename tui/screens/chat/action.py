"""The action that a turn emitted, drawn: on one line, and as the JSON it stands for."""

from __future__ import annotations

import re
from typing import Any

from textual.content import Content

from tui.text import compact, pretty, printable, printable_lines

_TOKEN = re.compile(r'("(?:[^"\\]|\\.)*")(\s*:)?|(\btrue\b|\bfalse\b|\bnull\b|-?\d+(?:\.\d+)?)|([{}\[\],:])')


def tinted(source: str) -> Content:
    """JSON with its keys, strings and numbers in the theme's colours; nothing in it is read as markup."""
    parts: list[str | tuple[str, str]] = []
    end = 0
    for match in _TOKEN.finditer(source):
        parts.append(source[end : match.start()])
        text, colon, number, mark = match.groups()
        if text and colon:
            parts += [(text, "$text-muted"), (colon, "$dim")]
        elif text:
            parts.append((text, "$success"))
        else:
            parts.append((number, "$primary") if number else (mark or "", "$dim"))
        end = match.end()
    parts.append(source[end:])
    return Content.assemble(*parts)


def on_one_line(actions: dict[str, Any] | None, opened: bool) -> Content:
    """`▸ pick_up(a large red block)`, with another sign where the JSON stands below."""
    sign = "▾" if opened else "▸"
    if actions is None:
        return Content.assemble((f"{sign} ", "$dim"), ("no action", "$warning"))
    return Content.assemble((f"{sign} ", "$primary"), (printable(compact(actions)), "$action"))


def as_json(actions: dict[str, Any] | None, failed: str | None, width: int) -> Content:
    """The JSON in so many columns; where there is none, why."""
    if actions is None:
        return Content(printable(failed or "The model gave none."))
    return tinted(printable_lines(pretty(actions, max(24, width))))
