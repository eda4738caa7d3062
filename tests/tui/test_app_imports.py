"""Nothing heavy before the first picture, and no torch by chatting: proved in fresh processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

NANO = Path(__file__).parents[2] / "agent" / "models" / "nano"
HEAVY = "{'torch', 'transformers', 'peft', 'datasets', 'bitsandbytes', 'accelerate'}"

FIRST_PAINT = f"""
import asyncio, sys, threading
from tui.app import EtaoinApp
from tui.backend import Backend

never = threading.Event()

class Waits(Backend):
    def scene(self, name):
        never.wait()

app = EtaoinApp(backend=Waits())

async def main():
    async with app.run_test() as pilot:
        await pilot.press("h", "i")
        assert app.screen.query_one("#prompt").value == "hi", "not typable"
        print(sorted(sys.modules.keys() & ({HEAVY} | {{'numpy', 'yaml', 'tokenizers', 'llguidance', 'agent.session'}})))

asyncio.run(main())
"""

CHAT = f"""
import sys
from tui.cli import main
code = main(["chat", "--json"])
print(sorted(sys.modules.keys() & ({HEAVY} | {{'textual'}})))
sys.exit(code)
"""


def run(source: str, stdin: str = "") -> str:
    done = subprocess.run([sys.executable, "-c", source], input=stdin, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def test_nothing_heavy_is_imported_before_the_first_picture():
    assert run(FIRST_PAINT) == "[]"


@pytest.mark.skipif(not NANO.exists(), reason=f"nano is not there: {NANO}")
def test_chatting_with_nano_imports_no_torch():
    assert run(CHAT, "pick up the big red block\n") == "[]"


@pytest.mark.skipif(not NANO.exists(), reason=f"nano is not there: {NANO}")
def test_the_real_session_is_imported_without_torch():
    assert run(f"import sys, agent.session\nprint(sorted(sys.modules.keys() & {HEAVY}))") == "[]"
