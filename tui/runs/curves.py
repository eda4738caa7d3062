"""Which lines belong on which chart, for one run or for several over each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from tui.plot.line import HUES, Line, Look
from tui.runs.state import RunState

Kind = Literal["loss", "accuracy", "rate", "speed", "memory"]
Shown = Sequence[tuple[RunState, int]]
"""Runs and their hues."""

_SINGLE: dict[Kind, tuple[tuple[str, str, int, Look], ...]] = {
    "loss": (
        ("loss", "each step", 0, "faint"),
        ("smooth", "train", 0, "bright"),
        ("held_out", "held out", 0, "marks"),
        ("replayed", "generated", 1, "marks"),
    ),
    "accuracy": (
        ("denotation", "outcome", 0, "marks"),
        ("accuracy", "exact", 1, "marks"),
        ("tokens", "tokens", 2, "marks"),
    ),
    "rate": (("rate", "rate", 0, "bright"),),
    "speed": (("speed", "tokens a second", 0, "bright"),),
    "memory": (("memory", "process", 0, "bright"), ("gpu", "GPU", 1, "bright")),
}
"""Series, name in the legend, hue beside the run's own, look."""


def curves(kind: Kind, runs: Shown) -> list[Line]:
    """The lines of a chart. Of several runs each has but what can be compared: its own hue, and its name."""
    if len(runs) == 1:
        state, hue = runs[0]
        return list(_lines(state, hue, ((s, name, by, look) for s, name, by, look in _SINGLE[kind])))
    return [line for state, hue in runs for line in _lines(state, hue, _several(kind, runs, state.name))]


def _several(kind: Kind, runs: Shown, name: str) -> list[tuple[str, str, int, Look]]:
    if kind == "loss":
        return [("loss", name, 0, "faint"), ("smooth", name, 0, "bright"), ("held_out", "held out", 0, "marks")]
    if kind == "accuracy":
        executed = all("denotation" in state.series for state, _ in runs)
        return [("denotation" if executed else "accuracy", name, 0, "marks")]
    if kind == "memory":
        on_gpu = any("gpu" in state.series for state, _ in runs)
        return [("gpu" if on_gpu else "memory", name, 0, "bright")]
    return [(kind, name, 0, "bright")]


def _lines(state: RunState, hue: int, wanted: Iterable[tuple[str, str, int, Look]]) -> Iterable[Line]:
    for series, name, by, look in wanted:
        if found := state.series.get(series):
            yield Line(name, found.steps, found.values, (hue + by) % HUES, look)


class Hues:
    """A hue for each run, in the order in which they were begun; a run keeps its own while others come and go."""

    def __init__(self) -> None:
        self._of: dict[str, int] = {}

    def meet(self, states: Iterable[RunState]) -> None:
        """Give one to those that have none."""
        for state in sorted(states, key=lambda state: (state.began, state.name)):
            self._of.setdefault(state.name, len(self._of) % HUES)

    def of(self, name: str) -> int:
        """The hue of a run."""
        return self._of.get(name, 0)
