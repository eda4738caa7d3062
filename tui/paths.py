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


def settings_file() -> Path:
    """What the user has set; it is made with the first change, or by hand. `ETAOIN_HOME` moves it like the log."""
    home = os.environ.get("ETAOIN_HOME")
    if home:
        return Path(home) / "settings.toml"
    import platformdirs

    return Path(platformdirs.user_config_dir("etaoin", appauthor=False)) / "settings.toml"


def sessions_folder() -> Path:
    """Where sessions are saved; it is made with the first of them."""
    return data_folder() / "sessions"


def adapters_folder() -> Path:
    """Where registered adapters lie; it is made with the first of them."""
    return data_folder() / "adapters"


def corrections_file() -> Path:
    """Where corrected turns are kept, one JSON object a line; it is made with the first of them."""
    return data_folder() / "corrections.jsonl"


def runs_folder() -> Path:
    """Where training runs lie: `runs` in the current folder, as for `etaoin train`; it is made with the first."""
    return Path("runs").resolve()


def votes_file() -> Path:
    """Where the votes of blind comparisons are kept, one JSON object a line; it is made with the first of them."""
    return data_folder() / "votes.jsonl"


def history_file() -> Path:
    """Where what was typed into the chat is kept, one line of JSON each; it is made with the first of them."""
    return data_folder() / "history.jsonl"


def data_folder() -> Path:
    """The user's own data.

    `ETAOIN_HOME` moves it like the log, otherwise the system's own place for a user's data is used.
    """
    home = os.environ.get("ETAOIN_HOME")
    if home:
        return Path(home)
    import platformdirs

    return Path(platformdirs.user_data_dir("etaoin", appauthor=False))
