"""Shadows: where the light from the left front falls around a body, as polygons on the faces that receive it."""

from __future__ import annotations

from world.bodies import Body

Flat = tuple[float, float]
Rect = tuple[float, float, float, float]
"""Least x, least y, greatest x, greatest y."""

_LEAN = (0.30, 0.20)
"""How far a shadow goes to the right and to the back for each unit of height."""


def shadow(body: Body, ground: float, onto: Rect, grow: float) -> list[Flat] | None:
    """The shadow of a body on a horizontal face at height `ground`, widened by `grow`; None if it misses `onto`.

    With a negative `grow` it is narrower, and where nothing is left there is none.
    """
    (x, y, z), (w, d, _) = body.position, body.size
    top = body.top
    if top <= ground + 0.5 or min(w, d) + 2 * grow <= 0:
        return None
    low = max(z, ground) - ground
    high = top - ground
    lx, ly = _LEAN
    ax, ay, bx, by = x - grow, y - grow, x + w + grow, y + d + grow
    if ax + lx * low >= onto[2] or bx + lx * high <= onto[0] or ay + ly * low >= onto[3] or by + ly * high <= onto[1]:
        return None
    points = [(px + lx * low, py + ly * low) for px, py in ((ax, ay), (bx, ay), (bx, by), (ax, by))]
    if body.shape == "pyramid":
        points.append((x + w / 2 + lx * high, y + d / 2 + ly * high))
    else:
        points += [(px + lx * high, py + ly * high) for px, py in ((ax, ay), (bx, ay), (bx, by), (ax, by))]
    clipped = clip(hull(points), onto)
    return clipped if len(clipped) > 2 else None


def softness(body: Body, ground: float) -> tuple[float, float]:
    """How much wider than a body its half shadow is, and its full one: the higher it hangs, the softer its edge."""
    lift = max(0.0, body.position[2] - ground)
    return 9.0 + 0.10 * lift, 1.0 - 0.14 * lift


def hull(points: list[Flat]) -> list[Flat]:
    """The convex hull (Andrew's monotone chain)."""
    points = sorted(set(points))

    def chain(sequence: list[Flat]) -> list[Flat]:
        out: list[Flat] = []
        for x, y in sequence:
            while len(out) > 1:
                (ax, ay), (bx, by) = out[-2], out[-1]
                if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                    break
                out.pop()
            out.append((x, y))
        return out[:-1]

    return chain(points) + chain(points[::-1])


def clip(points: list[Flat], onto: Rect) -> list[Flat]:
    """A convex polygon cut off at the sides of a rectangle (Sutherland and Hodgman)."""
    for axis, bound, sign in ((0, onto[0], 1), (1, onto[1], 1), (0, onto[2], -1), (1, onto[3], -1)):
        out: list[Flat] = []
        for i, point in enumerate(points):
            last = points[i - 1]
            inside, was = (point[axis] - bound) * sign >= 0, (last[axis] - bound) * sign >= 0
            if inside != was:
                share = (bound - last[axis]) / (point[axis] - last[axis])
                out.append((last[0] + (point[0] - last[0]) * share, last[1] + (point[1] - last[1]) * share))
            if inside:
                out.append(point)
        points = out
    return points
