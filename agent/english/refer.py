"""Naming things so that the hearer knows which: referring expressions.

The incremental algorithm of Dale & Reiter (1995) with Winograd's manner: noun, colour and size in that order of
preference, each added only if it rules something out. What size alone singles out stays indefinite ("a large red
block"), as big and small are vague. Where the thing must be told apart ("the large green one which supports the red
pyramid"), what stands on or under it is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.grounding.piles import is_pile, members
from agent.grounding.qualities import HAND, size_word
from world.bodies import TABLE, Body, State

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase in parts, so that equal ones can be counted together."""

    definite: bool
    adjectives: str
    noun: str
    tail: str = ""

    def text(self, *, one: bool = False) -> str:
        """As English; `one` puts "one" for the noun."""
        noun = "one" if one else self.noun
        core = f"{self.adjectives} {noun}".strip()
        article = "the" if self.definite else "an" if core[0] in "aeiou" else "a"
        return f"{article} {core} {self.tail}".strip()

    def plural(self, count: int) -> str:
        """As English for several alike."""
        return f"{number(count)} {self.adjectives} {self.noun}s".replace("  ", " ")


def number(n: int) -> str:
    """A number in words up to twelve, in digits beyond."""
    return NUMBERS[n] if 0 <= n < len(NUMBERS) else str(n)


def noun(body: Body) -> str:
    """The most specific noun for a body."""
    return "cube" if body.is_cube else body.shape


def phrase(state: State, key: str, *, identify: bool = False, besides: str | None = None) -> Phrase:
    """The shortest phrase for a thing.

    `identify` adds what is on or under it where that is needed to single it out, without mentioning `besides`.
    """
    if key in (TABLE, HAND):
        return Phrase(True, "", key.lower())
    if is_pile(key):
        return Phrase(True, "", "stack", f"of {refer_all(state, members(key))}")
    body = state.bodies[key]
    if body.name:
        return Phrase(True, "", body.shape, f"named {body.name}")
    rivals = [b for k, b in state.bodies.items() if k != key and noun(b) == noun(body)]
    if not rivals:
        others = [b for k, b in state.bodies.items() if k != key and b.shape == body.shape]
        if body.shape == "box" or not others:
            return Phrase(True, "", noun(body))
    rivals = [b for b in rivals if b.color == body.color]
    # "Block" covers cubes too: "the red block" must not also fit a red cube.
    same = [b for k, b in state.bodies.items() if k != key and b.shape == body.shape and b.color == body.color]
    if not rivals and (body.is_cube or not same):
        return Phrase(True, body.color, noun(body))
    size = size_word(state, body)
    adjectives = f"{size} {body.color}" if size else body.color
    if not identify:
        return Phrase(False, adjectives, noun(body))
    rivals = [b for b in same if size_word(state, b) == size and (noun(b) == noun(body) or not body.is_cube)]
    return Phrase(True, adjectives, noun(body), _telling(state, key, rivals, besides) if rivals else "")


def _telling(state: State, key: str, rivals: Sequence[Body], besides: str | None) -> str:
    """A relative clause that is true of the thing and of none of its rivals."""
    carried = [k for k, below in state.support.items() if below == key and k != besides]
    if carried and all(phrase(state, k).definite for k in carried):
        return f"which supports {listing(refer(state, k) for k in carried)}"
    below = state.support.get(key)
    if below is None:
        return "which I am holding"
    if all(state.support.get(b.id) != below for b in rivals):
        return (
            f"which is {'in' if below != TABLE and state.bodies[below].shape == 'box' else 'on'} {refer(state, below)}"
        )
    if carried:
        return f"which supports {listing(refer(state, k) for k in carried)}"
    if all(b.id in state.support.values() for b in rivals):
        return "which has nothing on it"
    x = state.bodies[key].center[0]
    if all(x < b.center[0] for b in rivals):
        return "on the left"
    if all(x > b.center[0] for b in rivals):
        return "on the right"
    y = state.bodies[key].center[1]
    if all(y < b.center[1] for b in rivals):
        return "in front"
    return "at the back" if all(y > b.center[1] for b in rivals) else f"which is called {key}"


def refer(state: State, key: str, *, identify: bool = False, one: bool = False, besides: str | None = None) -> str:
    """A thing as English: "the red cube", "a large green cube", "the box"."""
    return phrase(state, key, identify=identify, besides=besides).text(one=one)


def listing(parts: Iterable[str]) -> str:
    """Several phrases in a row: "a, b and c"."""
    items = list(parts)
    if len(items) < 2:
        return str(items[0]) if items else "nothing"
    return ", ".join(items[:-1]) + " and " + items[-1]


def refer_all(state: State, keys: Sequence[str], *, identify: bool = False) -> str:
    """Several things as English, equal phrases counted together: "the red cube, two large green cubes and a large red
    block".
    """
    phrases = [phrase(state, key, identify=identify) for key in keys]
    seen: dict[Phrase, int] = {}
    for p in phrases:
        seen[p] = seen.get(p, 0) + 1
    return listing([p.text() if count == 1 else p.plural(count) for p, count in seen.items()])


def sentence(text: str) -> str:
    """With a capital letter and a full stop."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else text + "."
