"""Whatever the scene and whatever is asked: nothing impossible happens, nothing is lost, and it ends soon."""

import time
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from world.blocksworld import World
from world.conditions import satisfied, stands
from world.geometry import blockers, check
from world.goals import (
    Anywhere,
    Beside,
    Between,
    ClearTop,
    GetRid,
    Hold,
    In,
    LetGo,
    On,
    Put,
    Reason,
    Region,
    Shifted,
    Stack,
    Touch,
)
from world.random_scene import random_scene


def some_place(rng, ids):
    b, c = rng.choice(ids), rng.choice(ids)
    side = rng.choice([None, "left", "right", "front", "back"])
    return rng.choice(
        [
            Anywhere(),
            On(b),
            On("TABLE"),
            In(ids[-1]),
            Beside(b, side, rng.choice([None, None, 0, 20])),
            Between(b, c),
            Region(rng.choice([-1, 0, 1, None]), rng.choice([-1, 0, 1, None])),
            Shifted(rng.choice([-100, 0, 64]), rng.choice([-50, 0, 128])),
        ]
    )


def some_goals(rng, ids):
    a = rng.choice(ids)
    some = tuple(rng.sample(ids, min(len(ids), rng.choice([2, 3]))))
    put = [Put(a, some_place(rng, ids)), LetGo(a)]
    return rng.choice([put, put, put, [Hold(a)], [Stack(some)], [ClearTop(a)], [GetRid(a)], [Touch(a)]])


def reached(state, goals):
    """Whether the last of the goals is so, where that can be said of a state alone."""
    match goals[-2:]:
        case [Put(body, place), LetGo()]:
            loose = isinstance(place, Shifted) or (isinstance(place, Beside) and place.distance is None)
            return loose or isinstance(place, Region) or satisfied(state, body, place)
        case [*_, Hold(body)]:
            return state.holding == body
        case [*_, Stack(bodies)]:
            return stands(state, bodies)
        case [*_, ClearTop(body)]:
            return blockers(state, body) == []
    return True


@settings(max_examples=120, deadline=None, derandomize=True)
@given(st.integers(0, 10**6), st.sampled_from([3, 6, 10, 16]))
def test_plans_keep_the_world_possible(seed, n):
    rng = Random(seed)
    world = World.of(random_scene(seed, n))
    assert check(world.state) == []
    ids = list(world.state.bodies)
    for _ in range(6):
        goals = [goal for _ in range(rng.choice([1, 1, 2])) for goal in some_goals(rng, ids)]
        start = time.perf_counter()
        found = world.achieve(goals)
        assert time.perf_counter() - start < 3
        assert found == world.achieve(goals)
        if isinstance(found, Reason):
            continue
        world, plan = found
        assert len(plan.states) == len(plan.moves) + 1
        for state in plan.states:
            assert check(state) == []
            assert list(state.bodies) == ids
        for before, after in zip(plan.states, plan.states[1:], strict=False):
            moved = [i for i in ids if before.bodies[i] != after.bodies[i]]
            assert moved in ([], [before.holding])
        assert reached(world.state, goals), goals


def test_random_scenes_are_repeatable_and_different():
    assert random_scene(7, 10) == random_scene(7, 10)
    assert random_scene(7, 10) != random_scene(8, 10)
    assert not any(b.shape == "box" for b in random_scene(1, 5, box=False).bodies)
    assert any(b.shape == "box" for b in random_scene(1, 5, box=True).bodies)
