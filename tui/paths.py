"""Where Etaoin keeps what is the user's: one place that knows, so that tests and users can move it all at once."""

from __future__ import annotations

import os
from pathlib import Path


def log_file() -> Path:
    """The log that unexpected errors and stray output go to; its folder exists afterwards.

    `ETAOIN_HOME` moves everything below it, otherwise the system's own place for logs is used.
    """
    home = os.environ.get("ETAOIN_HOME")
    if home:
        folder = Path(home) / "log"
    else:
        import platformdirs

        folder = Path(platformdirs.user_log_dir("etaoin", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "etaoin.log"


def sessions_folder() -> Path:
    """Where sessions are saved; it is made with the first of them.

    `ETAOIN_HOME` moves it like the log, otherwise the system's own place for a user's data is used.
    """
    home = os.environ.get("ETAOIN_HOME")
    if home:
        return Path(home) / "sessions"
    import platformdirs

    return Path(platformdirs.user_data_dir("etaoin", appauthor=False)) / "sessions"
