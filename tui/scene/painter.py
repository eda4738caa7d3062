"""The painter: a moment of the world to a frame of cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tui.scene.camera import Camera, Point, Projection
from tui.scene.hand import Moment, parts, still
from tui.scene.labels import BADGE, Labels, Owners, write
from tui.scene.palette import RGB, Palette, body_color, lit, luminance, mix
from tui.scene.raster import SAMPLES, Canvas, Frame, Patch, inset, signed_area
from tui.scene.shadows import Rect, shadow
from tui.scene.solids import Bounds, Face, Solid, bounds, cuboid, painted, solids
from world.bodies import Body, State, Vec

_STEEL: RGB = 0xC9D2DE
_METAL: dict[str, RGB] = {"finger": 0xF0B429, "palm": 0xF0B429}
_EDGE = 24.0
"""How thick the table's board is."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a scene is to be drawn.

    `room` are points that the picture must take in (None: what `room` says of the state). `highlight`
    outlines bodies, `numbers` puts a numbered badge on them. `mono` draws greys only. `background` is behind the table.
    """

    camera: Camera = field(default_factory=Camera)
    labels: Labels = "words"
    highlight: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = field(default_factory=dict)
    mono: bool = False
    background: RGB = 0x12151C
    room: tuple[Vec, ...] | None = None


class Side(NamedTuple):
    """A face that is turned to us, as the samples it takes: with its edges, without them, and in cells."""

    face: Face
    whole: Patch
    inner: Patch | None
    frame: list[Patch]
    cells: Patch


class Sight(NamedTuple):
    """A solid as it is seen from where we stand."""

    solid: Solid
    sides: list[Side]
    where: Bounds


class Painter:
    """Draws frames; keeps between them what does not change: the canvas, the empty table, all that stands still."""

    def __init__(self) -> None:
        self._canvas: Canvas | None = None
        self._form: tuple[int, int, bool] | None = None
        self._key: object = None
        self._ground: list[bytes] = []
        self._shades: tuple[bytes, bytes] = (b"", b"")
        self._sights: dict[Body, list[Sight]] = {}
        self._casts: dict[tuple[Body, float, Rect, float], Patch | None] = {}

    def frame(self, scene: State | Moment, width: int, height: int, look: Look | None = None) -> Frame:
        """The picture of a moment in `width` x `height` cells."""
        look = look or Look()
        if width < 1 or height < 1:
            return Frame(max(width, 0), max(height, 0), [[] for _ in range(max(height, 0))])
        moment = scene if isinstance(scene, Moment) else still(scene)
        state = moment.state
        canvas = self._canvas
        form = (width, height, look.mono)
        if canvas is None or self._form != form or len(canvas.palette.colors) > 230:
            self._form = form
            canvas = self._canvas = Canvas(width, height, Palette(look.mono))
            self._key = None
        view = look.camera.fit(state.table, look.room or room(state), canvas.columns, canvas.lines)
        owners = Owners(width, height)
        self._table(canvas, state, view, look)
        bodies = list(state.bodies.values())
        board = (0.0, 0.0, *state.table)
        for grow, table in zip((9.0, 1.0), self._shades, strict=True):
            for body in bodies:
                if cast := self._cast(canvas, view, body, 0.0, board, grow):
                    canvas.translate(cast, table)
        sights = [sight for body in bodies for sight in self._see_body(canvas, view, body, owners)]
        ceiling = state.hand[2] + 90 if look.camera.pitch > 60 else 2.4 * max(state.table)
        for part, low, high in parts(state.hand, moment.gap, ceiling):
            sights.append(_see(canvas, view, Solid(low, high, cuboid(low, high), "", None, part), owners))
        for i in painted([s.solid for s in sights], [s.where for s in sights], view.eye):
            self._paint(canvas, view, state, sights[i], look.mono, owners)
        for body in bodies:
            if body.id in look.highlight:
                _outline(canvas, view, solids(body), 0xFFFFFF if look.mono else 0xFFE066)
        rows = canvas.cells()
        if look.labels != "off" or look.numbers:
            nearest = sorted(bodies, key=lambda b: -sum(c * t for c, t in zip(b.center, view.toward, strict=True)))
            anchors = {b.id: _cell(view(*b.center)) for b in bodies if b.id in look.numbers}
            write(rows, owners, nearest, look.labels, look.numbers, anchors, 0xF4F4F4 if look.mono else BADGE)
        return Frame(width, height, rows)

    def _table(self, canvas: Canvas, state: State, view: Projection, look: Look) -> None:
        """Paint the empty table, or take it from the last time."""
        key = (view, state.table, look.mono, look.background)
        if self._key == key:
            canvas.load(self._ground)
            return
        self._key = key
        self._sights.clear()
        self._casts.clear()
        canvas.clear(look.background)
        light = luminance(look.background) > 0.5
        board: RGB = 0xB9BFCC if light else 0x363D4D
        squares: RGB = 0xC4CAD6 if light else 0x3D4557
        line: RGB = 0x8D95A6 if light else 0x5A6580
        (w, d) = state.table
        shades = []
        for face in cuboid((0, 0, -_EDGE), (w, d, 0)):
            points = [view(*c) for c in face.corners]
            if signed_area(points) > 0:
                where = canvas.patch(points)
                canvas.fill(where, mix(board, 0x000000, 0.25 if face.kind == "front" else 0.5))
                if face.kind == "top":
                    canvas.fill(where, line)
                    shades.append(line)
        rim = 0.011 * max(w, d)
        count = 10
        for i in range(count):
            for j in range(count):
                color = mix(board if (i + j) % 2 else squares, look.background, 0.03 * j)
                shades.append(color)
                xs = [rim + (w - 2 * rim) * n / count for n in (i, i + 1)]
                ys = [rim + (d - 2 * rim) * n / count for n in (j, j + 1)]
                tile = ((xs[0], ys[1]), (xs[1], ys[1]), (xs[1], ys[0]), (xs[0], ys[0]))
                canvas.fill(canvas.patch([view(x, y, 0.0) for x, y in tile]), color)
        dark, darker = bytearray(range(256)), bytearray(range(256))
        for color in dict.fromkeys(shades):
            numbers = [canvas.palette(mix(color, 0x05060A, share)) for share in (0.0, 0.22, 0.42)]
            dark[numbers[0]] = numbers[1]
            darker[numbers[0]] = darker[numbers[1]] = numbers[2]
        self._shades = (bytes(dark), bytes(darker))
        self._ground = [bytes(row) for row in canvas.rows]

    def _see_body(self, canvas: Canvas, view: Projection, body: Body, owners: Owners) -> list[Sight]:
        """What is seen of a body; worked out once for as long as it stands still."""
        found = self._sights.get(body)
        if found is None:
            if len(self._sights) > 500:
                self._sights.clear()
            found = self._sights[body] = [_see(canvas, view, solid, owners) for solid in solids(body)]
        return found

    def _cast(
        self, canvas: Canvas, view: Projection, body: Body, ground: float, onto: Rect, grow: float
    ) -> Patch | None:
        """Where a body's shadow falls on a horizontal face."""
        key = (body, ground, onto, grow)
        if key not in self._casts:
            if len(self._casts) > 2000:
                self._casts.clear()
            cast = shadow(body, ground, onto, grow)
            self._casts[key] = canvas.patch([view(x, y, ground) for x, y in cast]) if cast else None
        return self._casts[key]

    def _paint(self, canvas: Canvas, view: Projection, state: State, sight: Sight, mono: bool, owners: Owners) -> None:
        """Paint a solid over what lies behind it, and the shadows that fall on its top."""
        solid = sight.solid
        base = body_color(solid.color, mono) if solid.body else _METAL.get(solid.part, _STEEL)
        for face, whole, inner, frame, cells in sight.sides:
            color = lit(base, face.light)
            if face.glass:
                canvas.veil(whole, color)
                for bar in frame:
                    canvas.fill(bar, lit(base, face.light * 1.02))
                continue
            if inner is None:
                canvas.fill(whole, lit(base, face.light * 0.8) if solid.body else color)
            else:
                canvas.fill(whole, lit(base, 0.36 + 0.12 * face.light))
                canvas.fill(inner, color)
            if face.kind == "top" and solid.part in ("body", "floor"):
                ground, onto = solid.high[2], (*solid.low[:2], *solid.high[:2])
                for grow, share in ((6.0, 0.16), (0.5, 0.34)):
                    for body in state.bodies.values():
                        over = body.top > ground and body.id != solid.body
                        if over and (cast := self._cast(canvas, view, body, ground, onto, grow)):
                            canvas.fill(cast, lit(color, 1 - share))
            owners.cover(cells, solid.body, face.kind)


def _see(canvas: Canvas, view: Projection, solid: Solid, owners: Owners) -> Sight:
    """The sides of a solid that are turned to us."""
    thin, thick = 0.4 * SAMPLES, 0.8 * SAMPLES
    line = min(thick, max(thin, 5.0 * view.scale)) if solid.body else thin * 0.7
    sides: list[Side] = []
    seen: list[Point] = []
    for face in solid.faces:
        points = [view(*corner) for corner in face.corners]
        if signed_area(points) <= 0:
            continue
        seen += points
        inner = None if face.glass else inset(points, line)
        frame = [bar(canvas, a, b, line * 0.9) for a, b in _edges(points)] if face.glass else []
        cells = owners.patch([_cell(p) for p in points])
        sides.append(Side(face, canvas.patch(points), canvas.patch(inner) if inner else None, frame, cells))
    return Sight(solid, sides, bounds(seen or [(0.0, 0.0)]))


def _outline(canvas: Canvas, view: Projection, body: Sequence[Solid], color: RGB) -> None:
    """A bright line around a body, over everything that hides it."""
    edges: set[tuple[Point, Point]] = set()
    for solid in body:
        for face in solid.faces:
            points = [view(*c) for c in face.corners]
            if signed_area(points) > 0:
                edges.update(_edges(points))
    for a, b in edges:
        if (b, a) not in edges:
            canvas.fill(bar(canvas, a, b, SAMPLES), color)


def _edges(points: Sequence[Point]) -> list[tuple[Point, Point]]:
    return list(zip(points, [*points[1:], points[0]], strict=True))


def room(*states: State) -> tuple[Vec, ...]:
    """The points that a picture of these states should take in: the board, some air, the bodies and a hand on them."""
    out: dict[Vec, None] = {}
    for state in states:
        width, depth = state.table
        size = max(width, depth)
        air = 0.085 * size
        out[(*state.hand[:2], state.hand[2] + air)] = None
        for x in (-0.03 * width, 1.0 * width):
            for y in (0.0, depth):
                out[(x, y, -_EDGE)] = out[(x, y, 0.3 * size)] = None
        for body in state.bodies.values():
            x, y, _ = body.position
            for corner in ((x, y), (x + body.size[0], y), (x, y + body.size[1]), (x + body.size[0], y + body.size[1])):
                out[(*corner, body.top + air)] = None
    return tuple(out)


def _cell(point: Point) -> Point:
    """A place on the canvas, in cells."""
    return (point[0] / SAMPLES, point[1] / (2 * SAMPLES))


def bar(canvas: Canvas, a: Point, b: Point, width: float) -> Patch:
    """A straight line as a thin rectangle."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = max((dx * dx + dy * dy) ** 0.5, 1e-6)
    nx, ny = -dy / length * width / 2, dx / length * width / 2
    ex, ey = dx / length * width / 3, dy / length * width / 3
    ax, ay, bx, by = a[0] - ex, a[1] - ey, b[0] + ex, b[1] + ey
    return canvas.patch([(ax + nx, ay + ny), (bx + nx, by + ny), (bx - nx, by - ny), (ax - nx, ay - ny)])
