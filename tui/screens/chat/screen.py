"""The chat: the scene, the talk beside it (or below it), and what one types into."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widgets import Input, TextArea

from tui.mind import messages as m
from tui.paths import history_file
from tui.scene.pane import WorldPane
from tui.scene.view import SceneView
from tui.screens.chat.commanding import Commanding
from tui.screens.chat.completions import Completions
from tui.screens.chat.deeds import Deeds
from tui.screens.chat.entry import Entry
from tui.screens.chat.hand import Hand
from tui.screens.chat.help import HELP
from tui.screens.chat.messages import Known
from tui.screens.chat.prompt import Prompt
from tui.screens.chat.remember import HistoryRead, Memory
from tui.screens.chat.talk import Talk
from tui.screens.chat.transcript import Transcript
from tui.screens.chat.turn import TurnView
from tui.screens.chat.welcome import Welcome
from tui.screens.page import PageScreen
from tui.slash.commands import COMMANDS, parse

if TYPE_CHECKING:
    from world.bodies import State

_RECALLED = 30
"""How many turns of a resumed session are shown again."""
_WAITING = 8
"""How many turns that wait are shown; a pasted script can have thousands."""
_LABELS = {"words": "ids", "ids": "off", "off": "words"}
_SPLITS = ("", "-chat-wide", "-chat-only")


class ChatScreen(PageScreen):
    """Wires prompt, chat, scene and mind together; what each does is in its own file."""

    AUTO_FOCUS = "Prompt"
    CSS_PATH: ClassVar[list[str | PurePath]] = [
        "screen.tcss",
        *(f"{name}.tcss" for name in ("transcript", "welcome", "turn", "entry")),
    ]
    HELP = HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Skip", key_display="esc", id="chat.skip",
                tooltip="Give up what is being answered or waits, skip what moves, close what is open"),
        Binding("ctrl+r", "recall", "History", key_display="^r", id="chat.recall",
                tooltip="Search through what was typed before"),
        Binding("ctrl+f", "find", "Find", key_display="^f", id="chat.find", tooltip="Find words in the chat"),
        Binding("ctrl+up", "walk(-1)", "Turns", key_display="^↑", id="chat.earlier",
                tooltip="Go to an earlier turn; then i, e, c, w do something with it"),
        Binding("ctrl+down", "walk(1)", "Later turn", show=False, id="chat.later", tooltip="Go to a later turn"),
        Binding("ctrl+o", "open_last", "JSON", key_display="^o", show=False, id="chat.open",
                tooltip="Open or close the last action as JSON"),
        Binding("ctrl+b", "split", "Scene", key_display="^b", show=False, id="chat.split",
                tooltip="More room for the chat, the chat alone, or both alike"),
        Binding("ctrl+l", "labels", "Labels", key_display="^l", show=False, id="chat.labels",
                tooltip="Words on the toys, then their ids, then nothing"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._keys = 0
        self._state: State | None = None
        self._model = ""
        self._memory: Memory | None = None
        self._known = False
        self._tipped = False
        self._replaces: dict[int, TurnView] = {}
        self._later: dict[int, str] = {}  # what waits and is not shown yet

    def body(self) -> ComposeResult:
        """From top to bottom."""
        with Container(id="body"):
            yield WorldPane(id="scene")
            yield Talk()
        yield Entry()

    def offers(self) -> Iterable[SystemCommand]:
        """The slash commands, put into the prompt, where what follows them can be typed."""
        for one in COMMANDS:
            text = f"/{one.name}{' ' * bool(one.argument)}"
            yield SystemCommand(one.usage, one.about, partial(self.entry.prompt.fill, text))

    def on_mount(self) -> None:
        """Hear what the mind reports, and what was typed at other times."""
        self.transcript, self.entry = self.query_one(Transcript), self.query_one(Entry)
        self._pane = self.query_one(WorldPane)
        self._talk, self._hand = self.query_one(Talk), Hand(self._pane)
        self._commanding, self._deeds = Commanding(self), Deeds(self)
        self.mind = self.etaoin.mind
        self.mind.listen(self)
        if self.etaoin.options.keep:
            self._memory = Memory(history_file(), self.post_message)

    def on_unmount(self) -> None:
        """Let go of the file."""
        if self._memory:
            self._memory.close()

    def sizes(self, width: int, height: int) -> dict[str, bool]:
        """Beside each other where both have room, below each other in a narrow or a tall window."""
        stacked = width < 72 or (width < 100 and height >= 36)
        return {**super().sizes(width, height), "-stacked": stacked, "-low": height < 16}

    def on_screen_suspend(self) -> None:
        """Nothing moves while nobody looks."""
        self._hand.finish()
        for view in self.transcript.turns:
            view.pause(True)

    def on_screen_resume(self) -> None:
        """Go on."""
        for view in self.transcript.turns:
            view.pause(False)

    def on_key(self, event: events.Key) -> None:
        """Typing goes to the prompt wherever the focus is, but for letters that mean something there."""
        typing = event.is_printable and event.character and event.key not in self.active_bindings
        if typing and not isinstance(self.focused, Input | TextArea):
            self.entry.prompt.focus()
            self.entry.prompt.insert(event.character or "")
            event.stop()

    # What is said.

    @on(Entry.Said)
    async def said(self, event: Entry.Said) -> None:
        """A line: a command or something said."""
        command = parse(event.text)
        edited, self._deeds.edited = self._deeds.edited if event.instead else None, None
        if command is None or not await self._commanding.do(*command):
            await self.say(event.text, edited)

    async def say(self, text: str, instead: TurnView | None = None) -> None:
        """Say a text, or have a command done that is a turn like any other."""
        self._keys += 1
        self._hand.finish()
        if self._later or self._pending >= _WAITING:
            self._later[self._keys] = text
            self.entry.tell_waiting(len(self._later))
        else:
            await self.transcript.begin_turn(self._keys, text)
        if instead is not None:
            self._replaces[self._keys] = instead
        self.mind.say(self._keys, text, instead.index if instead else None)

    @property
    def _pending(self) -> int:
        """How many turns are shown that have no answer yet."""
        return sum(view.pending for view in self.transcript.turns)

    def begin_elsewhere(self) -> None:
        """The picture is about to change altogether."""
        self._hand.finish()

    async def note(self, text: str, kind: str = "") -> None:
        """Have the program say something."""
        await self.transcript.note(text, kind)

    async def describe(self) -> None:
        """Say in words what stands on the table."""
        if self._state is None:
            await self.note("There is no scene yet.")
            return
        from tui.scene.describe import describe

        await self.note(describe(self._state))

    @on(Entry.Remembered)
    def remembered(self, event: Entry.Remembered) -> None:
        """Keep what was typed for other times."""
        if self._memory:
            self._memory.add(event.text)

    @on(HistoryRead)
    def history_read(self, event: HistoryRead) -> None:
        """What was typed at other times; who has typed before is no newcomer."""
        self._known = event.lines is not None
        self.entry.prompt.past.before(event.lines or ())
        for welcome in self.query(Welcome):
            welcome.know(self._known)

    @on(Completions.Wanted)
    def wanted(self, event: Completions.Wanted) -> None:
        """Names to complete with."""
        self._look_up(event.kind)

    @work(thread=True, group="values", exit_on_error=False)
    def _look_up(self, kind: str) -> None:
        from tui.slash.values import values

        self.post_message(Known(kind, values(kind, self.etaoin.backend)))

    @on(Known)
    def known(self, event: Known) -> None:
        """They have been looked up."""
        self.query_one(Completions).know(event.kind, event.values)

    # What the mind reports.

    @on(m.ModelReady)
    def model_ready(self, event: m.ModelReady) -> None:
        """The model is there."""
        self._model = event.name

    @on(m.ModelFailed)
    async def model_failed(self, event: m.ModelFailed) -> None:
        """There is no model: say so once, and keep the scene."""
        self._model = ""
        await self.note(event.why, "-error")

    @on(m.Began)
    async def began(self, event: m.Began) -> None:
        """A scene is open: draw it."""
        again = self._state is not None
        self._set(event.scene.state())
        if again:
            await self.transcript.rule(event.scene.name)

    @on(m.Resumed)
    async def resumed(self, event: m.Resumed) -> None:
        """A saved session goes on: its last turns are shown, and the scene as they left it."""
        self._set(event.state)
        await self.transcript.rule(event.name)
        first = max(0, len(event.turns) - _RECALLED)
        for index, turn in enumerate(event.turns[first:], first):
            self._keys += 1
            await self.transcript.recall(self._keys, turn, event.session, index)
        shown = f", the last {_RECALLED} are shown" if first else ""
        count = f"{len(event.turns)} turn{'s' * (len(event.turns) != 1)}"
        await self.note("\n".join([f"{event.name}: {count}{shown}. Go on.", *event.notes]))

    def _set(self, state: State) -> None:
        self._state = state
        self._hand.show(state)
        self._pane.numbers, self._pane.highlight = {}, frozenset()

    @on(m.Told)
    async def told(self, event: m.Told) -> None:
        """Something that the mind has to say beside the answers."""
        await self.note(event.text, "-error" if event.failed else "")

    @on(m.NotBegun)
    async def not_begun(self, event: m.NotBegun) -> None:
        """A scene or session is not to be had."""
        await self.note(event.why, "-error")

    @on(m.Suggested)
    def suggested(self, event: m.Suggested) -> None:
        """What could be said next; before anything was said, enter says the first of it."""
        ready = self._keys == 0 and bool(event.items)
        self.entry.suggest(event.items, ready)
        for welcome in self.query(Welcome):
            welcome.begin_with(event.items[0].say if ready else "")

    @on(m.Thinking)
    async def thinking(self, event: m.Thinking) -> None:
        """The model has begun with an utterance."""
        if event.key in self._later:
            await self.transcript.begin_turn(event.key, self._later.pop(event.key))
            self.entry.tell_waiting(len(self._later))
        if view := self.transcript.turn(event.key):
            view.thinking()

    @on(m.Answered)
    async def answered(self, event: m.Answered) -> None:
        """The answer at once; then the hand moves."""
        turn = event.turn
        self.etaoin.status = f"{self._model} · {turn.ms:.0f} ms"
        self._state = turn.state
        replaced = self._replaces.pop(event.key, None)
        if replaced is not None and event.index == replaced.index + 2:  # between them is that it was taken back
            replaced.take_back()
        if view := self.transcript.turn(event.key):
            view.answer(turn, event.session, event.index)
            self.transcript.came()
        self._pane.numbers = {choice.body: n for n, choice in enumerate(turn.choices, 1) if choice.body}
        self._pane.highlight = event.spoken
        # Where more waits nobody can watch, and typing must not wait for pictures.
        self._hand.carry_out(turn.plans, turn.state, seen=self.is_current and not self._pending)
        if not (self._tipped or self._known) and any(plan.moves for plan in turn.plans):
            self._tipped = True
            await self.note("Press F3 to see how the model read that.", "-tip")

    @on(m.Unanswered)
    def unanswered(self, event: m.Unanswered) -> None:
        """There is no answer to this one; where it was never shown, there is nothing to say of it."""
        if self._later.pop(event.key, None) is not None:
            self.entry.tell_waiting(len(self._later))
        self._replaces.pop(event.key, None)
        if view := self.transcript.turn(event.key):
            view.refuse(event.why)
            self.transcript.came()

    # The scene.

    @on(SceneView.Played)
    def played(self) -> None:
        """One plan is through."""
        self._hand.done()

    @on(SceneView.Picked)
    async def picked(self, event: SceneView.Picked) -> None:
        """A thing was clicked: the answer to a question, or a name for what is being typed."""
        number = self._pane.numbers.get(event.body)
        if number is not None:
            self.entry.say(str(number))
        else:
            self.entry.prompt.insert_word(event.name)

    def action_labels(self) -> None:
        """Words on the toys, then ids, then nothing."""
        self.etaoin.change(labels=_LABELS[self.etaoin.settings.labels])

    def action_split(self) -> None:
        """Other shares for scene and chat."""
        now = next((n for n, split in enumerate(_SPLITS) if split and self.has_class(split)), 0)
        then = _SPLITS[(now + 1) % len(_SPLITS)]
        for split in filter(None, _SPLITS):
            self.set_class(split == then, split)

    # The turns.

    @on(TurnView.Chosen)
    def choice(self, event: TurnView.Chosen) -> None:
        """One of those that were offered was clicked."""
        self.entry.say(str(event.n))

    @on(TurnView.Asked)
    async def asked(self, event: TurnView.Asked) -> None:
        """Something is to be done with a turn."""
        await self._deeds.do(event.view, event.wish)

    @on(Prompt.EditLast)
    def edit_last(self) -> None:
        """Change what was said last."""
        if turns := self.transcript.turns:
            self._deeds.edit(turns[-1])

    def action_walk(self, step: int) -> None:
        """Go through the turns; below the last is the prompt."""
        self._talk.action_walk(step)

    def action_open_last(self) -> None:
        """Open or close the action of the last turn, with the hands on the keyboard."""
        answered = [view for view in self.transcript.turns if view.stage == "answered"]
        if answered:
            answered[-1].action_open()

    @on(Prompt.Paged)
    def paged(self, event: Prompt.Paged) -> None:
        """The chat scrolls while the prompt keeps the focus."""
        self.transcript.page(event.pages)

    # Searching, and giving up.

    def action_recall(self) -> None:
        """Search through what was typed before."""
        self.entry.open_recall()

    def action_find(self) -> None:
        """Find words in the chat."""
        self._talk.open_find()

    @on(Talk.Left)
    def left(self) -> None:
        """Whoever read is done."""
        self.entry.prompt.focus()

    def action_leave(self) -> None:
        """Escape: give up what is being answered or waits; else skip what moves; else back to the prompt."""
        if self._later or self._pending:
            self.mind.cancel()
        elif self._hand.moving:
            self._hand.finish()
        elif not self.entry.leave_edit():
            self._talk.forget()
        self.entry.prompt.focus()
