"""Small scenes with little room, and goals for them."""

from world.bodies import TABLE, Body, State
from world.geometry import footprint, overlap, support_of, surface, table_rect
from world.goals import ClearTop, GetRid, Hold, In, On, Put, Stack
from world.scene import parse_scene


def small_scene(rng):
    """Three or four things on a table that has room for little more, sometimes with a box."""
    table = (rng.choice([96, 128, 160]), rng.choice([96, 112, 128]))
    objects = []
    if rng.random() < 0.4:
        objects.append(
            {
                "id": "BOX", "shape": "box", "color": "white", "position": [rng.choice([0, table[0] - 72]), 0, 0],
                "size": [72, 72, 40], "wall": 4, "floor": 2,
            }
        )  # fmt: skip
    wanted = rng.choice([3, 4]) + len(objects)
    while len(objects) < wanted:
        for _ in range(30):
            extra = _toy(rng, f"B{len(objects)}", objects, table)
            if extra is not None:
                objects.append(extra)
                break
        else:
            break
    return parse_scene({"table": list(table), "objects": objects})


def _toy(rng, name, objects, table):
    bodies = {o["id"]: _body(o) for o in objects}
    state = State(table, bodies, {}, None, (0, 0, 0))
    area, z = surface(state, rng.choice([TABLE, *(i for i, b in bodies.items() if b.shape != "pyramid")]))
    w, d, h = (rng.choice([32, 48, 64, 80]) for _ in range(3))
    if w > area.width or d > area.depth:
        return None
    x, y = (
        area.x0 + rng.randint(0, int((area.width - w) / 4)) * 4,
        area.y0 + rng.randint(0, int((area.depth - d) / 4)) * 4,
    )
    shape = rng.choice(["block", "block", "block", "pyramid"])
    entry = {"id": name, "shape": shape, "color": "red", "position": [x, y, z], "size": [w, d, h]}
    it = _body(entry)
    possible = table_rect(state).contains(footprint(it)) and support_of(it, bodies.values()) is not None
    return entry if possible and not any(overlap(it, b) for b in bodies.values()) else None


def _body(entry):
    return Body(
        entry["id"], entry["shape"], entry["color"], tuple(entry["position"]), tuple(entry["size"]),
        wall=entry.get("wall", 0), floor=entry.get("floor", 0),
    )  # fmt: skip


def small_goal(rng, state):
    """Something that rearranging decides: to hold, clear, or put on or in something."""
    toys = [i for i, b in state.bodies.items() if b.is_toy]
    a = rng.choice(toys)
    goals = [Hold(a), ClearTop(a), *([Stack(tuple(rng.sample(toys, 2)))] if len(toys) > 1 else [])]
    goals += [GetRid(a)] if state.support[a] != TABLE else []
    goals += [Put(a, On(b)) for b in toys if b != a and state.bodies[b].shape == "block"]
    goals += [Put(a, On(TABLE)), *(Put(a, In(b)) for b in state.bodies if b not in toys)]
    return rng.choice(goals)
