"""What pronouns and "the ..." mean: reference, resolved through what was spoken of.

A pronoun means the most salient thing that the sentence allows; when another is about as likely, the reading taken is
noted so that the dialog can say it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.grounding.focus import CLOSE, Focus, Mention, noun_of
from agent.grounding.knowledge import Knowledge
from agent.grounding.problems import NoReferent
from agent.grounding.qualities import HAND
from agent.language.descriptions import Description, Ref
from world.bodies import TABLE, State
from world.history import History


@dataclass
class References:
    """One utterance's view of the world and of what was said, and what it adds to that.

    state: the world that is spoken of; bound: what descriptions stand for where that was asked and answered; handled:
    the verb moves something, so that what is in the hand is likely meant; topic: the event under discussion; excluded:
    things that a definite description does not mean if it fits others too (what is put on "the block" is not that
    block); set_aside: the quality that is asked for, so that things of which it was just said are not meant. mentions,
    nouns and assumed collect what this utterance speaks of, its nouns, and which readings of pronouns were assumed.
    """

    state: State
    history: History
    focus: Focus
    knowledge: Knowledge
    bound: dict[Description, tuple[str, ...]] = field(default_factory=dict)
    handled: bool = False
    mentions: list[Mention] = field(default_factory=list)
    assumed: list[tuple[str, Mention]] = field(default_factory=list)
    topic: int | None = None
    excluded: frozenset[str] = frozenset()
    nouns: list[str] = field(default_factory=list)
    set_aside: str | None = None
    _cache: dict[Description, tuple[str, ...]] = field(default_factory=dict)

    def salient(self, keys: tuple[str, ...]) -> str | None:
        """The one of the candidates that was just spoken of, in this utterance or before; or that is being handled."""
        if self.handled and self.state.holding in keys:
            return self.state.holding
        here = [m.ids[0] for m in reversed(self.mentions) if len(m.ids) == 1 and m.ids[0] in keys]
        return here[0] if here else self.focus.latest(keys)

    def referent(self, ref: Ref, heads: tuple[str, ...] = ()) -> tuple[str, ...]:
        """What a pronoun means. Raises NoReferent if nothing was spoken of."""
        match ref.ref:
            case "itself" if heads:
                return heads[-1:]
            case "it" if len(heads) >= 2:
                return heads[-2:-1]
            case "them":
                group = self.group()
                if group is None:
                    raise NoReferent("them")
                return group.ids
            case "me" | "you" | "here":
                return ()
            case "there" if (place := Focus(0, (*self.focus.mentions, *self.mentions)).place()) is not None:
                return (place,)
            case _:
                return self._it(ref, "there" if ref.ref == "there" else "it")

    def group(self) -> Mention | None:
        """The things spoken of together: in this utterance, or before."""
        own = Focus(self.focus.turn, tuple(self.mentions)).group()
        return own or self.focus.group()

    def _it(self, ref: Ref, word: str) -> tuple[str, ...]:
        if ref in self._cache:
            return self._cache[ref]
        merged = Focus(self.focus.turn, (*self.focus.mentions, *self.mentions))
        candidates = merged.singles(self.state.holding if self.handled else None)
        asked = [pair for pair in candidates if self.set_aside is None or pair[1].known != self.set_aside]
        if asked and len(asked) < len(candidates):
            # The likeliest candidate is one of which what is asked was just said; so another must be meant.
            if candidates[0] not in asked:
                self.assumed.append((word, asked[0][1]))
            candidates = asked
        candidates = [pair for pair in candidates if pair[1].ids[0] not in self.excluded] or candidates
        if not candidates and self.state.holding:
            return (self.state.holding,)
        if not candidates:
            raise NoReferent(word)
        best = candidates[0][1]
        if len(candidates) > 1 and word == "it" and not self.assumed:
            self._note(word, candidates)
        self._cache[ref] = best.ids
        return best.ids

    def _note(self, word: str, candidates: Sequence[tuple[float, Mention]]) -> None:
        """Remember the assumption if the second best reading was about as likely as the best."""
        (first, best), (second, _) = candidates[:2]
        if first - second < CLOSE:
            self.assumed.append((word, best))

    def mention(self, said: Description, ids: Sequence[str], weight: float, *, plural: bool = False) -> None:
        """Remember that these things were spoken of."""
        ids = tuple(k for k in ids if k not in (TABLE, HAND))
        if ids:
            noun = noun_of(said)
            if noun == "one":
                noun = self.noun(ids[0])
            self.mentions.append(Mention(ids, noun, weight, self.focus.turn, said, plural or len(ids) > 1))

    def noun(self, key: str) -> str:
        """The plainest noun for a thing."""
        body = self.state.bodies.get(key)
        return "table" if key == TABLE else "hand" if body is None else body.shape
