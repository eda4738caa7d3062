"""The main screen: the scene, the chat beside it (or below it), and the line one types into."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.screen import Screen
from textual.widgets import Footer, Static

from tui import mind as m
from tui.backend import Backend, Options
from tui.commands import COMMANDS, MOST_STEPS, parse, parse_step
from tui.replay import Replay
from tui.scene.view import SceneView
from tui.widgets.prompt import Prompt
from tui.widgets.replaybar import ReplayBar
from tui.widgets.topbar import TopBar
from tui.widgets.transcript import Transcript
from tui.widgets.welcome import Example, Welcome

if TYPE_CHECKING:
    from agent.script import ScriptTurn
    from agent.session import Turn
    from world.bodies import State
    from world.events import Plan

_RECALLED = 30
"""How many turns of a resumed session are shown again."""


class ChatScreen(Screen[None]):
    """Wires prompt, chat, scene and mind together; what each does is in its own file."""

    AUTO_FOCUS = "Prompt"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "skip", "Skip", key_display="esc"),
        Binding("ctrl+l", "labels", "Labels", key_display="^l"),
        Binding("ctrl+o", "open_last", "JSON", key_display="^o"),
        Binding("ctrl+r", "replay('opening')", "Replay", key_display="^r"),
        Binding("f1", "help", "Help", key_display="F1"),
    ]

    def __init__(self, backend: Backend, options: Options, pause: float = 1.2) -> None:
        """`pause` is how many seconds a replay rests between two turns."""
        super().__init__()
        self._options = options
        self._pause = pause
        self._mind = m.Mind(backend, options, self.post_message)
        self._keys = 0
        self._plans: deque[Plan] = deque()
        self._moving = False
        self._state: State | None = None
        self._model = ""
        self._replay: Replay | None = None

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield TopBar()
        with Container(id="body"):
            yield SceneView(id="scene")
            with Transcript():
                yield Welcome()
        with Horizontal(id="entry"):
            yield Static("›", id="sign")
            yield Prompt(id="prompt")
            yield ReplayBar()
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Paint first, load afterwards."""
        self._status(f"loading {self._options.model} …")
        self.call_after_refresh(self._mind.start)

    def on_unmount(self) -> None:
        """Nothing may be posted to a screen that is gone."""
        self._mind.close()

    def on_resize(self, event: events.Resize) -> None:
        """Beside each other where both have room, below each other in a narrow or a tall window."""
        width, height = event.size
        self.set_class(width < 72 or (width < 100 and height >= 36), "-stacked")
        self.set_class(width >= 100 and height >= 30, "-roomy")
        self.set_class(width < 100, "-slim")
        self.set_class(width < 20 or height < 8, "-tiny")

    def on_key(self, event: events.Key) -> None:
        """Typing goes to the prompt wherever the focus is."""
        prompt = self.query_one(Prompt)
        if event.is_printable and event.character and self.focused is not prompt and self._replay is None:
            prompt.focus()
            prompt.insert_text_at_cursor(event.character)
            event.stop()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A replay cannot begin within a replay."""
        return not (action == "replay" and self._replay)

    # What is typed.

    @on(Prompt.Said)
    async def said(self, event: Prompt.Said) -> None:
        """A line: a command or something said."""
        command = parse(event.text)
        if command is None:
            await self._say(event.text)
        else:
            await self._command(*command)

    @on(Example.Chosen)
    def chosen(self, event: Example.Chosen) -> None:
        """An example goes into the prompt."""
        self.query_one(Prompt).fill(event.text)

    @on(Prompt.Paged)
    def paged(self, event: Prompt.Paged) -> None:
        """The chat scrolls while the prompt keeps the focus."""
        self.query_one(Transcript).page(event.pages)

    async def _say(self, text: str, script: ScriptTurn | None = None) -> None:
        self._mind.say(await self._begin_turn(text), text, script)

    async def _begin_turn(self, text: str) -> int:
        self._keys += 1
        self._finish_moving()
        await self.query_one(Transcript).begin_turn(self._keys, text)
        return self._keys

    async def _command(self, name: str, argument: str) -> None:
        match name:
            case "help" | "?":
                self.action_help()
            case "new":
                self._finish_moving()
                self._mind.begin(argument or None)
            case "scene":
                await self._describe()
            case "replay":
                self.action_replay(argument or "opening")
            case "undo" | "redo":
                await self._step(f"/{name} {argument}".strip())
            case "wrong" | "pick" | "meant" | "edit":
                await self._say(f"/{name} {argument}".strip())
            case "adapter":
                self._mind.adapt(argument)
            case "save":
                self._mind.save(argument)
            case "resume":
                self._finish_moving()
                self._mind.resume(argument)
            case "export":
                self._mind.export(argument)
            case "sessions":
                self._mind.sessions()
            case "quit" | "exit" | "q":
                self.app.exit()
            case _:
                known = ", ".join(f"/{command.name}" for command in COMMANDS)
                await self._note(f"There is no /{name}. The commands are {known}.", "-error")

    async def _step(self, text: str) -> None:
        """Undo or redo: a turn like any other, but no model is asked what it means."""
        if parse_step(text) is None:
            await self._note(f"{text}: how many turns is a number from 1 to {MOST_STEPS}, or nothing.", "-error")
        else:
            await self._say(text)

    async def _describe(self) -> None:
        if self._state is None:
            await self._note("There is no scene yet.")
            return
        from tui.scene.describe import describe

        await self._note(describe(self._state))

    async def _note(self, text: str, kind: str = "") -> None:
        await self.query_one(Transcript).note(text, kind)

    def _status(self, text: str, failed: bool = False) -> None:
        bar = self.query_one(TopBar)
        bar.status, bar.failed = text, failed

    # What the mind reports.

    @on(m.ModelReady)
    def model_ready(self, event: m.ModelReady) -> None:
        """The model is there."""
        self._model = event.name
        self._status(event.name)

    @on(m.ModelFailed)
    async def model_failed(self, event: m.ModelFailed) -> None:
        """There is no model: say so once, and keep the scene."""
        self._model = ""
        self._status("no model", failed=True)
        await self._note(event.why, "-error")

    @on(m.Began)
    async def began(self, event: m.Began) -> None:
        """A scene is open: draw it. With a script, start to play it."""
        self._plans.clear()
        again = self._state is not None
        self._state = event.scene.state()
        self.query_one(SceneView).show(self._state)
        self.query_one(TopBar).scene = event.scene.name
        if again:
            await self.query_one(Transcript).rule(event.script.name if event.script else event.scene.name)
        if event.script:
            self._replay = Replay(event.script)
            self.add_class("-replaying")
            self.refresh_bindings()
            self._draw_replay()
            self.query_one(ReplayBar).focus()
            self._rest()

    @on(m.Resumed)
    async def resumed(self, event: m.Resumed) -> None:
        """A saved session goes on: its last turns are shown, and the scene as they left it."""
        self._plans.clear()
        self._state = event.state
        self.query_one(SceneView).show(event.state)
        self.query_one(TopBar).scene = event.scene.name
        transcript = self.query_one(Transcript)
        await transcript.rule(event.name)
        for turn in event.turns[-_RECALLED:]:
            self._keys += 1
            await (await transcript.begin_turn(self._keys, turn.utterance)).answer(turn)
        shown = f", the last {_RECALLED} are shown" if len(event.turns) > _RECALLED else ""
        count = f"{len(event.turns)} turn{'s' * (len(event.turns) != 1)}"
        await self._note("\n".join([f"{event.name}: {count}{shown}. Go on.", *event.notes]))

    @on(m.Told)
    async def told(self, event: m.Told) -> None:
        """Something that the mind has to say beside the answers."""
        await self._note(event.text, "-error" if event.failed else "")

    @on(m.NotBegun)
    async def not_begun(self, event: m.NotBegun) -> None:
        """A scene or script is not to be had."""
        await self._note(event.why, "-error")

    @on(m.Thinking)
    def thinking(self, event: m.Thinking) -> None:
        """The model has begun with an utterance."""
        if view := self.query_one(Transcript).turn(event.key):
            view.thinking()

    @on(m.Answered)
    async def answered(self, event: m.Answered) -> None:
        """The answer at once; then the hand moves."""
        turn = event.turn
        self._show_timing(turn)
        self._state = turn.state
        view = self.query_one(Transcript).turn(event.key)
        if view:
            await view.answer(turn)
        numbers = {choice.body: n for n, choice in enumerate(turn.choices, 1) if choice.body}
        self.query_one(SceneView).numbers = numbers
        if self._replay and event.same is not None:
            expected = self._replay.heard(event.same).reply
            if view:
                await view.verdict(event.same, expected)
            self._draw_replay()
        self._plans.extend(turn.plans)
        if not self._moving:
            self._move()

    @on(m.Unanswered)
    async def unanswered(self, event: m.Unanswered) -> None:
        """There is no answer to this one."""
        if view := self.query_one(Transcript).turn(event.key):
            await view.refuse(event.why)
        if self._replay:
            await self._end_replay()

    def _show_timing(self, turn: Turn) -> None:
        self._status(f"{self._model} · {turn.ms:.0f} ms")

    # The hand.

    def _move(self) -> None:
        """Play the next plan; when there is none, the scene is as the state says."""
        scene = self.query_one(SceneView)
        self._moving = bool(self._plans)
        if self._plans:
            scene.play(self._plans.popleft())
            return
        if self._state:
            scene.show(self._state)
        self._rest()

    @on(SceneView.Played)
    def played(self) -> None:
        """One plan is through."""
        if self._moving:
            self._move()

    def _finish_moving(self) -> None:
        """Jump to where everything will be."""
        if self._moving:
            self._plans.clear()
            self.query_one(SceneView).skip()

    def action_skip(self) -> None:
        """Escape: the picture jumps to the end; if nothing moves, what waits in line is dropped."""
        if self._moving:
            self._finish_moving()
        else:
            self._mind.drop_waiting()
            self.query_one(Prompt).focus()

    def action_labels(self) -> None:
        """Words on the toys, then ids, then nothing."""
        scene = self.query_one(SceneView)
        scene.labels = "ids" if scene.labels == "words" else "off" if scene.labels == "ids" else "words"

    def action_open_last(self) -> None:
        """Open or close the action of the last turn, with the hands on the keyboard."""
        from tui.widgets.action import ActionLine

        lines = list(self.query(ActionLine))
        if lines:
            lines[-1].action_open()

    def action_help(self) -> None:
        """What the keys do."""
        from tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen())

    # Replay.

    def action_replay(self, name: str) -> None:
        """Play a dialog script in its own scene."""
        if self._replay is None:
            self._finish_moving()
            self._mind.begin_script(name)

    @on(ReplayBar.Steered)
    async def steered(self, event: ReplayBar.Steered) -> None:
        """Pause, step or stop."""
        replay = self._replay
        if replay is None:
            return
        if event.how == "stop":
            await self._end_replay()
        elif event.how == "step":
            replay.paused = True
            self._draw_replay()
            await self._advance()
        else:
            replay.paused = not replay.paused
            self._draw_replay()
            if not self._moving:
                self._rest()

    def _rest(self) -> None:
        """Between two turns of a replay: time to read, then the next."""
        replay = self._replay
        if replay and not replay.waiting and (replay.over or not replay.paused):
            self.set_timer(max(0.01, 0.0 if replay.over else self._pause), lambda: self._resume(replay))

    async def _resume(self, replay: Replay) -> None:
        if self._replay is replay and (replay.over or not replay.paused) and not self._moving:
            await self._advance()

    async def _advance(self) -> None:
        replay = self._replay
        if replay is None or replay.waiting:
            return
        turn = replay.next()
        if turn is None:
            await self._end_replay()
        else:
            await self._say(turn.say, turn)

    async def _end_replay(self) -> None:
        """Give the prompt back; the world stays as the script left it, to be talked about."""
        replay, self._replay = self._replay, None
        if replay is None:
            return
        self._finish_moving()
        self.remove_class("-replaying")
        self.refresh_bindings()
        self.query_one(Prompt).focus()
        good = replay.over and all(replay.results)
        await self._note(f"{replay.summary()}. The table is yours.", "-good" if good else "")

    def _draw_replay(self) -> None:
        if replay := self._replay:
            bar = self.query_one(ReplayBar)
            bar.show(replay.script.name, replay.results, len(replay.script.turns), replay.paused)
