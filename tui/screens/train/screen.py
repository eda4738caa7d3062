"""The page of training runs: which there are, how each is doing, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Log, OptionList, Static

from tui.paths import runs_folder
from tui.runs import words
from tui.runs.curves import Hues
from tui.runs.state import RunState, Status
from tui.runs.watch import Watch
from tui.screens.train.charts import VIEWS, Charts
from tui.screens.train.facts import Facts
from tui.screens.train.head import RunHead
from tui.screens.train.messages import RunsSeen
from tui.screens.train.runlist import RunList
from tui.screens.train.steering import STOPPING, Steering
from tui.text import printable

_SECONDS = 1.0
"""Between two looks at runs that are being trained."""


class TrainScreen(Steering):
    """Wires the list of runs to charts, facts and log. Files are read by a worker, and only while a run is trained."""

    AUTO_FOCUS = "RunList"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["screen.tcss", "../../widgets/chart.tcss"]
    HELP = """\
# Train

A **run** trains a model or an adapter: a process of its own, which goes on when you leave Etaoin.

The loss says how surprised the model is by the next token, in nats: the faint dots are single steps, the line is their
mean, and the signs are sentences that it never trains on. If these rise again while the line falls, it learns by heart.
*Outcome* is the share of sentences whose action does what it should; *exact* the share whose action is right to the
letter.

**Sentences** shows what the model makes of the same few held-out sentences from evaluation to evaluation.

Put several runs over each other with space. On a chart, the arrows read values, + and - zoom, 0 shows all; the mouse
does the same: point, turn the wheel, drag.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "new", "New", tooltip="Choose a recipe and data, and start a run", id="train.new"),
        Binding(
            "p", "pause", "Pause", tooltip="Let the run wait after this step; it keeps its memory", id="train.pause"
        ),
        Binding("p,c", "go_on", "Go on", tooltip="End the pause", id="train.continue"),
        Binding("s", "stop", "Stop", tooltip="End the run after this step, with a checkpoint", id="train.stop"),
        Binding("r", "train_on", "Train on", tooltip="Go on from the last checkpoint", id="train.resume"),
        Binding(
            "space", "overlay", "Overlay", tooltip="Put this run over the others on the charts", id="train.overlay"
        ),
        Binding("a", "use", "Use", tooltip="Put the run's adapter on the model, in the chat", id="train.use"),
        Binding("e", "evaluations", "Scores", tooltip="All evaluations as a table", id="train.evaluations"),
        Binding("l", "tail", "Tail", show=False, tooltip="Follow the newest steps, or show all", id="train.tail"),
        Binding(
            "y", "log_axis", "Log", show=False, tooltip="A logarithmic axis for loss and learning rate", id="train.log"
        ),
        Binding("x", "delete", "Delete", show=False, tooltip="Delete the run's folder", id="train.delete"),
        *(
            Binding(str(key), f"view('{name}')", name, show=False, tooltip=f"Show {name}", id=f"train.view_{name}")
            for key, name in enumerate(VIEWS, 1)
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._watch = Watch(runs_folder())
        self._runs: dict[str, RunState] = {}
        self._marked: dict[str, None] = {}
        self._hues = Hues()
        self._wanted: str | None = None
        self._logged = ("", "")
        self._seen = False

    def body(self) -> ComposeResult:
        """The runs on the left, the chosen one on the right."""
        with Horizontal(id="sheet"):
            with Vertical(id="left"):
                yield RunList()
                yield Facts(id="facts")
            with Vertical(id="right"):
                yield RunHead(id="head")
                yield Charts(id="charts")
                yield Log(id="run-log", max_lines=1000)
        yield Static(id="no-run")

    def on_mount(self) -> None:
        """Look at runs every so often, once it is known that one is being trained."""
        self.add_class("-none")
        self.watch(self.app, "app_focus", self._focused, init=False)
        self._timer = self.set_interval(_SECONDS, self.look, pause=True)
        self.query_one("#run-log", Log).can_focus = False

    def on_resize(self, event: events.Resize) -> None:
        """Where it is narrow, the runs are above the charts."""
        super().on_resize(event)
        self.set_class(event.size.width < 64, "-narrow")
        self.set_class(event.size.height < 20, "-low")
        self.call_after_refresh(self.draw)

    # What there is to see.

    @on(events.ScreenResume)
    def resumed(self) -> None:
        """The page is open (again)."""
        self.look()

    @on(events.ScreenSuspend)
    def suspended(self) -> None:
        """Another page is; nothing is read."""
        if self._timer:
            self._timer.pause()

    def _focused(self, here: bool) -> None:
        """Back from another window, where a run may have been begun."""
        if here and self.is_current:
            self.look()

    @work(thread=True, group="look", exclusive=True, exit_on_error=False)
    def look(self) -> None:
        """Read what is new of the runs."""
        self.post_message(RunsSeen(self._watch.look()))

    @on(RunsSeen)
    def seen(self, event: RunsSeen) -> None:
        """Draw what has changed; look again while there is something to expect."""
        before, self._runs = self._runs, {run.name: run for run in event.runs}
        first, self._seen = not self._seen, True
        self._hues.meet(event.runs)
        for name, doing in list(self._doing.items()):
            run = self._runs.get(name)
            if run is None or (doing == STOPPING and not run.status.alive):
                del self._doing[name]
        alive = any(run.status.alive for run in event.runs)
        if self._timer:
            if (alive or self._acting) and self.is_current:
                self._timer.resume()
            else:
                self._timer.pause()
        if first or before != self._runs:
            self.draw()
            if alive and any(not (old := before.get(name)) or not old.status.alive for name in self._alive):
                self.etaoin.run_bell.look()

    @property
    def _alive(self) -> list[str]:
        return [name for name, run in self._runs.items() if run.status.alive]

    @property
    def chosen(self) -> RunState | None:
        """The highlighted run."""
        return self._runs.get(self.query_one(RunList).chosen or "")

    def draw(self) -> None:
        """Everything as it is now."""
        runs = self.query_one(RunList)
        self.set_class(not self._runs, "-none")
        self.query_one("#no-run", Static).update(self._nothing() if self._seen else "Reading the runs …")
        runs.show(list(self._runs.values()), self._shown_names(), self._hues, self._doing)
        if self._wanted in self._runs:
            runs.highlighted = runs.get_option_index(self._wanted or "")
            self._wanted = None
        if self.focused is None and self._runs:
            self.call_after_refresh(runs.focus)
        self._draw_chosen()

    def _nothing(self) -> Content:
        return Content.assemble(
            ("No run yet.\n\n", "bold"), "Press ", ("n", "bold $primary"), " to start one: nano learns your\n",
            "words in a minute. Runs are kept in ", (printable(str(self._watch.folder), 100), "$dim"), ".",
        )  # fmt: skip

    def _shown_names(self) -> list[str]:
        """The runs on the charts: the chosen one, then those that were put over it."""
        chosen = self.query_one(RunList).chosen
        first = [chosen] if chosen in self._runs else []
        return list(dict.fromkeys([*first, *(name for name in self._marked if name in self._runs)]))

    def _draw_chosen(self) -> None:
        run = self.chosen
        self.query_one(RunHead).show(run, self._doing.get(run.name, "") if run else "")
        self.query_one(Facts).show(run)
        shown = [(self._runs[name], self._hues.of(name)) for name in self._shown_names()]
        self.query_one(Charts).show(run, shown)
        self._draw_log(run)
        self.refresh_bindings()

    def _draw_log(self, run: RunState | None) -> None:
        """Only what is new is written, so that who has scrolled up stays there."""
        log = self.query_one("#run-log", Log)
        lines = run.log if run else ()
        name, last = self._logged
        new = lines
        if run and name == run.name and last in lines:
            new = lines[len(lines) - lines[::-1].index(last) :]
        else:
            log.clear()
        log.write_lines([printable(line, 400) for line in new])
        if new is lines:
            log.scroll_end(animate=False, immediate=False)
        self._logged = (run.name if run else "", lines[-1] if lines else "")

    @on(OptionList.OptionHighlighted, "#runs")
    def highlighted(self) -> None:
        """Another run is chosen."""
        runs = self.query_one(RunList)
        runs.show(list(self._runs.values()), self._shown_names(), self._hues, self._doing)
        self._draw_chosen()

    @on(OptionList.OptionSelected, "#runs")
    def selected(self) -> None:
        """Enter: on to the charts."""
        self.query_one(f"#{self._first_chart()}").focus()

    def _first_chart(self) -> str:
        opened = self.query_one(Charts).open
        return "loss" if opened == "all" else opened

    # What can be done.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what makes sense for the chosen run is offered."""
        if not self.is_mounted:
            return True
        run = self.chosen
        status = run.status if run else None
        match action:
            case "pause":
                return status in (Status.PREPARING, Status.RUNNING)
            case "go_on":
                return status in (Status.PAUSED, Status.PAUSING)
            case "stop":
                return bool(status and status.alive)
            case "train_on":
                return bool(
                    run
                    and not self._doing.get(run.name)
                    and status in (Status.STOPPED, Status.DIED, Status.FAILED)
                    and run.checkpoint is not None
                )
            case "use":
                return bool(run and status is Status.DONE and run.adapter)
            case "evaluations":
                return bool(run and run.evaluations)
            case "delete":
                return bool(run and not run.status.alive and not self._doing.get(run.name))
            case "overlay":
                return len(self._runs) > 1
            case "tail" | "log_axis":
                return run is not None
        return super().check_action(action, parameters)

    def action_new(self) -> None:
        """The form."""
        from tui.screens.train.form.screen import NewRunScreen

        self.app.push_screen(NewRunScreen(), self._begun)

    def _begun(self, run: Path | None) -> None:
        """A run was begun there: it is chosen as soon as it is seen."""
        if run is not None:
            self._wanted = run.name
            self.look()
            self.etaoin.run_bell.look()

    def action_overlay(self) -> None:
        """Over the others, or not any more."""
        if run := self.chosen:
            if run.name in self._marked:
                del self._marked[run.name]
            else:
                self._marked[run.name] = None
            self.draw()

    def action_evaluations(self) -> None:
        """As a table."""
        from tui.screens.train.evaluations import EvaluationsScreen

        if run := self.chosen:
            self.app.push_screen(EvaluationsScreen(run))

    def action_tail(self) -> None:
        """The newest steps."""
        self.query_one(Charts).toggle_tail()

    def action_log_axis(self) -> None:
        """Logarithmic, or not."""
        self.query_one(Charts).toggle_log()

    def action_view(self, name: str) -> None:
        """One chart, or all; the one that is open goes back to all."""
        charts = self.query_one(Charts)
        charts.shown = "all" if charts.shown == name and charts.grand else name

    def offers(self) -> Iterable[SystemCommand]:
        """What the keys do, by name."""
        yield SystemCommand("New run", "choose a recipe and data, and start training", self.action_new)
        for run in self._runs.values():
            yield SystemCommand(
                f"Run {run.name}", f"{run.status}, {words.steps(run)}", lambda n=run.name: self._choose(n)
            )

    def _choose(self, name: str) -> None:
        runs = self.query_one(RunList)
        if name in self._runs:
            runs.highlighted = runs.get_option_index(name)
            runs.focus()
