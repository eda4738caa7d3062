"""The line at the top: where we are, and how the model is doing."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from tui.text import printable


class TopBar(Horizontal):
    """`ETAOIN  classic` on the left, `nano · 43 ms` on the right."""

    scene = reactive("")
    status = reactive("")
    failed = reactive(False)

    def compose(self) -> ComposeResult:
        """Left and right."""
        yield Static(id="place")
        yield Static(id="status")

    def watch_scene(self, scene: str) -> None:
        """Another scene is open."""
        for place in self.query("#place").results(Static):
            place.update(Content.assemble(("ETAOIN", "bold $primary"), (f"  {printable(scene, 40)}", "$dim")))

    def watch_status(self, status: str) -> None:
        """The model has news."""
        for right in self.query("#status").results(Static):
            right.update(Content(printable(status, 120)))

    def watch_failed(self, failed: bool) -> None:
        """There is no model."""
        self.set_class(failed, "-failed")
