"""Sessions for others: as Markdown to read, as JSON lines to replay."""

from __future__ import annotations

import re
from pathlib import Path

from agent.sessions.record import SessionError, SessionFile, StoredTurn
from agent.sessions.store import told, write_new

FORMATS = {"md": "Markdown to read", "jsonl": "JSON lines to replay"}
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_LIST = re.compile(r"^(\d+)([.)])|^([-+])")


def to_markdown(file: SessionFile) -> str:
    """The dialog, with the action of each turn folded away below its answer."""
    count = len(file.turns)
    about = [f"scene {_plain(file.scene.name)}", f"model {_plain(file.model)}" if file.model else ""]
    about += [_plain(file.created), f"{count} turn{'' if count == 1 else 's'}"]
    parts = [f"# {_plain(file.name)}", " · ".join(part for part in about if part)]
    parts += [_turn(turn) for turn in file.turns]
    return "\n\n".join(parts) + "\n"


def export(file: SessionFile, kind: str) -> str:
    """The text of a session in one of FORMATS."""
    return to_markdown(file) if kind == "md" else file.to_text()


def kind_of(path: Path) -> str:
    """The format that a file's name asks for. Raises SessionError."""
    kind = path.suffix.lower().removeprefix(".").replace("markdown", "md")
    if kind not in FORMATS:
        known = " or ".join(f".{name} ({what})" for name, what in FORMATS.items())
        raise SessionError(f"{path}: the name must end in {known}. Try {path.name or 'session'}.md.")
    return kind


def export_to(file: SessionFile, path: Path) -> None:
    """Write a session into a file that is not there yet, in the format its name asks for. Raises SessionError."""
    text = export(file, kind_of(path))
    with told("The session", path):
        try:
            write_new(path, text)
        except FileExistsError:
            raise SessionError(f"{path} is there already. Choose another name, or delete that file first.") from None


def _turn(turn: StoredTurn) -> str:
    said = _plain(turn.say).strip() or "(nothing)"
    reply = "\n".join(f"> {_plain(line)}  " for line in turn.reply).rstrip() or "> (no answer)"
    if turn.actions is None:
        action = f"<!-- no action: {_comment(turn.failed or 'none')} -->"
    else:
        action = (
            "<details><summary>action</summary>\n\n"
            f"```json\n{turn.actions.to_json()}\n```\n\n"
            f"{f'{_plain(turn.failed)}, ' if turn.failed else ''}{turn.ms:.0f} ms\n\n</details>"
        )
    return f"**You:** {said}\n\n{reply}\n\n{action}"


def _plain(text: str) -> str:
    """Text that Markdown shows as it is."""
    text = _MARKUP.sub(r"\\\1", _CONTROL.sub(" ", text))
    return _LIST.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", text)


def _comment(text: str) -> str:
    return _CONTROL.sub(" ", text).replace("--", "- -").replace(">", "")
