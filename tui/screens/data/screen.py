"""The page Data: what models learn from, what they are measured with, and what the user put right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePath
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input, Static

from tui.examples import recent
from tui.examples.sources import Source, all_sources, file_source, generated, size_of
from tui.paths import runs_folder
from tui.screens.data import messages as m
from tui.screens.data.browser import Browser
from tui.screens.data.corrections import Corrected
from tui.screens.data.detail import Detail
from tui.screens.data.dialogs import OpenFile, is_seed
from tui.screens.data.export import Exports
from tui.screens.data.self_instruct import Makes
from tui.screens.data.source_list import SourceList
from tui.screens.data.table import ExampleTable
from tui.screens.data.trying import Trials
from tui.widgets.dialogs import Ask

_OFTEN = 1.0


class DataScreen(Corrected, Trials, Exports, Makes):
    """Sources on the left, the rows of one on the right; what is done to them is in the files beside this one."""

    AUTO_FOCUS = "ExampleTable"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["screen.tcss", "dialogs.tcss"]
    HELP = """\
## Data

What a model has never seen it cannot do: here is all that models learn from, sentence by sentence.

- **Generator**: sentences and meanings made by rule, from a seed, without end. nano learned to read from these.
- **Corrections**: what you put right in the chat. Change them, try whether the model reads them by now (`p`), and
  train an adapter on them (`T`).
- **Files**: any file of JSON lines. Self-Instruct (`g`) lets nano write examples of its own; the world carries each
  out, and what does not hold is turned down, with a reason that you can read here.
- **Runs** and **By hand**: what adapters were trained on, and the tasks that Self-Instruct begins with.
- **Suites**: what models are measured with. Nobody may learn these, or the measure is worth nothing.

Type `/` to find words; choose an act, a verdict or a length beside it. A ↳ marks what is said after an earlier turn.
Press `t` for statistics of whatever is shown.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", key_display="esc", id="data.back", show=False, tooltip="One step back"),
        Binding("slash", "find", "Find", key_display="/", id="data.find", tooltip="Find words in what is shown"),
        Binding("t", "statistics", "Statistics", id="data.statistics", tooltip="Count what is shown, and back"),
        Binding("n", "seed(1)", "Next seed", id="data.next", tooltip="Examples of the next seed"),
        Binding("number_sign", "ask_seed", "Seed", key_display="#", id="data.seed", show=False, tooltip="Give a seed"),
        Binding("e", "edit", "Edit", id="data.edit", tooltip="Give this correction another meaning"),
        Binding("a", "add", "Add", id="data.add", tooltip="Add a sentence and what it means"),
        Binding("d,delete", "remove", "Delete", id="data.delete", tooltip="Forget this correction"),
        Binding("u", "undo", "Undo", id="data.undo", tooltip="Put back what was deleted last"),
        Binding("T", "train", "Train", key_display="T", id="data.train", tooltip="Train an adapter on the corrections"),
        Binding("p", "try_it", "Try", id="data.try", tooltip="Does the present model read this as it says?"),
        Binding("P", "try_all", "Try all", key_display="P", id="data.tryall", tooltip="The same for all that is shown"),
        Binding("s", "sources", "Sources", id="data.sources", tooltip="To the list of sources"),
        Binding("f", "open", "Open", id="data.open", tooltip="Open a file of examples"),
        Binding("g", "make", "Make", id="data.make", tooltip="Let nano write examples (Self-Instruct)"),
        Binding("k", "stop", "Stop", id="data.stop", tooltip="Stop Self-Instruct; what it has is kept"),
        Binding("x", "export", "Export", id="data.export", tooltip="Write what is shown to a file"),
        Binding("o", "order", "Order", id="data.order", show=False, tooltip="Sort by the next column"),
        Binding("c", "copy", "Copy", id="data.copy", show=False, tooltip="Copy this example as JSON"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._seed = 0
        self._sources: list[Source] = []
        self._counts: dict[str, int] = {}
        self._watch: Timer | None = None

    def body(self) -> ComposeResult:
        """The list, and what is in the one that is open."""
        with Horizontal(id="data"):
            yield SourceList(id="sources")
            yield Browser(id="browser")
        yield Static(id="making")

    def on_mount(self) -> None:
        """Begin with the generator."""
        self.etaoin.mind.listen(self)
        self.query_one("#making").display = False
        self._watch = self.set_interval(_OFTEN, self._look)
        self.browser.open(generated(0))
        self.refresh_list()

    def on_screen_suspend(self) -> None:
        """Nothing is looked at while another page is open, but for Self-Instruct: its end is told wherever one is."""
        if self._watch is not None and self._making is None:
            self._watch.pause()

    def on_screen_resume(self) -> None:
        """What has changed meanwhile?"""
        if self._watch is not None:
            self._watch.resume()
            self.refresh_list()
            self._look()

    def on_resize(self, event: events.Resize) -> None:
        """With much room the example stands beside the table."""
        was = self.has_class("-roomy")
        super().on_resize(event)
        self.set_class(event.size.width >= 132, "-wide")
        self.set_class(event.size.height < 18, "-low")
        self.set_class(event.size.width < 60, "-narrow")
        if was != self.has_class("-roomy"):
            self._list()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Some keys are for some sources."""
        source = self.browser.source if self.is_mounted and self.query(Browser) else None
        kind = source.kind if source is not None else ""
        if action in ("edit", "remove", "add", "train"):
            return kind == "corrections"
        if action == "undo":
            return kind == "corrections" and bool(self._removed)
        if action in ("seed", "ask_seed"):
            return kind == "generated"
        if action in ("try_it", "try_all"):
            return kind != "" and not (action == "try_all" and kind == "generated")
        if action == "export":
            return kind not in ("", "suite")
        if action == "stop":
            return self._making is not None
        if action == "make":
            return self._making is None
        return True

    def offers(self) -> Iterable[SystemCommand]:
        """The sources, each to be opened from wherever one is on the page."""
        for source in self._sources:
            yield SystemCommand(f"Data: {source.name}", f"{source.heading}. {source.about}", partial(self.open, source))

    # Sources.

    def open(self, source: Source) -> None:
        """Show a source."""
        self._trying.forget()
        self.remove_class("-choosing")
        if source.kind == "generated":
            self._seed = source.seed
        self.browser.open(source)
        self._look_again()
        self._list()
        self.refresh_bindings()
        if not self.browser.counting:
            self.browser.table.focus()

    @on(SourceList.Chosen)
    def chosen(self, event: SourceList.Chosen) -> None:
        """One of the list."""
        self.open(event.source)

    @on(SourceList.Forgotten)
    def forgotten(self, event: SourceList.Forgotten) -> None:
        """A file is left out of the list."""
        if event.source.path is not None:
            recent.forget(event.source.path)
            self.notify(f"{event.source.name} is no longer listed; the file is still there.", markup=False)
            self.refresh_list()

    def reopen(self) -> None:
        """Read the open source again. What was tried is forgotten, for rows may have other numbers."""
        self._trying.forget()
        self.browser.reopen()

    def refresh_list(self) -> None:
        """Look for sources."""
        self._finds(self._seed)

    @work(thread=True, group="listing", exclusive=True, exit_on_error=False)
    def _finds(self, seed: int) -> None:
        found = all_sources(recent.files(), runs_folder(), seed)
        counts = {}
        for source in found:
            if source.kind != "generated" and source.path is not None:
                counts[source.key] = size_of(source)
        self.post_message(m.Listed(found, counts))

    @on(m.Listed)
    def listed(self, event: m.Listed) -> None:
        """There they are."""
        self._sources, self._counts = event.sources, event.counts
        self._list()

    def _list(self) -> None:
        here = self.browser.source
        airy = self.has_class("-roomy")
        self.query_one(SourceList).show(self._sources, self._counts, here.key if here else "", airy)

    def action_sources(self) -> None:
        """To the list, which in a small window lies over the table."""
        self.toggle_class("-choosing")
        self.query_one(SourceList).focus()

    def action_seed(self, step: int) -> None:
        """The generator from another seed."""
        self._to_seed(self._seed + step)

    def action_ask_seed(self) -> None:
        """Ask for the seed."""

        def check(text: str) -> str | None:
            return None if is_seed(text) else "A seed is a whole number of at most 18 digits."

        def take(text: str | None) -> None:
            if text is not None:
                self._to_seed(int(text))

        self.app.push_screen(Ask("Which seed?", str(self._seed), check), take)

    def _to_seed(self, seed: int) -> None:
        here = self.browser.source
        self._seed = seed
        self._sources = [replace(one, seed=seed) if one.kind == "generated" else one for one in self._sources]
        self.open(generated(seed) if here is None or here.kind == "generated" else here)

    def action_open(self) -> None:
        """Ask for a file, and open it."""

        def take(path: Path | None) -> None:
            if path is not None:
                self.open_file(path)

        self.app.push_screen(OpenFile(), take)

    def open_file(self, path: Path) -> None:
        """Open a file, and remember it."""
        path = path.absolute()
        recent.remember(path)
        self.open(file_source(path))
        self.refresh_list()

    def action_train(self) -> None:
        """To the form that begins a run."""
        if not self.browser.rows:
            self.notify("There is nothing to train on yet. Press a to add a sentence.", markup=False)
            return
        self._train()

    @work(group="training", exclusive=True)
    async def _train(self) -> None:
        await self.etaoin.action_go("train")
        screen = self.app.screen
        if callable(getattr(screen, "action_new", None)):
            await screen.run_action("new")

    # Looking.

    def action_find(self) -> None:
        """To the line that filters."""
        self.browser.count(self.browser.counting)
        self.query_one("#text", Input).focus()

    def action_statistics(self) -> None:
        """Statistics, and back."""
        self.browser.count(not self.browser.counting)

    def action_order(self) -> None:
        """Sort by the next column."""
        self.browser.turn()

    def action_back(self) -> None:
        """One step back: from a list, an example, statistics, the model, a filter."""
        browser, table = self.browser, self.browser.table
        typing = self.focused is self.query_one("#text")
        if self.has_class("-choosing"):
            self.remove_class("-choosing")
        elif browser.has_class("-reading"):
            browser.remove_class("-reading")
        elif browser.counting and not typing:
            browser.count(False)
        elif self._trying.cancel():
            table.mark(self._trying.marks)
        elif not typing or browser.has_class("-empty"):
            browser.show_all()
        if not browser.counting:
            table.focus()

    @on(ExampleTable.Opened)
    def opened(self) -> None:
        """All of an example, where it does not stand beside the table anyway."""
        self.browser.set_class(not self.has_class("-wide"), "-reading")
        self.query_one(Detail).focus()

    def _look(self) -> None:
        """Once in a while: has the open file changed, and how far is Self-Instruct?"""
        if self._making is not None:
            self._looks(self._making)
        if not self.is_current:
            if self._watch is not None and self._making is None:
                self._watch.pause()
            return
        here = self.browser.source
        alive = here is not None and (here.kind == "corrections" or (self._making and self._making.out == here.path))
        if alive and not self.browser.reading and self._look_again():
            self.reopen()
