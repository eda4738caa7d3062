"""Scenes from a seed: different sizes, colours, stacks, pyramids, with or without a box; valid by construction."""

from __future__ import annotations

from random import Random

from world.bodies import TABLE, Body, State, Vec
from world.geometry import footprint, overlap, support_of, surface, table_rect
from world.scene import Scene, parse_scene

COLORS = ("red", "green", "blue", "yellow", "black", "orange")
SIZES = (32, 48, 64, 96, 128)
TABLE_SIZE = (640.0, 640.0)


def random_scene(seed: int, n: int = 8, box: bool | None = None) -> Scene:
    """A scene with up to `n` toys (fewer where they would not fit) and, if `box` or else by chance, a box.

    The same arguments always give the same scene.
    """
    rng = Random(seed)
    bodies: list[Body] = []
    if rng.random() < 0.7 if box is None else box:
        bodies.append(_box(rng))
    for i in range(1, n + 1):
        for _ in range(40):
            body = _toy(rng, f"B{i}", bodies)
            if _possible(body, bodies):
                bodies.append(body)
                break
    bodies.sort(key=lambda b: (b.shape == "box", int(b.id[1:]) if b.id != "BOX" else 0))
    scene = Scene(f"random-{seed}", "", TABLE_SIZE, tuple(bodies), (0.0, 0.0, 0.0), None)
    return parse_scene(scene.as_dict())


def _box(rng: Random) -> Body:
    side, height = float(rng.choice((160, 192, 256))), float(rng.choice((64, 128, 192)))
    x, y = (float(rng.randrange(0, int(t - side) + 1, 16)) for t in TABLE_SIZE)
    return Body("BOX", "box", "white", (x, y, 0.0), (side, side, height), wall=8.0, floor=1.0)


def _toy(rng: Random, name: str, bodies: list[Body]) -> Body:
    """A toy somewhere: on the table, in the box, or on a block."""
    shape = rng.choice(("block", "block", "pyramid"))
    edge = rng.choice(SIZES)
    cube = rng.random() < 0.5
    w, d, h = (float(edge if cube else rng.choice(SIZES)) for _ in range(3))
    supports = [TABLE, *(b.id for b in bodies if b.shape != "pyramid")]
    on = rng.choice(supports)
    state = State(TABLE_SIZE, {b.id: b for b in bodies}, {}, None, (0.0, 0.0, 0.0))
    area, z = surface(state, on)
    hang = 0.25 if on not in (TABLE, "BOX") else 0.0
    x = rng.uniform(area.x0 - hang * w, max(area.x0, area.x1 - w + hang * w))
    y = rng.uniform(area.y0 - hang * d, max(area.y0, area.y1 - d + hang * d))
    position: Vec = (float(round(x)), float(round(y)), z)
    return Body(name, "pyramid" if shape == "pyramid" else "block", rng.choice(COLORS), position, (w, d, h))


def _possible(body: Body, bodies: list[Body]) -> bool:
    empty = State(TABLE_SIZE, {}, {}, None, (0.0, 0.0, 0.0))
    if not table_rect(empty).contains(footprint(body)) or support_of(body, bodies) is None:
        return False
    return not any(overlap(body, b) for b in bodies)
