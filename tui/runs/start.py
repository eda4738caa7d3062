"""How the application starts a training run: the very command that one would type, as a process of its own.

    args = arguments("nano-adapter", wanted, run=Path("runs/mine"))
    run = start(args, Path("runs/mine"))

The run goes on when the application ends. What it prints is in a log beside its folder (runs/mine.log).
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.errors import UserError
from tui.program import command, surroundings

if TYPE_CHECKING:
    from training.run.recipe import Recipe

RUNS = Path("runs")
"""Where `etaoin train` puts runs: a folder where one is, as the command line does."""
_PATIENCE = 180.0
"""Seconds in which a run has to begin; importing torch takes a few, on a busy computer many."""
_NAME = re.compile(r"[^\W_][\w.-]*")
_WORD = re.compile(r"[A-Za-z][\w./-]*")


def free_run(recipe: str, runs: Path = RUNS) -> Path:
    """A folder for a new run: the command line's own (runs/RECIPE), or the next number where that is taken."""
    stem = Path(recipe).stem
    names = [stem, *(f"{stem}-{number}" for number in range(2, 10_000))]
    return next(runs / name for name in names if not (runs / name).exists())


def name_problem(name: str, runs: Path = RUNS) -> str | None:
    """What is wrong with the name of a new run, or None."""
    if not _NAME.fullmatch(name):
        return "A name has letters, digits, - and . only, and begins with a letter or a digit."
    if (runs / name).exists():
        return f"There is a run {name} already: choose another name."
    return None


def arguments(recipe: str, wanted: Recipe, *, run: Path, corrections: Path | None = None) -> list[str]:
    """What follows `etaoin train` for this recipe (a name or a file) to train `wanted`, said as shortly as can be.

    The command line's own reading is asked what it would train, until that is what is wanted: so it can't differ.
    Raises RecipeError and ExamplesError as the command line does.
    """
    from training.run.cli import asked

    args = [recipe]
    if wanted.data.files and asked(args).data.files != wanted.data.files:
        for file in wanted.data.files:
            own = corrections is not None and Path(file) == corrections.resolve() and not Path("corrections").exists()
            args += ["--data", "corrections" if own else file]
    for _ in range(5):  # one setting can bring others with it: a budget of one's own ends the short run of few examples
        missing = _missing(asked(args, corrections=corrections), wanted)
        if not missing:
            break
        args += missing
    return args if run == RUNS / Path(recipe).stem else [*args, "--out", str(run)]


def command_line(args: Sequence[str]) -> str:
    """The command as one types it."""
    return shlex.join(["etaoin", "train", *args])


def _missing(found: Recipe, wanted: Recipe) -> list[str]:
    """The options that turn one recipe into another."""
    have, want = found.model_dump(mode="json"), wanted.model_dump(mode="json")
    options: list[str] = []
    for section, value in want.items():
        if value == have[section]:
            continue
        if section == "budget":
            options += _budget({key: amount for key, amount in value.items() if amount is not None})
        elif section == "seed":
            options += ["--seed", str(value)]
        elif not isinstance(value, dict):
            options += _set(section, value)
        else:
            options += _section(section, have[section], value)
    return options


def _budget(amounts: Mapping[str, Any]) -> list[str]:
    """A budget replaces the recipe's as a whole: no other way takes a limit away."""
    if amounts.keys() <= {"minutes", "steps"}:
        return [part for key, amount in amounts.items() for part in (f"--{key}", f"{amount:g}")]
    return _set("budget", amounts)


def _section(name: str, have: Mapping[str, Any], want: Mapping[str, Any]) -> list[str]:
    changed = {key: value for key, value in want.items() if value != have[key]}
    if any(value is None for value in changed.values()):  # TOML has no word for none: the whole section is said anew
        return _set(name, {key: value for key, value in want.items() if value is not None})
    options: list[str] = []
    if parts := changed.get("mixture"):
        changed["mixture"] = [{k: v for k, v in part.items() if (k, v) != ("weight", 1)} for part in parts]
    for key, value in changed.items():
        options += ["--base", value] if (name, key) == ("model", "base") else _set(f"{name}.{key}", value)
    return options


def _set(key: str, value: Any) -> list[str]:
    plain = isinstance(value, str) and _WORD.fullmatch(value) and value not in ("true", "false", "inf", "nan")
    return ["--set", f"{key}={value if plain else toml(value)}"]


def toml(value: Any) -> str:
    """A value as TOML on one line. Of tables, what is None is left out."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key} = {toml(each)}" for key, each in value.items() if each is not None)
        return f"{{{inner}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, float):
        short = f"{value:g}"
        return short if float(short) == value else repr(value)
    return json.dumps(value, ensure_ascii=False)


class Start:
    """A run that is being started. `wait` ends when it has begun.

    From any thread, `cancel` ends the run before that, and `let_go` ends the waiting while the run goes on.
    """

    def __init__(self, args: Sequence[str], run: Path) -> None:
        """Begins the process. Raises UserError where the folder or its log can't be made."""
        self.run = run
        self._cancelled = threading.Event()
        self._let_go = threading.Event()
        self._fresh = not run.exists()
        log = run.with_name(f"{run.name}.log")
        try:
            run.parent.mkdir(parents=True, exist_ok=True)
            with log.open("wb" if self._fresh else "ab") as out:
                self._before = out.tell()
                self._process = subprocess.Popen(
                    command(["train", *args]), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                    env=surroundings() | {"PYTHONUNBUFFERED": "1"}, start_new_session=True,
                )  # fmt: skip
        except OSError as error:
            why = f"{error.filename or run}: {error.strerror or error}"
            raise UserError(f"The run can't be started ({why}). Choose another folder, or make room") from None
        self.log = log

    def wait(self, patience: float = _PATIENCE) -> Path | None:
        """The run's folder once it has begun; None where it was cancelled or let go of.

        Raises UserError with the run's own message.
        """
        end = time.monotonic() + patience
        while not self._begun():
            if self._let_go.is_set():
                return None
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = self._process.wait(0.05)
                if self._cancelled.is_set():
                    self._clear()
                    return None
                if code == 0 and self._begun():
                    break
                why = self._told() or f"it ended with code {code} and said nothing"
                self._clear()
                raise UserError(f"The run did not begin: {why}")
            if time.monotonic() > end:
                self.cancel()
                self._clear()
                raise UserError(f"The run did not begin within {patience:.0f} seconds. What it said is in {self.log}")
        threading.Thread(target=self._process.wait, name="run", daemon=True).start()  # so that none is left a zombie
        return self.run

    def cancel(self) -> None:
        """End it, unless it has begun already and `wait` has said so."""
        self._cancelled.set()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGTERM)

    def let_go(self) -> None:
        """Wait no longer: who leaves the application while a run is being started need not stay until it has begun."""
        self._let_go.set()

    def _begun(self) -> bool:
        """Whether it told its first event: then its data and settings were accepted, and the page can follow it."""
        try:
            return (self.run / "events.jsonl").stat().st_size > 0
        except OSError:
            return False

    def _told(self) -> str:
        """The error that it printed last."""
        try:
            text = self.log.read_bytes()[self._before :][-20_000:].decode("utf-8", "replace")
        except OSError:
            return ""
        lines = text.strip().splitlines()
        told = next(
            (number for number, line in enumerate(lines) if line.startswith(("etaoin train: ", "etaoin: "))), None
        )
        if told is None:
            return lines[-1] if lines else ""
        return "\n".join([lines[told].partition(": ")[2], *lines[told + 1 :]])

    def _clear(self) -> None:
        """Takes away what a run that never began left behind; never a folder with anything else in it."""
        for path in _leftovers(self.run):
            with contextlib.suppress(OSError):
                path.unlink()
        if self._fresh:
            with contextlib.suppress(OSError):
                self.run.rmdir()


def _leftovers(run: Path) -> Iterator[Path]:
    for name in ("process.json", "events.jsonl"):
        if (run / name).is_file() and not (run / "run.json").exists():
            yield run / name


def start(args: Sequence[str], run: Path, patience: float = _PATIENCE) -> Path:
    """Start a run and wait until it has begun; its folder. Raises UserError."""
    begun = Start(args, run).wait(patience)
    assert begun is not None  # nobody else has it, to cancel it
    return begun
