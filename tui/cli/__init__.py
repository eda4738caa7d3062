"""The command line: `etaoin` opens the application, `etaoin COMMAND` does one thing without it.

Each command is a module with `run(args) -> int`, imported only when it is called, so that each starts fast.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

COMMANDS = {
    "serve": "the application in a browser",
    "chat": "talk without the screen, or let another program talk: --json",
    "replay": "play a dialog script and compare each reply",
    "sessions": "list, show, export, rename and delete saved sessions",
    "scenes": "list, show, check and invent scenes",
    "train": "train a model",
    "eval": "measure how well and how fast a model understands",
    "data": "generate, inspect and lint instruction data",
    "adapters": "list, show, compare, use, merge and export adapters",
    "compare": "one prompt to several models, side by side, with a blind vote",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code: 0 fine, 1 a comparison failed, 2 a message for the user on stderr."""
    args = list(sys.argv[1:] if argv is None else argv)
    try:
        name = args[0] if args and args[0] in COMMANDS else None
        module = importlib.import_module(f"tui.cli.{'evaluate' if name == 'eval' else name or 'open'}")
        code: int = module.run(args[1:] if name else args)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has had enough; what is still in the buffer must not be written at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:
        if os.environ.get("ETAOIN_DEBUG"):
            raise
        from tui.errors import explain

        print(f"etaoin: {explain(error, ' '.join(['etaoin', *args]))}", file=sys.stderr)
        return 2
    return code
