"""Plans as moving pictures, and scenes in words."""

from dataclasses import replace
from itertools import pairwise

import pytest

from tui.scene import Animation, describe, still
from tui.scene.animation import ease
from tui.scene.hand import gap, parts, span
from world.bodies import Body, State
from world.events import Plan
from world.goals import Hold, In, On, Put, Region
from world.planner import plan
from world.scene import load_scene


@pytest.fixture(scope="module")
def classic() -> State:
    return load_scene("classic").state()


@pytest.fixture(scope="module")
def made(classic: State) -> Plan:
    found = plan(classic, [Put("B3", Region(1, -1)), Put("B1", In("BOX"))])
    assert isinstance(found, Plan)
    return found


def test_at_the_end_of_each_move_the_picture_is_the_plans_state(made: Plan) -> None:
    animation = Animation(made)
    assert len(animation.times) == len(made.states)
    for time, state in zip(animation.times, made.states, strict=True):
        assert animation.at(time) == still(state)
    assert animation.at(-1) == still(made.states[0])
    assert animation.at(animation.duration + 9) == still(made.states[-1])


def test_nothing_jumps(made: Plan) -> None:
    animation = Animation(made)
    count = 400
    moments = [animation.at(animation.duration * i / count) for i in range(count + 1)]
    for one, next_ in pairwise(moments):
        assert abs(one.gap - next_.gap) < 15
        assert max(abs(a - b) for a, b in zip(one.state.hand, next_.state.hand, strict=True)) < 45
        for key, body in one.state.bodies.items():
            other = next_.state.bodies[key]
            assert max(abs(a - b) for a, b in zip(body.position, other.position, strict=True)) < 45


def test_a_carried_body_hangs_from_the_hand(made: Plan) -> None:
    animation = Animation(made)
    for i in range(200):
        state = animation.at(animation.duration * i / 200).state
        if state.holding:
            held = state.bodies[state.holding]
            assert state.hand == pytest.approx((*held.center[:2], held.top))


def test_a_carried_body_goes_over_what_is_in_between(classic: State) -> None:
    held = plan(classic, [Hold("B2")])
    assert isinstance(held, Plan)
    before = held.states[-1]
    moved = plan(before, [Put("B2", Region(1, -1))])
    assert isinstance(moved, Plan)
    animation = Animation(moved.states[:2])
    tall = max(
        body.top
        for body in classic.bodies.values()
        if body.id == "B5"  # on B3, right on the way
    )
    for i in range(100):
        state = animation.at(animation.duration * i / 100).state
        body = state.bodies["B2"]
        if 280 < body.center[0] < 420:
            assert body.position[2] > tall


def test_fingers_open_to_take_and_to_let_go(made: Plan) -> None:
    animation = Animation(made)
    for i, (one, two) in enumerate(zip(made.states, made.states[1:], strict=False)):
        middle = animation.at((animation.times[i] + animation.times[i + 1]) / 2)
        if two.holding and not one.holding:
            assert middle.gap > span(two.bodies[two.holding])
        if one.holding and two.holding:
            assert middle.gap == span(one.bodies[one.holding])
        if one.holding and not two.holding:
            assert gap(two) > gap(one)


def test_moves_take_half_a_second_or_so_and_long_plans_hurry(made: Plan) -> None:
    animation = Animation(made.states[:4])
    assert all(0.1 <= step.seconds <= 1.0 for step in animation.steps)
    assert Animation(made.states[:4], speed=2).duration == pytest.approx(animation.duration / 2)
    there_and_back = (*made.states, *made.states[::-1]) * 3
    slow = sum(Animation((a, b)).duration for a, b in pairwise(there_and_back))
    assert Animation(there_and_back).duration < slow * 0.8


def test_a_plan_without_moves_is_one_picture(classic: State) -> None:
    animation = Animation((classic,))
    assert animation.duration == 0
    assert animation.at(0) == still(classic) == animation.at(5)


def test_easing_starts_and_ends_slowly() -> None:
    assert (ease(-1), ease(0), ease(0.5), ease(1), ease(2)) == (0, 0, 0.5, 1, 1)
    assert ease(0.1) < 0.1
    assert ease(0.9) > 0.9


def test_the_fingers_hold_a_pyramid_near_its_tip() -> None:
    pyramid = Body("P", "pyramid", "red", (0, 0, 0), (100, 100, 200))
    assert span(pyramid) < 25 < span(replace(pyramid, shape="block"))


def test_the_fingertips_stay_out_of_the_table() -> None:
    assert min(low[2] for _, low, _ in parts((30, 30, 0), 60, 600)) >= 0


def test_a_scene_in_words(classic: State) -> None:
    text = describe(classic)
    assert text.splitlines()[0] == "8 toys on the table, from left to right:"
    assert "a red cube (B1, 64) at the front left, on it a green pyramid (B2, 64x64x64)" in text
    assert "in it a blue pyramid (B4" in text
    assert text.endswith("The hand is empty.")
    held = plan(classic, [Hold("B2"), Put("B2", On("B3"))])
    assert isinstance(held, Plan)
    carried = next(state for state in held.states if state.holding == "B2")
    assert describe(carried).endswith("The hand holds a green pyramid (B2, 64x64x64).")
    assert describe(replace(classic, bodies={}, support={})) == "The table is empty.\nThe hand is empty."
