"""What the hand does in the picture: the plans of one answer after another."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.scene.pane import WorldPane
    from world.bodies import State
    from world.events import Plan


class Hand:
    """Plays plans in a pane; when there is none left, the picture is as the state says.

    `done` has to be called at the end of each plan, when the pane posts `Played`.
    """

    def __init__(self, pane: WorldPane) -> None:
        self._pane = pane
        self._plans: deque[Plan] = deque()
        self._state: State | None = None
        self.moving = False

    def show(self, state: State) -> None:
        """Draw this state at once."""
        self._plans.clear()
        self.moving = False
        self._state = state
        self._pane.show(state)

    def carry_out(self, plans: Sequence[Plan], state: State, *, seen: bool) -> None:
        """Play these after those that are being played; `state` is how it ends. Unless it is `seen`, only the end."""
        if not seen:
            self.show(state)
            return
        self._state = state
        self._plans.extend(plans)
        if not self.moving:
            self._next()

    def done(self) -> None:
        """One plan is through."""
        if self.moving:
            self._next()

    def finish(self) -> None:
        """Jump to where everything will be."""
        if self.moving:
            self._plans.clear()
            self._pane.skip()

    def _next(self) -> None:
        self.moving = bool(self._plans)
        if self._plans:
            self._pane.play(self._plans.popleft())
        elif self._state:
            self._pane.show(self._state)
