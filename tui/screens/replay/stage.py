"""The scene of a replay: a turn's plans one after the other, then the state that they lead to."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.scene.pane import WorldPane
    from tui.screens.replay.take import Take
    from world.bodies import State
    from world.events import Plan


class Stage:
    """Plays turns in a view, and says when one is through."""

    def __init__(self, pane: WorldPane, done: Callable[[], None]) -> None:
        self._pane = pane
        self._done = done
        self._plans: deque[Plan] = deque()
        self._playing: Plan | None = None
        self._state: State | None = None

    @property
    def moving(self) -> bool:
        """Whether a turn is being played."""
        return self._playing is not None

    def show(self, state: State, take: Take | None = None) -> None:
        """Draw a state at once; what is being played ends, and nobody is told."""
        self._plans.clear()
        self._playing, self._state = None, state
        self._point(take)
        self._pane.show(state)

    def act(self, take: Take, speed: float) -> None:
        """Play a turn; calls `done` at its end."""
        self._point(take)
        self._state = take.turn.state
        self._plans = deque(take.turn.plans)
        self._pane.view.speed = speed
        self._next()

    def finish(self) -> None:
        """Jump to where the turn that is being played ends."""
        if self._playing is not None:
            self._plans.clear()
            self._pane.skip()

    def played(self, plan: Plan) -> None:
        """The view has come to the end of a plan."""
        if plan is self._playing:
            self._next()

    def _next(self) -> None:
        if self._plans:
            self._playing = self._plans.popleft()
            self._pane.play(self._playing)
            return
        self._playing = None
        if self._state is not None:
            self._pane.show(self._state)
        self._done()

    def _point(self, take: Take | None) -> None:
        """What is spoken of is outlined; the candidates of a question back wear their numbers."""
        choices = take.turn.choices if take else ()
        self._pane.numbers = {choice.body: n for n, choice in enumerate(choices, 1) if choice.body}
        self._pane.highlight = take.spoken if take else frozenset()
