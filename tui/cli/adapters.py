"""`etaoin adapters`: list, show, compare, use, merge and export adapters, and keep or remove them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.cli.parser import Parser
from tui.cli.plain import shown
from tui.errors import UserError
from tui.paths import adapters_folder

if TYPE_CHECKING:
    from training.adapters import Entry

EXAMPLES = """
etaoin adapters list
etaoin adapters show mine                         what it was made of: base, data, recipe, scores
etaoin adapters compare mine theirs
etaoin adapters use mine                          without --adapter from then on; or: use none
etaoin chat --adapter mine --adapter theirs       both at once: what they change adds up
etaoin adapters add runs/mine --name mine         a run's, or any folder that PEFT has written
etaoin adapters merge mine --out models/mine      a model of its own: etaoin --model models/mine
etaoin adapters export mine --out mine.zip        to take elsewhere
"""
_WIDTH = 80

# What can be done: what is needed, and how many names there may be.
_NEEDS = {
    "list": ("", 0, 0), "show": ("NAME", 1, 1), "compare": ("A B ...", 2, 99), "use": ("NAME|none", 1, 1),
    "rename": ("OLD NEW", 2, 2), "remove": ("NAME ...", 1, 99), "merge": ("NAME ... --out FOLDER", 1, 99),
    "export": ("NAME --out FOLDER", 1, 1), "add": ("FOLDER", 1, 1),
}  # fmt: skip
_OPTIONS = {
    "json": ("list", "show"), "out": ("merge", "export"), "base": ("merge", "use"), "name": ("add",),
    "yes": ("remove",),
}  # fmt: skip


def parser() -> Parser:
    """What can be done with adapters."""
    p = Parser(
        "etaoin adapters",
        "An adapter is a small change of a model's weights (LoRA) that teaches it something;\n"
        "`etaoin train` makes one and keeps it here.\n"
        "A NAME may also be a folder, to show, compare, merge or export.",
        EXAMPLES,
    )
    p.add_argument("what", nargs="?", choices=tuple(_NEEDS), metavar="WHAT", help=", ".join(_NEEDS))
    p.add_argument("names", nargs="*", metavar="NAME", help="an adapter; add: the folder of one, or of a run")
    p.add_argument("--json", action="store_true", help="list, show: as JSON, one object per adapter")
    p.add_argument("--out", type=Path, metavar="FOLDER", help="merge, export: where to (export: or FILE.zip)")
    p.add_argument("--base", metavar="M", help="merge, use: the model, as in --model (default: the adapter's own)")
    p.add_argument("--name", metavar="N", help="add: what to call it (default: as the run or folder)")
    p.add_argument("--yes", action="store_true", help="remove: without asking")
    return p


def run(args: list[str]) -> int:
    """Do it; what is not there or not possible is a message and exit code 2."""
    p = parser()
    options = p.parse_args(args)
    what, names = options.what, options.names
    if what is None:
        p.error(f"say what to do: {'|'.join(_NEEDS)}")
    needs, least, most = _NEEDS[what]
    if len(names) < least or (what in _OPTIONS["out"] and options.out is None):
        p.error(f"{what} needs {needs}: etaoin adapters {what} {needs}")
    if len(names) > most:
        p.error(f"{what} does not know what to do with {names[most]!r}")
    for option, users in _OPTIONS.items():
        if getattr(options, option) and what not in users:
            p.error(f"--{option} goes with {' and '.join(users)}, not with {what}")
    doing = {
        "list": _list, "show": _show, "compare": _compare, "use": _use, "rename": _rename,
        "remove": _remove, "merge": _merge, "export": _export, "add": _add,
    }  # fmt: skip
    doing[what](names, options, adapters_folder())
    return 0


def _list(names: Sequence[str], options: argparse.Namespace, root: Path) -> None:
    from training import adapters

    found, used = adapters.entries(root), adapters.in_use(root)
    if options.json:
        for entry in found:
            print(json.dumps(_as_json(entry, entry.name in used)))
        return
    if not found:
        print(f"No adapter is kept in {root} yet. Train one: etaoin train nano-adapter --data FILE")
        return
    rows = []
    for entry in found:
        mark = "*" if entry.name in used else ""
        if entry.info is None:
            rows.append([mark, entry.name, "can't be read", "", "", "", entry.added[:10]])
            continue
        facts, scores = adapters.facts(entry.info), adapters.scores(entry.info)
        score = next((scores[key] for key in ("accuracy", "token_accuracy") if key in scores), "")
        size = f"{entry.info.size / 1e6:.1f} MB"
        rows.append([mark, entry.name, facts.get("base", "?"), facts.get("steps", ""), score, size, entry.added[:10]])
    _table(["", "name", "base", "steps", "accuracy", "size", "added"], rows)
    for name, base in used.items():
        print(shown(f"* {name} is in use with {base.short} {adapters.left_off(base)}".rstrip()))
    for entry in found:
        if entry.problem:
            _warn(entry.problem)


def _show(names: Sequence[str], options: argparse.Namespace, root: Path) -> None:
    from training import adapters

    entry = _entry(names[0], root)
    used = adapters.in_use(root)
    if options.json:
        print(json.dumps(_as_json(entry, entry.name in used)))
        return
    assert entry.info is not None  # reading it did not fail
    rows = list(adapters.facts(entry.info).items())
    rows += [("added", " from ".join(filter(None, (entry.added, entry.source))))] if entry.added else []
    rows.append(("folder", str(entry.folder)))
    if entry.name in used:
        rows.append(("in use", f"with {used[entry.name].short} {adapters.left_off(used[entry.name])}".rstrip()))
    print(shown(entry.name))
    width = max(len(key) for key, _ in rows)
    for key, value in rows:
        for line in _wrapped(value, _WIDTH - width - 4):
            print(shown(f"  {key:<{width}}  {line}"))
            key = ""


def _compare(names: Sequence[str], options: argparse.Namespace, root: Path) -> None:
    from training import adapters

    found = [_entry(name, root) for name in names]
    rows = adapters.compare([entry.info for entry in found if entry.info is not None])
    _table(["", *(entry.name for entry in found)], [[key, *values] for key, values in rows.items()])


def _use(names: Sequence[str], options: argparse.Namespace, root: Path) -> None:
    from training import adapters

    if names[0] == adapters.NONE:
        base = adapters.use(None, root, options.base)
        print(f"no adapter is in use{f' with {base.short}' if base else ''}")
        return
    base = adapters.use(names[0], root, options.base)
    assert base is not None  # there is one for a name
    print(shown(f"{names[0]} is in use with {base.short} {adapters.left_off(base)}".rstrip()))


def _rename(names: Sequence[str], options: argparse.Namespace, root: Path) -> None:
    from training import adapters

    adapters.rename(names[0], names[1], root)
    print(shown(f"{names[0]} is {names[1]} now"))


def _remove(names: Sequence[str], options: argparse.Namespace, root: Path) -> None:
    from training import adapters

    kept = {entry.name for entry in adapters.entries(root)}
    for name in names:  # all of them are there, or none is removed
        if name not in kept:
            adapters.get(name, root)
    if not options.yes:
        if not sys.stdin.isatty():
            raise UserError(f"Nothing was removed: nobody can be asked here. Say it with --yes: {', '.join(names)}.")
        answer = input(f"Remove {', '.join(names)} from {root}? [y/N] ")
        if answer.strip().lower() not in ("y", "yes"):
            print("nothing was removed")
            return
    for name in dict.fromkeys(names):
        adapters.remove(name, root)
        print(shown(f"removed {name}"))


def _merge(names: Sequence[str], options: argparse.Namespace, root: Path) -> None:
    from training import adapters

    found = [_entry(name, root) for name in names]
    infos = [entry.info for entry in found if entry.info is not None]
    base = options.base or adapters.model_for(infos)
    out = adapters.merge([entry.folder for entry in found], base, options.out)
    print(shown(f"{' + '.join(entry.name for entry in found)} merged into {base}: {out}"))


def _export(names: Sequence[str], options: argparse.Namespace, root: Path) -> None:
    from training import adapters

    print(shown(f"written to {adapters.export(_entry(names[0], root).folder, options.out)}"))


def _add(names: Sequence[str], options: argparse.Namespace, root: Path) -> None:
    from training import adapters

    entry = adapters.add(Path(names[0]), root, options.name)
    print(shown(f"added {entry.name}: etaoin chat --adapter {entry.name}"))


def _entry(name: str, root: Path) -> Entry:
    """A kept adapter, or one in a folder. Raises ModelError where it is neither, or damaged."""
    from agent.lm.adapters import read_info
    from training import adapters

    folder = adapters.resolve_adapter(name, root)
    if folder.parent == root:
        return adapters.get(folder.name, root)
    info = read_info(folder)
    return adapters.Entry(info.name, folder, info)


def _as_json(entry: Entry, used: bool) -> dict[str, Any]:
    about: dict[str, Any] = {"name": entry.name, "folder": str(entry.folder), "in_use": used}
    about |= {"added": entry.added or None, "from": entry.source or None, "problem": entry.problem}
    if (info := entry.info) is not None:
        about |= {
            "base": {"name": info.base.hub_id or info.base.name, "sha256": info.base.sha256},
            "rank": info.rank, "alpha": info.alpha, "targets": list(info.targets), "bytes": info.size,
            "parameters": info.parameters, "metadata": dict(info.metadata),
        }  # fmt: skip
    return about


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns, each cell wrapped so that all fit into the terminal, or 80 signs where there is none."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for title in head:
        table.add_column(Text(shown(title)), overflow="fold", no_wrap=False)
    for row in rows:
        table.add_row(*(Text(shown(cell)) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False)
    console.print(table)


def _wrapped(text: str, width: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width, break_on_hyphens=False) or [""]


def _warn(text: str) -> None:
    print(f"etaoin: {shown(text)}", file=sys.stderr)
