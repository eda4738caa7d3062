"""Pictures of the real app for the README: it is run without a terminal, talked to, and its screen written as SVG.

python -m tui.pictures docs/pictures
"""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

from tui.app import EtaoinApp
from tui.backend import Options
from tui.scene import SceneView
from tui.screens.chat import ChatScreen
from tui.widgets.prompt import Prompt
from tui.widgets.turn import TurnView

SIZE = (150, 42)
TALK = (
    "could you put the green pyramid on the blue block",
    "what is on the red cube now?",
    "put a large green cube next to the box",
    "how many things are taller than it?",
    "pick up the red pyramid please",
)


async def take(folder: Path) -> None:
    """Talk to the app and write `chat.svg` to the folder."""
    app = EtaoinApp(options=Options())
    async with app.run_test(size=SIZE) as pilot:
        for number, text in enumerate(TALK, 1):
            prompt = app.screen.query_one(Prompt)
            prompt.fill(text)
            await pilot.press("enter")
            for _ in range(3000):
                views = list(app.screen.query(TurnView))
                if (
                    len(views) >= number
                    and views[-1].query("ActionLine")
                    and not app.screen.query_one(SceneView).playing
                ):
                    break
                await pilot.pause(0.02)
        await pilot.pause(0.5)
        assert isinstance(app.screen, ChatScreen)
        picture = app.export_screenshot(title="etaoin")
    # The font would be fetched from elsewhere; any monospaced one will do.
    picture = re.sub(r"@font-face\s*\{.*?\}", "", picture, flags=re.DOTALL)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "chat.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(take(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/pictures")))
