"""What has happened, and the facade that remembers it."""

from dataclasses import replace

import pytest

from world.blocksworld import World
from world.goals import Grasp, Hold, LetGo, Put, Region
from world.scene import load_scene


@pytest.fixture
def world():
    start = World.of(load_scene("classic"))
    after, _ = start.achieve([Hold("B6")])
    after, _ = after.achieve([Put("B2", Region(1, -1)), LetGo("B2")])
    return after


def test_plans_are_shifted(world):
    history = world.history
    assert history.states[-1] == world.state
    assert history.now == len(history.states) - 1
    for i, event in enumerate(history.events):
        assert event.index == i
        assert 0 <= event.start <= event.end <= history.now
        if event.parent is not None:
            parent = history.events[event.parent]
            assert parent.start <= event.start <= event.end <= parent.end
    assert [e.what for e in history.roots()] == [Hold("B6"), Put("B2", Region(1, -1)), LetGo("B2")]


def test_questions(world):
    history = world.history
    (grasp,) = history.events_of(Grasp, "B6")
    assert history.state_at(grasp.start).holding is None
    assert history.state_at(grasp.end).holding == "B6"
    assert history.state_at(-1) == history.states[0]
    assert history.touched() == ("B7", "B6", "B2")
    assert history.touched(grasp.end) == ("B2",)
    assert [e.what for e in history.events_of((Hold, LetGo), "B2")] == [Hold("B2"), LetGo("B2")]
    assert history.events_of(Grasp, "B2", end=grasp.end) == ()


def test_naming_and_owning(world):
    named = world.with_bodies(replace(world.state.bodies["B10"], name="superblock", owner="you", position=(0, 0, 0)))
    body = named.state.bodies["B10"]
    assert (body.name, body.owner) == ("superblock", "you")
    assert body.position == world.state.bodies["B10"].position
    assert named.history.states[-1] is named.state
    assert named.history.state_at(0).bodies["B10"].name == "superblock"
    assert world.state.bodies["B10"].name is None
    with pytest.raises(KeyError):
        world.with_bodies(replace(body, id="B99"))
