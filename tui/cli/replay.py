"""`etaoin replay`: a dialog script is said line by line, and each reply compared with the script's."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tui.backend import Backend
from tui.cli import wire
from tui.cli.parser import Parser, add_model
from tui.errors import UserError

if TYPE_CHECKING:
    from agent.script import Script, ScriptTurn
    from agent.session import Session, Turn

EXAMPLES = """
etaoin replay                  the opening, through nano
etaoin replay web42 --gold     the whole dialog with the script's own actions: is the world right?
etaoin replay my-script.yml --json
etaoin replay exported.jsonl   a session, saved or exported: does it come out the same?
"""


def parser() -> Parser:
    """The options."""
    p = Parser(
        "etaoin replay",
        "Play a dialog script and compare each reply (case, punctuation and white space folded).\n"
        "Exit code 0 when all agree, 1 when any differs.",
        EXAMPLES,
    )
    p.add_argument(
        "script",
        nargs="?",
        default="opening",
        metavar="SCRIPT",
        help="a script, a session or a file (default: opening)",
    )
    p.add_argument("--json", action="store_true", help="one JSON object per turn, then one with the sum")
    p.add_argument("--gold", action="store_true", help="use the script's actions instead of a model's")
    add_model(p)
    return p


def run(args: list[str], backend: Backend | None = None) -> int:
    """Play the script; 0 when every reply is the script's."""
    options = parser().parse_args(args)
    backend = backend or Backend()
    script = backend.script(options.script)
    scene = backend.script_scene(script)
    model = None if options.gold else backend.model(options.model, options.adapter, options.quantize)
    session = backend.session(model, scene)
    total, good = len(script.turns), 0
    for number, expected in enumerate(script.turns, 1):
        turn = _gold(session, script, number) if options.gold else _say(backend, session, expected)
        same = backend.same_reply(turn.reply, expected.reply)
        good += same
        if options.json:
            extra = {"turn": number, "expected": expected.reply, "same": same}
            wire.emit({**extra, **wire.turn(turn, expected.say)})
        else:
            _show(number, expected, turn, same)
    if options.json:
        wire.emit({"script": script.name, "same": good, "of": total})
    else:
        print(f"\n{script.name}: {good}/{total}")
    return 0 if good == total else 1


def _say(backend: Backend, session: Session, turn: ScriptTurn) -> Turn:
    """Have the model read a line; a session's /undo and /redo never went through it."""
    return backend.step(session, turn.say) or session.say(turn.say, turn.hints)


def _gold(session: Session, script: Script, number: int) -> Turn:
    """Carry out what the script says was meant."""
    turn = script.turns[number - 1]
    if turn.action is None:
        raise UserError(f"turn {number} of {script.name} has no gold action: replay it without --gold, or write one")
    return session.perform(turn.say, turn.action, turn.hints)


def _show(number: int, expected: ScriptTurn, turn: Turn, same: bool) -> None:
    from tui.text import compact, printable

    plain = (sys.stdout.encoding or "ascii").lower().replace("-", "") != "utf8"
    mark = ("ok" if same else "NO") if plain else ("✓" if same else "✗")
    actual = " / ".join(turn.reply)
    print(f"{mark} {number:>2}  {printable(expected.say)}")
    print(f"      {printable(actual)}")
    if not same:
        action = compact({"acts": wire.acts(turn)}) or turn.failed or "none"
        print(f"      expected: {printable(expected.reply)}")
        print(f"      action:   {printable(action)}")
    sys.stdout.flush()
