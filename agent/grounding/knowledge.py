"""What the person told the agent: words with meanings, and who owns what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from agent.language.acts import Command
from agent.language.descriptions import Description


@dataclass(frozen=True, slots=True)
class Ownership:
    """One statement: the things described belong to the speaker, or do not."""

    what: Description
    positive: bool
    ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything told so far; later statements overrule earlier ones."""

    nouns: tuple[tuple[str, Description], ...] = ()
    verbs: tuple[tuple[str, tuple[Command, ...]], ...] = ()
    owned: tuple[Ownership, ...] = ()

    def noun(self, word: str) -> Description | None:
        """The meaning of a taught noun."""
        return dict(self.nouns).get(word)

    def verb(self, word: str) -> tuple[Command, ...] | None:
        """The meaning of a taught verb."""
        return dict(self.verbs).get(word)

    def define(self, word: str, meaning: Description) -> Knowledge:
        """Learn a noun, or learn it anew."""
        return replace(self, nouns=(*(p for p in self.nouns if p[0] != word), (word, meaning)))

    def teach(self, word: str, by: tuple[Command, ...]) -> Knowledge:
        """Learn a verb, or learn it anew."""
        return replace(self, verbs=(*(p for p in self.verbs if p[0] != word), (word, by)))

    def forget(self, word: str) -> Knowledge:
        """Unlearn a word; nothing happens if it was not known."""
        return replace(
            self,
            nouns=tuple(p for p in self.nouns if p[0] != word),
            verbs=tuple(p for p in self.verbs if p[0] != word),
        )

    def own(self, statement: Ownership) -> Knowledge:
        """Remember a statement about owning."""
        return replace(self, owned=(*self.owned, statement))

    def is_owned(self, body: str) -> bool:
        """Whether the latest statement about this body says that it is the speaker's."""
        return next((o.positive for o in reversed(self.owned) if body in o.ids), False)

    def latest_owned(self, keys: Iterable[str]) -> list[str]:
        """Those of the things that are the speaker's, what was told last first."""
        mine = [key for key in keys if self.is_owned(key)]

        def told(key: str) -> int:
            return max(number for number, o in enumerate(self.owned) if key in o.ids)

        return sorted(mine, key=told, reverse=True)

    def words(self) -> tuple[str, ...]:
        """Every taught word, in the order of teaching."""
        return tuple(w for w, _ in self.nouns) + tuple(w for w, _ in self.verbs)
