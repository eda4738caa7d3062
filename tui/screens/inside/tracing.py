"""The trace of an answer as what the screen shows: where the model hesitated, and what it weighed. No screen needed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.screens.inside.numbers import bits, logarithmic, nats, percent, times
from tui.text import printable

if TYPE_CHECKING:
    from agent.lm.interface import TokenTrace

HESITANT = 0.5
"""Bits of entropy from which on the model is said to have hesitated."""
LEAST_PEAK = 0.5
"""Bits that a column reaches the top of the strip with, at the least: what is sure is to look it."""
FLAT = 0.05
"""Bits below which nothing would be seen on the strip."""
SURE = 0.99
FEWEST = 3
"""Places to jump to where it hesitated nowhere: those where it came nearest."""


@dataclass(frozen=True, slots=True)
class Row:
    """A token that may come next: its text, its share of a bar, the number beside it, a sign and its meaning."""

    text: str
    share: float
    value: str
    sign: str = ""
    note: str = ""
    chosen: bool = False
    barred: bool = False


def visible(text: str) -> str:
    """A token's text with its spaces and line ends made visible."""
    return printable(text.replace("\n", "↵").replace("\t", "⇥"), 40).replace(" ", "·") or "∅"


def surprisal(probability: float) -> float:
    """How surprising it is that something so probable comes, in bits."""
    return -math.log2(probability) if probability > 0 else math.inf


def so_far(trace: Sequence[TokenTrace], index: int) -> float:
    """Ln p of the answer up to and with a token; what the grammar forced costs nothing."""
    return sum(math.log(token.probability) if token.probability > 0 else -math.inf for token in trace[: index + 1])


def heights(trace: Sequence[TokenTrace], *, log: bool = False) -> tuple[list[float], str]:
    """The strip over an answer: each token's entropy as a share of the top, and what the strip is called.

    Where the model was sure all along, a strip by the amount would be flat: then it is by the logarithm.
    """
    most = max((token.entropy for token in trace), default=0.0)
    if log or most < FLAT:
        return [logarithmic(token.entropy) for token in trace], "entropy at each token (a step down: a tenth)"
    top = max(LEAST_PEAK, most)
    return [token.entropy / top for token in trace], f"entropy at each token (top: {bits(top)})"


def hesitations(trace: Sequence[TokenTrace]) -> list[int]:
    """The places of the tokens at which the model hesitated, in order; at least some, where it was asked at all."""
    asked = [at for at, token in enumerate(trace) if not token.forced]
    found = [at for at in asked if trace[at].entropy >= HESITANT or trace[at].masked]
    return found or sorted(sorted(asked, key=lambda at: -trace[at].entropy)[:FEWEST])


def next_hesitation(trace: Sequence[TokenTrace], index: int) -> int:
    """The next of those places after a token, or the first again."""
    places = hesitations(trace)
    return next((at for at in places if at > index), places[0] if places else index)


def rows(token: TokenTrace, *, log: bool = False) -> list[Row]:
    """The candidates of a token, the likeliest first."""
    made = []
    for one in token.candidates:
        chosen = one.id == token.id
        sign, note = ("▸", "written") if chosen else ("", "") if one.allowed else ("✗", "not allowed")
        share = logarithmic(one.probability) if log else one.probability
        made.append(Row(visible(one.text), share, percent(one.probability), sign, note, chosen, not one.allowed))
    return made


def facts(trace: Sequence[TokenTrace], index: int) -> list[list[tuple[str, str]]]:
    """The numbers of a token in lines, each with what it is called."""
    token = trace[index]
    rest = ("ln p so far", nats(so_far(trace, index)))
    if token.forced:
        return [[rest]]
    left = f"{times(token.allowed)} token{'s' * (token.allowed != 1)} with {percent(token.allowed_mass)} of p"
    return [
        [
            ("p", percent(token.probability)),
            ("surprisal", bits(surprisal(token.probability))),
            ("entropy", bits(token.entropy)),
        ],
        [("allowed", f"{left} and {bits(token.entropy_allowed)}"), rest],
    ]


def remark(token: TokenTrace) -> str:
    """What is to be said of a token beside its numbers."""
    if token.forced:
        return "Forced: the grammar left no other way to go on, so the model was not asked."
    if token.masked:
        first = visible(token.candidates[0].text)
        return f"The model would rather have written {first}; the grammar forbids that, so this is its second choice."
    if token.entropy >= HESITANT:
        return f"The model hesitated: it weighed as if between {2**token.entropy:.1f} equally likely tokens."
    return "The model was sure." if token.probability >= SURE else "The model was fairly sure."
