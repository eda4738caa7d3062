"""The server behind `etaoin serve`: textual-serve, with our own page, and closed to other sites.

Whoever reaches the application can train, write files and read one's sessions with it. So a page of another site that
is open in the same browser must not: what it sends has its own name as `Origin`, or, where it made a name of its own
lead here, as `Host`. Both are looked at.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp_jinja2
from aiohttp import web
from textual_serve.server import Server, to_int

PAGES = Path(__file__).parent / "pages"
_PATIENCE = 5.0
"""Seconds that the application of each tab has to end."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def is_loopback(host: str) -> bool:
    """Whether only this computer can reach a server there. A name is looked up; one that is not known is not."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        pass
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return bool(found) and all(ipaddress.ip_address(each.partition("%")[0]).is_loopback for each in found)


def listen(host: str, port: int) -> socket.socket:
    """A socket there. Raises OSError where that is taken, or is no place of this computer's."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = found[0]
    made = socket.socket(family, kind, protocol)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen()
    except OSError:
        made.close()
        raise
    return made


class Site(Server):
    """Serves a command that opens a Textual application."""

    def __init__(self, command: str, host: str, port: int) -> None:
        super().__init__(command, host, port, title="Etaoin", templates_path=PAGES)
        self._only_here = is_loopback(host)
        self._tabs: set[asyncio.Task[Any]] = set()

    def run(self, sock: socket.socket) -> None:
        """Serve until ctrl-C or a SIGTERM; the applications of all tabs end with it."""
        logging.getLogger("textual-serve").setLevel(logging.CRITICAL)
        web.run_app(self._make_app(), sock=sock, print=None, access_log=None, shutdown_timeout=1)

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._guard)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """Nothing: the command says where it is."""

    async def on_shutdown(self, app: web.Application) -> None:
        """End all tabs; an open one would hold the server back."""
        for task in self._tabs:
            task.cancel()
        if self._tabs:
            await asyncio.wait(self._tabs, timeout=_PATIENCE)

    async def handle_index(self, request: web.Request) -> web.Response:
        """The page; it asks for all else where it came from itself."""
        scheme = "wss" if request.secure else "ws"
        context = {
            "font_size": to_int(request.query.get("fontsize", "16"), 16),
            "app_websocket_url": f"{scheme}://{request.host}/ws",
            "config": {"static": {"url": "/static/"}},
            "application": {"name": self.title},
        }
        return aiohttp_jinja2.render_template("app_index.html", request, context)

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """One tab."""
        task = asyncio.current_task()
        assert task is not None
        self._tabs.add(task)
        try:
            return await super().handle_websocket(request)
        finally:
            self._tabs.discard(task)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        name = urlsplit(f"//{request.host}").hostname or ""
        foreign = origin is not None and urlsplit(origin).netloc != request.host
        if foreign or (self._only_here and not _is_here(name)):
            raise web.HTTPForbidden(text="Open Etaoin at the address that `etaoin serve` prints.")
        return await handler(request)


def _is_here(name: str) -> bool:
    """Whether a name in a request means this computer; it is not looked up, as others could have made it lead here."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(name).is_loopback
    return False
