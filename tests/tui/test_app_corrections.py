"""Putting an answer right in the app."""

from __future__ import annotations

import json

import pytest
from fakes import wait_until
from test_cli_corrections import CLEAR, TAKE, ReaderBackend

from tui.app import EtaoinApp
from tui.backend import Options
from tui.paths import corrections_file
from tui.screens.chat.prompt import Prompt
from tui.screens.chat.turn import TurnView


@pytest.fixture(autouse=True)
def _own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))


async def say(pilot, text: str):
    """Type a line and wait for its answer; what stands below it."""
    prompt = pilot.app.screen.query_one(Prompt)
    prompt.fill(text)
    await pilot.press("enter")

    def answered() -> bool:
        turns = list(pilot.app.screen.query(TurnView))
        return bool(turns) and turns[-1].said == text and not turns[-1].pending

    await wait_until(pilot, answered)
    return list(pilot.app.screen.query(TurnView))[-1].reply


async def test_a_wrong_turn_is_taken_back_and_put_right():
    app = EtaoinApp(Options(), ReaderBackend())
    async with app.run_test(size=(120, 40)) as pilot:
        await say(pilot, "yoink it")
        listed = await say(pilot, "/wrong")
        assert "taken back" in listed
        assert "1  pick up the red cube" in listed
        assert 'acts":' not in listed, "plain English; ctrl+o opens the action of a turn"
        assert "number from 1 to 2" in await say(pilot, "/pick 7")
        assert "Kept" in await say(pilot, "/pick 1")
        shown = [f"{view.look.said}  {view.look.mark}".rstrip() for view in pilot.app.screen.query(TurnView)]
        assert shown == ["yoink it", "/wrong", "/pick 7", "yoink it  put right"]
        state = app.screen._state
        assert state is not None
        assert state.holding == "B1"
    kept = json.loads(corrections_file().read_text())
    assert (kept["say"], kept["acts"], kept["wrong"]) == ("yoink it", [TAKE], [CLEAR])
