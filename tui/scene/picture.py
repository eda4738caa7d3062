"""The widget that draws the scene, and plays plans in it. What one can do with it by mouse and keys is in `view`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, ClassVar

from textual.color import Color
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from tui.scene.animation import Animation, ease
from tui.scene.camera import Camera, home
from tui.scene.describe import describe
from tui.scene.hand import Moment, still
from tui.scene.labels import Labels
from tui.scene.painter import Look, Painter, room
from tui.scene.palette import RGB, ink, mix
from tui.scene.raster import Cell, Frame
from tui.scene.strips import to_strip
from world.bodies import State, Vec

if TYPE_CHECKING:
    from world.events import Plan

_RATE = 1 / 30
_SHARE = 6
"""After a picture there is a rest of so many times as long as it took to draw (showing it takes about as long again):
on a slow or busy machine there are fewer pictures, so that typing never waits for them."""
_GLIDE = 0.22
"""Seconds in which the camera goes from one place to another."""
_WIDEN = 0.35
"""Seconds in which the picture takes in more room."""
_SMALL = (24, 9)
"""Below so many cells there is no room for labels."""
_FEW = ("256", "standard", "windows")


class Picture(Widget):
    """The table, the toys and the hand.

    `show` draws a state, `play` shows a plan move by move and posts `Played` at its end, `skip` ends it at once. Only
    rows that have changed are drawn again, and no timer runs while nothing moves. What nobody sees is over at once.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"scene--spoken", "scene--pointed"}
    DEFAULT_CSS: ClassVar[str] = """
    Picture {
        width: 1fr; height: 1fr; min-width: 1; min-height: 1;
        & > .scene--spoken { color: $accent; }
        & > .scene--pointed { color: $foreground; }
    }
    """

    labels: reactive[Labels] = reactive[Labels]("words")
    """What stands on the bodies: "words" (name or colour), "ids", or "off"."""
    highlight: reactive[frozenset[str]] = reactive(frozenset[str]())
    """The ids of bodies with a bright outline: those that are spoken of."""
    pointed: reactive[str | None] = reactive[str | None](None, init=False)
    """What the mouse or the keys point at: a body (it gets an outline), `TABLE`, `HAND`, or None."""
    numbers: reactive[Mapping[str, int]] = reactive[Mapping[str, int]](dict[str, int])
    """A numbered badge for each of these bodies: the candidates of a question."""
    camera: reactive[Camera] = reactive(Camera, init=False)
    """Where the scene is looked at from; until it is assigned, from where it fills the picture best."""
    speed: reactive[float] = reactive(1.0)
    """How fast plans are played; 0 shows their end at once."""

    class Played(Message, namespace="scene_view"):
        """A plan has been shown to its end (or skipped); `plan` says which."""

        def __init__(self, view: Picture, plan: Plan) -> None:
            super().__init__()
            self.view, self.plan = view, plan

        @property
        def control(self) -> Picture:
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
        self._first_room = self._room
        self._widening: tuple[tuple[Vec, ...], float] | None = None
        self._painter = Painter()
        self._frame: Frame | None = None
        self._cells: list[list[Cell]] = []
        self._strips: list[Strip | None] = []
        self._stale = True
        self._due = False
        self._rests_until = 0.0
        self._clock = clock
        self._timer: Timer | None = None
        self._playing: tuple[Plan, Animation, float] | None = None
        self._gliding: tuple[Camera, Camera, float, bool] | None = None
        self._at_home = True
        self._home_key: object = None

    # What one can do with it.

    def show(self, state: State) -> None:
        """Draw a state; a plan that is being played ends here, without its last picture."""
        self._finish()
        if self._moment is None or set(self._moment.state.bodies) != set(state.bodies):
            self._room = ()
        self._widen(state)
        self._widening = None
        self._set(still(state))

    def play(self, plan: Plan) -> None:
        """Show a plan from its first state to its last; posts `Played` when that is reached."""
        self._finish()
        before = self._room
        self._widen(*plan.states)
        if self.speed <= 0 or len(plan.states) < 2 or not self._moves:
            self._widening = None
            self._set(still(plan.states[-1]))
            self.post_message(self.Played(self, plan))
            return
        now = self._clock()
        animation = Animation(plan, self.speed)
        self._room = tuple(dict.fromkeys((*self._room, *animation.crests)))
        if before and before != self._room and self._widening is None:
            self._widening = (before, now)
        self._playing = (plan, animation, now)
        self._set(still(plan.states[0]))
        self._go()

    def skip(self) -> None:
        """Go to the end of the plan that is being played, if any."""
        if self._playing:
            plan = self._playing[0]
            self._finish()
            self._widening = None
            self._set(still(plan.states[-1]))

    def glide(self, camera: Camera, *, home: bool = False) -> None:
        """Move the camera to another place, smoothly where things may move.

        `home`: that place is where it belongs; when the picture changes its form, it will go along.
        """
        if self._moves:
            self._gliding = (self.camera, camera, self._clock(), home)
            self._go()
        else:
            self.camera = camera
            self._at_home = home

    def go_home(self) -> None:
        """Look from where the scene fills the picture best."""
        if self._moment and self.size:
            self.glide(self._home(), home=True)

    @property
    def heading(self) -> Camera:
        """Where the camera is, or where it is going to."""
        return self._gliding[1] if self._gliding else self.camera

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

    def at(self, x: int, y: int) -> str | None:
        """What is seen in a cell: the id of a body, `TABLE`, `HAND`, or None."""
        if self._due:
            self._catch_up()
        return self._frame.at(x, y) if self._frame else None

    # Motion.

    @property
    def _moves(self) -> bool:
        """Whether things may move, and somebody would see it."""
        seen = self.is_attached and bool(self.size) and self.screen in self.app.screen_stack
        return seen and self.app.animation_level != "none"

    def _go(self) -> None:
        if self._timer is None:
            self._timer = self.set_interval(_RATE, self._beat)
        else:
            self._timer.resume()

    def _rest(self) -> None:
        """Stop the timer if there is nothing left to move."""
        if self._timer and not self._playing and not self._gliding:
            self._timer.pause()

    def _beat(self) -> None:
        """The next picture, unless the last one was so dear that it is too early."""
        if perf_counter() >= self._rests_until:
            self._tick()

    def _tick(self) -> None:
        now = self._clock()
        if not self._moves:  # The page was left, or motion switched off.
            now += 3600
        if self._widening and now - self._widening[1] >= _WIDEN:
            self._widening = None
        if self._gliding:
            start, goal, since, at_home = self._gliding
            share = ease((now - since) / _GLIDE)
            if share >= 1:
                self._gliding = None
            self.set_reactive(Picture.camera, start.toward(goal, share))
            self._at_home = share >= 1 and at_home
            if not self._playing:
                self._redraw()
        if self._playing:
            _, animation, start_time = self._playing
            if now - start_time >= animation.duration:
                self.skip()
            else:
                self._set(animation.at(now - start_time))
        self._rest()

    def _finish(self) -> None:
        """Nothing is played any more; whoever waits for the plan is told."""
        if self._playing:
            plan, self._playing = self._playing[0], None
            self.post_message(self.Played(self, plan))
        self._rest()

    def _widen(self, *states: State) -> None:
        """Take these states into the picture; it never shrinks, so that the table stays where it is."""
        if not self._room:
            self._room = self._first_room = room(*states)
            return
        self._room = tuple(dict.fromkeys((*self._room, *room(*states))))
        if len(self._room) > 400:
            self._room = room(*states)

    # Drawing.

    def _set(self, moment: Moment) -> None:
        self._moment = moment
        self._redraw()

    def _redraw(self) -> None:
        """Draw soon: what is changed in one go is drawn once."""
        self._stale = True
        if self.is_attached and self.size and not self._due:
            self._due = True
            self.call_later(self._catch_up)

    def _catch_up(self) -> None:
        """Draw, and ask for the rows that look different now; where nobody sees it, only when somebody does."""
        self._due = False
        if not self._stale or not self.is_attached or not self.size:
            return
        if not self.screen.is_current:
            self.refresh()
            return
        before, begun = self._cells, perf_counter()
        self._draw()
        now = perf_counter()
        self._rests_until = now + _SHARE * (now - begun)
        if len(before) != len(self._cells):
            self.refresh()
            return
        width = self.size.width
        changed = [y for y, (old, new) in enumerate(zip(before, self._cells, strict=True)) if old != new]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def _home(self) -> Camera:
        """Where the camera belongs."""
        width, height = self.size
        return home(self._moment.state.table, self._first_room, width, 2 * height) if self._moment else Camera()

    def _draw(self) -> None:
        """Paint the moment; rows that have not changed keep their strips."""
        self._stale = False
        width, height = self.size
        if self._moment is None:
            self._frame, self._cells, self._strips = None, [], [None] * height
            return
        key = (width, height, self._moment.state.table, self._first_room)
        if self._at_home and self._home_key != key:
            self._home_key = key
            self.set_reactive(Picture.camera, self._home())
        before, strips = self._cells, self._strips
        self._frame = self._painter.frame(self._moment, width, height, self._look())
        self._cells = self._frame.rows
        same = len(before) == len(self._cells) == len(strips)
        self._strips = [strips[y] if same and before[y] == row else None for y, row in enumerate(self._cells)]

    def _look(self) -> Look:
        width, height = self.size
        small = width < _SMALL[0] or height < _SMALL[1]
        before, since = self._widening or ((), 0.0)
        background = _rgb(self.background_colors[1])
        # Brighter than the accent itself (darker on a light ground): the hand is of brass too.
        accent = mix(_rgb(self.get_component_styles("scene--spoken").color), ink(background), 0.4)
        return Look(
            camera=self.camera,
            labels="off" if small else self.labels,
            highlight=self.highlight,
            pointed=self.pointed,
            numbers=self.numbers,
            mono=self.app.no_color,
            few=not self.app.is_headless and self.app.console.color_system in _FEW,
            background=background,
            accent=accent,
            pointer=_rgb(self.get_component_styles("scene--pointed").color),
            room=self._room,
            room_before=before,
            room_share=ease((self._clock() - since) / _WIDEN),
        )

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

    def watch_pointed(self) -> None:
        """Another outline."""
        self._redraw()

    def watch_numbers(self) -> None:
        """Other badges."""
        self._redraw()

    def watch_camera(self) -> None:
        """Another point of view, chosen by whoever assigned it."""
        self._at_home = False
        self._gliding = None
        self._rest()
        self._redraw()


def _rgb(color: Color) -> RGB:
    red, green, blue = color.rgb
    return red << 16 | green << 8 | blue
