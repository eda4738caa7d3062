"""What `reckon` answers, as values, and in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

GB = 1e9


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """What a run takes; bytes, seconds and tokens. `room` is what there is `where` it would run."""

    model: str
    parameters: int
    trained: int
    tokens: int | None
    step_tokens: int
    parts: tuple[tuple[str, float], ...]
    peak: float
    room: float
    where: str
    fits: bool
    seconds: float | None
    minutes: float | None
    elsewhere: tuple[tuple[str, float], ...]
    changes: tuple[tuple[str, str, float], ...]
    gpu: bool

    @classmethod
    def of(cls, values: dict[str, Any]) -> PlanFacts:
        """From what `reckon.plan` gives."""
        lists = {key: tuple(tuple(each) for each in values[key]) for key in ("parts", "elsewhere", "changes")}
        return cls(**{**values, **lists})

    def rows(self) -> Iterator[tuple[str, str]]:
        """Its facts, each with its name."""
        share = f" ({self.trained / self.parameters:.1%})" if self.trained < self.parameters else ""
        yield "trains", f"{count(self.trained)} parameters{share}"
        if self.tokens is not None:
            steps = max(1, round(self.tokens / self.step_tokens))
            yield "sees", f"{count(self.tokens)} tokens in {steps:,} step{'s' * (steps != 1)}"
        yield "takes", self._time()

    def verdict(self) -> str:
        """Whether it fits."""
        has = f"{self.room / GB:.1f} GB {'are free on this computer' if not self.gpu else self.where}"
        if self.fits:
            return f"fits: {has}"
        return f"does not fit: {has}, {(self.peak - self.room) / GB:.1f} GB too little"

    def _time(self) -> str:
        times = []
        if self.seconds is not None:
            times.append(f"about {duration(self.seconds)}")
        elif self.elsewhere:
            fastest, slowest = self.elsewhere[0], self.elsewhere[-1]
            times.append(f"about {duration(fastest[1])} on {fastest[0]}")
            if slowest != fastest:
                times[-1] += f", {duration(slowest[1])} on {slowest[0]}"
        if self.minutes is not None:
            times.append(f"{duration(60 * self.minutes)} {'at most' if self.tokens or times else 'of training'}")
        if not times:
            return "as long as that takes" if self.tokens else "no one knows ahead: its data can't be counted"
        return ", ".join(times)


@dataclass(frozen=True, slots=True)
class Found:
    """One thing about the data; see `training.instructions.lint.Finding`."""

    severity: str
    what: str
    count: int
    example: str
    next_step: str


@dataclass(frozen=True, slots=True)
class LintFacts:
    """What is known of the data: findings, statistics in a line, what was not looked at, whether a run refuses."""

    findings: tuple[Found, ...]
    counted: str
    notes: tuple[str, ...]
    refuses: bool

    @classmethod
    def of(cls, values: dict[str, Any]) -> LintFacts:
        """From what `reckon.lint` gives."""
        counted = ""
        if told := values["statistics"]:
            rows = f"{told['rows']:,} row{'s' * (told['rows'] != 1)}"
            counted = (
                f"{rows}, {count(told['tokens'])} tokens, {told['completion']:.0%} of them learned; the longest row "
                f"has {told['longest']} where {told['max_length']} fit."
            )
        return cls(
            tuple(Found(**one) for one in values["findings"]), counted, tuple(values["notes"]), values["refuses"]
        )


def count(number: float) -> str:
    """A number as one says it: 178,176, 5.18 million."""
    for size, name in ((1e9, "billion"), (1e6, "million")):
        if number >= size:
            return f"{number / size:.3g} {name}"
    return f"{number:,.0f}"


def duration(seconds: float) -> str:
    """A time as one says it: 40 seconds, 3 minutes, 2.7 hours."""
    if seconds < 100:
        return f"{seconds:.0f} seconds"
    if seconds < 5400:
        return f"{seconds / 60:.3g} minutes" if seconds % 60 == 0 else f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.1f} hours" if seconds < 48 * 3600 else f"{seconds / 86400:.0f} days"
