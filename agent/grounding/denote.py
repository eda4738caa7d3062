"""What a description is true of: denotations over one state of the world.

`Denoter.extension` evaluates a description compositionally: the noun and its adjectives give candidates, each clause is
tested for each candidate, and the determiner inside a clause quantifies over the things on its other side. Descriptions
that must pick one thing out ("the pyramid" inside a clause) are resolved through the focus.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from agent.grounding.compare import holds, in_region
from agent.grounding.events import moment, was_done
from agent.grounding.focus import EMBEDDED, noun_of
from agent.grounding.piles import piles
from agent.grounding.problems import Ambiguous, NoSuch, UnknownWord, Unsupported
from agent.grounding.qualities import HAND, KINDS, extreme, is_kind, with_size
from agent.grounding.reference import References
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
    Relation,
    ToldClause,
)
from world import relations
from world.bodies import TABLE

Test = Callable[[str], bool]

_LESS: dict[str, Relation] = {"as_wide_as": "narrower", "as_tall_as": "shorter", "as_big_as": "smaller"}
_NEEDS_BOX = {
    "left_of", "right_of", "in_front_of", "behind", "beside", "near", "between", "touching",
    "nearest", "farthest", "contains", "supports", "owned_by",
}  # fmt: skip
_PLURAL = ("all", "both", "every", "most", "at_least", "at_most", "exactly", "more_than", "fewer_than")


@dataclass
class Denoter(References):
    """Evaluates descriptions in one state, with what was spoken of, told and taught; see References for its fields."""

    _loose: bool = False
    _expanding: list[str] = field(default_factory=list)

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
                raise Unsupported("speak of a place on the table as a thing")
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
            keys = self._filter(keys, clause, heads, noun.kind)
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
        group = self.group()
        if noun.ord and not noun.sup and group is not None and self.focus.turn - group.turn <= 1:
            return list(group.ids)
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

    def _filter(self, keys: list[str], clause: AnyClause, heads: tuple[str, ...], kind: str) -> list[str]:
        if isinstance(clause, Clause) and clause.rel in ("nearest", "farthest"):
            return self._by_distance(keys, clause, heads)
        if isinstance(clause, Clause) and clause.rel == "owned_by" and not clause.negated:
            return self.knowledge.latest_owned(keys)
        return [k for k in keys if self.satisfies(k, clause, heads, kind)]

    def _by_distance(self, keys: list[str], clause: Clause, heads: tuple[str, ...]) -> list[str]:
        others = [k for k in self.meant(clause.of, heads) if k in self.state.bodies] if clause.of else []
        keys = [k for k in keys if k in self.state.bodies and k not in others]
        if not others or not keys:
            return []

        def distance(key: str) -> float:
            return min(relations.gap(self.state, key, other) for other in others)

        wanted = (min if clause.rel == "nearest" else max)(distance(k) for k in keys)
        return [k for k in keys if distance(k) == wanted]

    def satisfies(self, key: str, clause: AnyClause, heads: tuple[str, ...] = (), kind: str | None = None) -> bool:
        """Whether a clause is true of a thing; `heads` are the things whose descriptions enclose it.

        `kind` is the noun the thing goes by (None: it is known): "a block taller than every block" means every other
        block, but "a thing bigger than every pyramid" means all of them.
        """
        match clause:
            case ToldClause(told=verb):
                return any(v == verb and key in ids for v, ids in self.focus.told)
            case DidClause():
                return was_done(self, key, clause) != bool(clause.negated)
            case Clause():
                if clause.negated and clause.rel in _LESS:
                    # "Not as wide as" is narrower, though "as wide as" is just as wide.
                    clause = clause.model_copy(update={"rel": _LESS[clause.rel], "negated": None})
                return self._relation(key, clause, heads, kind) != bool(clause.negated)

    def _relation(self, key: str, clause: Clause, heads: tuple[str, ...], kind: str | None) -> bool:
        state = self.state
        if clause.time is not None:
            tick = moment(self, clause.time, self.topic)
            if tick is None:
                return False
            past = replace(self, state=self.history.state_at(tick), _cache={})
            return past._relation(key, clause.model_copy(update={"time": None}), heads, kind)
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
            raise Unsupported(f'tell what is "{clause.rel.replace("_", " ")}" with nothing to compare with')
        itself = clause.rel == "is" or (kind is not None and noun_of(clause.of) != kind)
        return self.quantified(
            clause.of,
            lambda other: holds(self.state, clause.rel, key, other),
            (*heads, key),
            without=None if itself else key,
        )

    def _among(self, noun: Noun, heads: tuple[str, ...]) -> list[str]:
        """The extension of a predicate ("is it a cube?", "is it red?"), where a thing is anything."""
        if noun.kind in ("thing", "one") and noun.of is None:
            return self._narrow([*self.state.bodies, TABLE], noun, heads)
        return self._noun(noun, heads)

    def quantified(self, of: Description, test: Test, heads: tuple[str, ...] = (), without: str | None = None) -> bool:
        """Whether a test is true of as many of the things described as the determiner says.

        `without` is the thing itself: "taller than every block" leaves it out.
        """
        if isinstance(of, Both):
            return all(self.quantified(part, test, heads, without) for part in of.all)
        if isinstance(of, Either):
            return any(self.quantified(part, test, heads, without) for part in of.any)
        if self._loose and isinstance(of, Noun) and of.det in ("the", "that", "this"):
            of = of.model_copy(update={"det": "a"})
        domain = [k for k in self.meant(of, heads) if k != without]
        found = sum(map(test, domain))
        return enough(of, found, len(domain)) if isinstance(of, Noun) else found == len(domain) > 0

    # Reference.

    def meant(self, what: Description, heads: tuple[str, ...] = ()) -> list[str]:
        """The things a description inside another one stands for: definite ones are resolved, others all that fit."""
        if isinstance(what, Noun) and what.det in ("the", "that", "this") and what not in self.bound:
            if what not in self._cache or heads:
                try:
                    self._cache[what] = self.definite(what, heads)
                except Ambiguous:
                    if not self._loose:
                        raise
                    return self.extension(what.model_copy(update={"det": "a"}), heads)
                if not heads or len(self._cache[what]) == 1:
                    self.mention(what, self._cache[what], EMBEDDED)
            return list(self._cache[what])
        return self.extension(what, heads)

    def definite(self, noun: Noun, heads: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The one thing (or the n things) that "the ..." means.

        Raises NoSuch if nothing fits, Ambiguous if several do and none of them was just spoken of.
        """
        wanted = noun.n or 1
        keys = self._unambiguous(noun, heads)
        if not heads and len(keys) > wanted:
            keys = [k for k in keys if k not in self.excluded] or keys
        if len(keys) < wanted:
            raise NoSuch(noun, len(keys))
        if len(keys) == wanted:
            return tuple(keys)
        if wanted == 1:
            recent = self.salient(tuple(keys))
            if recent is not None:
                return (recent,)
        raise Ambiguous(noun, tuple(keys))

    def _unambiguous(self, noun: Noun, heads: tuple[str, ...]) -> list[str]:
        """What a definite description fits, where the whole may single out what its parts do not.

        "The cube on the red block" is clear where two red blocks are but one carries a cube.
        """
        try:
            return self._noun(noun, heads)
        except Ambiguous as problem:
            if self._loose:
                raise
            self._loose = True
            try:
                keys = self._noun(noun, heads)
            finally:
                self._loose = False
            if len(keys) != (noun.n or 1):
                raise problem from None
            return keys


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
