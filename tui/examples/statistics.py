"""The statistics of some examples: how many of what, how long, in which words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tui.examples.row import Row
from tui.pauses import breathing

Counts = tuple[tuple[str, int], ...]
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LONG = 20
MOST_WORDS = 24
"""So many of the most frequent words are told."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What there is to count in rows.

    different: sentences that differ in more than case and marks; repeated: rows whose sentence was there before, in the
    same context; opposed: sentences that mean two things in the same context.
    """

    rows: int
    kept: int
    different: int
    repeated: int
    opposed: int
    meanings: int
    words: int
    vocabulary: int
    median: int
    longest: int
    with_history: int
    acts: Counts
    lengths: Counts
    frequent: Counts
    reasons: Counts
    parts: Counts


def count(rows: Sequence[Row]) -> Statistics:
    """The statistics of rows."""
    acts: Counter[str] = Counter()
    words: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    parts: Counter[str] = Counter()
    meanings: dict[tuple[str, str], set[str]] = {}
    sentences, repeated = set(), 0
    for row in breathing(rows):
        found = [word.casefold() for word in _WORD.findall(row.say)]
        words.update(found)
        acts.update(row.acts)
        parts[row.part] += bool(row.part)
        reasons[row.reason] += bool(row.reason)
        sentence = " ".join(found)
        if not sentence:
            continue
        sentences.add(sentence)
        context = (sentence, row.history[-1][0].casefold() if row.history else "")
        repeated += context in meanings and row.kept
        if row.kept:
            meanings.setdefault(context, set()).add(row.action or row.answer)
    lengths = sorted(row.words for row in rows if row.words)
    buckets = Counter(min(n, _LONG) for n in lengths)
    return Statistics(
        rows=len(rows),
        kept=sum(row.kept for row in rows),
        different=len(sentences),
        repeated=repeated,
        opposed=sum(len(found) > 1 for found in meanings.values()),
        meanings=len({meaning for found in meanings.values() for meaning in found}),
        words=words.total(),
        vocabulary=len(words),
        median=lengths[len(lengths) // 2] if lengths else 0,
        longest=lengths[-1] if lengths else 0,
        with_history=sum(bool(row.history) for row in rows),
        acts=_most(acts),
        lengths=tuple((f"{n}+" if n == _LONG else str(n), buckets[n]) for n in range(min(buckets), max(buckets) + 1))
        if buckets
        else (),
        frequent=_most(words)[:MOST_WORDS],
        reasons=_most(reasons),
        parts=_most(parts),
    )


def _most(counts: Counter[str]) -> Counts:
    """The most frequent first, by name where they are equally so."""
    return tuple(sorted(((name, n) for name, n in counts.items() if n), key=lambda pair: (-pair[1], pair[0])))
