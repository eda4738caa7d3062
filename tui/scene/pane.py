"""The scene as pages show it: the picture, a line about what is pointed at, and the same in words."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import ContentSwitcher, Static

from tui.scene.keys import claim
from tui.scene.view import SceneView
from tui.text import printable, printable_lines

if TYPE_CHECKING:
    from world.bodies import State
    from world.events import Plan

_ENGLISH = "agent.english.refer"
_HINT = "←→↑↓ turn · +− zoom · t top · n next · d words"


class WorldPane(Container):
    """What the world looks like.

    `show`, `play`, `skip`, `numbers` and `highlight` are those of the picture (`view`), and so are the messages:
    `Played` at the end of a plan, `Picked` with the name of a body that was clicked. The settings for labels and speed
    are followed. `d` changes between the picture and its description in words.
    """

    DEFAULT_CSS: ClassVar[str] = """
    WorldPane {
        width: 1fr; height: 1fr; min-width: 1; min-height: 1;
        ContentSwitcher { height: 1fr; }
        & > #world-facts { height: 2; padding: 0 1; color: $foreground 60%; }
        &.-flat > #world-facts { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        &.-scant > #world-facts { display: none; }
        #world-words { padding: 1 2; scrollbar-size-vertical: 1; }
        #world-words:focus { background-tint: $foreground 3%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "d",
            "words",
            "Words",
            id="scene.words",
            tooltip="Show the scene in words, for screen readers and for whoever likes to read; again for the picture.",
        ),
    ]

    Played = SceneView.Played
    Picked = SceneView.Picked

    @dataclass
    class Learned(Message):
        """The agent's English is loaded: things can be named."""

    def __init__(
        self,
        state: State | None = None,
        *,
        id: str | None = None,
        classes: str | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self.view = SceneView(state, id="world-view", clock=clock)
        """The picture, for its camera and labels."""
        self._owned: frozenset[str] = frozenset()
        self._pointed: str | None = None

    def compose(self) -> ComposeResult:
        """The picture or the words, and a line about what is pointed at."""
        with ContentSwitcher(initial="world-view"):
            yield self.view
            with VerticalScroll(id="world-words"):
                yield Static(id="world-text", markup=False)
        yield Static(id="world-facts", markup=False)

    def on_mount(self) -> None:
        """Follow the settings, where the application has any."""
        if hasattr(self.app, "settings"):
            self.watch(self.app, "settings", self._follow)

    def on_resize(self, event: events.Resize) -> None:
        """The line about what is pointed at takes no room where there is little."""
        width, height = event.size
        self.set_class(height < 16 or width >= 80, "-flat")
        self.set_class(height < 9 or width < 24, "-scant")

    async def on_key(self, event: events.Key) -> None:
        """Keys that mean something here are not for whoever takes what is typed."""
        await claim(self, event)

    # The picture's own.

    def show(self, state: State) -> None:
        """Draw a state; a plan that is being played ends here."""
        self.view.show(state)
        self._tell()

    def play(self, plan: Plan) -> None:
        """Show a plan move by move; posts `Played` at its end."""
        self.view.play(plan)

    def skip(self) -> None:
        """Go to the end of the plan that is being played, if any."""
        self.view.skip()

    @property
    def playing(self) -> bool:
        """A plan is being played."""
        return self.view.playing

    @property
    def state(self) -> State | None:
        """The state that is shown."""
        return self.view.state

    @property
    def numbers(self) -> Mapping[str, int]:
        """The numbers of bodies that a question is about."""
        return self.view.numbers

    @numbers.setter
    def numbers(self, numbers: Mapping[str, int]) -> None:
        self.view.numbers = numbers

    @property
    def highlight(self) -> frozenset[str]:
        """The bodies that are spoken of."""
        return self.view.highlight

    @highlight.setter
    def highlight(self, bodies: Collection[str]) -> None:
        self.view.highlight = frozenset(bodies)

    @property
    def owned(self) -> frozenset[str]:
        """The bodies that the person said are theirs."""
        return self._owned

    @owned.setter
    def owned(self, bodies: Collection[str]) -> None:
        self._owned = frozenset(bodies)
        self._tell()

    # Words.

    @property
    def in_words(self) -> bool:
        """The words are shown, not the picture."""
        return self.query_one(ContentSwitcher).current == "world-words"

    def action_words(self) -> None:
        """Picture or words; what has the focus keeps it."""
        switcher = self.query_one(ContentSwitcher)
        inside = self.has_focus_within
        switcher.current = "world-view" if self.in_words else "world-words"
        self._tell()
        if inside:
            (self.query_one("#world-words") if self.in_words else self.view).focus()

    @property
    def caption(self) -> str:
        """What the line below the picture says."""
        return str(self._caption())

    def _caption(self) -> Content:
        state = self.view.state
        if state and self._pointed and not self.in_words:
            if _ENGLISH not in sys.modules:
                self._learn()
                return Content("")
            from tui.scene.facts import facts

            if found := facts(state, self._pointed, self._owned):
                dim = "".join(f" · {fact}" for fact in found.facts)
                return Content.assemble((printable(found.name), "$foreground"), printable(dim))
        if self.has_focus_within and not self.in_words:
            return Content(_HINT)
        return Content("")

    def _tell(self) -> None:
        """Say what is so now."""
        if not self.is_mounted:
            return
        self.query_one("#world-facts", Static).update(self._caption())
        if self.in_words:
            self.query_one("#world-text", Static).update(printable_lines(self.view.describe()))

    @work(thread=True, group="english", exclusive=True, exit_on_error=False)
    def _learn(self) -> None:
        """Load what names things need, beside the picture: that takes a tenth of a second."""
        import agent.english.refer  # noqa: F401

        self.post_message(self.Learned())

    @on(Learned)
    def _learned(self) -> None:
        self._tell()

    @on(SceneView.Pointed)
    def _point(self, event: SceneView.Pointed) -> None:
        event.stop()
        self._pointed = event.what
        self._tell()

    @on(SceneView.Played)
    def _ended(self) -> None:
        self._tell()

    def on_descendant_focus(self) -> None:
        """Say which keys there are."""
        self._tell()

    def on_descendant_blur(self) -> None:
        """The keys are elsewhere."""
        self._tell()

    def _follow(self, settings: object) -> None:
        self.view.labels = getattr(settings, "labels", "words")
        self.view.speed = getattr(settings, "speed", 1.0)
