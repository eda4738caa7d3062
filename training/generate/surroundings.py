"""What a speaker sees: the scenes that examples are about, reduced to what descriptions are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from training.generate.chance import Chance
from world.board import SQUARES, board_scene
from world.bodies import Body
from world.random_scene import random_scene
from world.scene import Scene, load_scene

_RANDOM_SCENES = 64
_BOARDS = 32
_BOARD_COLORS = ("red", "green", "blue", "yellow", "white", "gray", "cyan", "pink")


@dataclass(frozen=True, slots=True)
class Seen:
    """One body as it may be described: every kind, size and colour word of it that is true."""

    kinds: tuple[str, ...]
    sizes: tuple[str, ...]
    color: str


@dataclass(frozen=True, slots=True)
class View:
    """A scene and its toys as seen; `box` says whether there is one."""

    scene: Scene
    toys: tuple[Seen, ...]
    box: bool


def _seen(body: Body, *, alike: bool = False) -> Seen:
    """`alike`: all are of one size, so that nobody speaks of it."""
    width, depth, height = body.size
    broad = max(width, depth)
    sizes = [] if alike else ["large" if max(body.size) >= 128 else "small"]
    if height > 1.2 * broad:
        sizes += ["tall", "narrow"]
    elif broad > 1.2 * height:
        sizes += ["short", "wide"]
    kinds = (body.shape, "cube") if body.is_cube else (body.shape,)
    return Seen(kinds, tuple(sizes), body.color)


@lru_cache(maxsize=2 * (_RANDOM_SCENES + _BOARDS))
def _view(index: int) -> View:
    if index >= _RANDOM_SCENES:
        scene = _board(index)
    else:
        scene = load_scene("classic") if index < 0 else random_scene(index, n=4 + index % 7)
    toys = tuple(_seen(body, alike=bool(scene.grid)) for body in scene.bodies if body.is_toy)
    return View(scene, toys, any(not body.is_toy for body in scene.bodies))


def some_view(r: Chance) -> View:
    """The classic scene, a random one or a board, of a fixed set (made once: a scene takes longer than an example)."""
    if r.maybe(0.25):
        return _view(_RANDOM_SCENES + r.whole(0, _BOARDS - 1))
    return _view(-1 if r.maybe(0.4) else r.whole(0, _RANDOM_SCENES - 1))


def _board(seed: int) -> Scene:
    """Columns of pieces of a few colours on squares, some with a pyramid on top."""
    r = Chance(seed)
    colors = [color for color in _BOARD_COLORS if r.maybe(0.6)] or list(_BOARD_COLORS)
    pieces: list[tuple[int, int, int, str, str]] = []
    squares = dict.fromkeys((r.whole(0, SQUARES - 1), r.whole(0, SQUARES - 1)) for _ in range(r.whole(3, 10)))
    for x, y in squares:
        height = r.whole(1, 4)
        for z in range(height):
            pyramid = z == height - 1 and r.maybe(0.4)
            pieces.append((x, y, z, "prism" if pyramid else "cube", r.pick(tuple(colors))))
    return board_scene(pieces)
