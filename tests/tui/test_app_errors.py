"""What goes wrong is said in the chat, and the session goes on."""

from __future__ import annotations

import os
import sys
import threading

import pytest
from fakes import FakeBackend, Line, wait_until
from test_app_chat import answered, app_with, ready, texts, type_line

from agent.lm.interface import ModelError
from tui import errors
from tui.app import EtaoinApp
from tui.guard import quiet_screen
from tui.scene.view import SceneView
from world.scene import SceneError


@pytest.fixture(autouse=True)
def _own_log(tmp_path, monkeypatch):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ModelError("there is no model in x", "the folder does not exist", "Train it"), "the folder does not exist"),
        (ValueError("half a header"), "half a header"),
    ],
)
async def test_without_a_model_the_scene_is_there_and_answers_say_what_to_do(error, message):
    app = app_with(model_error=error)
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: texts(app, ".note.-error") != [])
        assert message in texts(app, ".note.-error")[0]
        await wait_until(pilot, lambda: app.status == "no model")
        assert app.screen.query_one(SceneView).state is not None
        await type_line(pilot, "hello")
        await wait_until(pilot, answered(app, 1))
        assert "/new" in texts(app, ".reply")[0]


async def test_new_tries_again_to_load_a_model_that_has_been_mended():
    backend = FakeBackend(model_error=ModelError("no model", "gone", "Train it"))
    app = EtaoinApp(backend=backend)
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: app.trouble)
        backend.model_error = None
        await type_line(pilot, "/new")
        await wait_until(pilot, ready(app))
        await type_line(pilot, "hello")
        await wait_until(pilot, answered(app, 1))
        assert texts(app, ".reply") == ["You said: hello"]


async def test_a_fault_in_one_turn_does_not_end_the_session(tmp_path):
    app = app_with(lines={"bad": Line(error=ZeroDivisionError("oops"))})
    async with app.run_test() as pilot:
        await type_line(pilot, "bad")
        await type_line(pilot, "good")
        await wait_until(pilot, answered(app, 2))
        assert "oops" in texts(app, ".reply")[0]
        assert texts(app, ".reply")[1] == "You said: good"
    assert "ZeroDivisionError" in (tmp_path / "log" / "etaoin.log").read_text()


async def test_leaving_does_not_wait_for_a_model_that_loads():
    backend = FakeBackend()
    backend.loaded.clear()
    app = EtaoinApp(backend=backend)
    async with app.run_test() as pilot:
        await pilot.press("ctrl+q")
    assert not backend.loaded.is_set()
    backend.loaded.set()


async def test_a_broken_handler_ends_the_app_without_a_traceback(capsys):
    app = app_with()

    def broken() -> None:
        raise RuntimeError("broken")

    async def use() -> None:
        async with app.run_test() as pilot:
            app.call_later(broken)
            await pilot.pause()

    with pytest.raises(RuntimeError, match="broken"):
        await use()
    assert isinstance(app.fault, RuntimeError)
    assert "Traceback" not in capsys.readouterr().err


def test_messages_for_users_are_passed_on_and_faults_are_written_down(tmp_path):
    assert errors.explain(SceneError("no such scene")) == "no such scene"
    assert errors.explain(FileNotFoundError(2, "No such file", "a.toml")) == "a.toml: No such file"
    said = errors.explain(KeyError("x"), "testing")
    assert str(tmp_path / "log" / "etaoin.log") in said
    assert "testing" in (tmp_path / "log" / "etaoin.log").read_text()


def test_stray_output_of_native_code_and_threads_goes_to_the_log(tmp_path, capfd):
    log = tmp_path / "log.txt"
    with quiet_screen(str(log)):
        os.write(2, b"native warning\n")
        os.write(1, b"native print\n")
        thread = threading.Thread(target=lambda: os.write(2, b"from a thread\n"))
        thread.start()
        thread.join()
        sys.__stderr__.write("the picture\n")
        sys.__stderr__.flush()
    os.write(2, b"afterwards\n")
    captured = capfd.readouterr()
    assert captured.out == ""
    assert captured.err == "the picture\nafterwards\n"
    assert set(log.read_text().split("\n")) >= {"native warning", "native print", "from a thread"}
