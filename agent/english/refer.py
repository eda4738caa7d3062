"""Naming things so that the hearer knows which: referring expressions.

The incremental algorithm of Dale & Reiter (1995) with Winograd's manner: noun, colour and size in that order of
preference, each added only if it rules something out. What size alone singles out stays indefinite ("a large red
block"), as big and small are vague. Where the thing must be told apart ("the large green one which supports the red
pyramid"), what stands on or under it is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
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


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a name: the words, and the ids of the other things that all words so far fit as well."""

    words: str
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Naming:
    """How a thing was named: the phrase, and the steps that led to it, in the order in which they were taken."""

    key: str
    phrase: Phrase
    steps: tuple[Step, ...]


_namings: ContextVar[list[Naming] | None] = ContextVar("namings", default=None)


@contextmanager
def overheard() -> Iterator[list[Naming]]:
    """Within this block all things that this thread names are noted in the list; a thing inside a name comes first.

    A context variable, for things are named deep inside the dialog, and nobody on the way needs to know.
    """
    heard: list[Naming] = []
    token = _namings.set(heard)
    try:
        yield heard
    finally:
        _namings.reset(token)


def phrase(state: State, key: str, *, identify: bool = False, besides: str | None = None) -> Phrase:
    """The shortest phrase for a thing.

    `identify` adds what is on or under it where that is needed to single it out, without mentioning `besides`.
    """
    steps: list[Step] = []
    found = _phrase(state, key, identify, besides, steps)
    heard = _namings.get()
    if heard is not None:
        heard.append(Naming(key, found, tuple(steps)))
    return found


def _phrase(state: State, key: str, identify: bool, besides: str | None, steps: list[Step]) -> Phrase:
    def step(words: str, left: Iterable[Body] = ()) -> None:
        steps.append(Step(words, tuple(b.id for b in left)))

    if key in (TABLE, HAND):
        step(key.lower())
        return Phrase(True, "", key.lower())
    if is_pile(key):
        step("stack")
        return Phrase(True, "", "stack", f"of {refer_all(state, members(key))}")
    body = state.bodies[key]
    if body.name:
        step(f"named {body.name}")
        return Phrase(True, "", body.shape, f"named {body.name}")
    rivals = [b for k, b in state.bodies.items() if k != key and noun(b) == noun(body)]
    # "Block" covers cubes too: "the red block" must not also fit a red cube.
    others = [b for k, b in state.bodies.items() if k != key and b.shape == body.shape]
    step(noun(body), rivals if body.is_cube else others)
    if not rivals and (body.shape == "box" or not others):
        return Phrase(True, "", noun(body))
    rivals = [b for b in rivals if b.color == body.color]
    same = [b for b in others if b.color == body.color]
    step(body.color, rivals if body.is_cube else same)
    if not rivals and (body.is_cube or not same):
        return Phrase(True, body.color, noun(body))
    size = size_word(state, body)
    adjectives = f"{size} {body.color}" if size else body.color
    rivals = [b for b in same if size_word(state, b) == size and (noun(b) == noun(body) or not body.is_cube)]
    if size:
        step(size, rivals)
    if not identify:
        return Phrase(False, adjectives, noun(body))
    tail = _telling(state, key, rivals, besides) if rivals else ""
    if tail:
        step(tail)
    return Phrase(True, adjectives, noun(body), tail)


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
