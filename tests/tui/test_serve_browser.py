"""The application in a real browser: headless Chromium at what `etaoin serve` serves.

What the terminal in the page shows is not in its DOM (it draws on a canvas). So the page's socket is listened to, and
pyte draws the same picture from the same bytes. `Browser.see` waits for a text, `type` and `press` are the keyboard's.
"""

from __future__ import annotations

import base64
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyte
import pytest

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
NANO = Path(__file__).parents[2] / "agent" / "models" / "nano"
MISSING = [
    name
    for name, there in (
        ("chromium", CHROMIUM),
        ("chromedriver", DRIVER),
        ("selenium", importlib.util.find_spec("selenium")),
        ("nano", NANO.exists()),
    )
    if not there
]
STEPS = 24
"""Half a minute on two cores, and enough for a word."""
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not here: {', '.join(MISSING)}")

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1280,800",
)  # fmt: skip
TAP = """
window.__heard = [];
window.__fetched = [];
const Socket = window.WebSocket;
window.WebSocket = function (...args) {
  const socket = new Socket(...args);
  socket.addEventListener("message", async (event) => {
    if (typeof event.data === "string") return;
    const bytes = new Uint8Array(event.data instanceof Blob ? await event.data.arrayBuffer() : event.data);
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    window.__heard.push(btoa(text));
  });
  return socket;
};
window.WebSocket.prototype = Socket.prototype;
Object.assign(window.WebSocket, {CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3});
"""


class Browser:
    """A tab with the application in it."""

    def __init__(self, url: str, profile: Path) -> None:
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service

        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM or ""
        for flag in (*FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": TAP})
        self._screen = pyte.Screen(400, 120)
        self._stream = pyte.ByteStream(self._screen)
        self._heard = 0
        self.driver.get(url)

    @property
    def text(self) -> str:
        """What is on the screen."""
        new = self.driver.execute_script("return window.__heard.slice(arguments[0])", self._heard)
        self._heard += len(new)
        for each in new:
            # pyte takes the private forms of the keyboard protocol for something else
            self._stream.feed(base64.b64decode(each).replace(b"\x1b[>25u", b"").replace(b"\x1b[<u", b""))
        return "\n".join(line.rstrip() for line in self._screen.display)

    def see(self, wanted: str, seconds: float = 20.0) -> None:
        """Wait until that is on the screen."""
        end = time.monotonic() + seconds
        while wanted not in (text := self.text):
            assert time.monotonic() < end, f"never saw {wanted!r} but\n{text.strip()}"
            time.sleep(0.05)

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.driver).send_keys(text).perform()

    def press(self, key: str) -> None:
        """Press a key by its name in selenium: ENTER, F5, ESCAPE."""
        from selenium.webdriver.common.keys import Keys

        self.type(getattr(Keys, key))

    def control(self, key: str) -> None:
        """A key with ctrl held."""
        from selenium.webdriver.common.action_chains import ActionChains
        from selenium.webdriver.common.keys import Keys

        ActionChains(self.driver).key_down(Keys.CONTROL).send_keys(key).key_up(Keys.CONTROL).perform()

    def say(self, text: str) -> None:
        """A line into the chat."""
        self.type(text)
        self.press("ENTER")

    def fetched(self) -> list[str]:
        """All that the page loaded."""
        script = "return performance.getEntriesByType('resource').map((entry) => entry.name)"
        found: list[str] = self.driver.execute_script(script)
        return found


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """Where the application is served."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("TEXTUAL", "PYTEST"))}
    env |= {"ETAOIN_HOME": str(tmp_path / "home"), "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(
        [sys.executable, "-m", "tui.cli", "serve", "--port", "0"], stdout=subprocess.PIPE, text=True, env=env,
        cwd=tmp_path, start_new_session=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield next(word for word in process.stdout.readline().split() if word.startswith("http://"))
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def browser(url: str, tmp_path: Path) -> Iterator[Browser]:
    """The application, open in a tab."""
    tab = Browser(url, tmp_path / "profile")
    try:
        yield tab
    finally:
        tab.driver.quit()


def test_one_talks_in_a_browser(browser: Browser, url: str, tmp_path: Path) -> None:
    browser.see("Chat")
    browser.see("nano")
    browser.say("pick up a big red block")
    browser.see("OK.")
    browser.say("what are you holding?")
    browser.see("A large red block.")
    picture = tmp_path / "browser.png"
    assert browser.driver.save_screenshot(str(picture))
    assert picture.stat().st_size > 10_000
    assert [each for each in browser.fetched() if not each.startswith(url)] == []


def test_one_replays_and_trains_in_a_browser(browser: Browser, tmp_path: Path) -> None:
    browser.see("nano")
    browser.press("F4")
    browser.see("0/43")
    browser.press("END")
    browser.see("43/43 as in the script", 60)
    teach(tmp_path / "home" / "corrections.jsonl")
    browser.press("F5")
    browser.see("Press n to start one")
    browser.type("n")
    browser.see("From the 4 corrections")
    browser.press("ENTER")
    browser.see("etaoin train nano-adapter --data corrections")
    browser.see("Ready: the run will be in runs/nano-adapter", 60)
    fill_in(browser, "budget.minutes", "20")  # on a busy computer the steps shall be the same
    fill_in(browser, "budget.steps", str(STEPS))
    browser.see("2 changed")
    browser.see(f"in {STEPS} steps", 60)
    browser.control("g")
    browser.see("Starting")
    browser.see("✓ done", 240)
    browser.driver.save_screenshot(str(tmp_path / "trained.png"))
    browser.type("a")
    browser.see("nano + nano-adapter")
    browser.press("F2")
    browser.say("yoink the green pyramid")
    browser.see("pick_up(the green pyramid)")
    browser.driver.save_screenshot(str(tmp_path / "taught.png"))


def fill_in(browser: Browser, field: str, value: str) -> None:
    """Go down the form to a field, which is then explained beside it by its name, and type something else into it."""
    for _ in range(40):
        if re.search(rf"│ +{re.escape(field)}\b", browser.text):
            break
        browser.press("ARROW_DOWN")
        time.sleep(0.2)
    browser.type(value)
    browser.see(f"* {field.partition('.')[2]}")


def teach(file: Path) -> None:
    """Corrections that say what to yoink is."""
    meant = {
        "yoink the little pyramid": {"kind": "pyramid", "det": "the", "size": "small"},
        "please yoink the red cube": {"kind": "block", "det": "the", "color": "red", "mod": ["cube"]},
        "yoink the biggest green block": {"kind": "block", "det": "the", "sup": "biggest", "color": "green"},
        "can you yoink the blue block": {"kind": "block", "det": "the", "color": "blue"},
    }
    rows = [{"say": say, "acts": [{"act": "pick_up", "what": what}]} for say, what in meant.items()]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
