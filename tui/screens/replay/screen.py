"""The page Replay: the world on the left, the turns of a script on the right, and what plays them below."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import OptionList, Static

from tui.errors import explain
from tui.mind.messages import JobFailed
from tui.scene.pane import WorldPane
from tui.scene.view import SceneView
from tui.screens.page import PageScreen
from tui.screens.replay.director import Director
from tui.screens.replay.messages import Heard, NotOpened, Opened, Written
from tui.screens.replay.player import Player
from tui.screens.replay.report import report, write
from tui.screens.replay.shelf import about
from tui.screens.replay.stage import Stage
from tui.screens.replay.take import take
from tui.screens.replay.transport import Strip, Transport
from tui.screens.replay.turns import TurnList
from tui.text import printable

if TYPE_CHECKING:
    from agent.lm.interface import LanguageModel
    from tui.mind.worker import Job
    from tui.screens.replay.take import Take

FIRST = "web42"
"""What is open until something else is."""


class ReplayScreen(PageScreen):
    """Plays scripts. The conversation is its own: that of the chat goes on undisturbed."""

    AUTO_FOCUS = "TurnList"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["screen.tcss"]
    HELP = """\
# Replay

In 1970 SHRDLU held a dialog that became famous. Here it is said again, line by line, to the model you have loaded, and
each answer is compared with the script's: **✓** the same words, **✗** others. Where they differ, the words that do are
underlined, the script's above the model's.

Your own saved sessions can be played too: does another model, or one with an adapter, still answer the same?

The model is asked live, turn by turn. What it has answered is kept: going back and forth does not ask again, `s` begins
anew. `i` opens what went on inside the model in a turn, and `c` takes the conversation over into the chat, from the
turn where the stage stands.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "play", "Play", id="replay.play", tooltip="Play, or pause"),
        Binding("n,right", "step", "Step", key_display="n →", id="replay.step", tooltip="Play one turn, then pause"),
        Binding("left", "back", "Back", id="replay.back", tooltip="Take one turn back"),
        Binding(
            "g",
            "jump",
            "Go",
            show=False,
            id="replay.jump",
            tooltip="Go to the turn under the cursor at once (so does enter)",
        ),
        Binding(
            "plus,equals_sign", "pace(1)", "Speed", key_display="+ -", id="replay.faster", tooltip="Faster (-: slower)"
        ),
        Binding(
            "minus,underscore",
            "pace(-1)",
            "Slower",
            show=False,
            id="replay.slower",
            tooltip="Slower, with more time to read",
        ),
        Binding("home", "to(0)", "Start", show=False, id="replay.home", tooltip="Back to the first turn"),
        Binding("end", "to(-1)", "End", show=False, id="replay.end", tooltip="All turns at once, without a show"),
        Binding("o", "open", "Open", id="replay.open", tooltip="Choose another script, a saved session or a file"),
        Binding(
            "i", "inside", "Inside", id="replay.inside", tooltip="Look into the model at the turn under the cursor"
        ),
        Binding("c", "chat", "Chat", id="replay.chat", tooltip="Go on with this conversation in the chat, from here"),
        Binding("e", "export", "Export", id="replay.export", tooltip="Write what came of it to a file"),
        Binding("s", "restart", "Anew", id="replay.restart", tooltip="Stop, forget all answers and begin again"),
        Binding("y", "copy", "Copy", show=False, id="replay.copy", tooltip="Copy what came of it"),
        Binding("escape", "skip", "Skip", show=False, id="replay.skip", tooltip="Skip the hand's way, or stop a jump"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._asked = 0
        self._rest: Timer | None = None

    def body(self) -> ComposeResult:
        """The stage, the turns, the bar that plays them."""
        with Container(id="replay"):
            with Vertical(id="left"):
                yield WorldPane(id="scene")
                yield Static(id="titles")
            with Vertical(id="right"):
                yield Static(id="name")
                yield Static(id="summary")
                yield Static(id="note")
                yield TurnList()
        yield Transport()

    def on_mount(self) -> None:
        """Have something to play."""
        self._stage = Stage(self.query_one(WorldPane), lambda: self._director.acted())
        self._director = Director(self._stage, self._ask, self._wait, self._draw, lambda: self.etaoin.settings.speed)
        self._draw(0)
        if not self._asked:
            self._open(FIRST, play=False)

    def on_resize(self, event: events.Resize) -> None:
        """Beside each other where both have room, else below each other."""
        super().on_resize(event)
        width, height = event.size
        self.set_class(width < 72, "-stacked")
        self.set_class(height < 16, "-low")

    def on_screen_suspend(self) -> None:
        """Another page, or a sheet over this one: nothing moves meanwhile."""
        self._director.leave()

    def on_screen_resume(self) -> None:
        """Go on where it was left."""
        self._director.come_back()

    @property
    def player(self) -> Player | None:
        """What is being played."""
        return self._director.player

    def offers(self) -> Iterable[SystemCommand]:
        """The classic scripts, by name."""
        from agent.script import script_names

        for name in script_names():
            yield SystemCommand(f"Replay {name}", "play it through the model", partial(self.open_script, name))

    # Opening.

    async def open_script(self, name: str) -> None:
        """Open a script, a session or a file, and begin to play it."""
        self._open(name, play=True)

    def _open(self, source: str, play: bool) -> None:
        self._asked += 1
        self._read(source, play, self._asked)

    @work(thread=True, group="replay.open", exclusive=True, exit_on_error=False)
    def _read(self, source: str, play: bool, asked: int) -> None:
        try:
            script = self.etaoin.backend.script(source)
            opened = Opened(asked, script, self.etaoin.backend.script_scene(script), about(source), play)
        except Exception as error:  # a file can hold anything; what is open stays
            self.post_message(NotOpened(asked, source, explain(error, f"opening {source[:200]!r}")))
        else:
            self.post_message(opened)

    @on(Opened)
    def opened(self, event: Opened) -> None:
        """Set the stage."""
        if event.asked != self._asked:
            return
        player = Player(event.script, event.scene)
        about = (f"  {printable(event.about, 200)}", "$dim")
        self.query_one("#name", Static).update(Content.assemble((printable(event.script.name, 80), "bold"), about))
        self.query_one(TurnList).open(player)
        self._director.open(player)
        if event.play:
            self._note("")
            self._director.play()

    @on(NotOpened)
    def not_opened(self, event: NotOpened) -> None:
        """Say why; there is something to play in any case."""
        if event.asked != self._asked:
            return
        self._note(event.why)
        if self.player is None and event.source != FIRST:
            self._open(FIRST, play=False)

    # Playing.

    def _ask(self, player: Player) -> Job:
        """Have the model answer the line that comes next."""
        before = player.takes[-1] if player.takes else None
        line, scene, backend = player.lines[len(player.takes)], player.scene, self.etaoin.backend

        def answer(model: LanguageModel, job: Job) -> Heard:
            return Heard(job, take(backend, model, scene, before, line))

        return self.etaoin.mind.ask(self, f"replaying {line.say[:200]!r}", answer)

    @on(Heard)
    def heard(self, event: Heard) -> None:
        """An answer."""
        self._director.heard(event.job, event.take)

    @on(JobFailed)
    def failed(self, event: JobFailed) -> None:
        """There is no model, or something went wrong in it."""
        if self._director.failed(event.job):
            self._note(event.why)

    @on(SceneView.Played)
    def played(self, event: SceneView.Played) -> None:
        """A plan is through."""
        self._stage.played(event.plan)

    def _wait(self, seconds: float | None) -> None:
        if self._rest:
            self._rest.stop()
        self._rest = None if seconds is None else self.set_timer(seconds, self._director.go_on)

    # Drawing.

    def _draw(self, was: int) -> None:
        """All but the scene; `was` is how many turns were over before."""
        player = self.player
        self.query_one(Transport).show(player, self._director.pace)
        if player is None:
            return
        self.query_one(TurnList).follow(was)
        self.query_one("#summary", Static).update(Content(printable(player.summary(), 200)), layout=False)
        self.query_one("#titles", Static).update(_titles(player.last), layout=False)

    def _note(self, text: str) -> None:
        note = self.query_one("#note", Static)
        if text or note.display:
            note.update(Content(printable(text)))
            note.display = bool(text)

    def _tell(self, text: str, failed: bool = False) -> None:
        self.notify(printable(text), severity="error" if failed else "information", markup=False)

    # Keys.

    def action_play(self) -> None:
        """Play, or pause."""
        self._note("")
        self._director.play()

    def action_step(self) -> None:
        """One turn, then pause."""
        self._note("")
        self._director.step()

    def action_back(self) -> None:
        """One turn back."""
        if self.player:
            self.action_to(max(0, self.player.at - 1))

    def action_to(self, place: int) -> None:
        """Have so many turns be over (-1: all)."""
        if player := self.player:
            self._note("")
            self._director.to(player.total if place < 0 else place)
            self.query_one(TurnList).highlighted = max(0, player.at - 1)

    def action_jump(self) -> None:
        """Go to the turn under the cursor."""
        index = self.query_one(TurnList).highlighted
        if index is not None:
            self.action_to(index + 1)

    @on(OptionList.OptionSelected)
    def chosen(self, event: OptionList.OptionSelected) -> None:
        """Enter on a turn, or a click."""
        self.action_to(event.option_index + 1)

    @on(Strip.Pointed)
    def pointed(self, event: Strip.Pointed) -> None:
        """A click on the strip."""
        self.action_to(event.index + 1)

    def action_pace(self, by: int, around: bool = False) -> None:
        """Faster or slower; `around`: behind the fastest comes the slowest."""
        self._director.quicken(by, around)
        self._draw(self.player.at if self.player else 0)

    def action_restart(self) -> None:
        """Begin again with nothing known."""
        self._note("")
        self._director.restart()
        self.query_one(TurnList).highlighted = 0

    def action_skip(self) -> None:
        """Escape: the hand's way, or a jump that takes long; else back from the picture to the list."""
        if not self._director.skip():
            self.query_one(TurnList).focus()

    # Elsewhere.

    @work(group="replay.pick", exclusive=True)
    async def action_open(self) -> None:
        """Choose something to play."""
        from tui.screens.replay.pick import PickScreen

        source = await self.app.push_screen_wait(PickScreen(self.etaoin.backend))
        if source:
            await self.open_script(source)

    async def action_inside(self) -> None:
        """The turn under the cursor, from inside."""
        player, index = self.player, self.query_one(TurnList).highlighted
        if player is None or index is None or index >= len(player.takes):
            self._tell("This turn has not been said yet: enter plays up to it, then i looks inside.")
            return
        await self.etaoin.look_inside(player.takes[-1].session, index)

    async def action_chat(self) -> None:
        """Go on in the chat from here, with a copy: this replay keeps its own."""
        player = self.player
        if player is None or player.last is None:
            self._tell("Nothing has been said yet: space plays, then c goes on from there in the chat.")
            return
        self._director.halt()
        self.etaoin.mind.adopt(copy.copy(player.last.session), player.script.name)
        await self.etaoin.action_go("chat")

    def action_copy(self) -> None:
        """The result, as Markdown, to the clipboard."""
        if self.player and self.player.takes:
            self.app.copy_to_clipboard(report(self.player))
            self._tell("Copied, as Markdown.")
        else:
            self._tell("There is nothing to copy yet: space plays.")

    @work(group="replay.export", exclusive=True)
    async def action_export(self) -> None:
        """The result, to a file."""
        from tui.widgets.dialogs import Ask

        player = self.player
        if player is None or not player.takes:
            self._tell("There is nothing to write yet: space plays.")
            return
        question = "Write the result to which file?\n.md is to be read, .jsonl can be resumed and replayed."
        path = await self.app.push_screen_wait(Ask(question, f"{player.script.name}-replay.md"))
        if path:
            self._write(player, path)

    @work(thread=True, group="replay.write", exit_on_error=False)
    def _write(self, player: Player, path: str) -> None:
        try:
            self.post_message(Written(f"Written to {write(self.etaoin.backend, player, path)}"))
        except Exception as error:  # a disk can fail in any way
            self.post_message(Written(explain(error, "exporting a replay"), True))

    @on(Written)
    def written(self, event: Written) -> None:
        """Say where, or why not."""
        self._tell(event.text, event.failed)


def _titles(last: Take | None) -> Content:
    """What is said on the stage, as below a film."""
    if last is None:
        return Content.styled("space plays", "$dim")
    reply = "\n".join(printable(line) for line in last.turn.reply) or "(no answer)"
    return Content.assemble((f"› {printable(last.turn.utterance)}\n", "$primary"), reply)
