"""Two pictures of the page Data. After a wanted change: pytest --snapshot-update, and look at them."""

from __future__ import annotations

import json

import pytest
from fakes import FakeBackend, wait_until
from test_page_data import Reader, settled
from test_page_data_plain import HELLO, PICK
from textual.widgets import Input

from tui.app import EtaoinApp
from tui.examples.sources import corrections
from tui.screens.data import browser

CLEAR = [{"act": "clear", "what": {"kind": "block", "det": "the", "color": "blue"}}]
PUT = [
    {"act": "put", "what": {"ref": "it"}, "rel": "on", "where": {"kind": "cube", "det": "a", "color": "green"}},
    {"act": "where", "what": {"ref": "it"}},
]
SAID = (
    ("yoink the red cube", PICK, [], "meant"),
    ("zot the blue block", CLEAR, [], "edit"),
    ("flump it on a green cube and tell me where it is", PUT, [["pick up the red cube", "OK."]], "pick"),
    ("howdy", HELLO, [], "add"),
)


class Knowing(FakeBackend):
    def model(self, spec, adapter, quantize=None):
        return Reader({"yoink the red cube": PICK, "zot the blue block": PICK})


@pytest.mark.parametrize("size", [(80, 24), (160, 50)], ids=["80x24", "160x50"])
def test_corrections_tried(snap_compare, size, monkeypatch, tmp_path):
    monkeypatch.setenv("ETAOIN_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(EtaoinApp, "DEFAULT_MODE", "data")
    monkeypatch.setattr(browser, "FIRST", 100)
    monkeypatch.setattr("tui.screens.data.screen.all_sources", lambda *_: [corrections()])
    file = corrections().path
    file.parent.mkdir(parents=True)
    rows = [
        {"say": say, "acts": acts, "history": history, "wrong": HELLO, "how": how, "model": "nano"}
        for say, acts, history, how in SAID
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    app = EtaoinApp(backend=Knowing())
    app.animation_level = "none"

    async def try_all(pilot) -> None:
        await pilot.pause()
        await settled(pilot, app)
        for line in app.screen.query(Input):
            line.cursor_blink = False
        app.screen.open(corrections())
        await settled(pilot, app)
        await pilot.press("P")
        await wait_until(pilot, lambda: set(app.screen.browser.table.tried.values()) == {"✓", "✗"})
        await pilot.press("down", "down")
        await wait_until(pilot, lambda: app.screen.browser._about and app.screen.browser._about.row.number == 3)
        await wait_until(pilot, lambda: app.screen._counts)
        app.clear_notifications()
        await pilot.pause()

    assert snap_compare(app, terminal_size=size, run_before=try_all)
