"""`etaoin data corrections`: what was put right in chat, to look through before it is trained on."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from tui.cli.parser import Parser, whole
from tui.cli.plain import shown
from tui.errors import UserError

EXAMPLES = """
etaoin data corrections list
etaoin data corrections show 3
etaoin data corrections remove 3
etaoin data corrections export mine.jsonl
etaoin data corrections add "yoink the red cube" '[{"act":"pick_up","what":{"kind":"cube","det":"the","color":"red"}}]'
etaoin train nano-adapter --data corrections            teach nano all of them
"""


def parser() -> Parser:
    """The options; each thing to do has its own."""
    p = Parser(
        "etaoin data corrections",
        "What was put right in chat with /wrong: to look through, to clean up, to take elsewhere.\n"
        "Of the same sentence in the same context, the last correction counts.",
        EXAMPLES,
    )
    parts = p.add_subparsers(
        dest="doing", metavar="list | show | remove | export | add | path", parser_class=argparse.ArgumentParser
    )
    parts.add_parser("list", help="one line each (what happens without a word)")
    for name, about in (("show", "all that is known of one"), ("remove", "forget one")):
        part = parts.add_parser(name, help=about)
        part.add_argument("number", type=whole(1), metavar="N", help="its number in the list")
    part = parts.add_parser("export", help="write them to another file, to train on elsewhere")
    part.add_argument("file", type=Path, metavar="FILE")
    part = parts.add_parser("add", help="one without a chat")
    part.add_argument("say", metavar="SAY", help="the sentence")
    part.add_argument("acts", metavar="ACTS-JSON", help="what it means, see docs/action-language.md")
    parts.add_parser("path", help="where they are kept")
    return p


def run(args: list[str]) -> int:
    """Do it; 0 unless there is a message for the user."""
    from agent.corrections import CorrectionError

    options = parser().parse_args(args)
    try:
        return _do(options.doing or "list", options)
    except CorrectionError as error:
        raise UserError(str(error)) from None


def _do(doing: str, options: argparse.Namespace) -> int:
    from agent.corrections import (
        Correction,
        append_correction,
        parse_acts,
        read_corrections,
        remove_correction,
        write_corrections,
    )
    from tui.paths import corrections_file
    from tui.slash.correcting import told

    file = corrections_file()
    if doing == "path":
        print(shown(str(file)))
        return 0
    if doing == "add":
        say = options.say.strip()
        if not say:
            raise UserError('There is nothing said. Give the sentence first: add "yoink the cube" ACTS-JSON')
        acts = parse_acts(options.acts)
        append_correction(file, Correction(say, (), acts, None, "add", time=time.strftime("%Y-%m-%dT%H:%M:%S%z")))
        print(shown(f"kept: “{say}” means {told(acts)}"))
        return 0
    found = read_corrections(file)
    if doing == "list":
        for number, one in enumerate(found, 1):
            print(shown(f"{number:3}  {one.say}   {told(one.acts)}"))
        if not found:
            print(shown(f"There are no corrections yet ({file}). In `etaoin chat`, type /wrong after a wrong answer."))
        return 0
    if not found:
        raise UserError(f"There are no corrections yet ({file}). In `etaoin chat`, type /wrong after a wrong answer.")
    if doing == "export":
        target: Path = options.file
        if target.exists():
            raise UserError(f"{target} is there already. Give another name, or delete it first.")
        write_corrections(target, found)
        print(f"{len(found)} corrections in {target}", file=sys.stderr)
        return 0
    number = options.number
    if number > len(found):
        raise UserError(f"There is no correction {number}: there are {len(found)}. `etaoin data corrections list`")
    one = found[number - 1]
    if doing == "show":
        print(json.dumps(json.loads(one.to_line()), indent=2, ensure_ascii=True))
        return 0
    remove_correction(file, one)
    print(shown(f"forgotten: “{one.say}”"))
    return 0
