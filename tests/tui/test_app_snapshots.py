"""Pictures of the chat. After a wanted change: pytest --snapshot-update, and look at them."""

from __future__ import annotations

import pytest
from fakes import PICK_UP, FakeBackend, Line, wait_until
from test_app_chat import answered, type_line

from agent.dialog.engine import Choice
from tui.app import EtaoinApp
from tui.screens.chat.chips import Chip
from tui.screens.chat.completions import Completions
from tui.screens.chat.prompt import Prompt

ASK = Line(
    ("The large green one and the red cube.",),
    '{"acts":[{"act":"which","what":{"kind":"thing","that":[{"rel":"supports","of":{"kind":"pyramid","det":"a"}}]}}]}',
)
WHICH = Line(
    ("I don't understand which pyramid you mean.",), None,
    choices=(Choice("the green pyramid", "B2"), Choice("the blue pyramid", "B10"), Choice("the red pyramid", "B5")),
)  # fmt: skip
SIZES = pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path))


def still() -> EtaoinApp:
    lines = {"take the big red one": PICK_UP, "what supports a pyramid?": ASK, "grasp it": WHICH}
    app = EtaoinApp(backend=FakeBackend(lines=lines))
    app.animation_level = "none"
    return app


async def offered(pilot, *texts: str) -> None:
    """Wait until just these are suggested."""

    def shown() -> list[str]:
        return [chip.suggestion.say for chip in pilot.app.screen.query(Chip) if chip.suggestion]

    await wait_until(pilot, lambda: all(text in shown() for text in texts))
    await pilot.pause()


async def begin(pilot) -> None:
    await pilot.pause()
    pilot.app.screen.query_one(Prompt).cursor_blink = False
    await wait_until(pilot, lambda: pilot.app.status == "nano")
    await offered(pilot, "put the green pyramid on the blue block")


@SIZES
def test_a_chat(snap_compare, size):
    async def talk(pilot) -> None:
        await begin(pilot)
        await type_line(pilot, "take the big red one")
        await type_line(pilot, "what supports a pyramid?")
        await wait_until(pilot, answered(pilot.app, 2))
        await pilot.press("ctrl+o")
        await type_line(pilot, "grasp it")
        await wait_until(pilot, answered(pilot.app, 3))
        await offered(pilot, "1", "2")

    assert snap_compare(still(), terminal_size=size, run_before=talk)


@SIZES
def test_a_newcomer_with_the_commands_open(snap_compare, size):
    async def open_commands(pilot) -> None:
        await begin(pilot)
        await pilot.press("slash")
        await wait_until(pilot, lambda: pilot.app.screen.query_one(Completions).region.height == 8)
        await pilot.pause()

    assert snap_compare(still(), terminal_size=size, run_before=open_commands)
