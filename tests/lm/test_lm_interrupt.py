"""Stopping a model in the midst of its answer: soon, and with everything as it was."""

from __future__ import annotations

import threading
from time import monotonic

import pytest

from agent.lm.interface import Sampling
from agent.lm.interrupt import Interrupted, check, interruptible, waiting
from agent.lm.registry import load_model
from agent.session import Session
from world.scene import load_scene


@pytest.fixture(scope="module")
def nano():
    return load_model("nano")


class After:
    """Says stop when it has been asked so often."""

    def __init__(self, times: int) -> None:
        self.asked, self.times = 0, times

    def __call__(self) -> bool:
        self.asked += 1
        return self.asked > self.times


def test_where_nobody_says_so_nothing_stops():
    check()
    with interruptible(lambda: False):
        check()
    with pytest.raises(Interrupted), interruptible(lambda: True):
        check()
    check()


@pytest.mark.parametrize("times", [0, 1, 3, 8])
def test_a_turn_that_is_stopped_leaves_the_session_as_it_was(nano, times):
    session = Session(nano, load_scene("classic"))
    session.say("pick up the big red block")
    before = (session.turns, session.dialog, session._standing())
    said = "put the small green pyramid that stands on a block into the box beside the big blue block"
    stop = After(times)
    with pytest.raises(Interrupted), interruptible(stop):
        session.say(said)
    assert stop.asked == times + 1, "it stops at the first look"
    assert (session.turns, session.dialog, session._standing()) == before
    other = Session(load_model("nano"), load_scene("classic"))
    other.say("pick up the big red block")
    assert session.say(said).actions == other.say(said).actions, "the model's cache is sound"


def test_free_text_stops_too():
    from agent.lm.sampling import sample

    class Model:
        context, read = 100, 0

        def prefill(self, ids):
            import numpy as np

            self.read += 1
            return np.eye(8, dtype=np.float32)[3]

    model, got = Model(), []
    with pytest.raises(Interrupted), interruptible(After(2)):
        got.extend(sample(model, [1], Sampling(max_tokens=50), ()))
    assert model.read == 2


def test_what_only_waits_is_left_behind():
    forever = threading.Event()
    begin = monotonic()
    with pytest.raises(Interrupted), interruptible(lambda: monotonic() - begin > 0.1):
        waiting(lambda: forever.wait(30))
    assert monotonic() - begin < 5
    forever.set()
    with interruptible(lambda: False):
        assert waiting(lambda: 7) == 7
        with pytest.raises(ZeroDivisionError):
            waiting(lambda: 1 / 0)
    here = threading.get_ident()
    assert waiting(threading.get_ident) == here, "where nobody can say stop, no thread is begun"
