"""How an adapter did on suites of sentences: kept beside it, in its metadata.json, so that it travels with it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from agent.lm.adapters import METADATA, AdapterInfo, Base, same_digest
from training.adapters.errors import AdapterError, failed

KEY = "suites"


@dataclass(frozen=True, slots=True)
class SuiteScore:
    """The outcome of `etaoin eval`, as shares of 1.

    right: what should come of a sentence did; exact: the action is the one that was written down (None: none are);
    n: of so many sentences; before: how many the base alone gets right, where that was measured.
    """

    right: float
    exact: float | None
    n: int
    before: float | None = None

    def __str__(self) -> str:
        was = "" if self.before is None else f"{self.before:.1%} -> "
        exact = "" if self.exact is None else f", {self.exact:.1%} exact"
        return f"{was}{self.right:.1%} right{exact}, of {self.n:,} sentences"


def suite_scores(info: AdapterInfo) -> dict[str, SuiteScore]:
    """How an adapter did, by suite; what is no score is left out."""
    told = info.metadata.get(KEY)
    found = {}
    for name, row in told.items() if isinstance(told, dict) else ():
        if isinstance(row, dict) and (right := _share(row.get("right"))) is not None:
            n = row.get("n")
            count = n if isinstance(n, int) and 0 <= n < 2**31 else 0
            found[str(name)] = SuiteScore(right, _share(row.get("exact")), count, _share(row.get("before")))
    return found


def score_of(report: Mapping[str, Any], before: float | None = None) -> SuiteScore:
    """The score in what `etaoin eval --json` wrote. Raises AdapterError."""
    summary = report.get("summary")
    summary = summary if isinstance(summary, dict) else {}
    right, n = _share(summary.get("right")), summary.get("n")
    if right is None or not isinstance(n, int):
        raise AdapterError("the evaluation left no score", "its report has none", "Run `etaoin eval` to see why")
    return SuiteScore(right, _share(summary.get("exact")), n, before)


def known_before(infos: Iterable[AdapterInfo], base: Base, suite: str, n: int) -> float | None:
    """What a base gets right of a suite of `n` sentences, where that was measured with another of its adapters."""
    for info in infos:
        score = suite_scores(info).get(suite)
        if score and score.before is not None and score.n == n and same_digest(info.base, base):
            return score.before
    return None


def keep_score(folder: Path, suite: str, score: SuiteScore) -> None:
    """Writes a score into an adapter's metadata.json, whole or not at all. Raises AdapterError."""
    path, unfinished = folder / METADATA, folder / f".{METADATA}.{os.getpid()}"
    try:
        try:
            told = dict(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            told = {}
        suites = told.get(KEY)
        told[KEY] = {**(suites if isinstance(suites, dict) else {}), suite: asdict(score)}
        unfinished.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
        os.replace(unfinished, path)
    except OSError as error:
        raise failed(f"the score of {folder.name} can't be kept", error) from None
    except (ValueError, TypeError, RecursionError) as error:
        raise AdapterError(f"the score of {folder.name} can't be kept", f"{path}: {error}", "Mend that file") from None
    finally:
        unfinished.unlink(missing_ok=True)


def _share(value: Any) -> float | None:
    try:
        return float(value) if isinstance(value, int | float) and 0 <= value <= 1 else None
    except OverflowError:
        return None
