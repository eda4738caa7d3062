"""Where the scene is looked at from: world coordinates to places on the screen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import cos, radians, sin

from world.bodies import Vec

Point = tuple[float, float]

_DISTANCE = 3.4
"""How far off the eye is, in table sizes: near enough for a mild perspective, too far for a wide-angle one."""


@dataclass(frozen=True, slots=True)
class Camera:
    """An eye in front of the table and above it.

    `yaw` turns it around the table in degrees (0 = straight from the front, positive = from the right), `pitch` lifts
    it (90 = from the top), `zoom` enlarges around the centre (1 = everything fits), `pan` moves the picture by so many
    of its own widths and heights (right and down).
    """

    yaw: float = 21.0
    pitch: float = 29.0
    zoom: float = 1.0
    pan: Point = (0.0, 0.0)

    def turned(self, yaw: float = 0.0, pitch: float = 0.0, zoom: float = 1.0) -> Camera:
        """The camera moved by so many degrees and enlarged so many times, within what can be drawn."""
        return replace(
            self,
            yaw=(self.yaw + yaw + 180.0) % 360.0 - 180.0,
            pitch=min(90.0, max(8.0, self.pitch + pitch)),
            zoom=min(6.0, max(0.3, self.zoom * zoom)),
        )

    def moved(self, right: float, down: float) -> Camera:
        """The camera with the picture moved by so much of its size; some of the table always stays in it."""
        far = 0.5 * max(self.zoom, 1.0)
        x, y = self.pan[0] + right, self.pan[1] + down
        return replace(self, pan=(min(far, max(-far, x)), min(far, max(-far, y))))

    def toward(self, goal: Camera, share: float) -> Camera:
        """The camera on its way to another, by the shorter turn: 0 is here, 1 there."""
        if share >= 1:
            return goal
        around = (goal.yaw - self.yaw + 180.0) % 360.0 - 180.0
        return Camera(
            (self.yaw + around * share + 180.0) % 360.0 - 180.0,
            self.pitch + (goal.pitch - self.pitch) * share,
            self.zoom * (goal.zoom / self.zoom) ** share,
            (
                self.pan[0] + (goal.pan[0] - self.pan[0]) * share,
                self.pan[1] + (goal.pan[1] - self.pan[1]) * share,
            ),
        )

    def fit(self, table: tuple[float, float], room: Iterable[Vec], width: float, rows: float) -> Projection:
        """The projection that shows a table and the points of `room` in `width` x `rows` square pixels."""
        yaw, pitch = radians(self.yaw), radians(self.pitch)
        right = (cos(yaw), sin(yaw), 0.0)
        up = (-sin(yaw) * sin(pitch), cos(yaw) * sin(pitch), cos(pitch))
        toward = (sin(yaw) * cos(pitch), -cos(yaw) * cos(pitch), sin(pitch))
        size = max(*table, 1.0)
        target = (table[0] / 2, table[1] / 2, size * 0.15)
        flat = Projection(right, up, toward, target, _DISTANCE * size, 1.0, 0.0, 0.0)
        corners = [flat(x, y, 0.0) for x in (0.0, table[0]) for y in (0.0, table[1])] + [flat(*point) for point in room]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        margin = 0.96
        scale = margin * self.zoom * min(width / max(max(xs) - min(xs), 1e-9), rows / max(max(ys) - min(ys), 1e-9))
        return replace(
            flat,
            scale=scale,
            left=width * (0.5 + self.pan[0]) - scale * (min(xs) + max(xs)) / 2,
            top=rows * (0.5 + self.pan[1]) - scale * (min(ys) + max(ys)) / 2,
        )


TOP = Camera(yaw=0.0, pitch=90.0)
"""Straight from above, as on a map."""

_STEEPEST, _FLATTEST = 38, 24


def home(table: tuple[float, float], room: Sequence[Vec], width: float, rows: float) -> Camera:
    """Where to stand at first: where the scene fills a picture of this form best.

    A high picture has room for a look from further up, at which the table is deeper; a wide one for a flatter one.
    """
    best = Camera()
    most = 0.0
    for yaw in (21.0, 16.0):
        for pitch in range(_STEEPEST, _FLATTEST - 1, -2):
            camera = Camera(yaw, pitch)
            scale = camera.fit(table, room, width, rows).scale
            if scale > most * 1.02:
                best, most = camera, scale
    return best


@dataclass(frozen=True, slots=True)
class Projection:
    """A camera fitted to a picture: call it with world coordinates, get pixels (x to the right, y down)."""

    right: Vec
    up: Vec
    toward: Vec
    target: Vec
    distance: float
    scale: float
    left: float
    top: float

    def moved(self, goal: Projection, share: float) -> Projection:
        """From the same place, but the picture on its way to another size and centre."""
        return replace(
            goal,
            scale=self.scale + (goal.scale - self.scale) * share,
            left=self.left + (goal.left - self.left) * share,
            top=self.top + (goal.top - self.top) * share,
        )

    @property
    def eye(self) -> Vec:
        """Where the picture is taken from; what lies nearer to it covers what lies behind."""
        (tx, ty, tz), (dx, dy, dz), far = self.target, self.toward, self.distance
        return (tx + dx * far, ty + dy * far, tz + dz * far)

    def __call__(self, x: float, y: float, z: float) -> Point:
        """Where a place in the world is in the picture."""
        tx, ty, tz = self.target
        x, y, z = x - tx, y - ty, z - tz
        dx, dy, dz = self.toward
        far = self.distance
        grow = self.scale * far / max(far - x * dx - y * dy - z * dz, far * 0.15)
        rx, ry, _ = self.right
        ux, uy, uz = self.up
        return (self.left + grow * (x * rx + y * ry), self.top - grow * (x * ux + y * uy + z * uz))
