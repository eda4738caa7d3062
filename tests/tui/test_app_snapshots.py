"""Two pictures of the chat. After a wanted change: pytest --snapshot-update, and look at them."""

from __future__ import annotations

import pytest
from fakes import PICK_UP, FakeBackend, Line, wait_until
from test_app_chat import answered, type_line

from tui.app import EtaoinApp
from tui.widgets.prompt import Prompt

ASK = Line(
    ("The large green one and the red cube.",),
    '{"acts":[{"act":"which","what":{"kind":"thing","that":[{"rel":"supports","of":{"kind":"pyramid","det":"a"}}]}}]}',
)


@pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])
def test_a_chat(snap_compare, size):
    app = EtaoinApp(backend=FakeBackend(lines={"take the big red one": PICK_UP, "what supports a pyramid?": ASK}))
    app.animation_level = "none"

    async def talk(pilot) -> None:
        await pilot.pause()
        app.screen.query_one(Prompt).cursor_blink = False
        await type_line(pilot, "take the big red one")
        await type_line(pilot, "what supports a pyramid?")
        await wait_until(pilot, answered(app, 2))
        await pilot.press("ctrl+o")
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=talk)
