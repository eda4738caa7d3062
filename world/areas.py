"""Rectangles seen from above: what is free among obstacles, and the strips beside a rectangle."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from world.geometry import EPS, Rect
from world.goals import Side

Point = tuple[float, float]


def free_rectangles(area: Rect, obstacles: Sequence[Rect], w: float, d: float) -> list[Rect]:
    """The free rectangles in the area that are at least `w` by `d`, each as deep as its breadth allows."""
    return list(_free(area, tuple(o for o in obstacles if o.overlaps(area)), w, d))


@lru_cache(maxsize=2**14)
def _free(area: Rect, near: tuple[Rect, ...], w: float, d: float) -> tuple[Rect, ...]:
    lefts = sorted({area.x0, *(o.x1 for o in near if o.x1 < area.x1)})
    rights = sorted({area.x1, *(o.x0 for o in near if o.x0 > area.x0)}, reverse=True)
    nearest_first = sorted(near, key=lambda o: o.y0)
    found: dict[Rect, None] = {}
    for x0 in lefts:
        for x1 in rights:
            if x1 - x0 < w - EPS:
                break
            y = area.y0
            for o in nearest_first:
                if o.x0 >= x1 - EPS or x0 >= o.x1 - EPS:
                    continue
                if o.y0 - y >= d - EPS:
                    found[Rect(x0, y, x1, o.y0)] = None
                y = max(y, o.y1)
            if area.y1 - y >= d - EPS:
                found[Rect(x0, y, x1, area.y1)] = None
    return tuple(found)


def clamp(value: float, low: float, high: float) -> float:
    """The nearest value within bounds; the lower bound if there is none."""
    return low if value < low or high < low else min(value, high)


def square(p: Point, q: Point) -> float:
    """The square of the distance of two points."""
    return (p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2


def common(a: Rect, b: Rect) -> Rect | None:
    """The area that two rectangles share, if any."""
    both = Rect(max(a.x0, b.x0), max(a.y0, b.y0), min(a.x1, b.x1), min(a.y1, b.y1))
    return both if both.width > 0 and both.depth > 0 else None


def strip(other: Rect, side: Side, w: float, d: float, gap: float, reach: float | None) -> tuple[Rect, Point]:
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


def half(other: Rect, side: Side) -> Rect:
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
