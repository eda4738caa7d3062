"""The scene under the mouse and the keys: turn it, come nearer, point at things and pick them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.scene.camera import TOP
from tui.scene.keys import claim
from tui.scene.picture import Picture
from world.bodies import State

_STEP = 12.0
"""Degrees for each press of an arrow key."""
_DRAG = (1.4, 2.2)
"""Degrees for each cell that the mouse drags the scene across, and down."""
_NEARER = 1.2
_WHEEL = 1.1
_PAN = 0.08


def _key(keys: str, action: str, name: str, what: str, tooltip: str, show: bool = False) -> Binding:
    return Binding(keys, action, what, show=show, tooltip=tooltip, id=f"scene.{name}")


class SceneView(Picture, can_focus=True):
    """The drawn scene that can be turned and touched.

    Drag turns and tilts it, with shift or another button it moves it; the wheel comes nearer; a double click goes back.
    The body under the mouse, or the one that `n` and `p` step to, is pointed at: `Pointed` says which. A click or Enter
    picks it: `Picked`.
    """

    ALLOW_SELECT: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [
        _key("left", "turn(-1, 0)", "left", "Turn left", "Walk around the table, to the left."),
        _key("right", "turn(1, 0)", "right", "Turn right", "Walk around the table, to the right."),
        _key("up", "turn(0, 1)", "up", "Higher", "Look from further up."),
        _key("down", "turn(0, -1)", "down", "Lower", "Look from further down."),
        _key("shift+left", "pan(1, 0)", "pan_left", "Pan left", "Move the picture so that its left is seen."),
        _key("shift+right", "pan(-1, 0)", "pan_right", "Pan right", "Move the picture so that its right is seen."),
        _key("shift+up", "pan(0, 1)", "pan_up", "Pan up", "Move the picture so that its top is seen."),
        _key("shift+down", "pan(0, -1)", "pan_down", "Pan down", "Move the picture so that its bottom is seen."),
        _key("plus,equals_sign", "zoom(1)", "nearer", "Nearer", "Come nearer to the table."),
        _key("minus", "zoom(-1)", "farther", "Farther", "Go farther from the table."),
        _key("0,home", "home", "home", "Home", "Back to where the scene fills the picture best.", show=True),
        _key("t", "top", "top", "Top", "Look straight from above, or back.", show=True),
        _key("l", "labels", "labels", "Labels", "Words on the toys, then ids, then nothing.", show=True),
        _key("n", "step(1)", "next", "Next thing", "Point at the next thing, from left to right.", show=True),
        _key("p", "step(-1)", "previous", "Previous thing", "Point at the thing before."),
        _key("enter", "pick", "pick", "Name it", "Put the name of what is pointed at into the line you type."),
    ]

    @dataclass
    class Pointed(Message):
        """The mouse or the keys point at something else: the id of a body, `TABLE`, `HAND`, or None."""

        view: SceneView
        what: str | None

        @property
        def control(self) -> SceneView:
            """The view it is in."""
            return self.view

    @dataclass
    class Picked(Message):
        """A body was clicked, or chosen by Enter; `name` is what to call it ("the large green block")."""

        view: SceneView
        body: str
        name: str

        @property
        def control(self) -> SceneView:
            """The view it is in."""
            return self.view

    def __init__(
        self,
        state: State | None = None,
        *,
        id: str | None = None,
        classes: str | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(state, id=id, classes=classes, clock=clock)
        self._held = False
        self._dragged = False
        self._last = (0.0, 0.0)

    def watch_pointed(self) -> None:
        """Draw the outline, and tell."""
        super().watch_pointed()
        if self.is_attached:
            self.post_message(self.Pointed(self, self.pointed))

    # Keys.

    async def on_key(self, event: events.Key) -> None:
        """Escape lets go of what is pointed at; keys that mean something here are not taken for typing."""
        if event.key == "escape" and self.pointed:
            self.pointed = None
            event.stop()
        else:
            await claim(self, event)

    def action_turn(self, right: int, up: int) -> None:
        """Walk around the table."""
        self.glide(self.heading.turned(yaw=right * _STEP, pitch=up * _STEP / 1.5))

    def action_pan(self, right: int, down: int) -> None:
        """Move the picture."""
        self.glide(self.heading.moved(right * _PAN, down * _PAN))

    def action_zoom(self, nearer: int) -> None:
        """Come nearer, or go farther."""
        self.glide(self.heading.turned(zoom=_NEARER**nearer))

    def action_home(self) -> None:
        """Go back to where everything is seen."""
        self.go_home()

    def action_top(self) -> None:
        """Look from above; from there, go back."""
        if (self.heading.yaw, self.heading.pitch) == (TOP.yaw, TOP.pitch):
            self.go_home()
        else:
            self.glide(TOP)

    def action_labels(self) -> None:
        """Words on the toys, then ids, then nothing."""
        self.labels = "ids" if self.labels == "words" else "off" if self.labels == "ids" else "words"

    def action_step(self, by: int) -> None:
        """Point at the next body, in reading order."""
        if not self.state or not self.state.bodies:
            return
        bodies = sorted(self.state.bodies.values(), key=lambda body: (body.center[0], body.center[1], body.position[2]))
        keys = [body.id for body in bodies]
        if self.pointed in keys:
            self.pointed = keys[(keys.index(self.pointed) + by) % len(keys)]
        else:
            self.pointed = keys[0 if by > 0 else -1]

    def action_pick(self) -> None:
        """Pick what is pointed at."""
        if self.pointed:
            self.pick(self.pointed)

    def pick(self, body: str) -> None:
        """Tell that a body was picked, and its name; the table and the hand are not picked."""
        if self.state and body in self.state.bodies:
            from tui.scene.facts import name

            self.post_message(self.Picked(self, body, name(self.state, body)))

    # The mouse.

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """It may become a drag."""
        self._held, self._dragged = True, False
        self._last = (event.screen_x, event.screen_y)
        self.capture_mouse()
        event.stop()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go."""
        if self._held:
            self._held = False
            self.release_mouse()
            event.stop()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Turn what is held; else point at what is under the mouse."""
        if not self._held:
            self.pointed = self.at(int(event.x), int(event.y))
            return
        x, y = event.screen_x - self._last[0], event.screen_y - self._last[1]
        if not x and not y:
            return
        self._last = (event.screen_x, event.screen_y)
        self._dragged = True
        event.stop()
        if event.shift or event.button > 1:
            self.camera = self.heading.moved(x / max(self.size.width, 1), y / max(self.size.height, 1))
        else:
            self.camera = self.heading.turned(yaw=-x * _DRAG[0], pitch=y * _DRAG[1])

    def on_leave(self, event: events.Leave) -> None:
        """Nothing is under the mouse any more."""
        if event.node is self:
            self.pointed = None

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Come nearer."""
        self.camera = self.heading.turned(zoom=_WHEEL)
        event.stop()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go farther."""
        self.camera = self.heading.turned(zoom=1 / _WHEEL)
        event.stop()

    def on_click(self, event: events.Click) -> None:
        """Pick what was clicked; a double click goes home."""
        event.stop()
        if self._dragged:
            self._dragged = False
        elif event.chain == 2:
            self.go_home()
        elif event.chain == 1 and (found := self.at(int(event.x), int(event.y))):
            self.pick(found)
