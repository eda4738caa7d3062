"""What has been spoken of: mentions with salience, and what "it", "them" and "one" can therefore mean.

Salience follows grammatical role as in centering theory (Grosz, Joshi & Weinstein 1995): what the agent has just
answered comes first, then the object of the sentence, then the place, then what stands inside a description.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from agent.language.descriptions import Description, Noun, Verb

ANSWER = 4.0
OBJECT = 3.0
PLACE = 2.0
EMBEDDED = 1.0
PER_TURN = 2.0
"""How much salience a mention loses with each turn."""
IN_HAND = 1.5
"""What is in the hand is the likelier object of a command that moves something."""
CLOSE = 0.6
"""Two candidates nearer than this are both plausible, and the one taken is said."""
MEMORY = 6
"""Turns after which a mention is forgotten."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Things spoken of once: their ids, the words used for them, and how salient that made them.

    `known` names a quality that was said of them ("color"), so that nobody would ask for it.
    """

    ids: tuple[str, ...]
    noun: str
    weight: float
    turn: int
    said: Description | None = None
    plural: bool = False
    known: str | None = None


@dataclass(frozen=True, slots=True)
class Focus:
    """The mentions of the last turns, latest last, and the orders given so far."""

    turn: int = 0
    mentions: tuple[Mention, ...] = ()
    told: tuple[tuple[Verb, tuple[str, ...]], ...] = ()
    nouns: tuple[tuple[int, str], ...] = ()

    def next_turn(self) -> Focus:
        """Move on by one turn and forget what is too long ago."""
        kept = tuple(m for m in self.mentions if self.turn - m.turn < MEMORY)
        nouns = tuple(pair for pair in self.nouns if self.turn - pair[0] < MEMORY)
        return replace(self, turn=self.turn + 1, mentions=kept, nouns=nouns)

    def add(self, mention: Mention) -> Focus:
        """Remember a mention."""
        return replace(self, mentions=(*self.mentions, mention))

    def order(self, verb: Verb, ids: tuple[str, ...]) -> Focus:
        """Remember that the hearer was told to do this with these things."""
        return replace(self, told=(*self.told, (verb, ids)))

    def salience(self, mention: Mention) -> float:
        """How present a mention still is."""
        return mention.weight - PER_TURN * (self.turn - mention.turn)

    def singles(self, handled: str | None = None) -> list[tuple[float, Mention]]:
        """The things that "it" can mean, best first; `handled` is the id in the hand if the verb moves something."""
        best: dict[str, tuple[float, Mention]] = {}
        for mention in self.mentions:
            if len(mention.ids) != 1:
                continue
            [key] = mention.ids
            value = self.salience(mention) + (IN_HAND if key == handled else 0.0)
            if key not in best or value >= best[key][0]:
                best[key] = (value, mention)
        return sorted(best.values(), key=lambda pair: -pair[0])

    def group(self) -> Mention | None:
        """The things that "them" means: the most salient group, or everything of the last turn that spoke of any."""
        groups = [m for m in self.mentions if len(m.ids) > 1 or m.plural]
        if groups:
            return max(groups, key=lambda m: (self.salience(m), m.turn))
        singles = [m for m in self.mentions if m.ids]
        if not singles:
            return None
        last = max(m.turn for m in singles)
        ids = tuple(dict.fromkeys(i for m in singles if m.turn == last for i in m.ids))
        return Mention(ids, "thing", OBJECT, last, plural=True)

    def kinds(self) -> tuple[str, ...]:
        """The nouns that "one" can stand for: those of the latest utterance first, in its order."""
        return tuple(dict.fromkeys(noun for _, noun in sorted(self.nouns, key=lambda pair: -pair[0])))

    def use(self, nouns: Iterable[str]) -> Focus:
        """Remember the nouns of this utterance."""
        return replace(self, nouns=(*self.nouns, *((self.turn, noun) for noun in nouns)))

    def latest(self, ids: tuple[str, ...]) -> str | None:
        """The most salient of these ids that was spoken of in this or the last turn, or None."""
        present = [
            (self.salience(m), m.turn, m.ids[0]) for m in self.mentions if len(m.ids) == 1 and m.ids[0] in ids
        ] + [
            (self.salience(m), m.turn, i)
            for m in self.mentions
            if len(m.ids) > 1
            for i in m.ids
            if i in ids and sum(j in ids for j in m.ids) == 1
        ]
        present = [p for p in present if self.turn - p[1] <= 2]
        if not present:
            return None
        best = max(p[:2] for p in present)
        top = {p[2] for p in present if p[:2] == best}
        return top.pop() if len(top) == 1 else None

    def place(self) -> str | None:
        """The place spoken of last: what "there" means."""
        places = [m for m in self.mentions if m.weight == PLACE and len(m.ids) == 1]
        return max(places, key=lambda m: m.turn).ids[0] if places else None


def noun_of(said: Description) -> str:
    """The noun of a description ("thing" where it has none)."""
    return said.kind if isinstance(said, Noun) else "thing"
