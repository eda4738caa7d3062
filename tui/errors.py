"""Which errors are the user's to mend, and where all the others are written down."""

from __future__ import annotations

import sys
import time
import traceback
from pathlib import Path

from tui.paths import log_file

_KNOWN = (
    ("world.scene", "SceneError"),
    ("agent.lm.interface", "ModelError"),
    ("agent.script", "ScriptError"),
)
_LOG_LIMIT = 1_000_000


class UserError(Exception):
    """Something the user can mend; the message says what happened, why, and what to do next."""


def user_message(error: BaseException) -> str | None:
    """The message of an error that the user can mend, or None when it is a fault of the program.

    The rooms below name their own error types. They are looked up among the modules already loaded: an error whose
    module was never imported cannot have been raised, and asking must not import anything heavy.
    """
    types: list[type[BaseException]] = [UserError]
    for module, name in _KNOWN:
        found = getattr(sys.modules.get(module), name, None)
        if isinstance(found, type):
            types.append(found)
    if isinstance(error, tuple(types)):
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror or error}"
    return None


def record(error: BaseException, doing: str = "") -> Path | None:
    """Append an unexpected error to the log file and return its path; None where no log can be written."""
    try:
        path = log_file()
        fresh = path.exists() and path.stat().st_size > _LOG_LIMIT
        with path.open("w" if fresh else "a", encoding="utf-8", errors="replace") as log:
            print(f"--- {time.strftime('%Y-%m-%d %H:%M:%S')} {doing}", file=log)
            print("".join(traceback.format_exception(error)), file=log)
    except OSError:
        return None
    return path


def explain(error: BaseException, doing: str = "") -> str:
    """One message for any error: the user's own, or a short line that says where the details are."""
    known = user_message(error)
    if known is not None:
        return known
    path = record(error, doing)
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    where = f"The details are in {path}" if path else "No log file could be written; ETAOIN_DEBUG=1 shows the details"
    return f"Something went wrong that should not have ({what}). {where}"
