"""`etaoin sessions`: list, show, export, rename and delete saved sessions."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tui.backend import Backend
from tui.cli.parser import Parser
from tui.cli.plain import shown

if TYPE_CHECKING:
    from agent.sessions.record import SessionFile, StoredTurn
    from agent.sessions.store import Store

EXAMPLES = """
etaoin sessions list
etaoin sessions show 2026-07-24-1015-hello              what was said
etaoin sessions export 2026-07-24-1015-hello talk.md    to read; talk.jsonl to replay and to resume elsewhere
etaoin sessions export 2026-07-24-1015-hello --format md | less
etaoin sessions rename 2026-07-24-1015-hello towers
etaoin sessions delete towers
"""

_NEEDS = {"list": (), "show": ("NAME",), "export": ("NAME",), "delete": ("NAME",), "rename": ("OLD", "NEW")}


def parser() -> Parser:
    """What can be done with sessions."""
    p = Parser(
        "etaoin sessions",
        "The application saves each session as it goes on. Go on with one: etaoin --resume NAME.\n"
        "A NAME may also be the path of an exported .jsonl file, to show or export.",
        EXAMPLES,
    )
    p.add_argument("what", choices=tuple(_NEEDS), metavar="list|show|export|delete|rename")
    p.add_argument("names", nargs="*", metavar="NAME", help="a session (delete takes several); export: then a file")
    p.add_argument("--format", choices=("md", "jsonl"), help="export to stdout: Markdown or JSON lines (default: md)")
    p.add_argument("--json", action="store_true", help="list: one JSON object per session")
    return p


def run(args: list[str], backend: Backend | None = None) -> int:
    """Do it; what is not there or not possible is a message and exit code 2."""
    p = parser()
    options = p.parse_args(args)
    what, names = options.what, options.names
    needs = _NEEDS[what]
    if len(names) < len(needs):
        p.error(f"{what} needs {' and '.join(needs)}: etaoin sessions {what} {' '.join(needs)}")
    most = {"export": 2, "delete": sys.maxsize}.get(what, len(needs))
    if len(names) > most:
        p.error(f"{what} does not know what to do with {names[most]!r}")
    store = (backend or Backend()).store()
    if what == "list":
        _list(store, options.json)
    elif what == "show":
        _show(store.read(names[0]))
    elif what == "export":
        if len(names) == 2 and options.format:
            p.error("the file's name says the format: leave --format out")
        _export(store, names[0], names[1] if len(names) == 2 else None, options.format or "md")
    elif what == "rename":
        store.rename(names[0], names[1])
        print(f"{names[0]} is {names[1]} now")
    else:
        for name in names:  # all of them are there, or nothing is deleted
            store.find(name)
        for name in dict.fromkeys(names):
            store.delete(name)
            print(f"deleted {name}")
    return 0


def _list(store: Store, as_json: bool) -> None:
    infos = store.infos()
    if not infos and not as_json:
        print(f"No session is saved in {store.folder} yet.")
    width = max((len(info.name) for info in infos), default=0)
    for info in infos:
        if as_json:
            about = {"scene": info.scene, "model": info.model, "created": info.created, "turns": info.turns}
            print(json.dumps({"name": info.name, **about, "problem": info.problem}))
            continue
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(info.modified))
        about_turns = f"{info.turns:>4} turns  {info.scene}, {info.model}" if not info.problem else "cannot be read"
        print(shown(f"{info.name:<{width}}  {when}  {about_turns}"))
    for info in infos:
        if info.problem and not as_json:
            print(f"etaoin: {info.problem}", file=sys.stderr)


def _show(file: SessionFile) -> None:
    _notes(file)
    print(shown(f"{file.name}: scene {file.scene.name}, model {file.model}, {file.created}"))
    for turn in file.turns:
        _print_turn(turn)


def _print_turn(turn: StoredTurn) -> None:
    from tui.text import compact

    print(shown(f"\n> {turn.say}"))
    for line in turn.reply:
        print(shown(line))
    if turn.actions is not None and turn.failed is None:
        print(shown(f"    {compact(json.loads(turn.actions.to_json()))}"))


def _export(store: Store, name: str, target: str | None, kind: str) -> None:
    from agent.sessions.export import export, export_to

    file = store.read(name)
    _notes(file)
    if target is None or target == "-":
        sys.stdout.buffer.write(export(file, kind).encode("utf-8"))
        sys.stdout.buffer.flush()
        return
    path = Path(target).expanduser()
    export_to(file, path)
    print(f"written to {path}")


def _notes(file: SessionFile) -> None:
    for note in file.notes:
        print(f"etaoin: {shown(note)}", file=sys.stderr)
