"""What a description is true of: denotations over one state of the world.

`Denoter.extension` evaluates a description compositionally: the noun and its adjectives give candidates, each clause is
tested for each candidate, and the determiner inside a clause quantifies over the things on its other side. Descriptions
that must pick one thing out ("the pyramid" inside a clause) are resolved through the focus.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from agent.grounding.compare import comparable, holds, linked
from agent.grounding.determiners import enough, is_mutual, is_plural
from agent.grounding.events import in_order_of_deeds, moment, was_done
from agent.grounding.focus import EMBEDDED, noun_of
from agent.grounding.piles import beginnings, below, made_of, members, piles
from agent.grounding.problems import Ambiguous, NoSuch, UnknownWord, Unsupported
from agent.grounding.qualities import HAND, KINDS, extreme, is_colored, is_kind, with_size
from agent.grounding.reference import References
from agent.grounding.regions import distance, in_region
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
    Time,
    ToldClause,
)
from world import relations
from world.bodies import TABLE, State

Test = Callable[[str], bool]

_LESS: dict[str, Relation] = {"as_wide_as": "narrower", "as_tall_as": "shorter", "as_big_as": "smaller"}
_NEEDS_BOX = {
    "left_of", "right_of", "in_front_of", "behind", "beside", "near", "between", "touching",
    "nearest", "farthest", "contains", "supports", "owned_by",
}  # fmt: skip
_SOME = ("a", "any", "some", "at_least", "more_than", "exactly", "at_most", "fewer_than", "no", "most")
_HERE = Region(region="side", side="near")


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
        keys = self._narrow(self._kind(noun, heads), noun, heads)
        if not keys and noun.kind in ("stack", "tower"):
            # No whole stack is like that, but the lower part of one may be: "the blue tower" with a red block on it.
            lower = [part for pile in piles(self.state) for part in beginnings(pile)]
            keys = self._narrow(self._composed(lower, noun, heads), noun, heads)
        return keys

    def _composed(self, keys: list[str], noun: Noun, heads: tuple[str, ...]) -> list[str]:
        """Those of the stacks that are made of what the noun phrase says: "a tower of two red blocks"."""
        if noun.of is None:
            return keys
        listed = noun.of.all if isinstance(noun.of, Both) else (noun.of,)
        parts = [(set(self.extension(part, heads)), part.n if isinstance(part, Noun) else None) for part in listed]
        return [key for key in keys if made_of(key, parts)]

    def _stacks(self, heads: tuple[str, ...]) -> list[str]:
        """All stacks; where the thing spoken of stands in one, that stack without it as well."""
        found = piles(self.state)
        if heads and (rest := below(self.state, heads[-1])) is not None:
            found.append(rest)
        return found

    def _narrow(self, keys: list[str], noun: Noun, heads: tuple[str, ...]) -> list[str]:
        """Those of the candidates that the rest of the noun phrase is true of."""
        if noun.mod:
            keys = [k for k in keys if all(self._has(k, word) for word in noun.mod)]
        if noun.color:
            keys = [k for k in keys if is_colored(self.state, k, noun.color)]
        if noun.but is not None:
            excepted = self.extension(noun.but, heads)
            keys = [k for k in keys if k not in excepted]
        other = noun.det in ("another", "the_other")
        mutual = [c for c in noun.that or () if is_mutual(c) and not other]
        for clause in noun.that or ():
            if clause not in mutual:
                keys = self._filter(keys, clause, heads, noun.kind, plural=is_plural(noun))
        if noun.size:
            keys = with_size(self.state, keys, noun.size)
        for clause in mutual:
            keys = self.sharing(keys, clause, noun.n or 2)
        if other:
            keys = self._others(keys)
        if noun.sup:
            keys = extreme(self.state, keys, noun.sup, noun.ord or 1)
        elif noun.ord:
            keys = in_order_of_deeds(self, keys, noun.that or (), latest=noun.ord < 0)
            index = noun.ord - 1 if noun.ord > 0 else -1
            keys = keys[index : index + 1 or None]
        return keys

    def sharing(self, keys: list[str], clause: AnyClause, least: int = 2) -> list[str]:
        """Those of the things that `least` of them have a relation to one another with: "which have the same size?"."""
        if not isinstance(clause, Clause):
            return keys
        state = self._at(clause.time)
        if state is None:
            return []
        found = []
        for key in keys:
            others = sum(holds(state, clause.rel, key, other) for other in keys if other != key)
            if (others >= max(least, 2) - 1) != bool(clause.negated):
                found.append(key)
        if not found and len(keys) == 1 and (last := self._last_besides(keys)) is not None:
            return [k for k in keys if holds(state, clause.rel, k, last) != bool(clause.negated)]
        return found

    def _last_besides(self, keys: Sequence[str]) -> str | None:
        """What was spoken of last and is none of these: what a comparison with nothing named is with."""
        return next((m.ids[0] for _, m in self.focus.singles() if m.ids[0] not in keys), None)

    def _at(self, time: Time | None) -> State | None:
        """The state that a clause is about; None if the event that tells its time never happened."""
        if time is None:
            return self.state
        tick = moment(self, time, self.topic)
        return None if tick is None else self.history.state_at(tick)

    def fitting(self, what: Description, domain: list[str], that: Sequence[AnyClause]) -> list[str]:
        """Those of the things described that the clauses of a sentence about them are true of.

        What several things are to one another ("they are the same size") is true of all of them or of none.
        """
        fits = domain
        for clause in that:
            if not (isinstance(clause, Clause) and is_mutual(clause) and len(domain) > 1):
                fits = [k for k in fits if self.satisfies(k, clause)]
                continue
            n = what.n if isinstance(what, Noun) else None
            state = self._at(clause.time)
            if isinstance(what, Either) or state is None:
                raise Unsupported("tell what only one of them is to the others")
            if isinstance(what, Noun) and (what.det in _SOME or (what.det is None and n is not None)):
                fits = [k for k in self.sharing(domain, clause, n or 2) if k in fits]
            elif clause.negated:
                fits = fits if not self.sharing(domain, clause.model_copy(update={"negated": None})) else []
            else:
                fits = fits if linked(state, clause.rel, domain) else []
        return fits

    def _others(self, keys: list[str]) -> list[str]:
        """Without what was spoken of last, and without what the sentence itself is about if that leaves anything."""
        last = self.focus.singles()
        keys = [k for k in keys if not last or k != last[0][1].ids[0]]
        here = {*self.excluded, *(k for mention in self.mentions for k in mention.ids)}
        return [k for k in keys if k not in here] or keys

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
            known = any(isinstance(c, Clause) and c.rel == "touching" and c.of for c in noun.that or ())
            table = [TABLE] if "supports" in rels or known else []
            return [*around, *table, *(k for k in everything if is_kind(self.state, k, "thing"))]
        if noun.kind in ("stack", "tower"):
            return self._composed(self._stacks(heads), noun, heads)
        if noun.kind == "row":
            raise Unsupported("see rows yet")
        if noun.kind == "box" and not any(b.shape == "box" for b in self.state.bodies.values()):
            return self._kind(noun.model_copy(update={"kind": "block"}), heads)  # what is shaped like one
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
            if kind in ("one", "row", "support", "hand", "table"):
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
        if word == "single":
            return self.state.support.get(key) == TABLE and key not in self.state.support.values()
        body = self.state.bodies.get(key)
        known = {b.color for b in self.state.bodies.values()}
        if word not in known:
            raise UnknownWord(word)
        return body is not None and body.color == word

    # Clauses.

    def _filter(
        self, keys: list[str], clause: AnyClause, heads: tuple[str, ...], kind: str, *, plural: bool
    ) -> list[str]:
        if isinstance(clause, Clause) and clause.rel in ("nearest", "farthest"):
            return self._by_distance(keys, clause, heads)
        if isinstance(clause, Clause) and isinstance(clause.of, Region) and not clause.negated and clause.time is None:
            # "The block in the corner" is the one nearest to it, "the blocks" are all; near it may be outside it.
            there = [k for k in keys if in_region(self.state, k, clause.of)]
            some = there or (keys if clause.rel != "at" else [])
            return there if plural else self._by_distance(some, clause, heads)
        if isinstance(clause, Clause) and clause.rel == "owned_by" and not clause.negated:
            return self.knowledge.latest_owned(keys)
        return [k for k in keys if self.satisfies(k, clause, heads, kind)]

    def _by_distance(self, keys: list[str], clause: Clause, heads: tuple[str, ...]) -> list[str]:
        of = clause.of
        if isinstance(of, Ref) and of.ref in ("me", "you", "here"):
            of = _HERE  # whoever speaks sits at the near end, and so does the hand's owner
        if isinstance(of, Region):
            keys = [k for k in keys if members(k)[0] in self.state.bodies]
            away = [distance(self.state, members(k)[0], of) for k in keys]
        else:
            others = {k for key in self.meant(of, heads) for k in members(key)} & self.state.bodies.keys() if of else ()
            keys = [k for k in keys if k in self.state.bodies and k not in others] if others else []
            away = [min(relations.gap(self.state, k, other) for other in others) for k in keys]
        wanted = (max if clause.rel == "farthest" else min)(away, default=0.0)
        return [k for k, far in zip(keys, away, strict=True) if abs(far - wanted) < 1e-6]

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
        if clause.of is None and comparable(clause.rel):
            return self._compared(key, clause)
        match clause.rel:
            case "held":
                return state.holding == key
            case "clear":
                return key not in state.support.values()
            case "empty":
                return state.holding is None if key == HAND else key not in state.support.values()
            case "supported_by" if clause.of is None:
                return key in state.support
            case "supports" | "contains" if clause.of is None:
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
        of = clause.of
        if clause.rel in ("on", "on_top_of") and isinstance(of, Noun) and of.det in (None, "all") and is_plural(of):
            of = of.model_copy(update={"det": "a"})  # one thing stands on "the pink cubes" if it does on one of them
        itself = clause.rel == "is" or (kind is not None and noun_of(clause.of) != kind)
        return self.quantified(
            of,
            lambda other: holds(self.state, clause.rel, key, other),
            (*heads, key),
            without=None if itself else key,
        )

    def _compared(self, key: str, clause: Clause) -> bool:
        """A comparison with nothing named: with what was spoken of last; what touches anything is touching."""
        other = self._last_besides((key,))
        if clause.rel in ("touching", "beside", "near") and (other is None or clause.rel == "touching"):
            return any(holds(self.state, clause.rel, key, k) for k in (*self.state.bodies, TABLE) if k != key)
        if other is None:
            raise Unsupported(f'tell what is "{clause.rel.replace("_", " ")}" with nothing to compare with')
        return holds(self.state, clause.rel, key, other)

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
        if noun in (Noun(kind="one", det="that"), Noun(kind="one", det="this")) and self.focus.singles():
            return self.referent(Ref(ref="it"), heads)
        wanted = noun.n or 1
        keys = self._unambiguous(noun, heads)
        if not heads and len(keys) > wanted:
            keys = [k for k in keys if members(k)[-1] not in self.excluded] or keys
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
            if not keys:
                raise problem from None
            return keys
