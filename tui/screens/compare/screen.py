"""The page that asks several models the same, and shows their answers side by side."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult, SystemCommand
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from tui.backend import DEFAULT_SCENE
from tui.errors import explain
from tui.mind.worker import Job, Worker
from tui.paths import adapters_folder, votes_file
from tui.screens.compare import drawing, work
from tui.screens.compare import messages as c
from tui.screens.compare.about import HELP, KEYS
from tui.screens.compare.column import AnswerColumn
from tui.screens.compare.entry import Entry
from tui.screens.compare.holders import Holders
from tui.screens.compare.models import Models
from tui.screens.compare.rounds import Answering, Question, Round, Tally
from tui.screens.page import PageScreen
from tui.text import printable
from tui.widgets.dialogs import Choose

if TYPE_CHECKING:
    from textual.message import Message

    from agent.lm.interface import LanguageModel
    from training.compare.answers import Pair
    from training.evaluate.suite import Item

_FREE = "free answers"
_TICK = 1 / 20
_UNLOAD_AFTER = 600.0
"""Seconds away from the page after which its models are unloaded."""
_REMEMBERED = 20
"""Questions whose answers are shown below the last one's."""
_NARROWEST = 34
"""Columns that an answer beside others needs; with fewer they stand below each other."""


class CompareScreen(PageScreen):
    """Wires the line, the columns, the models in memory and the votes."""

    AUTO_FOCUS = "Entry"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["screen.tcss"]
    HELP = HELP
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def __init__(self, seed: int | None = None) -> None:
        """`seed` is of what is left to chance: the sentences, and the order in a vote."""
        super().__init__()
        self._chance = random.Random(seed)
        self._pairs: list[Pair] = []
        self._wanted = False
        self._offered: tuple[str, ...] = ()
        self._pending: tuple[str, Item | None, str] | None = None
        self._round: Round | None = None
        self._past: list[Round] = []
        self._suite = ""
        self._jobs: list[Job] = []
        self._numbers = 0
        self._blind = False
        self._scene = DEFAULT_SCENE
        self._tallies: dict[str, Tally] = {}
        self._standing: Content | None = None
        self._hands = Worker("compare")
        self._leaving: Timer | None = None

    def body(self) -> ComposeResult:
        """From top to bottom."""
        yield Static(id="question")
        yield Container(id="columns")
        yield Static(id="verdict")
        with Horizontal(id="entry"):
            yield Static("›", id="sign")
            yield Entry()
            yield Static(id="how")

    def on_mount(self) -> None:
        """Find out which models there are; nothing is loaded before it is asked something."""
        self._holders = Holders(self.etaoin.backend, self.etaoin.options.quantize, self._hear)
        self._hands.start()
        self._ticking = self.set_interval(_TICK, self._tick, pause=True)

    def on_unmount(self) -> None:
        """Nobody waits for an answer any more."""
        for job in self._jobs:
            job.cancel()
        self._holders.close()
        self._hands.close()

    @on(events.ScreenResume)
    def resumed(self) -> None:
        """Adapters may have come or gone."""
        if self._leaving is not None:
            self._leaving.stop()
            self._leaving = None
        if self._round is not None and self._round.busy:
            self._ticking.resume()
        model = self.etaoin.options.model

        def which(loaded: LanguageModel, job: Job) -> c.ChatHas:
            from agent.lm.registry import adapters_of

            return c.ChatHas(adapters_of(loaded))

        self._do("looking for models", lambda: work.look(adapters_folder(), model))
        if not self._wanted:
            self.etaoin.mind.ask(self, "asking which adapters are on", which)

    @on(events.ScreenSuspend)
    def suspended(self) -> None:
        """Draw nothing while nobody looks; after a while, give the memory back."""
        self._ticking.pause()
        self._leaving = self.set_timer(_UNLOAD_AFTER, self._holders.unload)

    def _do(self, what: str, work: Callable[[], Message]) -> None:
        """Something with the disk, in the page's own thread; what it gives, or why it failed, is posted."""

        def run() -> None:
            try:
                message = work()
            except Exception as error:  # a disk can fail in any way; the page says so and goes on
                message = c.Trouble(explain(error, what))
            self.post_message(message)

        self._hands.put(run)

    # Which models.

    @on(c.Offered)
    def models_offered(self, event: c.Offered) -> None:
        """What there is to choose from; the first time, some are chosen: the chat's model and what fits it."""
        if event.problem and event.pairs != self._offered:  # once is enough
            self.in_trouble(c.Trouble(event.problem))
        self._offered = event.pairs
        if not self._pairs and not self._wanted:
            self._want(event.pairs[:2], unasked=True)

    @on(c.ChatHas)
    def chat_has(self, event: c.ChatHas) -> None:
        """The adapters that the chat uses now belong to what is compared, unless something was chosen or asked."""
        model = self.etaoin.options.model
        if event.names and self._round is None and not self._wanted:
            self._want([model, "+".join((model, *event.names))], unasked=True)

    def compare(self, names: Sequence[str]) -> None:
        """Compare these from now on; other pages send models here, as `MODEL` or `MODEL+ADAPTER`."""
        self._wanted = True
        self._want(names)

    def _want(self, names: Sequence[str], *, unasked: bool = False) -> None:
        self._do("choosing models", lambda: work.paired(names, unasked=unasked))

    @on(c.Chosen)
    async def chosen(self, event: c.Chosen) -> None:
        """A column for each."""
        if event.unasked and (self._wanted or self._round is not None):
            return
        self._stop()
        self._pairs, self._round, self._standing = list(event.pairs), None, None
        columns = self.query_one("#columns")
        async with self.batch():
            await columns.remove_children()
            await columns.mount(*(AnswerColumn() for _ in self._pairs))
        self._arrange()
        self._draw()
        if pending := self._pending:
            self._pending = None
            self._ask(*pending)

    def action_models(self) -> None:
        """Ask which."""

        def take(names: list[str] | None) -> None:
            if names:
                self.compare(names)

        self.app.push_screen(Models(self._offered, [pair.name for pair in self._pairs]), take)

    def action_scene(self) -> None:
        """Ask what they are to talk about."""
        from world.scene import scene_names

        def take(scene: str | None) -> None:
            if scene is not None:
                self._scene = scene
                self._draw()

        answers = [(name, name, "") for name in scene_names()]
        answers.append((_FREE, _FREE, "of models that write; nano talks about the classic scene"))
        self.app.push_screen(Choose("What are they to talk about?", answers, self._scene), take)

    def action_unload(self) -> None:
        """Free the memory."""
        loaded = ", ".join(self._holders.loaded)
        self._holders.unload()
        self.notify(f"Unloaded: {printable(loaded)}." if loaded else "No model is loaded here.", markup=False)

    # Asking.

    @on(Entry.Asked)
    def asked(self, event: Entry.Asked) -> None:
        """A question."""
        self._ask(event.text)

    def action_draw(self) -> None:
        """A sentence of the suites, by chance."""
        number = self._chance.random()

        self._do("drawing a sentence", lambda: work.draw(number))

    @on(c.Drawn)
    def drawn(self, event: c.Drawn) -> None:
        """Ask it at once."""
        self.query_one(Entry).remember(event.item.say)
        self._ask(event.item.say, event.item, event.suite)

    def _ask(self, text: str, item: Item | None = None, suite: str = "") -> None:
        from training.compare.prompts import Prompt

        if not self._pairs:  # which models there are is still being found out
            self._pending = text, item, suite
            return
        self._stop()
        if self._round is not None:
            self._past = [*self._past, self._round][-_REMEMBERED:]
        self._numbers += 1
        free = self._scene == _FREE
        scene = item.scene if item else DEFAULT_SCENE if free else self._scene
        question = Question(self._numbers, Prompt(text), scene, free, item)
        answers = [Answering(pair, "waiting", question) for pair in self._pairs]
        self._round, self._suite, self._standing = Round(question, answers, self._blind), suite, None
        self._jobs = []
        for one in answers:
            job = Job()
            self._jobs.append(job)
            self._holders.ask(one, question, job)
        self._ticking.resume()
        self._draw()

    def _hear(self, one: Answering, job: Job) -> None:
        """In the threads of the models."""
        self.post_message(c.Changed(one, job, one.phase))

    @on(c.Changed)
    def changed(self, event: c.Changed) -> None:
        """A model is further; when all are through, it is time to compare."""
        if self._round is None or event.job not in self._jobs:
            return
        if event.phase == "done" and event.one.outcome is not None:
            self._tally(event.one).count(event.one.outcome)
        if not self._round.busy:
            self._ticking.pause()
            if self._round.blind and self._round.ballot is None:
                self._round.call(self._chance.getrandbits(32))
                if self._round.voting and not self.query_one(Entry).value:
                    self.query("AnswerColumn VerticalScroll").first().focus()
            self.refresh_bindings()
        self._draw()

    def _stop(self) -> bool:
        """Stop what is being written; whether something was."""
        busy = self._round is not None and self._round.busy
        for job in self._jobs:
            job.cancel()
        if busy and self._round is not None:
            for one in self._round.answers:
                one.phase = "stopped" if one.busy else one.phase
            self._round.blind = False
            self._jobs = []
            self._ticking.pause()
        return busy

    def action_stop(self) -> None:
        """Escape: stop, or else go from the line to the columns and back."""
        entry = self.query_one(Entry)
        if self._stop():
            self._draw()
        elif self.focused is entry and self._pairs:
            self.query("AnswerColumn VerticalScroll").first().focus()
        else:
            entry.focus()

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def focus_moved(self) -> None:
        """How to vote depends on whether something is being typed."""
        if self._round is not None and self._round.voting:
            self._draw()

    def action_type(self) -> None:
        """Back to the line."""
        self.query_one(Entry).focus()

    # Voting.

    def action_blind(self) -> None:
        """From the next question on the names are hidden, or no longer."""
        self._blind = not self._blind
        if not self._blind and self._round is not None and self._round.voting:
            self._round.blind, self._round.ballot = False, None
        self._draw()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A vote can be cast only while there is one."""
        if action == "vote":
            ballot = self._round.ballot if self._round and self._round.voting else None
            return ballot is not None and int(str(parameters[0])) <= len(ballot.shown)
        return True

    def action_vote(self, number: int) -> None:
        """That answer is best; 0: none is. Then the names are told, and the vote is kept."""
        round_ = self._round
        if round_ is None or round_.ballot is None or round_.ballot.cast:
            return
        shown = round_.ballot.shown
        best = None if number == 0 else number - 1
        round_.ballot.cast, round_.ballot.best = True, None if best is None else shown[best]
        for one in shown:
            tally = self._tally(one)
            tally.votes += 1
            tally.wins += one is round_.ballot.best
            tally.ties += best is None
        answers, prompt = [one.answer for one in shown if one.answer], round_.question.prompt
        now = time.strftime("%Y-%m-%dT%H:%M:%S%z")

        self._do("keeping a vote", lambda: work.keep_vote(votes_file(), prompt, answers, best, now))
        self.query_one(Entry).focus()
        self.refresh_bindings()
        self._draw()

    @on(c.Voted)
    def voted(self, event: c.Voted) -> None:
        """How all votes stand."""
        self._standing = drawing.standings_line(event.standings, {pair.name for pair in self._pairs})
        self._draw()

    @on(c.Trouble)
    def in_trouble(self, event: c.Trouble) -> None:
        """Something beside the answers."""
        self.notify(printable(event.why), severity="error", markup=False, timeout=10)

    # Drawing.

    def on_resize(self, event: events.Resize) -> None:
        """Beside each other where there is room."""
        super().on_resize(event)
        self._arrange()

    def _arrange(self) -> None:
        self.set_class(self.size.width < _NARROWEST * max(1, len(self._pairs)), "-stacked")

    def _tally(self, one: Answering) -> Tally:
        return self._tallies.setdefault(one.pair.name, Tally())

    def _tick(self) -> None:
        """While models write: what has come since."""
        if self._round is not None and self._round.busy and not self._round.blind:
            self._draw_columns()

    def _draw(self) -> None:
        round_ = self._round
        question = self.query_one("#question", Static)
        question.display = round_ is not None
        if round_ is None:
            line = drawing.welcome([pair.name for pair in self._pairs])
        else:
            question.update(drawing.question_of(round_.question, self._suite))
            line = drawing.verdict_of(round_, self._standing, self.query_one(Entry).has_focus)
        scene = self._scene if self._scene == _FREE else f"scene {self._scene}"
        self.query_one("#how", Static).update(drawing.how_asked(scene, self._blind))
        if self._pairs:
            self.query_one("#verdict", Static).update(line)
        self._draw_columns()

    def _draw_columns(self) -> None:
        round_ = self._round
        answers = round_.order if round_ else [Answering(pair) for pair in self._pairs]
        roomy = self.has_class("-roomy") and not self.has_class("-stacked")
        for place, (column, one) in enumerate(zip(self.query(AnswerColumn), answers, strict=False)):
            earlier = [next((a for a in r.answers if a.pair == one.pair), None) for r in reversed(self._past)]
            tally = str(self._tallies.get(one.pair.name, ""))
            column.show(one, round_, place, earlier, tally, roomy=roomy)

    def offers(self) -> Iterable[SystemCommand]:
        """What has no key in sight."""
        yield SystemCommand("Unload the compared models", "free their memory (u)", self.action_unload)
