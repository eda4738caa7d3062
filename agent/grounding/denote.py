"""What a description is true of: denotations over one state of the world.

`Denoter.extension` evaluates a description compositionally: the noun and its adjectives give candidates, each clause is
tested for each candidate, and the determiner inside a clause quantifies over the things on its other side. Descriptions
that must pick one thing out ("the pyramid" inside a clause) are resolved through the focus.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from agent.grounding.compare import holds, in_region
from agent.grounding.events import moment, was_done
from agent.grounding.focus import CLOSE, EMBEDDED, Focus, Mention, noun_of
from agent.grounding.knowledge import Knowledge
from agent.grounding.piles import piles
from agent.grounding.problems import Ambiguous, NoReferent, NoSuch, UnknownWord, Unsupported
from agent.grounding.qualities import HAND, KINDS, extreme, is_kind, with_size
from agent.language.descriptions import (
    AnyClause,
    Both,
    Clause,
    Description,
    DidClause,
    Either,
    Noun,
    Ref,
    Region,
    ToldClause,
)
from world import relations
from world.bodies import TABLE, State
from world.history import History

Test = Callable[[str], bool]

_NEEDS_BOX = {
    "left_of", "right_of", "in_front_of", "behind", "beside", "near", "between", "touching",
    "nearest", "farthest", "contains", "supports", "owned_by",
}  # fmt: skip
_PLURAL = ("all", "both", "every", "most", "at_least", "at_most", "exactly", "more_than", "fewer_than")


@dataclass
class Denoter:
    """Evaluates descriptions in one state, with what was spoken of, told and taught.

    `bound` fixes what a description stands for (a clarification that was answered). `mentions` and `assumed` collect
    what this utterance speaks of and which readings of pronouns were assumed, for the dialog to remember and to say.
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
    nouns: list[str] = field(default_factory=list)
    set_aside: str | None = None
    _expanding: list[str] = field(default_factory=list)
    _cache: dict[Description, tuple[str, ...]] = field(default_factory=dict)

    # Extensions.

    def extension(self, what: Description, heads: tuple[str, ...] = ()) -> list[str]:
        """Every thing that a description is true of, whatever its determiner, in scene order.

        Raises UnknownWord, Unsupported, or a problem of a definite description inside it.
        """
        if what in self.bound:
            return list(self.bound[what])
        match what:
            case Ref():
                return list(self.referent(what, heads))
            case Both(all=parts) | Either(any=parts):
                return list(dict.fromkeys(key for part in parts for key in self.meant(part, heads)))
            case Region():
                raise Unsupported("places on the table as things")
            case Noun():
                return self._noun(what, heads)

    def _noun(self, noun: Noun, heads: tuple[str, ...]) -> list[str]:
        return self._narrow(self._kind(noun, heads), noun, heads)

    def _narrow(self, keys: list[str], noun: Noun, heads: tuple[str, ...]) -> list[str]:
        """Those of the candidates that the rest of the noun phrase is true of."""
        if noun.mod:
            keys = [k for k in keys if all(self._has(k, word) for word in noun.mod)]
        if noun.color:
            keys = [k for k in keys if k in self.state.bodies and self.state.bodies[k].color == noun.color]
        if noun.but is not None:
            excepted = self.extension(noun.but, heads)
            keys = [k for k in keys if k not in excepted]
        for clause in noun.that or ():
            keys = self._filter(keys, clause, heads)
        if noun.size:
            keys = with_size(self.state, keys, noun.size)
        if noun.det in ("another", "the_other"):
            last = self.focus.singles()
            keys = [k for k in keys if not last or k != last[0][1].ids[0]]
        if noun.sup:
            keys = extreme(self.state, keys, noun.sup, noun.ord or 1)
        elif noun.ord:
            index = noun.ord - 1 if noun.ord > 0 else -1
            keys = keys[index : index + 1 or None]
        return keys

    def _kind(self, noun: Noun, heads: tuple[str, ...]) -> list[str]:
        """The candidates that the noun itself admits."""
        if noun.kind not in ("one", "thing", "support"):
            self.nouns.append(noun.kind)
        everything = [*self.state.bodies, TABLE, HAND]
        if noun.kind == "support":
            below = [] if noun.of is None else self.meant(noun.of, heads)
            return list(dict.fromkeys(self.state.support[k] for k in below if k in self.state.support))
        if noun.of is not None and noun.kind not in ("stack", "tower", "row"):
            members = self.extension(noun.of, heads)
            return [k for k in members if noun.kind in ("one", "thing") or self._is(k, noun.kind)]
        if noun.kind == "one":
            return self._one(noun, heads)
        if noun.kind == "thing":
            rels = {c.rel for c in noun.that or () if isinstance(c, Clause)}
            around = [k for k in everything if is_kind(self.state, k, "box")] if rels & _NEEDS_BOX else []
            table = [TABLE] if rels & {"supports", "touching"} else []
            return [*around, *table, *(k for k in everything if is_kind(self.state, k, "thing"))]
        if noun.kind in ("stack", "tower"):
            return piles(self.state)
        if noun.kind == "row":
            raise Unsupported("see rows yet")
        if noun.kind in KINDS:
            return [k for k in everything if is_kind(self.state, k, noun.kind)]
        named = [k for k, b in self.state.bodies.items() if noun.kind in ((b.name or "").lower(), k.lower())]
        if named:
            return named
        meaning = self.knowledge.noun(noun.kind)
        if meaning is None:
            raise UnknownWord(noun.kind)
        if noun.kind in self._expanding:
            raise Unsupported(f'understand "{noun.kind}", as it is explained by itself')
        self._expanding.append(noun.kind)
        try:
            return self.extension(meaning, heads)
        finally:
            self._expanding.pop()

    def _one(self, noun: Noun, heads: tuple[str, ...]) -> list[str]:
        """What "one" stands for: the noun of this utterance or an earlier one, the latest that leaves anything; else
        any thing.
        """
        for kind in dict.fromkeys((*reversed(self.nouns), *self.focus.kinds())):
            if kind not in KINDS and self.knowledge.noun(kind) is None:
                continue
            if kind in ("row", "support", "hand", "table"):
                continue
            guess = noun.model_copy(update={"kind": kind, "det": None})
            if self._noun(guess, heads):
                return self._kind(Noun(kind=kind), heads)
        return [k for k in self.state.bodies if is_kind(self.state, k, "thing")]

    def _is(self, key: str, kind: str) -> bool:
        if kind in KINDS:
            return is_kind(self.state, key, kind) or (kind == "thing" and key != HAND)
        return key in self._kind(Noun(kind=kind), ())

    def _has(self, key: str, word: str) -> bool:
        """Whether an adjective outside the vocabulary is true of a body: a colour of this scene, or a name."""
        body = self.state.bodies.get(key)
        known = {b.color for b in self.state.bodies.values()}
        if word not in known:
            raise UnknownWord(word)
        return body is not None and body.color == word

    # Clauses.

    def _filter(self, keys: list[str], clause: AnyClause, heads: tuple[str, ...]) -> list[str]:
        if isinstance(clause, Clause) and clause.rel in ("nearest", "farthest"):
            return self._by_distance(keys, clause, heads)
        if isinstance(clause, Clause) and clause.rel == "owned_by" and not clause.negated:
            return self.knowledge.latest_owned(keys)
        return [k for k in keys if self.satisfies(k, clause, heads)]

    def _by_distance(self, keys: list[str], clause: Clause, heads: tuple[str, ...]) -> list[str]:
        others = [k for k in self.meant(clause.of, heads) if k in self.state.bodies] if clause.of else []
        keys = [k for k in keys if k in self.state.bodies and k not in others]
        if not others or not keys:
            return []

        def distance(key: str) -> float:
            return min(relations.gap(self.state, key, other) for other in others)

        wanted = (min if clause.rel == "nearest" else max)(distance(k) for k in keys)
        return [k for k in keys if distance(k) == wanted]

    def satisfies(self, key: str, clause: AnyClause, heads: tuple[str, ...] = ()) -> bool:
        """Whether a clause is true of a thing; `heads` are the things whose descriptions enclose it."""
        match clause:
            case ToldClause(told=verb):
                return any(v == verb and key in ids for v, ids in self.focus.told)
            case DidClause():
                return was_done(self, key, clause) != bool(clause.negated)
            case Clause():
                return self._relation(key, clause, heads) != bool(clause.negated)

    def _relation(self, key: str, clause: Clause, heads: tuple[str, ...]) -> bool:
        state = self.state
        if clause.time is not None:
            tick = moment(self, clause.time, self.topic)
            if tick is None:
                return False
            past = replace(self, state=self.history.state_at(tick), _cache={})
            return past._relation(key, clause.model_copy(update={"time": None}), heads)
        match clause.rel:
            case "held":
                return state.holding == key
            case "clear":
                return key not in state.support.values()
            case "empty":
                return state.holding is None if key == HAND else key not in state.support.values()
            case "supported_by" if clause.of is None:
                return key in state.support
            case "supports" | "contains" | "touching" if clause.of is None:
                return key in state.support.values()
            case "between" if clause.of is not None:
                ends = self.meant(clause.of, heads)
                return len(ends) == 2 and {key, *ends} <= state.bodies.keys() and relations.between(state, key, *ends)
            case "nearest" | "farthest":
                return key in self._by_distance(list(state.bodies), clause, heads)
            case "owned_by":
                return self.knowledge.is_owned(key)
            case "is" if isinstance(clause.of, Noun):
                return key in self._among(clause.of, heads)
            case _ if isinstance(clause.of, Region):
                return in_region(state, key, clause.of)
        if clause.of is None:
            raise Unsupported(f'"{clause.rel.replace("_", " ")}" with nothing to compare with')
        return self.quantified(clause.of, lambda other: holds(self.state, clause.rel, key, other), (*heads, key))

    def _among(self, noun: Noun, heads: tuple[str, ...]) -> list[str]:
        """The extension of a predicate ("is it a cube?", "is it red?"), where a thing is anything."""
        if noun.kind in ("thing", "one") and noun.of is None:
            return self._narrow([*self.state.bodies, TABLE], noun, heads)
        return self._noun(noun, heads)

    def quantified(self, of: Description, test: Test, heads: tuple[str, ...] = ()) -> bool:
        """Whether a test is true of as many of the things described as the determiner says."""
        witnesses, domain = self.witnesses(of, test, heads)
        if not isinstance(of, Noun):
            return bool(witnesses) if isinstance(of, Either) else len(witnesses) == len(domain) > 0
        return enough(of, len(witnesses), len(domain))

    def witnesses(self, of: Description, test: Test, heads: tuple[str, ...] = ()) -> tuple[list[str], list[str]]:
        """Those of the things described that pass the test, and all of them."""
        domain = self.meant(of, heads)
        return [k for k in domain if test(k)], domain

    # Reference.

    def meant(self, what: Description, heads: tuple[str, ...] = ()) -> list[str]:
        """The things a description inside another one stands for: definite ones are resolved, others all that fit."""
        if isinstance(what, Noun) and what.det in ("the", "that", "this") and what not in self.bound:
            if what not in self._cache or heads:
                self._cache[what] = self.definite(what, heads)
                if not heads or len(self._cache[what]) == 1:
                    self.mention(what, self._cache[what], EMBEDDED)
            return list(self._cache[what])
        return self.extension(what, heads)

    def definite(self, noun: Noun, heads: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The one thing (or the n things) that "the ..." means.

        Raises NoSuch if nothing fits, Ambiguous if several do and none of them was just spoken of.
        """
        wanted = noun.n or 1
        keys = self._noun(noun, heads)
        if len(keys) < wanted:
            raise NoSuch(noun, len(keys))
        if len(keys) == wanted or noun.sup:
            return tuple(keys[: max(wanted, 1)])
        if wanted == 1:
            recent = self._salient(tuple(keys))
            if recent is not None:
                return (recent,)
        raise Ambiguous(noun, tuple(keys))

    def _salient(self, keys: tuple[str, ...]) -> str | None:
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
                group = self._group()
                if group is None:
                    raise NoReferent("them")
                return group.ids
            case "me" | "you" | "here":
                return ()
            case _:
                return self._it(ref, "there" if ref.ref == "there" else "it")

    def _group(self) -> Mention | None:
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


def enough(noun: Noun, found: int, domain: int) -> bool:
    """Whether `found` of `domain` things are as many as a determiner and number ask for."""
    n = noun.n if noun.n is not None else 1
    match noun.det:
        case "every" | "all" | "both" | "the" | "that" | "this" | "the_other":
            return found == domain > 0
        case "no":
            return found == 0
        case "at_most":
            return found <= n
        case "exactly":
            return found == n
        case "more_than":
            return found > n
        case "fewer_than":
            return found < n
        case "most":
            return found * 2 > domain
        case _:
            return found >= n


def is_plural(what: Description) -> bool:
    """Whether a description speaks of several things."""
    match what:
        case Noun(det=det, n=n):
            return det in _PLURAL or (n or 1) > 1 or det is None
        case Ref(ref=word):
            return word == "them"
        case Both():
            return True
        case _:
            return False
