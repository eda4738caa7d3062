"""A student in a real terminal: chats, replays, looks inside, trains an adapter and uses it. Keys in, screen out."""

from __future__ import annotations

import re
import time

import pytest
from terminal_support import NANO, Terminal

pytestmark = pytest.mark.skipif(not NANO.exists(), reason=f"nano is not there: {NANO}")
TAUGHT = ("the red cube", "the green pyramid", "the blue block")
NEW = "the blue pyramid"
"""What no correction names: the word itself was learned where it works here, too."""
STEPS = 24
"""Half a minute on two cores, and enough for a word."""
UNKNOWN = "Sorry, I don't know the word"


@pytest.fixture
def terminal(tmp_path):
    # Runs are kept in the folder in which it is started.
    terminal = Terminal(size=(120, 40), cwd=tmp_path, env={"ETAOIN_HOME": str(tmp_path)})
    yield terminal
    terminal.kill()


def test_a_student_teaches_nano_a_word(terminal):
    says_hello(terminal)
    teaches(terminal)
    replays(terminal)
    looks_inside(terminal)
    trains(terminal)
    uses_what_was_trained(terminal)
    compares(terminal)
    leaves(terminal)


def says_hello(terminal: Terminal) -> None:
    """Who knows nothing presses enter, and something is done."""
    terminal.see("Hello. I have one hand", "Press enter to say: put the green pyramid on")
    terminal.press("enter")
    terminal.see("▸ put(the green pyramid", "OK.", "Press F3")
    terminal.type("what is on the blue block?\r")
    terminal.see("The green pyramid.")


def teaches(terminal: Terminal) -> None:
    """A word that nano does not know is said in other words."""
    for thing in TAUGHT:
        terminal.type(f"yoink {thing}\r")
        terminal.see(f"▸ do(yoink {thing})", UNKNOWN)
        terminal.type(f"/meant pick up {thing}\r")
        terminal.see(f"▸ pick_up({thing})", "put right", "Kept: ")
    terminal.type(f"yoink {NEW}\r")
    terminal.see(f"▸ do(yoink {NEW})", UNKNOWN)


def replays(terminal: Terminal) -> None:
    """The opening of the famous dialog, answered word for word."""
    terminal.press("f4")
    terminal.see("■ ready", "web42")
    terminal.press("o")
    terminal.see("What is to be played?", "The first seven exchanges")
    terminal.type("opening")
    terminal.wait(lambda: "book44" not in terminal.text)
    terminal.press("enter")
    terminal.see("▶ playing", "1 ✓ Pick up a big red block.")
    terminal.press("end")
    terminal.see("■ the end", "7/7 as in the script", "7 ✓ Is at least one of them narrower")


def looks_inside(terminal: Terminal) -> None:
    """The tokens of the last turn in the chat, and what else was weighed."""
    terminal.press("f3")
    terminal.see(f"yoink {NEW}", "1 Tokens", "entropy at each token", '"verb":"yoink"', "written")


def trains(terminal: Terminal) -> None:
    """An adapter from the corrections, in fewer steps than the form begins with."""
    terminal.press("f5")
    terminal.see("No run yet.")
    terminal.press("n")
    terminal.see("Teach nano your words", f"From the {len(TAUGHT)} corrections that you made")
    terminal.press("enter")
    terminal.see("Ready: the run will be in runs/nano-adapter")
    fills_in(terminal, "minutes", "1.5", "20")  # on a busy computer the steps shall be the same
    fills_in(terminal, "steps", "80", str(STEPS))
    terminal.see("2 changed", f"in {STEPS} steps", "✓ fits", "Ready: the run will be in", seconds=60)
    terminal.press("ctrl+g")
    terminal.see("● running", "outcome", seconds=120)
    terminal.see("✓ done", f"{STEPS} steps", "━━ train", seconds=400)


def fills_in(terminal: Terminal, field: str, before: str, now: str) -> None:
    """Click into a field of the form, and type something else."""
    terminal.click(rf" {field} +{re.escape(before)}")
    terminal.see(f"budget.{field}", f"the recipe has: {before}")
    terminal.press("end", "ctrl+u")
    # What is typed would overtake a key that has a meaning.
    terminal.wait(lambda: bool(re.search(rf"\* {field} +none", terminal.text)))
    terminal.type(now)
    terminal.wait(lambda: bool(re.search(rf"\* {field} +{now}", terminal.text)))


def uses_what_was_trained(terminal: Terminal) -> None:
    """On the chat's model, where the word now does what it should."""
    terminal.press("a")
    terminal.see("nano + nano-adapter", "On nano: nano-adapter.")
    terminal.type(f"yoink {NEW}\r")
    terminal.see(f"▸ pick_up({NEW})", "OK.")
    terminal.type("what are you holding?\r")
    terminal.see(f"{NEW.capitalize()}.")
    terminal.press("f6")
    terminal.see("nano-adapter", "corrections.jsonl", "● on the chat's model, nano", "r 16, alpha 32")


def compares(terminal: Terminal) -> None:
    """The same sentence to nano alone and to nano with its adapter."""
    terminal.press("f7")
    terminal.see("Ask all of them something")
    terminal.type("yoink the red pyramid\r")
    columns = re.compile(f"{UNKNOWN}.*OK\\.")
    terminal.wait(lambda: any(columns.search(line) for line in terminal.screen.display), 30)


def leaves(terminal: Terminal) -> None:
    """At once, and with nothing said. Half a second is usual; a thread that is waited for takes far longer."""
    terminal.press("ctrl+q")
    begin = time.monotonic()
    assert terminal.ended() == 0
    assert time.monotonic() - begin < 3
    assert b"Traceback" not in terminal.raw
