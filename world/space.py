"""Free-space search: where a body can stand for each kind of place, best first, always in the same order.

The hand comes from above, so a place is free if nothing is in it or anywhere over it. What our hand puts down lies
wholly on its support; only where a top is too narrow in one direction does the body hang over it, in balance, and then
its side is at most twice the top's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from math import ceil, floor

from world.areas import Point, clamp, common, free_rectangles, half, square, strip
from world.bodies import TABLE, Body, State, Vec
from world.geometry import (
    EPS,
    Rect,
    carried,
    footprint,
    moved,
    overlap,
    pile,
    solids,
    support_of,
    surface,
    table_rect,
    under_chain,
)
from world.goals import Anywhere, At, Beside, Between, In, On, Place, Region, Shifted, Side
from world.relations import near_gap

Spot = tuple[Vec, str]
"""A position (front-left-bottom corner) and the id of what carries the body there."""

SIDES: tuple[Side, ...] = ("right", "left", "front", "back")


def places(
    state: State,
    body: str,
    place: Place,
    *,
    avoid: Sequence[Rect] = (),
    without: Collection[str] = (),
    origin: Vec | None = None,
) -> Iterator[Spot]:
    """Where the body can be put for that place, best first; nothing if there is no room.

    `avoid`: areas of the table to keep free. `without`: bodies to be thought away. `origin`: where the body comes from
    (its position, if None): the nearer is the better, and `Shifted` counts from there. Held bodies are no obstacle.
    """
    search = _Search(state, state.bodies[body], avoid, {body, state.holding or body, *without}, origin)
    seen: set[Vec] = set()
    for position, support in search.spots(place):
        if position not in seen:
            seen.add(position)
            yield position, support


def is_free(state: State, body: str, corner: Point) -> bool:
    """Whether the body could be put on the table with its front-left corner there."""
    search = _Search(state, state.bodies[body], (), {body, state.holding or body}, None)
    rect = footprint(state.bodies[body], (*corner, 0.0))
    return table_rect(state).contains(rect) and not any(o.overlaps(rect) for o in search.obstacles(0.0))


class _Search:
    """One body in search of a place."""

    def __init__(
        self, state: State, body: Body, avoid: Sequence[Rect], ignore: Collection[str], origin: Vec | None
    ) -> None:
        self.state, self.body, self.avoid, self.ignore = state, body, avoid, ignore
        self.w, self.d, _ = body.size
        self.origin = origin or body.position
        self.from_: Point = (self.origin[0], self.origin[1])
        self.margin = 0.0 if state.grid else min(self.w, self.d) / 4

    def spots(self, place: Place) -> Iterator[Spot]:
        match place:
            case Anywhere():
                return self.table()
            case On(support):
                return self.table() if support == TABLE else self.on(support)
            case In(box):
                return self.inside(box)
            case Beside():
                return self.beside(place)
            case Between():
                return self.between(place)
            case Region():
                return self.region(place)
            case Shifted():
                return self.onto(self.from_[0] + place.dx, self.from_[1] + place.dy)
            case At():
                return self.at(place)

    def obstacles(self, z: float) -> list[Rect]:
        """What is in the way, seen from above, of a body whose bottom is at z."""
        found: list[Rect] = []
        for b in self.state.bodies.values():
            if b.id in self.ignore or b.top <= z + EPS:
                continue
            if b.shape == "box":
                found += (rect for rect, _, top in solids(b) if top > z + EPS)
            else:
                found.append(footprint(b))
        return found

    def nearest(self, area: Rect, z: float, to: Point, margin: float = 0.0, axis: int | None = None) -> list[Point]:
        """The corners nearest to a wanted one in each free rectangle; with `axis`, first by nearness along it."""
        blocked = [o.grown(margin) for o in self.obstacles(z)]
        if z <= EPS:
            blocked += self.avoid
        rects = free_rectangles(area, blocked, self.w, self.d)
        if self.state.grid and z <= EPS:
            found = {p for p in (self.snapped(r, to) for r in rects) if p is not None}
        else:
            found = {(clamp(to[0], r.x0, r.x1 - self.w), clamp(to[1], r.y0, r.y1 - self.d)) for r in rects}

        def key(p: Point) -> tuple[float, float, Point]:
            away = ((p[0] - to[0]) ** 2, (p[1] - to[1]) ** 2)
            return (0.0 if axis is None else round(away[axis], 6), round(away[0] + away[1], 6), p)

        return sorted(found, key=key)

    def snapped(self, free: Rect, to: Point) -> Point | None:
        """The corner on the grid that is nearest to a wanted one in a free rectangle."""
        grid, found = self.state.grid, []
        for low, high, want in ((free.x0, free.x1 - self.w, to[0]), (free.y0, free.y1 - self.d, to[1])):
            first, last = ceil((low - EPS) / grid), floor((high + EPS) / grid)
            if first > last:
                return None
            found.append(grid * min(max(round(want / grid), first), last))
        return (found[0], found[1])

    def table(self) -> Iterator[Spot]:
        """Near where it comes from, with some room around it if there is; at last packed into what room there is."""
        for margin in dict.fromkeys((self.margin, 0.0)):
            for x, y in self.nearest(table_rect(self.state), 0.0, self.from_, margin):
                yield (x, y, 0.0), TABLE
        if not self.state.grid:
            for x, y in self.packed(table_rect(self.state), 0.0, self.from_):
                yield (x, y, 0.0), TABLE

    def on(self, support: str, overhang: bool = True) -> Iterator[Spot]:
        """In the middle of a top if nothing is there, else packed into the smallest free rectangle."""
        if self.state.bodies[support].shape != "block" or support == self.body.id:
            return
        area, z = surface(self.state, support)
        if self.w > area.width + EPS or self.d > area.depth + EPS:
            if overhang:
                yield from self.over(support)
            return
        middle = ((area.x0 + area.x1 - self.w) / 2, (area.y0 + area.y1 - self.d) / 2)
        if not any(o.overlaps(area) for o in self.obstacles(z)):
            yield (*middle, z), support
        for x, y in self.packed(area, z, middle, outermost=True):
            yield (x, y, z), support

    def packed(self, area: Rect, z: float, to: Point, outermost: bool = False) -> list[Point]:
        """The corners of the free rectangles: the tightest first, then the nearest to (or farthest from) a point."""
        best: dict[Point, float] = {}
        blocked = [*self.obstacles(z), *(self.avoid if z <= EPS else ())]
        for r in free_rectangles(area, blocked, self.w, self.d):
            for p in ((x, y) for x in (r.x0, r.x1 - self.w) for y in (r.y0, r.y1 - self.d)):
                best[p] = min(best.get(p, float("inf")), round(r.width * r.depth, 6))
        sign = -1 if outermost else 1
        return sorted(best, key=lambda p: (best[p], sign * round((p[0] - to[0]) ** 2 + (p[1] - to[1]) ** 2, 6), p))

    def over(self, support: str) -> Iterator[Spot]:
        """Hanging over an empty top that is too narrow in one direction, in balance."""
        area, z = surface(self.state, support)
        if not may_overhang(self.body, area):
            return
        table = table_rect(self.state)
        x = clamp((area.x0 + area.x1 - self.w) / 2, table.x0, table.x1 - self.w)
        y = clamp((area.y0 + area.y1 - self.d) / 2, table.y0, table.y1 - self.d)
        rect = Rect(x, y, x + self.w, y + self.d)
        if area.has_point(x + self.w / 2, y + self.d / 2) and not any(o.overlaps(rect) for o in self.obstacles(z)):
            yield (x, y, z), support

    def inside(self, box: str) -> Iterator[Spot]:
        """Packed on the floor of a box; then on the blocks that are in it."""
        if self.state.bodies[box].shape != "box" or box == self.body.id:
            return
        area, z = surface(self.state, box)
        for x, y in self.packed(area, z, self.from_):
            yield (x, y, z), box
        for block in pile(self.state, box):
            if block not in self.ignore:
                yield from self.on(block, overhang=False)

    def beside(self, place: Beside) -> Iterator[Spot]:
        """Next to a side of a body; if a side but no distance is wanted, at last anywhere on that side.

        Where what carries it is too small for that, or an exact place is taken: on the highest thing beside it.
        """
        support = self.state.support.get(place.body)
        if support is None or place.body == self.body.id:
            return
        area, z = surface(self.state, support)
        other = footprint(self.state.bodies[place.body])
        sides = SIDES if place.side is None else (_from_near(self.state, place.side),)
        gaps = (self.margin, 0.0) if place.distance is None else (place.distance,)
        reach = max(near_gap(self.state), self.margin) if place.distance is None else None
        found: list[tuple[int, float, Point]] = []
        ends: list[Point] = []
        fits = False
        for rank, gap in enumerate(gaps):
            for side in sides:
                area_, to = strip(other, side, self.w, self.d, gap, reach)
                ends.append(to)
                clipped = common(area_, area)
                if clipped and clipped.width >= self.w - EPS and clipped.depth >= self.d - EPS:
                    fits = True
                    found += ((rank, square(p, self.from_), p) for p in self.nearest(clipped, z, to)[:2])
        if place.side is None:
            found.sort(key=lambda f: (f[0], round(f[1], 6), f[2]))
        for _, _, (x, y) in found:
            yield (x, y, z), support
        if place.side is not None and place.distance is None:
            _, to = strip(other, sides[0], self.w, self.d, 0.0, None)
            side_area = common(half(other, sides[0]), area)
            for x, y in self.nearest(side_area, z, to) if side_area else ():
                yield (x, y, z), support
        if place.distance is not None or not fits:
            for x, y in sorted(ends, key=lambda p: (round(square(p, self.from_), 6), p)):
                yield from self.onto(x, y)

    def between(self, place: Between) -> Iterator[Spot]:
        """On the table in the gap between two bodies, near the middle of it."""
        if self.body.id in (place.first, place.second):
            return
        a, b = (footprint(self.state.bodies[i]) for i in (place.first, place.second))
        found: list[tuple[float, Point]] = []
        for axis, size, cross in ((0, self.w, self.d), (1, self.d, self.w)):
            low, high = min(a[axis + 2], b[axis + 2]), max(a[axis], b[axis])
            if high - low < size - EPS:
                continue
            c0, c1 = min(a[1 - axis], b[1 - axis]), max(a[3 - axis], b[3 - axis])
            middle = sum((a[1 - axis], a[3 - axis], b[1 - axis], b[3 - axis])) / 4 - cross / 2
            if c1 - c0 < cross:
                c0, c1 = (c0 + c1 - cross) / 2, (c0 + c1 + cross) / 2
            start = (low + high - size) / 2
            area, to = (
                (Rect(low, c0, high, c1), (start, middle)) if axis == 0 else (Rect(c0, low, c1, high), (middle, start))
            )
            clipped = common(area, table_rect(self.state))
            if clipped:
                found += ((square(p, to), p) for p in self.nearest(clipped, 0.0, to))
        for _, (x, y) in sorted(found):
            yield (x, y, 0.0), TABLE

    def region(self, place: Region) -> Iterator[Spot]:
        """In a corner, at an edge or in the middle: on the table, else on what stands there, else as near as can be."""
        ends = (self.state.table[0] - self.w, self.state.table[1] - self.d)
        to = tuple(
            clamp(self.from_[i], 0.0, ends[i]) if want is None else ends[i] * (want + 1) / 2
            for i, want in enumerate((place.x, place.y))
        )
        axis = None if (place.x is None) == (place.y is None) else (0 if place.y is None else 1)
        spots = self.nearest(table_rect(self.state), 0.0, (to[0], to[1]), axis=axis)
        fixed = [i for i in (0, 1) if axis is None or i == axis]
        size = (self.w, self.d)
        there = [p for p in spots if all(abs(p[i] - to[i]) < size[i] - EPS for i in fixed)]
        for x, y in there:
            yield (x, y, 0.0), TABLE
        (x0, x1), (y0, y1) = ((to[i], to[i] + size[i]) if i in fixed else (0.0, self.state.table[i]) for i in (0, 1))
        zone = Rect(x0, y0, x1, y1)
        for support in self.clear_tops(zone, (to[0], to[1])):
            area, z = surface(self.state, support)
            for x, y in self.nearest(area, z, (to[0], to[1])):
                yield (x, y, z), support
            if self.w > area.width + EPS or self.d > area.depth + EPS:
                yield from self.over(support)
        for x, y in spots:
            yield (x, y, 0.0), TABLE

    def clear_tops(self, zone: Rect, to: Point) -> list[str]:
        """The blocks outside boxes with nothing on them that are over some of that zone, the nearest first."""
        tops: list[tuple[float, str]] = []
        for b in self.state.bodies.values():
            foot = footprint(b)
            if b.shape != "block" or b.id in self.ignore or not foot.overlaps(zone):
                continue
            below = (self.state.bodies[i] for i in under_chain(self.state, b.id) if i != TABLE)
            busy = any(i not in self.ignore for i in carried(self.state, b.id))
            if not busy and b.id in self.state.support and all(i.is_toy and i.id not in self.ignore for i in below):
                middle = (b.center[0] - self.w / 2, b.center[1] - self.d / 2)
                tops.append((round(square(middle, to), 6), b.id))
        return [i for _, i in sorted(tops)]

    def at(self, place: At) -> Iterator[Spot]:
        """Exactly there, if that is free from above and something carries it."""
        x, y, z = place.position
        rect = footprint(self.body, place.position)
        if not table_rect(self.state).contains(rect) or any(o.overlaps(rect) for o in self.obstacles(z)):
            return
        others = [b for b in self.state.bodies.values() if b.id not in self.ignore]
        support = support_of(moved(self.body, place.position), others)
        if support is not None and place.support in (None, support):
            yield (x, y, z), support

    def onto(self, x: float, y: float) -> Iterator[Spot]:
        """Straight down from above that corner, onto the highest thing there."""
        rect = Rect(x, y, x + self.w, y + self.d)
        if not table_rect(self.state).contains(rect):
            return
        z, _ = landing(self.state, self.body.id, rect, self.ignore)
        others = [b for b in self.state.bodies.values() if b.id not in self.ignore]
        landed = moved(self.body, (x, y, z))
        support = support_of(landed, others)
        if support is not None and not any(overlap(landed, o) for o in others):
            yield (x, y, z), support


def _from_near(state: State, side: Side) -> Side:
    """The side as it is called where the near end is the front."""
    turned: dict[Side, Side] = {"front": "back", "back": "front"}
    return turned.get(side, side) if state.front == "far" else side


def resting_place(state: State, body: str) -> Vec:
    """Where a body comes to rest if it is lowered straight down from where it is."""
    x, y, _ = state.bodies[body].position
    return (x, y, landing(state, body, footprint(state.bodies[body]))[0])


def landing(state: State, body: str, rect: Rect, ignore: Collection[str] = ()) -> tuple[float, str]:
    """How high a body of that footprint comes to rest when lowered from above, and the id of what stops it."""
    best: tuple[float, str] = (0.0, TABLE)
    for b in state.bodies.values():
        if b.id == body or b.id in ignore:
            continue
        for part, _, top in solids(b):
            if top > best[0] + EPS and part.overlaps(rect):
                best = (top, b.id)
    return best


def may_overhang(body: Body, area: Rect) -> bool:
    """Whether a body too large for a top could still be balanced on it: too large one way, by no more than half."""
    over = sorted((body.size[0] - area.width, body.size[1] - area.depth))
    half = body.size[0] <= 2 * area.width + EPS and body.size[1] <= 2 * area.depth + EPS
    return over[0] <= EPS < over[1] and half
