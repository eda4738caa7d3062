"""What the page of adapters shows, as plain values: read from disk in a thread, then filtered and sorted at will."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len, set_cell_size

from tui.screens.compare.rounds import MOST
from tui.text import printable

if TYPE_CHECKING:
    from training.adapters import Entry, SuiteScore

WIDEST = 26
"""Signs of a cell, at most."""
_ACCURACY = ("accuracy", "token_accuracy")
"""The run's own score that stands in the table: the first of these that it has."""


@dataclass(frozen=True, slots=True)
class Score:
    """A score, and the same of the base before, where that is known; shares of 1."""

    after: float
    before: float | None = None


@dataclass(frozen=True)
class Kept:
    """An adapter that is kept.

    facts: what it was made of, in words; recipe: all of the recipe, flat; suites: how it did on suites of sentences;
    problem: why it can't be read; misfit: why it can't be put on the model that is loaded, if any; default_for: the
    base with which chat uses it when none is named; home: the model that it was trained on, as in --model, if that is
    known for sure.
    """

    name: str
    folder: Path
    base: str = ""
    home: str = ""
    data: str = ""
    steps: int | None = None
    accuracy: Score | None = None
    scores: tuple[tuple[str, float, float | None], ...] = ()
    suites: dict[str, SuiteScore] = field(default_factory=dict)
    facts: tuple[tuple[str, str], ...] = ()
    recipe: tuple[tuple[str, str], ...] = ()
    size: int = 0
    written: float = 0.0
    source: str = ""
    added: str = ""
    problem: str | None = None
    misfit: str | None = None
    default_for: str | None = None

    @property
    def usable(self) -> bool:
        """Whether it can be put on the model that is loaded."""
        return self.problem is None and self.misfit is None


def read_shelf(root: Path, model: str) -> tuple[tuple[Kept, ...], str | None]:
    """All kept adapters, the damaged ones too, and what is wrong with the note of which are in use, if anything is.

    `model` is the one that is loaded, as in --model. Reads headers and hashes a small model's weights: for a thread.
    Raises AdapterError.
    """
    from agent.lm.registry import SERVED
    from training import adapters

    problem: str | None = None
    used: dict[str, str] = {}
    try:
        used = {name: f"{base.short} {adapters.left_off(base)}".strip() for name, base in adapters.in_use(root).items()}
    except adapters.AdapterError as error:  # the adapters themselves can be read all the same
        problem = f"{error}."
    base = None if model.startswith(SERVED) else adapters.base_of(model)
    return tuple(_kept(entry, model, base, used.get(entry.name)) for entry in adapters.entries(root)), problem


def _kept(entry: Entry, model: str, base: Any, default_for: str | None) -> Kept:
    from training import adapters

    if entry.info is None:
        return Kept(
            entry.name, entry.folder, problem=entry.problem, added=entry.added, source=entry.source,
            default_for=default_for,
        )  # fmt: skip
    info, told = entry.info, entry.info.metadata
    after, before = _numbers(told.get("scores")), _numbers(told.get("before"))
    accuracy = next((Score(after[key], before.get(key)) for key in _ACCURACY if key in after), None)
    steps = told.get("steps")
    suites = adapters.suite_scores(info)
    home = ""
    with contextlib.suppress(adapters.AdapterError):
        home = adapters.model_for([info])
    elsewhere = {*after, *(f"suite {name}" for name in suites)}
    facts = {key: value for key, value in adapters.facts(info).items() if key not in elsewhere}
    return Kept(
        name=entry.name, folder=entry.folder, base=info.base.short if info.base.name else "?", home=home,
        data=_data(told), steps=steps if isinstance(steps, int) else None, accuracy=accuracy,
        scores=tuple((key, value, before.get(key)) for key, value in after.items()), suites=suites,
        facts=tuple(facts.items()), recipe=tuple(_flat(told.get("recipe"))), size=info.size, written=info.written,
        source=entry.source, added=entry.added, misfit=adapters.why_not(info, model, base), default_for=default_for,
    )  # fmt: skip


def _data(told: Any) -> str:
    """What it learned from, in a few words: the files' names, or those of the sources."""
    examples, recipe = _dict(told.get("examples")), _dict(told.get("recipe"))
    part = _dict(recipe.get("data"))
    names = list(_dict(examples.get("files")))
    mixture = part.get("mixture")
    if isinstance(mixture, list | tuple):
        names += [str(_dict(one).get("source")) for one in mixture]
    if not names and isinstance(files := part.get("files"), list | tuple):
        names = [str(file) for file in files]
    if not names and part.get("source"):
        names = [str(part["source"])]
    return ", ".join(dict.fromkeys(Path(name).name for name in names))


def _flat(value: Any, name: str = "") -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [row for key, inner in value.items() for row in _flat(inner, f"{name}.{key}" if name else str(key))]
    if value is None or not name:
        return []
    return [(name, ", ".join(map(str, value)) if isinstance(value, list) else str(value))]


def _numbers(value: Any) -> dict[str, float]:
    found = {}
    for key, number in _dict(value).items():
        if isinstance(number, int | float) and not isinstance(number, bool) and abs(number) < 1e12:
            found[str(key)] = float(number)
    return found


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its title, what a cell says, by what it is sorted, and whether it is a number."""

    key: str
    title: str
    cell: Callable[[Kept], str]
    order: Callable[[Kept], Any]
    number: bool = False


_OPTIONAL = ("when", "data", "steps", "base", "size")
"""The columns that come only where there is room, the first one first."""


def columns(kept: Sequence[Kept], room: int | None = None) -> list[Column]:
    """The columns that fit into so many signs (None: all); those of the suites come and go with what was measured."""
    made = [
        Column("name", "Name", lambda one: one.name, lambda one: one.name.lower()),
        Column("base", "Base", lambda one: one.base, lambda one: one.base.lower()),
        Column("data", "Trained on", _data_cell, lambda one: one.data.lower()),
        Column("steps", "Steps", lambda one: "" if one.steps is None else f"{one.steps:,}", _steps, True),
        Column("accuracy", "Held out", lambda one: percent(one.accuracy), _accuracy, True),
    ]
    suites = dict.fromkeys(suite for one in kept for suite in one.suites)
    made += [Column(f"suite {name}", name.capitalize(), _suite_cell(name), _suite(name), True) for name in suites]
    made += [
        Column("size", "Size", lambda one: size(one.size) if one.size else "", lambda one: one.size, True),
        Column("when", "Trained", lambda one: day(one.written), lambda one: one.written),
    ]
    if room is None:
        return made
    widths = {column.key: width(column, kept) + 2 for column in made}
    left = room - sum(taken for key, taken in widths.items() if key not in _OPTIONAL)
    chosen = set()
    for key in _OPTIONAL:
        if widths[key] <= left:
            chosen.add(key)
            left -= widths[key]
    return [column for column in made if column.key in chosen or column.key not in _OPTIONAL]


def shown(column: Column, one: Kept) -> str:
    """What a cell says, as far as there is room for it."""
    text = printable(column.cell(one), None)
    return text if cell_len(text) <= WIDEST else f"{set_cell_size(text, WIDEST - 1).rstrip()}…"


def width(column: Column, kept: Sequence[Kept]) -> int:
    """Of a column, with the arrow in its head."""
    return max(len(column.title) + 2, *(cell_len(shown(column, one)) for one in kept), 0)


def arranged(kept: Sequence[Kept], column: Column, *, down: bool, wanted: str = "") -> list[Kept]:
    """Those that have all words of `wanted` in their name, base or data, sorted; what lacks the value comes last."""
    words = wanted.lower().split()
    found = [one for one in kept if all(word in f"{one.name} {one.base} {one.data}".lower() for word in words)]
    found.sort(key=lambda one: one.name.lower())
    having = [one for one in found if column.order(one) not in (None, "")]
    lacking = [one for one in found if column.order(one) in (None, "")]
    return sorted(having, key=column.order, reverse=down) + lacking


def side_by_side(chosen: Sequence[Kept], model: str) -> tuple[list[str], str | None]:
    """Which models show what these have changed: their base, then each on it; or why that can't be.

    The base is the loaded `model` where they fit that, otherwise the one that they were trained on.
    """
    bases: list[str] = []
    adapted: list[str] = []
    for one in chosen:
        base = model if one.usable else one.home
        if one.problem or not base or (one.misfit and base == "nano"):  # another nano is not there
            return [], one.problem or one.misfit
        bases.append(base)
        adapted.append(f"{base}+{one.name}")
    names = list(dict.fromkeys(bases + adapted))
    if len(names) > MOST:
        return [], f"{MOST} stand side by side at most, and these would be {len(names)}: {', '.join(names)}."
    return names, None


def percent(score: Score | None) -> str:
    """`96.9% +0.8`: a share in percent, and how much more that is than before."""
    if score is None:
        return ""
    gain = "" if score.before is None else f" {100 * (score.after - score.before):+.1f}"
    return f"{score.after:.1%}{gain}"


def size(count: int) -> str:
    """Bytes, in megabytes or kilobytes."""
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count / 1e3:.1f} kB"


def day(written: float) -> str:
    """A date, and the time of day where it is today's."""
    if not written:
        return ""
    then, now = time.localtime(written), time.localtime()
    return time.strftime("%H:%M" if then[:3] == now[:3] else "%Y-%m-%d", then)


def _data_cell(one: Kept) -> str:
    return "can't be read" if one.problem else one.data


def _steps(one: Kept) -> int | None:
    return one.steps


def _accuracy(one: Kept) -> float | None:
    return one.accuracy.after if one.accuracy else None


def _suite(name: str) -> Callable[[Kept], float | None]:
    return lambda one: one.suites[name].right if name in one.suites else None


def _suite_cell(name: str) -> Callable[[Kept], str]:
    def cell(one: Kept) -> str:
        score = one.suites.get(name)
        return percent(Score(score.right, score.before)) if score else ""

    return cell
