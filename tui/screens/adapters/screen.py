"""The page of adapters: what was trained, how well, on what; and whatever can be done with it."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult, SystemCommand
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import ProgressBar, Static

from tui.errors import explain
from tui.mind import messages as m
from tui.mind.worker import Worker
from tui.paths import adapters_folder
from tui.screens.adapters import doing
from tui.screens.adapters import messages as a
from tui.screens.adapters.about import HELP, KEYS, LEGEND, SUITES
from tui.screens.adapters.beside import Beside, evaluate, merge
from tui.screens.adapters.details import Details
from tui.screens.adapters.listing import Listing
from tui.screens.adapters.shelf import Kept, read_shelf, side_by_side
from tui.screens.adapters.table import MARKED, AdapterTable
from tui.screens.page import PageScreen
from tui.text import printable
from tui.widgets.dialogs import Ask, Choose, Confirm

if TYPE_CHECKING:
    from textual.message import Message

    from agent.lm.interface import LanguageModel
    from tui.mind.worker import Job

_NEEDS_ONE = ("use", "mark", "default", "rename", "remove", "merge", "export", "evaluate", "compare", "sort")


class AdaptersScreen(PageScreen):
    """Wires the table, the pane beside it, and the threads that do the work."""

    AUTO_FOCUS = "AdapterTable"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["screen.tcss"]
    HELP = HELP
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self) -> None:
        super().__init__()
        self._kept: tuple[Kept, ...] = ()
        self._on: tuple[str, ...] = ()
        self._marked: dict[str, None] = {}
        self._look_at: str | None = None
        self._asked = 0
        """How many answers of the mind to /adapter are still to come."""
        self._now = ""
        self._stopping = False
        self._problem: str | None = None
        self._hands = Worker("adapters")

    def body(self) -> ComposeResult:
        """The table and the pane, and a line for what goes on."""
        with Horizontal(id="shelf"):
            yield Listing()
            yield Details()
        with Horizontal(id="doing"):
            yield Static(id="legend")
            yield ProgressBar(id="share", show_eta=False)

    def on_mount(self) -> None:
        """Begin to read; nothing of it in this thread."""
        self.query_one("#share").display = False
        self._hands.start()
        self._beside = Beside(self.post_message)
        self.etaoin.mind.listen(self)
        self._legend()

    def on_unmount(self) -> None:
        """What goes on beside ends with the program."""
        self._beside.close()
        self._hands.close()

    @on(events.ScreenResume)
    def resumed(self) -> None:
        """A run may have added one meanwhile, or the chat changed what is on."""
        self._refresh()

    # Reading.

    def _refresh(self) -> None:
        model = self.etaoin.options.model

        def read() -> Message:
            return a.Shelved(*read_shelf(adapters_folder(), model))

        def which(model: LanguageModel, job: Job) -> Message:
            from agent.lm.registry import adapters_of

            return a.OnModel(adapters_of(model))

        self._do("reading the adapters", read, lambda why: a.Shelved(self._kept, why))
        self.etaoin.mind.ask(self, "asking which adapters are on", which)

    def _do(self, what: str, work: Callable[[], Message], failed: Callable[[str], Message]) -> None:
        """Work with the disk in the page's own thread; what it gives, or its failure, is posted."""

        def run() -> None:
            try:
                message = work()
            except Exception as error:  # a disk can fail in any way; the page says so and goes on
                message = failed(explain(error, what))
            self.post_message(message)

        self._hands.put(run)

    @on(a.Shelved)
    def shelved(self, event: a.Shelved) -> None:
        """What is kept, read anew."""
        self._kept = event.kept
        names = {one.name for one in event.kept}
        self._marked = {name: None for name in self._marked if name in names}
        if event.problem and event.problem != self._problem:  # once is enough
            self._say(event.problem, failed=True)
        self._problem = event.problem
        self._draw()

    @on(a.OnModel)
    def on_model(self, event: a.OnModel) -> None:
        """Which of them the chat's model has on."""
        if event.names != self._on:
            self._on = event.names
            self._draw()

    @on(m.ModelReady)
    @on(m.ModelFailed)
    def model_ready(self) -> None:
        """The model was loaded or has others on, or there is none."""
        if self.is_current:
            self._refresh()

    # Drawing.

    def _draw(self) -> None:
        self.query_one(Listing).draw(self._kept, self._on, self._marked, self._look_at, self._problem)
        self._look_at = None
        self._legend()
        self.refresh_bindings()

    @on(Listing.Redrawn)
    @on(AdapterTable.RowHighlighted)
    def show_details(self) -> None:
        """All about the adapter under the cursor."""
        one, details = self.query_one(AdapterTable).chosen, self.query_one(Details)
        details.display = one is not None
        model = "" if self.etaoin.trouble else self.etaoin.options.model
        details.show(one, one is not None and one.name in self._on, model)

    def _legend(self) -> None:
        """What the signs mean, unless something goes on that is worth the line."""
        if self._now:
            text = Content.assemble((f"{printable(self._now)} ", ""), ("  esc stops", "$dim"))
        elif self._kept:
            count, style = (f"{len(self._marked)} marked", "$primary") if self._marked else ("marked", "$dim")
            text = Content.assemble((f"{MARKED} {count}", style), (f"   {LEGEND}", "$dim"))
        else:
            text = Content("")
        self.query_one("#legend", Static).update(text)

    def action_sort(self, step: int) -> None:
        """Sort by the column beside; 0: the other way round."""
        self.query_one(Listing).sort(step)

    def action_filter(self) -> None:
        """A line to type into, above the table."""
        self.query_one(Listing).search()

    def action_back(self) -> None:
        """Escape: the first of these that there is to take back."""
        if self.query_one(Listing).show_all():
            return
        if self._beside.waiting:
            self._stopping = True
            self._beside.cancel()
        elif self._marked:
            self._marked.clear()
            self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What needs an adapter is not offered where there is none."""
        return bool(self._kept) if action in _NEEDS_ONE else True

    # On the model of the chat.

    def _chosen(self) -> list[Kept]:
        """Those that are marked, or the one under the cursor."""
        one = self.query_one(AdapterTable).chosen
        marked = [kept for kept in self._kept if kept.name in self._marked]
        return marked or ([one] if one else [])

    def action_mark(self) -> None:
        """Mark the one under the cursor, or no longer; the cursor goes on."""
        table = self.query_one(AdapterTable)
        if (one := table.chosen) is None:
            return
        if self._marked.pop(one.name, self) is self:
            self._marked[one.name] = None
        below = min(table.cursor_row + 1, len(table.shown) - 1)
        self._look_at = table.shown[below].name
        self._draw()

    def action_use(self) -> None:
        """Put them on the chat's model in the place of those that are."""
        chosen = self._chosen()
        if bad := next((one for one in chosen if not one.usable), None):
            self._say(bad.problem or bad.misfit or "", failed=True)
        elif chosen:
            self._asked += 1
            self.etaoin.mind.adapt(shlex.join(one.name for one in chosen))
            self._marked.clear()

    def action_off(self) -> None:
        """Take all off."""
        self._asked += 1
        self.etaoin.mind.adapt("none")

    @on(m.Told)
    def told(self, event: m.Told) -> None:
        """What became of it; the chat notes it too."""
        if self._asked:
            self._asked -= 1
            self._say(event.text, event.failed)

    # With the files.

    def _with(self, what: str, work: doing.Work) -> None:
        self._do(what, lambda: work(adapters_folder()), lambda why: a.Did(why, failed=True))

    @on(a.Did)
    def did(self, event: a.Did) -> None:
        """Say it, and read the folder again."""
        self._say(event.text, event.failed)
        self._look_at = event.name
        if event.name and event.was in self._on and set(self._on) <= {one.name for one in self._kept}:
            on = (event.name if name == event.was else name for name in self._on)
            self.etaoin.mind.adapt(shlex.join(on))  # so that the chat calls it by its name, too
        self._refresh()

    def action_default(self) -> None:
        """The one for its base where none is named; or no longer."""
        if one := self.query_one(AdapterTable).chosen:
            self._with("choosing a default", doing.use_or_not(one))

    def action_add(self) -> None:
        """Ask for a folder."""

        def add(folder: str | None) -> None:
            if folder is not None:
                self._with("adding an adapter", doing.add(folder))

        self.app.push_screen(
            Ask("Which folder? That of an adapter, or of a finished run", "runs/", doing.no_folder), add
        )

    def action_rename(self) -> None:
        """Ask for another name."""
        one = self.query_one(AdapterTable).chosen
        if one is None:
            return

        def rename(name: str | None) -> None:
            if name and name != one.name:
                self._with("renaming an adapter", doing.rename(one.name, name))

        others = {other.name for other in self._kept} - {one.name}
        question = f"What is {printable(one.name)} to be called?"
        self.app.push_screen(Ask(question, one.name, lambda text: doing.no_name(text, others)), rename)

    def action_remove(self) -> None:
        """Ask, then delete."""
        names = [one.name for one in self._chosen()]
        if not names:
            return

        def remove(sure: bool | None) -> None:
            if sure:
                self._with("removing an adapter", doing.remove(names))

        on_it = " It stays on the chat's model until that is changed." if set(names) & set(self._on) else ""
        self.app.push_screen(
            Confirm(f"Delete {printable(', '.join(names))} for good?{on_it}", "Delete", "Keep"), remove
        )

    def action_export(self) -> None:
        """Ask where to, and write it."""
        one = self.query_one(AdapterTable).chosen
        if one is None:
            return

        def export(out: str | None) -> None:
            if out is not None:
                self._with("exporting an adapter", doing.export(one, out))

        question = "Where to? A .zip, or a folder that is not there yet"
        self.app.push_screen(Ask(question, f"~/{one.name}.zip", doing.no_place), export)

    # Beside the page.

    def action_merge(self) -> None:
        """Ask where to, and make a model there."""
        chosen = self._chosen()
        if bad := next((one for one in chosen if one.problem), None):
            self._say(bad.problem or "", failed=True)
        elif names := [one.name for one in chosen]:

            def begin(out: str | None) -> None:
                if out is not None:
                    folder = Path(os.path.expanduser(out))
                    work = merge(names, adapters_folder(), self.etaoin.options.model, folder)
                    self._beside.put(f"merging {names}", work)

            question = f"{printable(' + '.join(names))} and the base become one model. Into which folder?"
            self.app.push_screen(Ask(question, f"models/{'-'.join(names)}", doing.no_place), begin)

    def action_evaluate(self) -> None:
        """Ask for a suite, and measure."""
        chosen, options = self._chosen(), self.etaoin.options
        if bad := next((one for one in chosen if one.problem), None):
            self._say(bad.problem or "", failed=True)
        elif names := [one.name for one in chosen]:

            def begin(suite: str | None) -> None:
                for name in names if suite else ():
                    work = evaluate(name, adapters_folder(), suite or "", options.model, options.quantize)
                    self._beside.put(f"evaluating {name} on {suite}", work)

            answers = [(name, name, about) for name, about in SUITES.items()]
            question = f"Score {printable(', '.join(names))} on which sentences? The base alone is scored too, once."
            self.app.push_screen(Choose(question, answers), begin)

    @on(a.Progress)
    def progress(self, event: a.Progress) -> None:
        """How far it is."""
        more = self._beside.waiting - 1
        self._now = f"{event.what}{f' ({more} more to come)' if more > 0 else ''}"
        self._legend()
        bar = self.query_one("#share", ProgressBar)
        bar.display = event.share is not None
        bar.update(total=1, progress=event.share or 0)

    @on(a.Ended)
    def ended(self, event: a.Ended) -> None:
        """It is over, one way or the other."""
        if not self._beside.waiting:
            self._now, self.query_one("#share").display = "", False
            self._legend()
        if event.text or self._stopping:  # however many were stopped, it is said once
            self._say(event.text or "Stopped.", event.failed)
            self._stopping = self._stopping and bool(event.text)
        self._refresh()

    async def action_compare(self) -> None:
        """The base and the base with it (or with each that is marked), on the page that asks them the same."""
        from tui.screens.compare.screen import CompareScreen

        names, problem = side_by_side(self._chosen(), self.etaoin.options.model)
        if problem:
            self._say(problem, failed=True)
        elif names:
            await self.etaoin.action_go("compare")
            if isinstance(self.app.screen, CompareScreen):
                self.app.screen.compare(names)

    def offers(self) -> Iterable[SystemCommand]:
        """What has no key in sight."""
        if self._kept:
            yield SystemCommand("Merge adapters", "a model of its own: the base with them (m)", self.action_merge)
            yield SystemCommand("Export an adapter", "to a folder or a .zip (e)", self.action_export)
            yield SystemCommand("Rename an adapter", "give it another name (r)", self.action_rename)
            yield SystemCommand("Remove adapters", "delete them (x)", self.action_remove)
        yield SystemCommand("Read the adapters again", "what is kept, from disk", self._refresh)

    def _say(self, text: str, failed: bool = False) -> None:
        self.notify(printable(text), severity="error" if failed else "information", markup=False,
                    timeout=10 if failed else 5)  # fmt: skip
