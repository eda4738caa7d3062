"""A brute-force search over coarse placements: what a planner must be able to do on small scenes."""

from collections import deque
from itertools import product

from world.bodies import TABLE
from world.geometry import EPS, footprint, moved, overlap, support_of, supports_of, surface
from world.goals import ClearTop, GetRid, Hold, In, On, Put, Stack


def solvable(state, goal, step=16, most=3000):
    """Whether lifting and lowering one thing at a time reaches the goal; None if `most` states were not enough."""
    off = state.support.get(goal.body) if isinstance(goal, GetRid) else None
    start = frozenset((i, b.position) for i, b in state.bodies.items())
    todo, seen = deque([start]), {start}
    while todo:
        places = todo.popleft()
        bodies = {i: moved(state.bodies[i], p) for i, p in places}
        support = supports_of(bodies)
        if _reached(bodies, support, goal, off):
            return True
        if len(seen) > most:
            return None
        for i in bodies:
            if bodies[i].is_toy and _clear(bodies, i):
                others = {j: b for j, b in bodies.items() if j != i}
                for p in _placements(state, others, bodies[i], step):
                    after = frozenset((places - {(i, bodies[i].position)}) | {(i, p)})
                    if after not in seen:
                        seen.add(after)
                        todo.append(after)
    return False


def _clear(bodies, i):
    """Whether nothing is over it, so that the hand can lift it straight up."""
    foot, top = footprint(bodies[i]), bodies[i].top
    return not any(j != i and b.position[2] >= top - EPS and footprint(b).overlaps(foot) for j, b in bodies.items())


def _reached(bodies, support, goal, off):
    match goal:
        case Hold(body):
            return _clear(bodies, body)
        case ClearTop(body):
            return all(s != body for s in support.values()) and (not bodies[body].is_toy or _clear(bodies, body))
        case GetRid(body):
            return support[body] != off
        case Stack((low, high)):
            pair = {support[low], support[high]}
            return TABLE in pair and bool(pair & {low, high})
        case Put(body, On(other)):
            return support[body] == other
        case Put(body, In(box)):
            at = support[body]
            while at != TABLE and at != box:
                at = support[at]
            return at == box
    raise AssertionError(goal)


def _placements(state, others, body, step):
    """Multiples of the step on each surface (and its far edges), wholly on it, free from above."""
    w, d, _ = body.size
    for support in (TABLE, *others):
        if support != TABLE and others[support].shape == "pyramid":
            continue
        area, z = surface(state if support == TABLE else _State(others), support)
        xs, ys = _ticks(area.x0, area.x1 - w, step), _ticks(area.y0, area.y1 - d, step)
        for x, y in product(xs, ys):
            it = moved(body, (x, y, z))
            over = any(
                b.top > z + EPS and b.shape != "box" and footprint(b).overlaps(footprint(it)) for b in others.values()
            )
            crossing = over or any(overlap(it, b) for b in others.values())
            if not crossing and support_of(it, others.values()) == support:
                yield (x, y, z)


class _State:
    def __init__(self, bodies):
        self.bodies = bodies


def _ticks(low, high, step):
    if high < low - EPS:
        return []
    return sorted({low + step * i for i in range(int((high - low) / step + EPS) + 1)} | {high})
