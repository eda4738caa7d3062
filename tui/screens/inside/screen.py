"""What is behind a turn: the model's tokens, the readings, the action, the world, the words of the reply."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, ContentSwitcher, Input, OptionList, Static

from tui.mind import messages as m
from tui.screens.inside import opening
from tui.screens.inside.chapters import CHAPTERS, Chapters, ChapterTab
from tui.screens.inside.looked import View, unasked, view_of
from tui.screens.inside.opening import ModelOpened, WorldOpened
from tui.screens.inside.pane import ChapterPane
from tui.screens.inside.turnlist import LookedTurns
from tui.screens.page import PageScreen
from tui.text import printable

if TYPE_CHECKING:
    from agent.session import Session
    from tui.mind.worker import Job

_EMPTY = (
    "Nothing to look into yet. Say something in the chat first: what the model and the world made of it is shown here."
)


class InsideScreen(PageScreen):
    """Turns on the left, chapters about one of them on the right; it asks the model, the chapters only draw."""

    CSS_PATH: ClassVar[list[str | PurePath]] = ["screen.tcss"]
    AUTO_FOCUS = None
    HELP = """\
# Inside

Every turn of the conversation went through a language model and then through the world. Here you can look at both.

1. **Tokens**: the model's answer, one token at a time, with all that it weighed and what the grammar forbade.
2. **Prompt**: what it was shown, as the numbers that it really reads.
3. **Readings**: what else you may have meant, and why the world took one of them.
4. **Action**: the answer as a tree, and which of your words each part came from.
5. **World**: what the words meant here; the plan, each step with its reason; what changed.
6. **Reply**: how the answer found its words.
7. **Playground**: draw the next token yourself, at any temperature, with or without the grammar.

The number keys turn to a chapter, `[` and `]` to the turn before and after. What the model weighed is computed again
when you look, with the history as it was then.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "left_square_bracket", "turn(-1)", "Turn", key_display="[ ]", id="inside.before", tooltip="The turn before."
        ),
        Binding(
            "right_square_bracket", "turn(1)", "Turn after", show=False, id="inside.after", tooltip="The turn after."
        ),
        *(
            Binding(
                str(number),
                f"chapter('{chapter.name}')",
                chapter.title,
                show=False,
                id=f"inside.{chapter.name}",
                tooltip=f"{chapter.title}: {chapter.about[:1].lower()}{chapter.about[1:]}",
            )
            for number, chapter in enumerate(CHAPTERS, 1)
        ),
        Binding(
            "c", "chat_turns", "This chat", show=False, id="inside.chat",
            tooltip="From another session back to the turns of the chat.",
        ),
        Binding("escape", "leave", "Chat", key_display="esc", id="inside.leave", tooltip="Back to the chat."),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._session: Session | None = None
        self._own = True  # it is the session of the chat
        self._view: View | None = None
        self._job: Job | None = None
        self._count = 0
        self._stale = True  # something may have happened since it was drawn
        self._forget = False  # there is another model since
        self._waiting = True  # the keys are to go to the chapter once there is something in it

    def body(self) -> ComposeResult:
        """The turns, then the chapters; or what to do where there are none."""
        with Vertical(id="inside-empty"):
            yield Static(Content(_EMPTY))
            yield Button("Go to the chat", id="to-chat", compact=True)
        with Horizontal(id="inside-body"):
            with Vertical(id="inside-turns"):
                yield Static(id="inside-whose")
                yield LookedTurns(id="inside-list", compact=True)
            with Vertical(id="inside-main"):
                with Horizontal(id="inside-head"):
                    yield Button("‹", id="earlier", compact=True)
                    yield Static(id="inside-place")
                    yield Button("›", id="later", compact=True)
                    yield Static(id="inside-said")
                yield Chapters()
                yield ContentSwitcher(id="inside-chapters")

    async def on_mount(self) -> None:
        """Open the first chapter, and hear what is said meanwhile."""
        self.etaoin.mind.listen(self)
        await self._turn_to(CHAPTERS[0].name)
        if self._view is None:
            self._refresh()
        else:
            self._show()

    def on_resize(self, event: events.Resize) -> None:
        """Where there are few lines, they are not for explanations."""
        super().on_resize(event)
        self.set_class(event.size.height < 18, "-low")
        self.set_class(event.size.width < 120, "-close")

    # Which session, which turn.

    async def look(self, session: Session, turn: int) -> None:
        """Show what is behind a turn of a session."""
        self._session, self._own = session, session is self.etaoin.mind.session
        self._choose(turn)

    @on(events.ScreenResume)
    def resumed(self) -> None:
        """The page is open again."""
        if self._stale and self.is_mounted:
            self._refresh()
        self._focus_chapter()

    @on(m.Answered)
    @on(m.Began)
    @on(m.Resumed)
    @on(m.ModelReady)
    def happened(self, event: Message) -> None:
        """There may be other turns, or another model: look again, at once or when the page is opened."""
        self._forget = self._forget or isinstance(event, m.ModelReady)
        self._stale = True
        if self.app.screen is self:
            self._refresh()

    def _refresh(self) -> None:
        """The session of the chat as it is now, unless another is looked at; the last turn, unless an earlier is."""
        before, view = self._session, self._view
        if self._session is None and self.etaoin.inspected is not None and self.etaoin.inspected.turns:
            self._session, self._own = self.etaoin.inspected, self.etaoin.inspected is self.etaoin.mind.session
        if self._own:
            self._session = self.etaoin.mind.session
        follows = view is None or view.index >= self._count - 1 or self._session is not before
        index = len(self._session.turns) - 1 if self._session is not None and follows else view.index if view else 0
        if self._forget:
            self._view = None  # what it showed was another model's
        self._stale = self._forget = False
        self._choose(index)

    def _choose(self, index: int) -> None:
        """Look at a turn."""
        turns = self._session.turns if self._session is not None else ()
        self._count = len(turns)
        self.set_class(not turns, "-empty")
        if self._session is None or not turns:
            self._view = None
            self._focus_chapter()
            return
        index = max(0, min(index, len(turns) - 1))
        view = self._view
        if view is None or view.session is not self._session or view.turn is not turns[index]:
            if self._job is not None:
                self._job.cancel()
                self._job = None
            self._view = view_of(self._session, index)
        self._head(index)
        self.query_one(LookedTurns).show(turns, index)
        self._show()

    def _head(self, index: int) -> None:
        turn = self._view.turn if self._view else None
        whose = "Turns" if self._own else "Other turns · c: chat"
        self.query_one("#inside-whose", Static).update(Content(whose))
        self.query_one("#inside-place", Static).update(Content(f"{index + 1}/{self._count}"))
        said = printable(turn.utterance, 300).strip() if turn else ""
        reply = printable(" ".join(turn.reply), 300) if turn else ""
        self.query_one("#inside-said", Static).update(
            Content.assemble((said or "(nothing)", "bold $primary"), ("   " + reply, "$dim"))
        )

    @on(OptionList.OptionHighlighted)
    def highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Another turn, by the list."""
        event.stop()
        index = self.query_one(LookedTurns).highlighted  # that of the event may be out of date already
        if index is not None and self._view is not None and index != self._view.index:
            self._choose(index)

    @on(OptionList.OptionSelected)
    def selected(self, event: OptionList.OptionSelected) -> None:
        """Enter goes on to the chapter."""
        event.stop()
        self._focus_chapter()

    def action_turn(self, steps: int) -> None:
        """The turn before or after."""
        if self._view is not None:
            self._choose(self._view.index + steps)

    @on(Button.Pressed)
    async def pressed(self, event: Button.Pressed) -> None:
        """By mouse."""
        event.stop()
        match event.button.id:
            case "earlier":
                self.action_turn(-1)
            case "later":
                self.action_turn(1)
            case _:
                await self.etaoin.action_go("chat")

    def action_chat_turns(self) -> None:
        """The session of the chat again."""
        self._own, self._view, self.etaoin.inspected = True, None, None
        self._refresh()

    async def action_leave(self) -> None:
        """Out of a line one types into; else to the chat."""
        if isinstance(self.focused, Input):
            self._focus_chapter()
        else:
            await self.etaoin.action_go("chat")

    # Chapters.

    @property
    def pane(self) -> ChapterPane:
        """The open chapter."""
        switcher = self.query_one("#inside-chapters", ContentSwitcher)
        return switcher.get_child_by_id(switcher.current or CHAPTERS[0].name, ChapterPane)

    async def action_chapter(self, name: str) -> None:
        """Turn to a chapter."""
        await self._turn_to(name)
        self._show()
        self._focus_chapter()

    @on(ChapterTab.Chosen)
    async def chapter_chosen(self, event: ChapterTab.Chosen) -> None:
        """By mouse."""
        event.stop()
        await self.action_chapter(event.name)

    async def _turn_to(self, name: str) -> None:
        """A chapter is made when it is first turned to."""
        switcher = self.query_one("#inside-chapters", ContentSwitcher)
        if not switcher.query_children(f"#{name}"):
            made = next(chapter for chapter in CHAPTERS if chapter.name == name).make()
            await switcher.add_content(made)
        switcher.current = name
        self.query_one(Chapters).mark(name)

    def _focus_chapter(self) -> None:
        """The keys go to what the chapter is about, as soon as there is something."""
        if self.query_one("#inside-chapters", ContentSwitcher).current is None:
            return
        target = self.query_one("#to-chat", Button) if self.has_class("-empty") else self.pane.target()
        self._waiting = target is None
        if target is not None:
            target.focus(scroll_visible=False)  # it may not have its place yet

    def _show(self) -> None:
        """Have the open chapter drawn; what it needs is asked for first."""
        view = self._view
        if view is None or self.query_one("#inside-chapters", ContentSwitcher).current is None:
            return
        pane = self.pane
        if view.opened is None and view.closed is None and pane.NEED != "world" and self._job is None:
            view.closed = unasked(view.turn)
            if view.closed is None:
                self._job = opening.ask_model(self.etaoin.mind, self, view)
        if pane.NEED == "world" and view.behind is None and view.hidden is None:
            self._open_world(view)
        self._draw(view)

    def _draw(self, view: View) -> None:
        self.pane.look(view)
        if self.app.screen is self and (self._waiting or self.focused is None):
            self._focus_chapter()

    # What is asked.

    @work(thread=True, group="world", exclusive=True, exit_on_error=False)
    def _open_world(self, view: View) -> None:
        """Go through the turn again, and watch."""
        self.post_message(opening.see(view))

    @on(ModelOpened)
    def model_opened(self, event: ModelOpened) -> None:
        """It showed itself, or does not."""
        event.view.opened, event.view.closed = event.opened, event.closed
        self._come(event.view)

    @on(m.JobFailed)
    def failed(self, event: m.JobFailed) -> None:
        """It could not."""
        if event.job is self._job and self._view is not None:
            self._view.closed = event.why
            self._come(self._view)

    @on(WorldOpened)
    def world_opened(self, event: WorldOpened) -> None:
        """There it is."""
        event.view.behind, event.view.hidden = event.behind, event.hidden
        if event.view is self._view:
            self._draw(event.view)

    def _come(self, view: View) -> None:
        if view is self._view:
            self._job = None
            self._draw(view)

    def offers(self) -> Iterable[SystemCommand]:
        """The chapters."""
        for chapter in CHAPTERS:
            yield SystemCommand(
                f"Inside: {chapter.title}", chapter.about, lambda name=chapter.name: self.action_chapter(name)
            )
