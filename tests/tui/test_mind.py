"""The model's thread: jobs of pages, sessions that are taken over, giving up."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pytest
from fakes import PICK_UP, FakeBackend, FakeSession, GoldBackend, Line, wait_until
from textual.app import App
from textual.message import Message

from agent.lm.interface import ModelError
from agent.lm.interrupt import Interrupted, check
from agent.script import load_script
from tui.backend import Options
from tui.mind import messages as m
from tui.mind.mind import CANCELLED, LEFT_OUT, Mind
from world.scene import load_scene

SAID = [turn.say for turn in load_script("opening").turns]


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))


@dataclass
class Done(Message):
    what: object


class Ear(App[None]):
    """Hears everything, and does nothing."""

    def __init__(self, backend, **options) -> None:
        super().__init__()
        self.backend, self.heard = backend, []
        self.mind = Mind(backend, Options(**options))
        self.mind.listen(self)

    async def _dispatch_message(self, message) -> None:
        if type(message).__module__ in (m.__name__, __name__):
            self.heard.append(message)
        await super()._dispatch_message(message)

    def of(self, kind: type) -> list:
        return [one for one in self.heard if type(one) is kind]

    def on_unmount(self) -> None:
        self.mind.close()


def heard(app: Ear, kind: type, count: int = 1):
    return lambda: len(app.of(kind)) >= count


async def test_a_job_gets_the_model_and_its_result_is_posted_to_its_owner_alone():
    app = Ear(FakeBackend())
    async with app.run_test() as pilot:
        app.mind.ask(app, "testing", lambda model, job: Done((model.name, threading.current_thread().name)))
        app.mind.start()
        await wait_until(pilot, heard(app, Done))
        assert app.of(Done)[0].what == ("nano", "mind"), "in the model's thread, once the model is there"


async def test_what_a_job_raises_is_explained():
    def broken(model, job):
        raise ModelError("nano failed", "no memory", "Free some")

    def faulty(model, job):
        raise KeyError("oops")

    app = Ear(FakeBackend())
    async with app.run_test() as pilot:
        app.mind.start()
        jobs = [app.mind.ask(app, "testing", work) for work in (broken, faulty)]
        await wait_until(pilot, heard(app, m.JobFailed, 2))
        first, second = app.of(m.JobFailed)
        assert [first.job, second.job] == jobs
        assert first.why == "nano failed: no memory. Free some"
        assert "should not have" in second.why
        app.mind.ask(app, "testing", lambda model, job: Done("still alive"))
        await wait_until(pilot, heard(app, Done))


async def test_without_a_model_a_job_fails_with_what_to_do():
    app = Ear(FakeBackend(model_error=ModelError("no model", "gone", "Train it")))
    async with app.run_test() as pilot:
        app.mind.start()
        app.mind.ask(app, "testing", lambda model, job: Done("never"))
        await wait_until(pilot, heard(app, m.JobFailed))
        assert "gone" in app.of(m.JobFailed)[0].why
        assert not app.of(Done)


async def test_a_cancelled_job_is_not_begun_and_posts_nothing():
    backend = FakeBackend()
    backend.loaded.clear()
    app = Ear(backend)
    begun: list[str] = []
    async with app.run_test() as pilot:
        app.mind.start()
        job = app.mind.ask(app, "testing", lambda model, job: begun.append("one"))
        app.mind.ask(app, "testing", lambda model, job: Done("two"))
        job.cancel()
        backend.loaded.set()
        await wait_until(pilot, heard(app, Done))
        assert begun == []
        assert not app.of(m.JobFailed)


async def test_a_job_that_is_cancelled_while_it_runs_stops_at_the_models_next_token():
    app = Ear(FakeBackend())
    begun, ended = threading.Event(), []

    def work(model, job):
        begun.set()
        try:
            while True:
                check()
        except Interrupted:
            ended.append("stopped")
            raise

    async with app.run_test() as pilot:
        app.mind.start()
        job = app.mind.ask(app, "testing", work)
        await wait_until(pilot, begun.is_set)
        job.cancel()
        app.mind.ask(app, "testing", lambda model, job: Done("next"))
        await wait_until(pilot, heard(app, Done))
        assert ended == ["stopped"]
        assert not app.of(m.JobFailed)


async def test_a_session_from_elsewhere_goes_on_and_is_kept_as_a_new_one():
    backend = GoldBackend()
    app = Ear(backend, keep=True)
    theirs = backend.session(backend, load_scene("classic"))
    theirs.say(SAID[0])
    async with app.run_test() as pilot:
        app.mind.start()
        await wait_until(pilot, heard(app, m.ModelReady))
        app.mind.adopt(theirs, "a replay")
        await wait_until(pilot, heard(app, m.Resumed))
        (resumed,) = app.of(m.Resumed)
        assert (resumed.name, resumed.session, resumed.turns) == ("a replay", theirs, theirs.turns)
        assert app.mind.session is theirs
        assert app.mind.saved_as is None
        app.mind.say(1, SAID[1])
        await wait_until(pilot, heard(app, m.Answered))
        (answered,) = app.of(m.Answered)
        assert (answered.key, answered.index, answered.session) == (1, 1, theirs)
        assert theirs.turns[answered.index] is answered.turn
        await wait_until(pilot, lambda: app.mind.saved_as is not None)
        assert len(backend.store().read(app.mind.saved_as).turns) == 2


async def test_every_listener_gets_a_message_of_its_own_and_suggestions_follow():
    app = Ear(FakeBackend(lines={"take it": PICK_UP}))
    async with app.run_test() as pilot:
        app.mind.listen(app)
        app.mind.start()
        await wait_until(pilot, heard(app, m.Suggested, 2))
        one, two = app.of(m.Began)
        assert one is not two
        app.mind.say(1, "take it")
        await wait_until(pilot, heard(app, m.Suggested, 4))
        assert "/undo" in [item.say for item in app.of(m.Suggested)[-1].items]
        kinds = [type(one) for one in app.heard if type(one) in (m.Thinking, m.Answered)]
        assert kinds[::2] == [m.Thinking, m.Answered]


async def test_giving_up_leaves_the_session_and_later_utterances_alone():
    backend = FakeBackend(lines={"take it": PICK_UP})
    app = Ear(backend)
    async with app.run_test() as pilot:
        app.mind.start()
        await wait_until(pilot, heard(app, m.ModelReady))
        backend.thinking.clear()
        for key, text in enumerate(("take it", "two", "three"), 1):
            app.mind.say(key, text)
        app.mind.drop(2)
        await wait_until(pilot, heard(app, m.Thinking))
        app.mind.cancel()
        app.mind.say(4, "four")
        await wait_until(pilot, heard(app, m.Unanswered, 3))
        backend.thinking.set()
        await wait_until(pilot, heard(app, m.Answered))
        whys = {one.key: one.why for one in app.of(m.Unanswered)}
        assert whys == {1: CANCELLED, 2: LEFT_OUT, 3: LEFT_OUT}
        assert [turn.utterance for turn in app.mind.session.turns] == ["four"]


async def test_words_that_fail_do_not_take_the_turn_before_back():
    backend = FakeBackend(lines={"take it": PICK_UP, "bad": Line(error=ZeroDivisionError("oops"))})
    app = Ear(backend)
    async with app.run_test() as pilot:
        app.mind.start()
        app.mind.say(1, "take it")
        await wait_until(pilot, heard(app, m.Answered))
        before: FakeSession = app.mind.session
        app.mind.say(2, "bad", instead_of=0)
        await wait_until(pilot, heard(app, m.Unanswered))
        assert app.mind.session is before
        assert before.state.holding == "B6"
        app.mind.say(3, "good", instead_of=7)
        await wait_until(pilot, heard(app, m.Answered, 2))
        assert app.mind.session.state.holding == "B6", "not the last turn: nothing is taken back"


async def test_after_the_end_nobody_hears_anything():
    backend = FakeBackend()
    app = Ear(backend)
    async with app.run_test() as pilot:
        app.mind.start()
        await wait_until(pilot, heard(app, m.ModelReady))
        backend.thinking.clear()
        app.mind.say(1, "one")
        await wait_until(pilot, heard(app, m.Thinking))
        app.mind.close()
        backend.thinking.set()
        await pilot.pause()
        assert not app.of(m.Answered)
        assert not app.of(m.Unanswered)
