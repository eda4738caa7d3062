"""From goals to moves: Winograd's BLOCKS procedures (TC-GRASP, TC-PUT, TC-CLEARTOP, TC-GET-RID-OF, TC-STACKUP).

A goal is reached by reaching subgoals in order, backwards from what it needs: to put a cube somewhere, clear it, hold
it, carry it. Each way to reach a goal is one element of a generator, so that a later failure takes up the latest choice
again (chronological backtracking). Every subgoal becomes an event whose parent is what it was done for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from world.bodies import TABLE, State, Vec
from world.conditions import clear_tops, has_room, satisfied, stands, ways_to_make_room
from world.events import Plan
from world.exchange import exchanges
from world.geometry import Rect, blockers, footprint, overlap, pile, support_of
from world.goals import (
    Anywhere,
    At,
    ClearTop,
    GetRid,
    Goal,
    Hold,
    In,
    LetGo,
    On,
    Place,
    Put,
    Reason,
    Region,
    Shifted,
    Stack,
    Swap,
    Touch,
)
from world.history import bodies_of
from world.moves import Node, Step, carry, grasp, in_turn, reach, ungrasp
from world.reasons import never, no_place, stack_order
from world.shuffle import shuffled
from world.space import Spot, is_free, places

LIMIT = 400
"""How much one search may do: 1 for each thing carried, `MAKING_ROOM` for each look at what could make room."""

MAKING_ROOM = 20

WIDTH = 8
"""How many places are tried for what was asked for; `SIDE_WIDTH` for what only has to go away."""
SIDE_WIDTH = 3

SHUFFLES = 3
"""How often one search may fall back on shuffling things about."""

Hints = Mapping[str, tuple[float, float]]
"""Front-left corners on the table to prefer for bodies that can go anywhere."""


def plan(state: State, goals: Sequence[Goal], *, limit: int = LIMIT, hints: Hints | None = None) -> Plan | Reason:
    """Reach the goals in their order, or say why not. Always ends, and the same input gives the same plan.

    What an earlier goal has put somewhere is not removed to make room for a later one. A `Put` leaves the hand around
    the body: follow it with a `LetGo`. `hints` prefers places for what is put anywhere on the table. Raises KeyError
    for an unknown id.
    """
    for goal in goals:
        if (reason := never(state, goal)) and reason.kind != "off_table":
            return reason
    search = _Search(limit, dict(hints or {}))
    try:
        end = next(search.all(Node(None, state, 0), goals), None)
    except (_BoundReached, RecursionError):
        return search.reason or Reason("too_hard")
    return end.plan() if end else search.reason or Reason("too_hard")


def plan_first(
    state: State,
    alternatives: Iterable[Sequence[Goal]],
    *,
    limit: int = LIMIT,
    hints: Hints | None = None,
) -> tuple[int, Plan] | Reason:
    """The first of the alternatives that can be reached, with its index; else why the first of them cannot."""
    reason: Reason | None = None
    for i, goals in enumerate(alternatives):
        found = plan(state, goals, limit=limit, hints=hints)
        if isinstance(found, Plan):
            return i, found
        reason = reason or found
    return reason or Reason("too_hard")


class _BoundReached(Exception):  # noqa: N818 - not an error: the search has had enough
    """The search has carried things about often enough."""


@dataclass(frozen=True, slots=True)
class _Context:
    """What a goal must respect: bodies that stay, areas to keep free, the goals it is for.

    `needed`: what must stay as free as it is, beside what the goals above are about. `fresh`: the body is moved in any
    case, even if it stands at such a place. `index`: which of the asked goals. `roomy`: the table may be tidied to make
    room on it (once, not for what is moved for that itself).
    """

    protected: frozenset[str] = frozenset()
    avoid: tuple[Rect, ...] = ()
    above: tuple[Goal, ...] = ()
    needed: frozenset[str] = frozenset()
    fresh: bool = False
    index: int = 0
    roomy: bool = True

    def reserved(self) -> set[str]:
        """What nothing may be put on that only has to go away."""
        found = set(self.needed)
        for goal in self.above:
            found.update(bodies_of(goal))
            if isinstance(goal, Put) and isinstance(goal.place, On | In):
                found.add(goal.place.support if isinstance(goal.place, On) else goal.place.box)
        return found


@dataclass(slots=True)
class _Search:
    """One search: how much it may still do, the best reason so far why it failed, whether the table was `full`.

    `shuffles`: how often it may still shuffle things about.
    """

    left: int
    hints: Hints
    reason: Reason | None = None
    rank: tuple[int, int] = field(default=(-1, 0))
    full: bool = False
    shuffles: int = SHUFFLES

    def spend(self, cost: int) -> None:
        """Count what is done; raises _BoundReached when it is enough."""
        self.left -= cost
        if self.left < 0:
            raise _BoundReached

    def note(self, ctx: _Context, reason: Reason) -> None:
        """Remember why, if it concerns a later goal, or the same more directly, than what is known."""
        rank = (ctx.index, -len(ctx.above))
        if self.reason is None or rank > self.rank:
            self.reason, self.rank = reason, rank

    # Goals.

    def all(self, node: Node, goals: Sequence[Goal]) -> Iterator[Node]:
        """Every way to reach what the person asked for."""
        steps: list[Step] = []
        kept: frozenset[str] = frozenset()
        clear: frozenset[str] = frozenset()
        put: set[str] = set()
        for i, goal in enumerate(goals):
            released = isinstance(goal, LetGo) and goal.body in put
            steps.append(self._step(goal, _Context(kept, needed=clear, index=i), released))
            match goal:
                case Put(body, place):
                    kept, put = (kept if isinstance(place, Anywhere) else kept | {body}), put | {body}
                case Stack(bodies):
                    kept, put = kept | set(bodies), put | set(bodies)
                case Swap(first, second):
                    kept, put = kept | {first, second}, put | {first, second}
                case ClearTop(body):
                    clear |= {body}
                case Hold(body) | GetRid(body):
                    kept, put = kept - {body}, put | {body}
        return in_turn(node, steps)

    def _step(self, goal: Goal, ctx: _Context, released: bool = False) -> Step:
        return lambda node: self.achieve(node, goal, ctx, released)

    def achieve(self, node: Node, goal: Goal, ctx: _Context, released: bool = False) -> Iterator[Node]:
        """Every way to reach one goal, as an event; `released`: to let go of it is no mistake if it is free already."""
        if goal in ctx.above and not isinstance(goal, LetGo):
            return
        if reason := never(node.state, goal):
            self.note(ctx, reason)
            return
        within = replace(ctx, above=(*ctx.above, goal), fresh=False)
        begun = node.then(goal)
        match goal:
            case Hold(body):
                ways = self._hold(begun, body, within)
            case Put(body, place):
                ways = self._put(begun, body, place, within, ctx.fresh)
            case LetGo(body):
                ways = self._let_go(begun, body, within, released)
            case GetRid(body):
                ways = self._get_rid(begun, body, within, ctx.fresh)
            case ClearTop(body):
                ways = in_turn(begun, [self._rid_step(b, body, within) for b in blockers(begun.state, body)])
            case Stack(bodies):
                ways = self._stack(begun, bodies, within)
            case Swap(first, second):
                ways = self._swap(begun, first, second, within)
            case Touch(body):
                ways = iter([reach(begun, body)])
        if ctx.above:
            for way in ways:
                yield way.then(None)
            return
        found = False
        self.full = False
        try:
            for way in ways:
                found = True
                yield way.then(None)
        except _BoundReached:
            if found or not self.full:
                raise
        if self.full and not found and self.shuffles and not (self.reason and self.reason.kind == "off_table"):
            self.shuffles -= 1
            for way in shuffled(begun, goal, ctx.protected, ctx.needed):
                yield way.then(None)

    def _rid_step(self, body: str, of: str, ctx: _Context) -> Step:
        """Get rid of something on a body, if it still is there."""

        def step(node: Node) -> Iterator[Node]:
            return self.achieve(node, GetRid(body), ctx) if body in blockers(node.state, of) else iter([node])

        return step

    def _take(self, node: Node, body: str, ctx: _Context) -> Iterator[Node]:
        """Every way to have the body clear and the hand free for it."""

        def free(at: Node) -> Iterator[Node]:
            held = at.state.holding
            if held is None or held == body:
                yield at
                return
            laid = False
            for laid_down in self.achieve(at, GetRid(held), ctx):
                laid = True
                yield laid_down
            if not laid:
                self.note(ctx, Reason("hand_full", body, held))

        def clear(at: Node) -> Iterator[Node]:
            return self.achieve(at, ClearTop(body), ctx) if blockers(at.state, body) else iter([at])

        return (way for way in in_turn(node, (free, clear)) if not blockers(way.state, body))

    def _hold(self, node: Node, body: str, ctx: _Context) -> Iterator[Node]:
        if node.state.holding == body:
            yield node
            return
        for ready in self._take(node, body, ctx):
            yield grasp(ready, body)

    def _let_go(self, node: Node, body: str, ctx: _Context, released: bool) -> Iterator[Node]:
        state = node.state
        if state.holding != body:
            if released:
                yield node
            else:
                self.note(ctx, Reason("not_holding", body, state.holding))
            return
        it = state.bodies[body]
        others = [b for b in state.bodies.values() if b.id != body]
        if support_of(it, others) is not None and not any(overlap(it, o) for o in others):
            yield ungrasp(node, body)
            return
        for down in self._lay_down(node, body, ctx, TABLE):
            yield ungrasp(down, body)

    def _get_rid(self, node: Node, body: str, ctx: _Context, fresh: bool) -> Iterator[Node]:
        if node.state.support.get(body) == TABLE and not fresh and len(ctx.above) == 1:
            yield node
            return
        off = node.state.support.get(body, TABLE)
        for ready in self._take(node, body, ctx):
            held = ready if ready.state.holding == body else grasp(ready.then(Hold(body)), body).then(None)
            for down in self._lay_down(held, body, ctx, off):
                yield from self.achieve(down, LetGo(body), ctx)
            if ctx.roomy and ready.state.holding != body:
                for down in self.achieve(ready, Put(body, Anywhere()), replace(ctx, fresh=True)):
                    yield from self.achieve(down, LetGo(body), ctx)

    def _lay_down(self, held: Node, body: str, ctx: _Context, off: str) -> Iterator[Node]:
        """Every way to be rid of what the hand holds: on the table; if that is full, on other things, but not `off`."""
        full = True
        for down in self.achieve(held, Put(body, Anywhere()), replace(ctx, roomy=False)):
            full = False
            yield down
        if full or not ctx.roomy:
            for place in clear_tops(held.state, body, {*ctx.reserved(), off}, ctx.avoid):
                yield from self.achieve(held, Put(body, place), ctx)

    # Putting.

    def _put(self, node: Node, body: str, place: Place, ctx: _Context, fresh: bool) -> Iterator[Node]:
        state = node.state
        if not fresh and state.holding != body and satisfied(state, body, place):
            yield node
            return
        origin = state.bodies[body].position
        aim = self._aim(state, body, place, origin, ctx, pile(state, body))
        within = replace(ctx, avoid=ctx.avoid + aim)
        for ready in self._take(node, body, within) if state.holding != body else (node,):
            for roomy in self._with_room(ready, body, place, origin, within):
                if blockers(roomy.state, body):
                    continue
                held = roomy
                if roomy.state.holding != body:
                    held = grasp(roomy.then(Hold(body)), body).then(None)
                for spot in self._spots(held.state, body, place, origin, ctx, fresh):
                    self.spend(1)
                    yield carry(held, body, spot)

    def _aim(
        self, state: State, body: str, place: Place, origin: Vec, ctx: _Context, without: Sequence[str]
    ) -> tuple[Rect, ...]:
        """The part of the table to keep free while making ready for a place on it."""
        if isinstance(place, Anywhere | On | In):
            return ()
        spot = next(places(state, body, place, avoid=ctx.avoid, without=without, origin=origin), None)
        fixed = isinstance(place, At | Region | Shifted)
        return (footprint(state.bodies[body], spot[0]),) if spot and (fixed or spot[1] == TABLE) else ()

    def _spots(self, state: State, body: str, place: Place, origin: Vec, ctx: _Context, fresh: bool) -> Iterator[Spot]:
        """The places to try, the hinted one first; `fresh`: off the old footprint if possible."""
        found = places(state, body, place, avoid=ctx.avoid, origin=origin)
        if not isinstance(place, Anywhere) and place != On(TABLE):
            return islice(found, WIDTH)
        if fresh:
            off = (*ctx.avoid, footprint(state.bodies[body], origin))
            found = chain(places(state, body, place, avoid=off, origin=origin), found)
        hint = self.hints.get(body)
        if hint is not None and is_free(state, body, hint):
            found = chain([((hint[0], hint[1], 0.0), TABLE)], found)
        asked = len(ctx.above) == 1 or fresh
        spots = list(islice(found, WIDTH if asked else SIDE_WIDTH))
        if not spots:
            self.full = True
            self.note(ctx, no_place(state, body, place))
        return iter(spots)

    def _with_room(self, node: Node, body: str, place: Place, origin: Vec, ctx: _Context) -> Iterator[Node]:
        """Every way to have room for the body: as it is, or by getting rid of as few things as possible."""
        state = node.state
        loose = isinstance(place, Anywhere) or place == On(TABLE)
        avoid = ctx.avoid if loose else ()
        if has_room(state, body, place, origin, avoid=avoid):
            yield node
            return
        why = no_place(state, body, place)
        self.note(ctx, why)
        self.full = self.full or loose or isinstance(place, Region)
        if why.kind == "off_table" or (loose and not ctx.roomy):
            return
        self.spend(MAKING_ROOM)
        for group in ways_to_make_room(state, body, place, origin, ctx.protected, avoid):
            gone = [*group, *(i for b in group for i in pile(state, b))]
            aim = self._aim(state, body, place, origin, ctx, gone)
            away = replace(ctx, avoid=ctx.avoid + aim, fresh=True, roomy=False)
            steps: list[Step] = []
            if state.holding == body:
                steps.append(self._step(GetRid(body), away))
            target = place.support if isinstance(place, On) else place.box if isinstance(place, In) else TABLE
            if target != TABLE and set(group) == set(blockers(state, target)):
                steps.append(self._step(ClearTop(target), ctx))
            else:
                steps += (self._step(GetRid(b), away) for b in group)
            for made in in_turn(node, steps):
                if has_room(made.state, body, place, origin, avoid=avoid):
                    yield made

    def _swap(self, node: Node, first: str, second: str, ctx: _Context) -> Iterator[Node]:
        state = node.state
        pair = [state.bodies[b] for b in (first, second)]
        below = {state.support[b.id] for b in pair if b.id in state.support} - {TABLE}
        away = replace(ctx, protected=ctx.protected | {first, second} | below, needed=ctx.needed | below)
        gone = {first, second, *pile(state, first), *pile(state, second)}
        for goals in exchanges(state, first, second):
            to = [(g.body, g.place) for g in goals if isinstance(g, Put) and isinstance(g.place, At)]
            tight = [b for b, at in to if at.support not in gone and not has_room(state, b, at, at.position, gone)]
            if tight:
                self.note(ctx, Reason("no_room", tight[0], state.support.get(second if tight[0] == first else first)))
                continue
            sites = (*(footprint(b) for b in pair), *(footprint(state.bodies[b], at.position) for b, at in to))
            kept = replace(away, avoid=(*ctx.avoid, *sites))
            yield from in_turn(
                node, [self._step(g, replace(kept, fresh=isinstance(g, GetRid)), released=True) for g in goals]
            )

    def _stack(self, node: Node, bodies: tuple[str, ...], ctx: _Context) -> Iterator[Node]:
        if stands(node.state, bodies):
            yield node
            return
        order = stack_order(node.state, bodies)
        steps: list[Step] = []
        for i, body in enumerate(order):
            inner = replace(ctx, protected=(ctx.protected - set(order)) | set(order[:i]), fresh=i == 0)
            steps.append(self._step(Put(body, On(order[i - 1] if i else TABLE)), inner))
            steps.append(self._step(LetGo(body), inner, released=True))
        yield from in_turn(node, steps)
