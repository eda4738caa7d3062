"""Who moves a replay on: asks for answers, puts them on the stage, rests, goes on, and stops when told to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.screens.replay.player import NORMAL, PACES, Pace, Player

if TYPE_CHECKING:
    from tui.mind.worker import Job
    from tui.screens.replay.stage import Stage
    from tui.screens.replay.take import Take

_REST = 1.2
"""Seconds between two turns at the normal pace: time to read."""
_FLASH = 0.02
"""The same at the fastest: the page is drawn, and keys are heard."""


class Director:
    """Plays one script after another on a stage.

    It knows no screen: `ask` has the model answer the next line (`heard` or `failed` is called then), `rest` calls
    `go_on` after so many seconds (None: not any more), `draw` shows how things stand (with how many turns were over
    before), and `speed` is how fast the user wants the hand to be.
    """

    def __init__(
        self,
        stage: Stage,
        ask: Callable[[Player], Job],
        rest: Callable[[float | None], None],
        draw: Callable[[int], None],
        speed: Callable[[], float],
    ) -> None:
        self._stage, self._ask, self._rest, self._draw, self._speed = stage, ask, rest, draw, speed
        self.player: Player | None = None
        self._pace = NORMAL
        self._job: Job | None = None
        self._away = False

    @property
    def pace(self) -> Pace:
        """How fast it goes."""
        return PACES[self._pace]

    # From outside.

    def open(self, player: Player) -> None:
        """Another script is on, from its start."""
        self.halt()
        self.player = player
        self._set(0)

    def play(self) -> None:
        """Play, or pause; at the end, from the start."""
        player = self.player
        if player is None:
            return
        if player.playing or player.goal is not None:
            self.halt()
        else:
            if player.over:
                was = player.at
                player.to(0)
                self._set(was)
            player.playing = True
            if not self._stage.moving:
                self.go_on()
        self._draw(player.at)

    def step(self) -> None:
        """One turn, then pause."""
        player = self.player
        if player is None or player.waiting:
            return
        self.halt()
        if self._stage.moving:
            self._stage.show(player.state, player.last)
        self.go_on()
        self._draw(player.at)

    def to(self, place: int) -> None:
        """Have so many turns be over, at once."""
        if player := self.player:
            self.halt()
            was = player.at
            there = player.to(place)
            self._set(was)
            if not there:
                self.go_on()

    def restart(self) -> None:
        """Begin again with nothing known."""
        if player := self.player:
            self.halt()
            was = player.at
            player.forget()
            self._set(was)

    def skip(self) -> bool:
        """Skip the way of the hand, or end a jump that takes long; whether there was any."""
        if self._stage.moving:
            self._stage.finish()
        elif self.player and self.player.goal is not None:
            self.halt()
            self._draw(self.player.at)
        else:
            return False
        return True

    def quicken(self, by: int, around: bool = False) -> None:
        """Faster or slower by so many steps; `around`: behind the fastest comes the slowest."""
        pace = self._pace + by
        self._pace = pace % len(PACES) if around else max(0, min(len(PACES) - 1, pace))

    def leave(self) -> None:
        """Nobody looks: nothing moves, but the place is kept."""
        self._away = True
        self._rest(None)
        self._stage.finish()

    def come_back(self) -> None:
        """Go on where it was left."""
        self._away = False
        if not self._stage.moving:
            self.acted()

    def halt(self) -> None:
        """Stop where it stands; an answer that is awaited is not waited for."""
        self._rest(None)
        if self._job:
            self._job.cancel()
            self._job = None
        if self.player:
            self.player.halt()

    # From turn to turn.

    def go_on(self) -> None:
        """The next turn: from memory, or from the model."""
        player = self.player
        if player is None or player.waiting or self._away or player.over:
            return
        if player.known:
            self._perform(player)
        else:
            player.waiting = True
            self._job = self._ask(player)
            self._draw(player.at)

    def heard(self, job: Job, take: Take) -> None:
        """An answer: to the stage with it, unless it was for another time."""
        if self.player and job is self._job:
            self._job = None
            self.player.hear(take)
            self._perform(self.player)

    def failed(self, job: object) -> bool:
        """There is no answer: pause. Whether that was waited for."""
        if self.player is None or job is not self._job:
            return False
        self.halt()
        self._draw(self.player.at)
        return True

    def acted(self) -> None:
        """A turn is over on the stage: rest a little, then go on with the next, if there is one to go on with."""
        player = self.player
        if player is None or player.waiting or self._away:
            return
        if player.over:
            player.halt()
        if player.goal is not None:
            self._rest(0.001)
        elif player.playing:
            self._rest(_REST / self.pace.factor if self.pace.factor else _FLASH)
        self._draw(player.at)

    def _perform(self, player: Player) -> None:
        """Show the next turn, with the hand moving unless it is in a hurry."""
        was, jumping = player.at, player.goal is not None
        player.forward()
        self._draw(was)
        if player.last is None or jumping or self._away or not self.pace.factor:
            self._stage.show(player.state, player.last)
            self.acted()
        else:
            self._stage.act(player.last, self._speed() * self.pace.factor)

    def _set(self, was: int) -> None:
        """Show everything as it is, nothing moving."""
        if player := self.player:
            self._stage.show(player.state, player.last)
            self._draw(was)
