"""The painter: a moment of the world to a frame of cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tui.scene.camera import Camera, Point, Projection
from tui.scene.hand import Moment, parts, still
from tui.scene.labels import BADGE, Labels, write
from tui.scene.owners import HAND, Owners
from tui.scene.palette import RGB, Palette, body_color, lit, luminance, mix
from tui.scene.raster import SAMPLES, Canvas, Frame, Patch, inset, patch, signed_area
from tui.scene.shadows import Rect, hull, shadow, softness
from tui.scene.solids import Bounds, Face, Solid, bounds, cuboid, painted, solids
from world.bodies import TABLE, Body, State, Vec

_STEEL: RGB = 0xC9D2DE
_METAL: dict[str, RGB] = {"finger": 0xF0B429, "palm": 0xF0B429}
_RIM, _SEAM = 1.13, 0.8
"""The light on the edges of a top, and on those of other faces, as shares of the light on the face."""

_EDGE = 24.0
"""How thick the table's board is."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a scene is to be drawn.

    `room` are points that the picture must take in (None: what `room` says of the state); a picture that is on the way
    there from other points has them in `room_before`, and how far it has come in `room_share`. `highlight` outlines
    bodies in the colour `accent`, `pointed` one in `pointer`; `numbers` puts a numbered badge on them. `mono` draws
    greys only, `few` the colours of a 256-colour terminal. `background` is behind the table.
    """

    camera: Camera = field(default_factory=Camera)
    labels: Labels = "words"
    highlight: frozenset[str] = frozenset()
    pointed: str | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)
    mono: bool = False
    few: bool = False
    background: RGB = 0x12151C
    accent: RGB = 0xFFE066
    pointer: RGB = 0xFFFFFF
    room: tuple[Vec, ...] | None = None
    room_before: tuple[Vec, ...] = ()
    room_share: float = 1.0


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
        self._form: tuple[int, int, bool, bool] | None = None
        self._key: object = None
        self._ground: list[bytes] = []
        self._board: Patch = (0, [])
        self._scene: tuple[Moment, object] | None = None
        self._bare: list[bytes] = []
        self._owners = Owners(0, 0)
        self._shades: tuple[bytes, bytes] = (b"", b"")
        self._sights: dict[Body, list[Sight]] = {}
        self._casts: dict[tuple[Body, float, Rect, int], Patch | None] = {}
        self._views: dict[object, Projection] = {}

    def frame(self, scene: State | Moment, width: int, height: int, look: Look | None = None) -> Frame:
        """The picture of a moment in `width` x `height` cells."""
        look = look or Look()
        if width < 1 or height < 1:
            return Frame(max(width, 0), max(height, 0), [[] for _ in range(max(height, 0))])
        moment = scene if isinstance(scene, Moment) else still(scene)
        state = moment.state
        canvas = self._canvas
        form = (width, height, look.mono, look.few)
        if canvas is None or self._form != form or len(canvas.palette.colors) > 230:
            self._form = form
            canvas = self._canvas = Canvas(width, height, Palette(look.mono, look.few))
            self._key = None
        view = self._fit(canvas, look.camera, state.table, look.room or room(state))
        if look.room_before and look.room_share < 1:
            view = self._fit(canvas, look.camera, state.table, look.room_before).moved(view, look.room_share)
        scene_key = (moment, (view, look.mono, look.background))
        if self._key is not None and self._scene == scene_key:
            canvas.load(self._bare)
        else:
            self._owners = Owners(width, height)
            self._all(canvas, view, moment, look)
            self._scene, self._bare = scene_key, [bytes(row) for row in canvas.rows]
        owners, bodies = self._owners, list(state.bodies.values())
        for key in look.highlight & state.bodies.keys():
            _outline(canvas, view, state.bodies[key], look.accent)
        if look.pointed and (body := state.bodies.get(look.pointed)):
            _outline(canvas, view, body, look.pointer)
        rows = canvas.cells()
        if look.labels != "off" or look.numbers:
            nearest = sorted(bodies, key=lambda b: -sum(c * t for c, t in zip(b.center, view.toward, strict=True)))
            tags = {b.id: canvas.palette.color(lit(body_color(b.color, look.mono), 0.95)) for b in bodies}
            anchors = {b.id: _cell(view(*b.center)) for b in bodies if b.id in look.numbers}
            write(rows, owners, nearest, look.labels, look.numbers, anchors, tags, 0xF4F4F4 if look.mono else BADGE)
        return Frame(width, height, rows, owners)

    def _fit(self, canvas: Canvas, camera: Camera, table: tuple[float, float], points: tuple[Vec, ...]) -> Projection:
        """The camera fitted to the canvas; there can be hundreds of points, the same from picture to picture."""
        key = (camera, table, points, canvas.columns, canvas.lines)
        if key not in self._views:
            if len(self._views) > 7:
                self._views.clear()
            self._views[key] = camera.fit(table, points, canvas.columns, canvas.lines)
        return self._views[key]

    def _all(self, canvas: Canvas, view: Projection, moment: Moment, look: Look) -> None:
        """Paint everything but what is said of it: the table, the shadows on it, bodies and hand."""
        state, owners = moment.state, self._owners
        self._table(canvas, state, view, look)
        owners.cover(self._board, TABLE, "table")
        bodies = list(state.bodies.values())
        board = (0.0, 0.0, *state.table)
        for layer, table in enumerate(self._shades):
            for body in bodies:
                if cast := self._cast(canvas, view, body, 0.0, board, layer):
                    canvas.translate(cast, table)
        sights = [sight for body in bodies for sight in self._see_body(canvas, view, body, owners)]
        ceiling = state.hand[2] + 90 if look.camera.pitch > 60 else 2.4 * max(state.table)
        for part, low, high in parts(state.hand, moment.gap, ceiling):
            sights.append(_see(canvas, view, Solid(low, high, cuboid(low, high), "", None, part), owners))
        for i in painted([s.solid for s in sights], [s.where for s in sights], view.eye):
            self._paint(canvas, view, state, sights[i], look.mono, look.few, owners)

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
                    self._board = patch([_cell(p) for p in points], canvas.width, canvas.lines // (2 * SAMPLES))
        rim = max(0.011 * max(w, d), 0.9 * SAMPLES / view.scale)
        side = state.grid if state.grid > 0.03 * max(w, d) else max(w, d) / 10
        across, deep = max(1, round(w / side)), max(1, round(d / side))
        xs = [min(max(w * n / across, rim), w - rim) for n in range(across + 1)]
        ys = [min(max(d * n / deep, rim), d - rim) for n in range(deep + 1)]

        def tile(first: int, last: int, row: int, color: RGB) -> None:
            color = mix(color, look.background, 0.3 * row / deep)
            shades.append(color)
            x0, x1, y0, y1 = xs[first], xs[last], ys[row], ys[row + 1]
            corners = ((x0, y1), (x1, y1), (x1, y0), (x0, y0))
            canvas.fill(canvas.patch([view(x, y, 0.0) for x, y in corners]), color)

        for row in range(deep):
            tile(0, across, row, board)
            for column in range(row % 2, across, 2):
                tile(column, column + 1, row, squares)
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
        self, canvas: Canvas, view: Projection, body: Body, ground: float, onto: Rect, layer: int
    ) -> Patch | None:
        """Where a body's half (layer 0) or full (1) shadow falls on a horizontal face."""
        key = (body, ground, onto, layer)
        if key not in self._casts:
            if len(self._casts) > 2000:
                self._casts.clear()
            cast = shadow(body, ground, onto, softness(body, ground)[layer])
            self._casts[key] = canvas.patch([view(x, y, ground) for x, y in cast]) if cast else None
        return self._casts[key]

    def _paint(
        self, canvas: Canvas, view: Projection, state: State, sight: Sight, mono: bool, few: bool, owners: Owners
    ) -> None:
        """Paint a solid over what lies behind it, and the shadows that fall on its top."""
        solid = sight.solid
        base = body_color(solid.color, mono) if solid.body else _METAL.get(solid.part, _STEEL)
        for face, whole, inner, frame, cells in sight.sides:
            # Where there are few colours, a top would be the same one as a front: it gets more light.
            color = lit(base, face.light * (1.28 if few and face.kind == "top" and solid.body else 1.0))
            if face.glass:
                for bar in frame:
                    canvas.fill(bar, lit(base, face.light * 1.02))
                continue
            if inner is None:
                canvas.fill(whole, color)
            else:
                canvas.fill(whole, lit(base, face.light * (_RIM if face.kind == "top" else _SEAM)))
                canvas.fill(inner, color)
            if face.kind == "top" and solid.part in ("body", "floor"):
                ground, onto = solid.high[2], (*solid.low[:2], *solid.high[:2])
                for layer, share in enumerate((0.16, 0.34)):
                    for body in state.bodies.values():
                        over = body.top > ground and body.id != solid.body
                        if over and (cast := self._cast(canvas, view, body, ground, onto, layer)):
                            canvas.fill(cast, lit(color, 1 - share))
            owners.cover(cells, solid.body or HAND, face.kind)


def _see(canvas: Canvas, view: Projection, solid: Solid, owners: Owners) -> Sight:
    """The sides of a solid that are turned to us."""
    # Edges are seen where they are about a pixel wide; narrower ones would be broken lines.
    line = min(1.0 * SAMPLES, 6.0 * view.scale)
    fine = line >= 0.55 * SAMPLES
    bars = max(line, 0.7 * SAMPLES)
    sides: list[Side] = []
    seen: list[Point] = []
    for face in solid.faces:
        points = [view(*corner) for corner in face.corners]
        if signed_area(points) <= 0:
            continue
        seen += points
        inner = inset(points, line) if fine and solid.body and not face.glass else None
        frame = [bar(canvas, a, b, bars) for a, b in _edges(points)] if face.glass else []
        cells = owners.patch([_cell(p) for p in points])
        sides.append(Side(face, canvas.patch(points), canvas.patch(inner) if inner else None, frame, cells))
    return Sight(solid, sides, bounds(seen or [(0.0, 0.0)]))


def _outline(canvas: Canvas, view: Projection, body: Body, color: RGB) -> None:
    """A bright line around a body, over everything that hides it."""
    (x, y, z), (w, d, h) = body.position, body.size
    if body.shape == "pyramid":
        top = [view(x + w / 2, y + d / 2, z + h)]
    else:
        top = [view(*corner, z + h) for corner in ((x, y), (x + w, y), (x, y + d), (x + w, y + d))]
    around = hull([*top, *(view(*corner, z) for corner in ((x, y), (x + w, y), (x, y + d), (x + w, y + d)))])
    if signed_area(around) < 0:
        around.reverse()
    # Just outside, so that even of a small body something is left.
    for a, b in _edges(inset(around, -0.4 * SAMPLES) or around):
        canvas.fill(bar(canvas, a, b, 1.0 * SAMPLES), color)


def _edges(points: Sequence[Point]) -> list[tuple[Point, Point]]:
    return list(zip(points, [*points[1:], points[0]], strict=True))


def room(*states: State) -> tuple[Vec, ...]:
    """The points that a picture of these states should take in: the board, some air, the bodies and a hand on them."""
    out: dict[Vec, None] = {}
    for state in states:
        width, depth = state.table
        size = max(width, depth)
        air = 0.085 * size
        x, y, z = state.hand
        for side in (-0.09 * size, 0.09 * size):
            out[(min(max(x + side, -0.09 * size), width + 0.09 * size), y, z + air)] = None
        for x in (0.0, width):
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
