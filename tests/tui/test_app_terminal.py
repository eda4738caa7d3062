"""The program as it is started, in a real terminal (a pty whose screen is kept by pyte)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from terminal_support import NANO, Terminal


@pytest.fixture
def start(tmp_path) -> Iterator[Callable[..., Terminal]]:
    started: list[Terminal] = []

    def run(*args: str, **env: str) -> Terminal:
        started.append(Terminal(*args, env={"ETAOIN_HOME": str(tmp_path), **env}))
        return started[-1]

    yield run
    for terminal in started:
        terminal.kill()


@pytest.mark.skipif(not NANO.exists(), reason=f"nano is not there: {NANO}")
def test_a_person_types_and_is_answered(start):
    terminal = start()
    terminal.wait(lambda: "Say something" in terminal.text)
    terminal.type("pick up the big red block\r")
    terminal.wait(lambda: "pick_up(" in terminal.text and "OK." in terminal.text)
    terminal.type("\x11")
    assert terminal.ended() == 0
    assert b"Traceback" not in terminal.raw


def test_without_a_model_there_is_a_scene_and_a_message(start, tmp_path):
    terminal = start(ETAOIN_NANO=str(tmp_path / "nothing"))
    terminal.wait(lambda: "no model" in terminal.text and "green" in terminal.text)
    terminal.type("hello\r")
    terminal.wait(lambda: "hello" in terminal.text and terminal.text.count("does not exist") == 2)
    terminal.type("\x11")
    assert terminal.ended() == 0
    assert b"Traceback" not in terminal.raw


def test_without_colour(start, tmp_path):
    terminal = start("--no-color", ETAOIN_NANO=str(tmp_path / "nothing"))
    terminal.wait(lambda: "green" in terminal.text)
    terminal.type("/quit\r")
    assert terminal.ended() == 0
