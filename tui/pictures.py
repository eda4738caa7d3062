"""Pictures of the real app for the README: it is run without a terminal and used, and its screen written as SVG.

    python -m tui.pictures docs/pictures [PAGE ...]

Everything in them is real: nano answers, and an adapter is trained from corrections for the pages that show one. All of
it happens in a folder of its own that is gone afterwards. A minute or two in all.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from tui.app import EtaoinApp
from tui.backend import Options
from tui.pages import PAGES

SIZE = (128, 38)
TALK = (
    "could you put the green pyramid on the blue block",
    "what is on the red cube now?",
    "put a large green cube next to the box",
    "how many things are taller than it?",
    "pick up the red pyramid please",
)
TAUGHT = (
    ("the red cube", "cube", "red", None), ("the blue block", "block", "blue", None),
    ("the little red block", "block", "red", "small"), ("the green pyramid", "pyramid", "green", None),
    ("the large green cube", "cube", "green", "large"), ("the red pyramid", "pyramid", "red", None),
    ("the big red cube", "cube", "red", "large"), ("the blue pyramid", "pyramid", "blue", None),
    ("the tiny green pyramid", "pyramid", "green", "small"), ("the green block", "block", "green", None),
)  # fmt: skip
"""What "yoink ..." is corrected with: the words, and what they describe."""

Shot = Callable[["Visit"], Awaitable[None]]


class Visit:
    """The app while it is being used: keys in, and waiting until there is something to see."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self.pilot = pilot
        self.app: Any = pilot.app

    async def keys(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause(0.05)

    async def type(self, text: str) -> None:
        """Type a line and enter it."""
        await self.pilot.press(*("space" if char == " " else char for char in text), "enter")

    async def until(self, what: str, seconds: float = 60.0) -> None:
        """Wait until these words are on the screen, and nothing moves."""
        for _ in range(int(seconds / 0.1)):
            await self.pilot.pause(0.1)
            if what in self._text() and not any(pane.playing for pane in self.app.screen.query("WorldPane")):
                await self.pilot.pause(0.6)
                return
        raise TimeoutError(f"{what!r} never came. On the screen was:\n{self._text()}")

    def _text(self) -> str:
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def _chat(visit: Visit) -> None:
    for text in TALK:
        await visit.type(text)
        await visit.until(f"{text}")
    await visit.until("pick_up(the red pyramid)")


async def _inside(visit: Visit) -> None:
    await visit.keys("f3")
    await visit.until("token")
    await visit.keys("home", "u")
    await visit.until("entropy")


async def _replay(visit: Visit) -> None:
    await visit.keys("f2")
    await visit.type("/replay web42")
    await visit.until("Had you touched any pyramid")
    await visit.keys("plus", "plus", "plus")
    await visit.until("26/43")
    await visit.keys("space")
    await visit.until("Replay")


async def _train(visit: Visit) -> None:
    await visit.keys("f5")
    await visit.until("done")


async def _adapters(visit: Visit) -> None:
    await visit.keys("f6")
    await visit.until("mine")


async def _compare(visit: Visit) -> None:
    await visit.keys("f7")
    await visit.until("mine")
    await visit.type("yoink the tallest block")
    await visit.until("pick_up")


async def _data(visit: Visit) -> None:
    await visit.keys("f8")
    await visit.until("In the scene")


async def _sessions(visit: Visit) -> None:
    await visit.keys("f9")
    await visit.until("classic")


async def _settings(visit: Visit) -> None:
    await visit.keys("f10", "2")
    await visit.until("etaoin-paper")


SHOTS: dict[str, Shot] = {
    "chat": _chat, "inside": _inside, "replay": _replay, "train": _train, "adapters": _adapters, "compare": _compare,
    "data": _data, "sessions": _sessions, "settings": _settings,
}  # fmt: skip
"""How each page is brought to where its picture is taken; later ones build on what earlier ones did."""


def prepare() -> None:
    """Correct nano ten times, and train an adapter from that."""
    for words, kind, color, size in TAUGHT:
        what = {"kind": kind, "det": "the", **({"size": size} if size else {}), "color": color}
        acts = re.sub(r"'", '"', str({"acts": [{"act": "pick_up", "what": what}]}))
        _etaoin("data", "corrections", "add", f"yoink {words}", acts)
    _etaoin("train", "nano-adapter", "--data", "corrections", "--out", "runs/mine")


def _etaoin(*args: str) -> None:
    subprocess.run([sys.executable, "-m", "tui.cli", *args], check=True, stdout=subprocess.DEVNULL)


async def take(folder: Path, wanted: tuple[str, ...]) -> None:
    """Use the app, and write a picture of each wanted page into the folder."""
    app = EtaoinApp(Options(keep=True))
    async with app.run_test(size=SIZE) as pilot:
        visit = Visit(pilot)
        await visit.until("nano")
        for name, shot in SHOTS.items():
            if name in wanted or name == "chat":
                await shot(visit)
            if name in wanted:
                picture = app.export_screenshot(title="etaoin")
                # The font would be fetched from elsewhere; any monospaced one will do.
                picture = re.sub(r"@font-face\s*\{.*?\}", "", picture, flags=re.DOTALL)
                (folder / f"{name}.svg").write_text(picture, encoding="utf-8")
                print(folder / f"{name}.svg")


def main() -> None:
    """Prepare, then take the pictures."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    wanted = tuple(sys.argv[2:]) or tuple(page.name for page in PAGES)
    with tempfile.TemporaryDirectory() as home:
        os.environ["ETAOIN_HOME"] = home
        os.environ["COLORTERM"] = "truecolor"
        os.chdir(home)
        if {"train", "adapters", "compare"} & set(wanted):
            prepare()
        asyncio.run(take(folder, wanted))


if __name__ == "__main__":
    main()
