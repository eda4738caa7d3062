"""`etaoin serve` without a browser: where it listens, whom it lets in, and how it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time

import aiohttp
import psutil
import pytest

from tui.cli import main, serve
from tui.web.site import PAGES, is_loopback, listen


class Served:
    """A server in a process of its own."""

    def __init__(self, tmp_path, *args: str) -> None:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("TEXTUAL", "PYTEST"))}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tui.cli", "serve", "--port", "0", *args], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env=env | {"ETAOIN_HOME": str(tmp_path)}, start_new_session=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        self.url = next(word for word in self.line.split() if word.startswith("http://"))
        self.port = int(self.url.rpartition(":")[2])

    def end(self, how: int = signal.SIGINT) -> int:
        self.process.send_signal(how)
        return self.process.wait(20)


@pytest.fixture
def served(tmp_path):
    one = Served(tmp_path)
    yield one
    if one.process.poll() is None:
        os.killpg(one.process.pid, signal.SIGKILL)
        one.process.wait()


async def answer(url: str, **headers: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as client, client.get(url, headers=headers) as got:
        return got.status, await got.text()


async def test_it_listens_on_this_computer_only_and_serves_its_own_page(served):
    bound = {
        each.laddr.ip for each in psutil.Process(served.process.pid).net_connections("tcp") if each.status == "LISTEN"
    }
    assert bound == {"127.0.0.1"}
    status, page = await answer(served.url)
    assert status == 200
    assert f"ws://127.0.0.1:{served.port}/ws" in page
    assert (await answer(f"http://localhost:{served.port}/"))[0] == 200


async def test_other_sites_are_kept_out(served):
    assert (await answer(served.url, Origin="http://evil.example"))[0] == 403
    assert (await answer(served.url, Host=f"evil.example:{served.port}"))[0] == 403
    assert (await answer(f"{served.url}/ws", Origin="http://evil.example"))[0] == 403
    assert (await answer(served.url, Origin=served.url))[0] == 200


async def test_every_tab_is_a_process_and_all_end_with_ctrl_c(served):
    server = psutil.Process(served.process.pid)
    async with aiohttp.ClientSession() as client:
        tabs = [await client.ws_connect(f"{served.url}/ws?width=80&height=24") for _ in range(2)]
        for tab in tabs:
            assert (await tab.receive(timeout=30)).type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT)
        apps = [each for each in server.children(recursive=True) if "tui.cli" in each.cmdline()]
        assert len(apps) == 2
        begun = time.monotonic()
        code = await asyncio.to_thread(served.end)
        assert code == 0
        assert time.monotonic() - begun < 15
        _, alive = psutil.wait_procs(apps, timeout=5)
        assert alive == []
        for tab in tabs:
            await tab.close()
    assert served.process.stderr is not None
    assert served.process.stderr.read() == ""


def test_nothing_is_fetched_from_elsewhere():
    page = (PAGES / "app_index.html").read_text()
    assert "http://" not in page
    assert "https://" not in page


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "no-such-host.invalid"])
def test_other_computers_are_let_in_only_when_that_is_said(host, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["serve", "--host", host])
    assert stop.value.code == 2
    assert "Say --anyone" in capsys.readouterr().err


def test_anyone_is_warned_about(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("tui.web.site.Site.run", lambda self, sock: sock.close())
    assert main(["serve", "--host", "0.0.0.0", "--anyone", "--port", "0"]) == 0
    told = capsys.readouterr()
    assert "WARNING" in told.err
    assert "There is no password" in told.err
    assert "http://0.0.0.0:" in told.out


def test_a_port_that_is_taken(monkeypatch, capsys):
    ports: list[int] = []
    monkeypatch.setattr("tui.web.site.Site.run", lambda self, sock: ports.append(sock.getsockname()[1]) or sock.close())
    with listen("127.0.0.1", 0) as other:
        taken = other.getsockname()[1]
        with pytest.raises(SystemExit):
            main(["serve", "--port", str(taken)])
        assert f"port {taken} is taken" in capsys.readouterr().err
        monkeypatch.setattr(serve, "PORT", taken)
        assert main(["serve"]) == 0
        assert f"Port {taken} is taken" in capsys.readouterr().out
        assert ports[0] > taken
    with pytest.raises(SystemExit):
        main(["serve", "--port", "70000"])


def test_what_each_tab_runs_is_what_was_asked_for():
    options = serve.parser().parse_args(
        ["--model", "a b", "--adapter", "x", "--adapter", "y", "--scene", "s", "--resume"]
    )
    assert serve.command(options).endswith("-P -m tui.cli --model 'a b' --scene s --adapter x --adapter y --resume")
    assert serve.command(serve.parser().parse_args(["--resume", "n"])).endswith(" --resume n")
    assert serve.command(serve.parser().parse_args([])).endswith(" -m tui.cli")


def test_loopback():
    assert all(map(is_loopback, ("127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "", "10.0.0.1", "no-such-host.invalid")))
