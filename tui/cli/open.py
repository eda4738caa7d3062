"""`etaoin` alone: the terminal application."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from tui.cli.parser import Parser, add_model, add_resume, add_scene

EXAMPLES = """
etaoin                          talk to the classic scene
etaoin --scene my-scene.toml    your own scene
etaoin --resume                 go on where you ended last time
etaoin chat --json              the same for programs
etaoin replay opening           the opening of the classic dialog, compared reply by reply
"""


def parser() -> Parser:
    """The options of the application, and the list of commands."""
    from tui.cli import COMMANDS

    commands = "\n".join(f"  {name:<8} {about}" for name, about in COMMANDS.items())
    p = Parser(
        "etaoin",
        "A blocks world to talk to, through a language model that you can train and look into.\n"
        f"Without a command, the terminal application opens.\n\ncommands (each has its own --help):\n{commands}",
        EXAMPLES,
    )
    add_model(p)
    add_scene(p)
    add_resume(p)
    p.set_defaults(model=None, scene=None)  # what the settings say
    p.add_argument("--no-color", action="store_true", help="greys only; the same as NO_COLOR=1")
    p.add_argument("--version", action="store_true", help="print the version and exit")
    p.add_argument("command", nargs="?", metavar="COMMAND", help=argparse.SUPPRESS)
    return p


def version() -> str:
    """The version that is installed."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("etaoin")
    except PackageNotFoundError:
        return "(not installed)"


def run(args: list[str]) -> int:
    """Open the application; the exit code is 0 unless it broke."""
    p = parser()
    options, rest = p.parse_known_args(args)
    if options.command is not None:
        _no_such_command(p, options.command)
    if rest:
        p.error(f"unrecognized arguments: {' '.join(rest)}")
    if options.version:
        print(f"etaoin {version()}")
        return 0
    driven = os.environ.get("TEXTUAL_DRIVER")  # a browser's server has no terminal and needs none
    if not driven and not (sys.stdin.isatty() and (sys.stdout.isatty() or sys.stderr.isatty())):
        p.error("this is no terminal: the application needs one. `etaoin chat` reads from a pipe")
    if options.no_color:
        os.environ["NO_COLOR"] = "1"
    return open_app(options.model, options.adapter, options.scene, options.resume, options.quantize)


def _no_such_command(p: Parser, name: str) -> None:
    from difflib import get_close_matches

    from tui.cli import COMMANDS

    if name in COMMANDS:
        p.error(f"options go after the command, as in `etaoin {name} --help`")
    close = get_close_matches(name, COMMANDS, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else f"; the commands are {', '.join(COMMANDS)}"
    p.error(f"there is no command {name!r}{hint}")


def open_app(
    model: str | None,
    adapter: str | Sequence[str] | None,
    scene: str | None,
    resume: str | None = None,
    quantize: str | None = None,
) -> int:
    """Run the application with everything but its own drawing kept off the screen. None: what the settings say."""
    from tui import pauses

    pauses.begin()
    from tui.app import EtaoinApp
    from tui.backend import Options
    from tui.guard import quiet_screen
    from tui.paths import log_file, settings_file
    from tui.settings.file import read

    settings, problems = read(settings_file())

    try:
        log = str(log_file())
    except OSError:
        log = os.devnull
    with quiet_screen(log):
        options = Options(model or settings.model, adapter, scene or settings.scene, resume, True, quantize)
        app = EtaoinApp(options, settings=settings, problems=problems)
        app.run()
        pauses.over()
    if app.fault is not None:
        raise app.fault
    return app.return_code or 0
