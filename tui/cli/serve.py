"""`etaoin serve`: the application in a browser."""

from __future__ import annotations

import errno
import os
import shlex
import sys
from typing import TYPE_CHECKING

from tui import program
from tui.cli.parser import Parser, add_model, add_resume, add_scene

if TYPE_CHECKING:
    import argparse
    import socket

EXAMPLES = """
etaoin serve                         at http://127.0.0.1:8000, for this computer
etaoin serve --port 9000 --resume    elsewhere, going on with the latest session
etaoin serve --host 0.0.0.0 --anyone for whoever reaches this computer: read the warning
"""
PORT = 8000
_TRIES = 50


def parser() -> Parser:
    """The options."""
    p = Parser(
        "etaoin serve",
        "The same application in a browser. Every tab is one of its own; what is kept is shared.\nctrl-C ends all.",
        EXAMPLES,
    )
    p.add_argument("--host", default="127.0.0.1", metavar="H", help="where to listen (default: 127.0.0.1)")
    p.add_argument("--port", type=int, metavar="P", help=f"the port (default: {PORT}, or the next that is free)")
    p.add_argument("--anyone", action="store_true", help="let other computers in: there is no password")
    add_model(p)
    add_scene(p)
    add_resume(p)
    p.set_defaults(model=None, scene=None)  # what the settings say
    return p


def run(args: list[str]) -> int:
    """Serve until ctrl-C; the exit code is 0."""
    p = parser()
    options = p.parse_args(args)
    if options.port is not None and not 0 <= options.port < 65536:
        p.error(f"--port {options.port}: a port is a number from 0 to 65535")
    from tui.web.site import Site, is_loopback

    if not is_loopback(options.host):
        if not options.anyone:
            p.error(
                f"--host {options.host} lets other computers in, and there is no password: whoever opens the page can "
                "read your sessions, write files and train on this computer. Say --anyone if that is what you want"
            )
        print(
            "etaoin: WARNING: whoever can reach this computer can now use the application as you: read your sessions, "
            "write files, train. There is no password, and nothing is encrypted.",
            file=sys.stderr,
        )
    sock = _listen(p, options)
    port = sock.getsockname()[1]
    host = f"[{options.host}]" if ":" in options.host else options.host
    os.environ.update(program.surroundings())  # each tab is run in it
    print(f"Etaoin is at http://{host}:{port}  (ctrl-C ends it)", flush=True)
    Site(command(options), options.host, port).run(sock)
    return 0


def command(options: argparse.Namespace) -> str:
    """What each tab runs."""
    words: list[str] = []
    for name in ("model", "scene", "quantize"):
        if value := getattr(options, name):
            words += [f"--{name}", value]
    for adapter in options.adapter or ():
        words += ["--adapter", adapter]
    if options.resume is not None:
        words += ["--resume", *([options.resume] if options.resume else [])]
    return shlex.join(program.command(words))


def _listen(p: Parser, options: argparse.Namespace) -> socket.socket:
    """A socket at the port that was asked for, or at the next that is free where none was."""
    from tui.web.site import listen

    first = PORT if options.port is None else options.port
    last = first + _TRIES - 1 if options.port is None else first
    for port in range(first, last + 1):
        try:
            sock = listen(options.host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                where, why = f"{options.host}:{port}", error.strerror or error
                p.error(f"nothing can be served at {where} ({why}); try another --host or --port")
            continue
        if port != first:
            print(f"Port {first} is taken; this is the next that is free.")
        return sock
    taken = f"port {first} is" if first == last else f"the ports {first} to {last} are"
    return p.error(f"{taken} taken; name another with --port, or leave it out for one that is free")
