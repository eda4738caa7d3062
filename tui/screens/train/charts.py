"""The charts, all over the same steps, and the sentences: one at a time, or all charts where there is room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from tui.plot.view import View
from tui.runs import words
from tui.runs.curves import Kind, Shown, curves
from tui.runs.state import RunState
from tui.screens.train.samples import Samples
from tui.widgets.chart import Chart

VIEWS = ("loss", "accuracy", "rate", "speed", "samples", "all")
"""What can be shown, by the keys 1 to 6; "speed" has memory below it."""
_NAMES = {
    "loss": "Loss", "accuracy": "Accuracy", "rate": "Learning rate", "speed": "Speed", "samples": "Sentences",
    "all": "All",
}  # fmt: skip
_SHORT = {"rate": "Rate"}
_TAIL = 200.0
"""Steps of the live tail; a fifth of all there are where that is more."""


class Toggle(Static):
    """A way of looking that is on or off, with its key; a click turns it."""

    class Turned(Message):
        """Turn it."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.toggle = name

    def __init__(self, name: str, key: str, text: str) -> None:
        super().__init__(Content.assemble((f"{key} ", "$dim"), text), id=f"toggle-{name}", classes="view-toggle")
        self._what = name

    def on_click(self, event: events.Click) -> None:
        """Turn it."""
        event.stop()
        self.post_message(self.Turned(self._what))


class ViewTab(Static):
    """The name of a view with its key; a click opens it."""

    class Chosen(Message):
        """Open this view."""

        def __init__(self, view: str) -> None:
            super().__init__()
            self.view = view

    def __init__(self, view: str, key: int) -> None:
        super().__init__(id=f"tab-{view}", classes="view-tab")
        self.view = view
        self._key = key

    def name_it(self, short: bool) -> None:
        """With its key, and shorter where there is little room."""
        name = _SHORT.get(self.view, _NAMES[self.view]) if short else _NAMES[self.view]
        self.update(Content.assemble((f"{self._key} ", "$dim"), name))

    def on_click(self, event: events.Click) -> None:
        """Open it."""
        event.stop()
        self.post_message(self.Chosen(self.view))


class Charts(Vertical):
    """Tabs over charts. They share a `View`: zoom, cursor, tail and kind of axis."""

    shown: reactive[str] = reactive("all", init=False)
    grand: reactive[bool] = reactive(False, init=False)
    """Whether there is room for all."""

    def compose(self) -> ComposeResult:
        """The tabs above what they show."""
        with Horizontal(id="view-tabs"):
            for key, view in enumerate(VIEWS, 1):
                yield ViewTab(view, key)
            yield Static(id="between")
            yield Toggle("tail", "l", "Tail")
            yield Toggle("log", "y", "Log")
        with Container(id="panes"):
            yield Chart("Loss", "No step yet.", words.loss, id="loss")
            yield Chart("Accuracy", "No evaluation yet.", words.share, _percent, id="accuracy")
            yield Chart("Learning rate", "No step yet.", id="rate")
            with Vertical(id="machine"):
                yield Chart("Speed", "No step yet.", id="speed")
                yield Chart("Memory", "Not measured.", _gigabytes, id="memory")
            yield Samples(id="samples")

    def on_mount(self) -> None:
        """Begin with what there is room for."""
        self._arrange()
        self._mark_toggles()

    def on_resize(self, event: events.Resize) -> None:
        """All at once where each is large enough to be read."""
        self.grand = event.size.width >= 76 and event.size.height >= 22
        for tab in self.query(ViewTab):
            tab.name_it(event.size.width < 80)
        self._arrange()

    def show(self, chosen: RunState | None, runs: Shown) -> None:
        """Draw these runs; the sentences are those of the chosen one."""
        kinds: Sequence[Kind] = ("loss", "accuracy", "rate", "speed", "memory")
        for kind in kinds:
            self.query_one(f"#{kind}", Chart).show(curves(kind, runs) if runs else [])
        self.query_one(Samples).show(chosen)

    @property
    def open(self) -> str:
        """What is shown: the view that is wanted, or the first that there is room for."""
        return "loss" if self.shown == "all" and not self.grand else self.shown

    def watch_shown(self) -> None:
        """Another view."""
        self._arrange()

    def watch_grand(self) -> None:
        """More room, or less."""
        self._arrange()

    def _arrange(self) -> None:
        opened = self.open
        self.set_class(opened == "all", "-all")
        for name in ("loss", "accuracy", "rate", "machine", "samples"):
            view = "speed" if name == "machine" else name
            self.query_one(f"#{name}").display = view == opened or (opened == "all" and name != "samples")
        for tab in self.query(ViewTab):
            tab.display = self.grand or tab.view != "all"
            tab.set_class(tab.view == opened, "-here")
        for toggle in self.query(Toggle):
            toggle.display = self.size.width >= 64

    @on(ViewTab.Chosen)
    def tab_chosen(self, event: ViewTab.Chosen) -> None:
        """By mouse."""
        event.stop()
        self.shown = event.view

    # What all charts have in common.

    view: reactive[View] = reactive(View, init=False)
    LOGARITHMIC: ClassVar[tuple[str, ...]] = ("loss", "rate")
    """Charts whose values may have a logarithmic axis."""

    @on(Chart.Moved)
    def chart_moved(self, event: Chart.Moved) -> None:
        """The others follow."""
        event.stop()
        self.view = replace(event.view, log=self.view.log)

    def watch_view(self, view: View) -> None:
        """Share it."""
        for chart in self.query(Chart):
            chart.view = replace(view, log=view.log and chart.id in self.LOGARITHMIC)
        self._mark_toggles()

    def _mark_toggles(self) -> None:
        self.query_one("#toggle-tail").set_class(self.view.tail is not None, "-on")
        self.query_one("#toggle-log").set_class(self.view.log, "-on")

    @on(Toggle.Turned)
    def toggle_turned(self, event: Toggle.Turned) -> None:
        """By mouse."""
        event.stop()
        if event.toggle == "tail":
            self.toggle_tail()
        else:
            self.toggle_log()

    def toggle_log(self) -> None:
        """A logarithmic axis for the loss and the rate, or not."""
        self.view = replace(self.view, log=not self.view.log)

    def toggle_tail(self) -> None:
        """Follow the newest steps, or show all."""
        if self.view.tail is not None:
            self.view = self.view.whole()
        else:
            steps = max((line.steps[-1] for line in self.query_one("#loss", Chart).lines), default=0.0)
            self.view = replace(self.view, low=None, high=None, tail=max(_TAIL, steps / 5))


def _gigabytes(value: float) -> str:
    return f"{value:.3g} GB"


def _percent(value: float) -> str:
    return f"{100 * value:.3g}%" if value <= 1 else ""  # the axis may have room above
