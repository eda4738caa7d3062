"""The report of an evaluation, as Markdown and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from training.evaluate.confusion import confusions
from training.evaluate.score import Result, Summary

WORST = 12
"""Confusions listed."""
_ESCAPED = str.maketrans({"|": "\\|", "*": "\\*", "_": "\\_", "`": "'"})


def markdown(
    suite: str, name: str, summary: Summary, results: Sequence[Result], *, tags: bool = False, misses: bool = False
) -> str:
    """The figures; where there are gold actions the worst confusions; if asked for the figures by tag and each miss."""
    exact = "-" if summary.exact is None else f"{summary.exact:.1%}"
    out = [
        f"## {suite}: {name}",
        "",
        "| sentences | right | exact action | valid | asked back | p50 ms | p95 ms | longest ms |",
        "|---|---|---|---|---|---|---|---|",
        f"| {summary.n} | {summary.right:.1%} | {exact} | {summary.valid:.2%} | {summary.asked} "
        f"| {summary.p50:.1f} | {summary.p95:.1f} | {summary.longest:.0f} |",
    ]
    if summary.calibration:
        out += ["", "| sure | sentences | mean confidence | right |", "|---|---|---|---|"]
        out += [f"| {b.low:.0%} to {b.high:.0%} | {b.n} | {b.confidence:.1%} | {b.right:.1%} |"
                for b in summary.calibration]  # fmt: skip
    worst = _confused(results)
    if worst:
        out += ["", "| confused | should be | is | times |", "|---|---|---|---|"]
        out += [f"| {' | '.join(part.translate(_ESCAPED) for part in row)} | {n} |" for row, n in worst]
    if tags and summary.by_tag:
        out += ["", "| tag | right | of |", "|---|---|---|"]
        out += [f"| {tag} | {right} | {count} |" for tag, (right, count) in summary.by_tag.items()]
    if misses:
        out += _misses(results)
    return "\n".join(out)


def as_json(suite: str, name: str, summary: Summary, results: Iterable[Result]) -> dict[str, Any]:
    """The figures and every result."""
    rows = [
        {
            "id": r.item.id, "say": r.item.say, "action": r.action, "reply": r.reply, "exact": r.exact,
            "right": r.right, "valid": r.valid, "confidence": r.confidence, "wrong": r.wrong, "ms": round(r.ms, 2),
        }
        for r in results
    ]  # fmt: skip
    return {"suite": suite, "model": name, "summary": asdict(summary), "results": rows}


def _confused(results: Sequence[Result]) -> list[tuple[tuple[str, str, str], int]]:
    pairs = ((r.item.gold, r.predicted) for r in results if r.item.gold is not None)
    return confusions(pairs).most_common(WORST)


def _misses(results: Sequence[Result]) -> list[str]:
    out: list[str] = []
    for r in results:
        if not r.right:
            out += [
                "",
                f"- {r.item.id} **{r.item.say.translate(_ESCAPED)}**: {'; '.join(r.wrong)}",
                f"  - understood: `{r.action}`",
                *([] if r.exact is not False or r.item.gold is None else [f"  - gold: `{r.item.gold.to_json()}`"]),
                f"  - answered: {r.reply}",
            ]
    return out
