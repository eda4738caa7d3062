"""Pictures of the pane, looked at by a person: generate with `--snapshot-update`, then look again."""

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.tui.fakes import wait_until
from tui.scene import WorldPane
from world.scene import load_scene


class Page(App[None]):
    """A pane with something pointed at, something spoken of and something asked about."""

    def __init__(self, theme: str) -> None:
        super().__init__()
        self.theme = theme
        self.animation_level = "none"

    def compose(self) -> ComposeResult:
        yield WorldPane(load_scene("classic").state())


@pytest.mark.parametrize(
    ("size", "theme"), [((44, 21), "textual-dark"), ((80, 24), "textual-dark"), ((160, 50), "textual-light")]
)
def test_the_pane(snap_compare, size: tuple[int, int], theme: str) -> None:
    async def ready(pilot: Pilot[None]) -> None:
        await pilot.pause()
        pane = pilot.app.query_one(WorldPane)
        pane.highlight = {"B10"}
        pane.numbers = {"B2": 1, "B4": 2}
        pane.view.pointed = "B5"
        await wait_until(pilot, lambda: "red pyramid" in str(pane.query_one("#world-facts").render()))

    assert snap_compare(Page(theme), terminal_size=size, run_before=ready)
