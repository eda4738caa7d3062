"""Writing by hand: what can be drawn as the next token, and drawing it. No screen is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.screens.inside.numbers import bits, logarithmic, percent, times
from tui.screens.inside.tracing import Row, visible

if TYPE_CHECKING:
    from agent.lm.looking import Weighed
    from agent.lm.sampling import Spread

SHOWN = 12
"""Tokens that are listed."""
ALLOWED_SHOWN = 4
"""Of those that can be drawn, so many are listed in any case."""


@dataclass(frozen=True, slots=True)
class Knobs:
    """How a token is drawn; `grammar`: only what could go on to a valid action."""

    temperature: float = 1.0
    top_p: float = 1.0
    grammar: bool = True
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Written:
    """A token that was written: its number and text, how probable it was, whether it is the end."""

    id: int
    text: str
    probability: float
    end: bool = False


class Stuck(Exception):  # noqa: N818 - nothing is broken
    """Nothing can be drawn; `str()` says why."""


def chances(knobs: Knobs, place: int) -> float:
    """What chance says at a place of the text, 0 to 1: the same for the same seed, and the same as in any writing."""
    import numpy as np

    return float(np.random.default_rng(knobs.seed).random(place + 1)[place])


def spread_of(weighed: Weighed, knobs: Knobs) -> Spread:
    """What can be drawn. Raises Stuck."""
    from agent.lm.interface import Sampling
    from agent.lm.sampling import spread

    logits = weighed.under_the_grammar() if knobs.grammar else weighed.logits
    if logits is None:
        raise Stuck(
            "What is written is the beginning of no action, so the grammar allows nothing."
            if weighed.allowed is None
            else "The action is complete: the grammar allows nothing more."
        )
    return spread(logits, Sampling(temperature=knobs.temperature, top_p=knobs.top_p))


def draw(weighed: Weighed, knobs: Knobs, place: int, *, greedy: bool = False) -> tuple[int, float]:
    """The token that chance (or, if `greedy`, probability) picks, and how probable it was. Raises Stuck."""
    spread = spread_of(weighed, knobs)
    token = int(spread.order[0]) if greedy else spread.pick(chances(knobs, place))
    return token, share_of(spread, token)


def share_of(spread: Spread, token: int) -> float:
    """The probability with which a token is drawn."""
    place = int((spread.order[: spread.kept] == token).argmax())
    if spread.order[place] != token:
        return 0.0
    return float(spread.weights[place] / spread.weights[: spread.kept].sum())


def rows(weighed: Weighed, knobs: Knobs, text: Callable[[int], str], *, log: bool = False) -> list[tuple[int, Row]]:
    """The likeliest tokens, and for each what becomes of it; with their numbers. Raises Stuck."""
    from agent.lm.interface import Sampling
    from agent.lm.sampling import spread

    can = spread_of(weighed, knobs)
    # What the model alone would do at this temperature: what is cut off or forbidden keeps its bar, but pale.
    alone = spread(weighed.logits, Sampling(temperature=knobs.temperature or 1.0))
    total = float(alone.weights.sum())
    drawable = set(can.order[: can.kept].tolist())
    listed = alone.order[:SHOWN].tolist()
    missing = [token for token in can.order[: min(can.kept, ALLOWED_SHOWN)].tolist() if token not in listed]
    listed = listed[: SHOWN - len(missing)] + missing
    places = {int(token): place for place, token in enumerate(alone.order.tolist())}
    made = []
    for token in listed:
        own = float(alone.weights[places[token]]) / total
        if token in drawable:
            share = share_of(can, token)
            made.append((token, Row(visible(text(token)), logarithmic(share) if log else share, percent(share))))
            continue
        forbidden = knobs.grammar and weighed.allowed is not None and not weighed.allowed[token]
        note = "not allowed" if forbidden else "cut off"
        pale = logarithmic(own) if log else own
        made.append((token, Row(visible(text(token)), pale, "—", "✗" if forbidden else "✂", note, barred=True)))
    return made


def summary(weighed: Weighed, knobs: Knobs) -> str:
    """How many tokens can be drawn, and how undecided that is. Raises Stuck."""
    from agent.lm.decoding import entropy

    can = spread_of(weighed, knobs)
    count = int((can.weights[: can.kept] > 0).sum())
    if count == 1:
        return "A single token is left."
    undecided = bits(entropy(can.weights[: can.kept]))
    return f"Drawn is one of {times(count)} tokens ({undecided}), seed {knobs.seed}."
