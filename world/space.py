"""Free-space search: where a body can stand for each kind of place, best first, always in the same order.

The hand comes from above, so a place is free if nothing is in it or anywhere over it. What our hand puts down lies
wholly on its support; only where a top is too narrow in one direction does the body hang over it, in balance, and then
its side is at most twice the top's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from world.bodies import TABLE, Body, State, Vec
from world.geometry import EPS, Rect, footprint, moved, overlap, pile, solids, support_of, surface, table_rect
from world.goals import Anywhere, Beside, Between, In, On, Place, Region, Shifted, Side
from world.relations import near_gap

Spot = tuple[Vec, str]
"""A position (front-left-bottom corner) and the id of what carries the body there."""

Point = tuple[float, float]

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


def free_rectangles(area: Rect, obstacles: Sequence[Rect], w: float, d: float) -> list[Rect]:
    """The free rectangles in the area that are at least `w` by `d`, each as deep as its breadth allows."""
    near = [o for o in obstacles if o.overlaps(area)]
    lefts = sorted({area.x0, *(o.x1 for o in near if o.x1 < area.x1)})
    rights = sorted({area.x1, *(o.x0 for o in near if o.x0 > area.x0)}, reverse=True)
    found: dict[Rect, None] = {}
    for x0 in lefts:
        for x1 in rights:
            if x1 - x0 < w - EPS:
                break
            y = area.y0
            for o in sorted((o for o in near if o.x0 < x1 - EPS and x0 < o.x1 - EPS), key=lambda o: o.y0):
                if o.y0 - y >= d - EPS:
                    found[Rect(x0, y, x1, o.y0)] = None
                y = max(y, o.y1)
            if area.y1 - y >= d - EPS:
                found[Rect(x0, y, x1, area.y1)] = None
    return list(found)


class _Search:
    """One body in search of a place."""

    def __init__(
        self, state: State, body: Body, avoid: Sequence[Rect], ignore: Collection[str], origin: Vec | None
    ) -> None:
        self.state, self.body, self.avoid, self.ignore = state, body, avoid, ignore
        self.w, self.d, _ = body.size
        self.origin = origin or body.position
        self.from_: Point = (self.origin[0], self.origin[1])
        self.margin = min(self.w, self.d) / 4

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
                return self.shifted(place)

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
        found = {
            (_clamp(to[0], r.x0, r.x1 - self.w), _clamp(to[1], r.y0, r.y1 - self.d))
            for r in free_rectangles(area, blocked, self.w, self.d)
        }

        def key(p: Point) -> tuple[float, float, Point]:
            away = ((p[0] - to[0]) ** 2, (p[1] - to[1]) ** 2)
            return (0.0 if axis is None else round(away[axis], 6), round(away[0] + away[1], 6), p)

        return sorted(found, key=key)

    def table(self) -> Iterator[Spot]:
        """Near where it comes from, with some room around it if there is."""
        for margin in (self.margin, 0.0):
            for x, y in self.nearest(table_rect(self.state), 0.0, self.from_, margin):
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
        for r in free_rectangles(area, self.obstacles(z), self.w, self.d):
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
        x = _clamp((area.x0 + area.x1 - self.w) / 2, table.x0, table.x1 - self.w)
        y = _clamp((area.y0 + area.y1 - self.d) / 2, table.y0, table.y1 - self.d)
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
        """Next to a side of a body; if a side but no distance is wanted, at last anywhere on that side."""
        support = self.state.support.get(place.body)
        if support is None or place.body == self.body.id:
            return
        area, z = surface(self.state, support)
        other = footprint(self.state.bodies[place.body])
        sides = SIDES if place.side is None else (place.side,)
        gaps = (self.margin, 0.0) if place.distance is None else (place.distance,)
        reach = max(near_gap(self.state), self.margin) if place.distance is None else None
        found: list[tuple[int, float, Point]] = []
        for rank, gap in enumerate(gaps):
            for side in sides:
                strip, to = _strip(other, side, self.w, self.d, gap, reach)
                clipped = _common(strip, area)
                if clipped:
                    found += ((rank, _square(p, self.from_), p) for p in self.nearest(clipped, z, to)[:2])
        if place.side is None:
            found.sort(key=lambda f: (f[0], round(f[1], 6), f[2]))
        for _, _, (x, y) in found:
            yield (x, y, z), support
        if place.side is not None and place.distance is None:
            _, to = _strip(other, place.side, self.w, self.d, 0.0, None)
            half = _common(_half(other, place.side), area)
            for x, y in self.nearest(half, z, to) if half else ():
                yield (x, y, z), support

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
            clipped = _common(area, table_rect(self.state))
            if clipped:
                found += ((_square(p, to), p) for p in self.nearest(clipped, 0.0, to))
        for _, (x, y) in sorted(found):
            yield (x, y, 0.0), TABLE

    def region(self, place: Region) -> Iterator[Spot]:
        """On the table as near as there is room to a corner, an edge or the middle."""
        ends = (self.state.table[0] - self.w, self.state.table[1] - self.d)
        to = tuple(
            _clamp(self.from_[i], 0.0, ends[i]) if want is None else ends[i] * (want + 1) / 2
            for i, want in enumerate((place.x, place.y))
        )
        axis = None if (place.x is None) == (place.y is None) else (0 if place.y is None else 1)
        for x, y in self.nearest(table_rect(self.state), 0.0, (to[0], to[1]), axis=axis):
            yield (x, y, 0.0), TABLE

    def shifted(self, place: Shifted) -> Iterator[Spot]:
        """Straight down from above the shifted position, onto the highest thing there."""
        x, y = self.from_[0] + place.dx, self.from_[1] + place.dy
        rect = Rect(x, y, x + self.w, y + self.d)
        if not table_rect(self.state).contains(rect):
            return
        z, _ = landing(self.state, self.body.id, rect, self.ignore)
        others = [b for b in self.state.bodies.values() if b.id not in self.ignore]
        landed = moved(self.body, (x, y, z))
        support = support_of(landed, others)
        if support is not None and not any(overlap(landed, o) for o in others):
            yield (x, y, z), support


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


def _clamp(value: float, low: float, high: float) -> float:
    return low if value < low or high < low else min(value, high)


def _square(p: Point, q: Point) -> float:
    return (p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2


def _common(a: Rect, b: Rect) -> Rect | None:
    both = Rect(max(a.x0, b.x0), max(a.y0, b.y0), min(a.x1, b.x1), min(a.y1, b.y1))
    return both if both.width > 0 and both.depth > 0 else None


def _strip(other: Rect, side: Side, w: float, d: float, gap: float, reach: float | None) -> tuple[Rect, Point]:
    """The area beside a rectangle, and the corner wanted in it: at that gap, middle to middle.

    With `reach`, the gap may be anything up to that; without, it is exact. At least half of the narrower of the two
    faces the other.
    """
    mx, my = (other.x0 + other.x1 - w) / 2, (other.y0 + other.y1 - d) / 2
    fx, fy = min(w, other.width) / 2, min(d, other.depth) / 2
    low, high = (gap, gap) if reach is None else (0.0, reach)
    match side:
        case "right":
            return Rect(other.x1 + low, other.y0 + fy - d, other.x1 + high + w, other.y1 - fy + d), (other.x1 + gap, my)
        case "left":
            return Rect(other.x0 - high - w, other.y0 + fy - d, other.x0 - low, other.y1 - fy + d), (
                other.x0 - gap - w,
                my,
            )
        case "front":
            return Rect(other.x0 + fx - w, other.y0 - high - d, other.x1 - fx + w, other.y0 - low), (
                mx,
                other.y0 - gap - d,
            )
        case "back":
            return Rect(other.x0 + fx - w, other.y1 + low, other.x1 - fx + w, other.y1 + high + d), (mx, other.y1 + gap)


def _half(other: Rect, side: Side) -> Rect:
    """All that is on one side of a rectangle."""
    far = float("inf")
    match side:
        case "right":
            return Rect(other.x1, -far, far, far)
        case "left":
            return Rect(-far, -far, other.x0, far)
        case "front":
            return Rect(-far, -far, far, other.y0)
        case "back":
            return Rect(-far, other.y1, far, far)
