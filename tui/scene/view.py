"""The widget that shows the scene, and plays plans in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from time import monotonic
from typing import ClassVar

from rich.color import Color as RichColor
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from tui.scene.animation import Animation
from tui.scene.camera import Camera
from tui.scene.describe import describe
from tui.scene.hand import Moment, still
from tui.scene.labels import Labels
from tui.scene.painter import Look, Painter, room
from tui.scene.palette import RGB, split
from tui.scene.raster import Cell
from world.bodies import State, Vec
from world.events import Plan

_RATE = 1 / 30
_SMALL = (24, 9)
"""Below so many cells there is no room for labels."""


class SceneView(Widget):
    """The table, the toys and the hand.

    `show` draws a state, `play` shows a plan move by move and posts `Played` at its end, `skip` ends it at once. Only
    rows that have changed are drawn again, and no timer runs while nothing moves.
    """

    DEFAULT_CSS: ClassVar[str] = "SceneView { width: 1fr; height: 1fr; min-width: 1; min-height: 1; }"

    labels: reactive[Labels] = reactive[Labels]("words")
    """What stands on the bodies: "words" (name or colour), "ids", or "off"."""
    highlight: reactive[frozenset[str]] = reactive(frozenset[str]())
    """The ids of bodies with a bright outline."""
    numbers: reactive[Mapping[str, int]] = reactive[Mapping[str, int]](dict[str, int])
    """A numbered badge for each of these bodies: the candidates of a question."""
    camera: reactive[Camera] = reactive(Camera)
    """Where the scene is looked at from; assign `camera.turned(yaw=15)` to walk around it."""
    speed: reactive[float] = reactive(1.0)
    """How fast plans are played; 0 shows their end at once."""

    class Played(Message):
        """A plan has been shown to its end (or skipped); `plan` says which."""

        def __init__(self, view: SceneView, plan: Plan) -> None:
            super().__init__()
            self.view, self.plan = view, plan

        @property
        def control(self) -> SceneView:
            """The view that played it."""
            return self.view

    def __init__(
        self,
        state: State | None = None,
        *,
        id: str | None = None,
        classes: str | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._moment = still(state) if state else None
        self._room: tuple[Vec, ...] = room(state) if state else ()
        self._painter = Painter()
        self._cells: list[list[Cell]] = []
        self._strips: list[Strip | None] = []
        self._stale = True
        self._clock = clock
        self._timer: Timer | None = None
        self._playing: tuple[Plan, Animation, float] | None = None

    # What one can do with it.

    def show(self, state: State) -> None:
        """Draw a state; a plan that is being played ends here, without its last picture."""
        self._finish()
        if self._moment is None or set(self._moment.state.bodies) != set(state.bodies) or not self._room:
            self._room = ()
        self._widen(state)
        self._set(still(state))

    def play(self, plan: Plan) -> None:
        """Show a plan from its first state to its last; posts `Played` when that is reached."""
        self._finish()
        self._widen(*plan.states)
        if self.speed <= 0 or len(plan.states) < 2 or self.app.animation_level == "none":
            self._set(still(plan.states[-1]))
            self.post_message(self.Played(self, plan))
            return
        self._playing = (plan, Animation(plan, self.speed), self._clock())
        self._set(still(plan.states[0]))
        if self._timer is None:
            self._timer = self.set_interval(_RATE, self._tick)
        else:
            self._timer.resume()

    def skip(self) -> None:
        """Go to the end of the plan that is being played, if any."""
        if self._playing:
            plan = self._playing[0]
            self._finish()
            self._set(still(plan.states[-1]))

    @property
    def playing(self) -> bool:
        """A plan is being played."""
        return self._playing is not None

    @property
    def state(self) -> State | None:
        """The state that is shown (while a plan is played, one between its states)."""
        return self._moment.state if self._moment else None

    def describe(self) -> str:
        """What is shown, in words."""
        return describe(self._moment.state) if self._moment else "There is no scene."

    # How it works.

    def _tick(self) -> None:
        if self._playing:
            _, animation, start = self._playing
            time = self._clock() - start
            if time >= animation.duration:
                self.skip()
            else:
                self._set(animation.at(time))

    def _finish(self) -> None:
        """Nothing is played any more; whoever waits for the plan is told."""
        if self._timer:
            self._timer.pause()
        if self._playing:
            plan, self._playing = self._playing[0], None
            self.post_message(self.Played(self, plan))

    def _widen(self, *states: State) -> None:
        """Take these states into the picture; it never shrinks, so that the table stays where it is."""
        self._room = tuple(dict.fromkeys((*self._room, *room(*states))))
        if len(self._room) > 400:
            self._room = room(*states)

    def _set(self, moment: Moment) -> None:
        self._moment = moment
        self._redraw()

    def _redraw(self) -> None:
        """Draw, and ask for the rows that look different now."""
        self._stale = True
        if not self.is_attached or not self.size:
            return
        before = self._cells
        self._draw()
        if len(before) != len(self._cells):
            self.refresh()
            return
        width = self.size.width
        changed = [y for y, (old, new) in enumerate(zip(before, self._cells, strict=True)) if old != new]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def _draw(self) -> None:
        """Paint the moment; rows that have not changed keep their strips."""
        self._stale = False
        width, height = self.size
        if self._moment is None:
            self._cells, self._strips = [], [None] * height
            return
        small = width < _SMALL[0] or height < _SMALL[1]
        look = Look(
            camera=self.camera,
            labels="off" if small else self.labels,
            highlight=self.highlight,
            numbers=self.numbers,
            mono=self.app.no_color,
            background=self._background(),
            room=self._room,
        )
        before, strips = self._cells, self._strips
        self._cells = self._painter.frame(self._moment, width, height, look).rows
        same = len(before) == len(self._cells) == len(strips)
        self._strips = [strips[y] if same and before[y] == row else None for y, row in enumerate(self._cells)]

    def _background(self) -> RGB:
        red, green, blue = self.background_colors[1].rgb
        return red << 16 | green << 8 | blue

    def render_line(self, y: int) -> Strip:
        """A row of the picture."""
        if (
            self._stale
            or len(self._strips) != self.size.height
            or (self._cells and len(self._cells[0]) != self.size.width)
        ):
            self._draw()
        if y >= len(self._cells):
            return Strip.blank(self.size.width, self.rich_style)
        strip = self._strips[y]
        if strip is None:
            strip = self._strips[y] = to_strip(self._cells[y])
        return strip

    def notify_style_update(self) -> None:
        """Another theme: the table is drawn on another ground."""
        super().notify_style_update()
        self._stale = True

    def watch_labels(self) -> None:
        """Other words on the bodies."""
        self._redraw()

    def watch_highlight(self) -> None:
        """Other outlines."""
        self._redraw()

    def watch_numbers(self) -> None:
        """Other badges."""
        self._redraw()

    def watch_camera(self) -> None:
        """Another point of view."""
        self._redraw()


_styles: dict[tuple[RGB, RGB], Style] = {}


def to_strip(row: list[Cell]) -> Strip:
    """A row of cells as Textual draws it, equal neighbours in one segment."""
    if len(_styles) > 20_000:
        _styles.clear()
    segments: list[Segment] = []
    for (char, fg, bg), run in groupby(row):
        style = _styles.get((fg, bg))
        if style is None:
            style = _styles[fg, bg] = Style(color=_rich(fg), bgcolor=_rich(bg))
        segments.append(Segment(char * len(list(run)), style))
    return Strip(segments, len(row))


def _rich(color: RGB) -> RichColor:
    return RichColor.from_triplet(ColorTriplet(*split(color)))
