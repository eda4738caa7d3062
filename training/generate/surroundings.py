"""What a speaker sees: the scenes that examples are about, reduced to what descriptions are made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from training.generate.chance import Chance
from world.bodies import Body
from world.random_scene import random_scene
from world.scene import Scene, load_scene

_RANDOM_SCENES = 64


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


def _seen(body: Body) -> Seen:
    width, depth, height = body.size
    broad = max(width, depth)
    sizes = ["large" if max(body.size) >= 128 else "small"]
    if height > 1.2 * broad:
        sizes += ["tall", "narrow"]
    elif broad > 1.2 * height:
        sizes += ["short", "wide"]
    kinds = (body.shape, "cube") if body.is_cube else (body.shape,)
    return Seen(kinds, tuple(sizes), body.color)


@lru_cache(maxsize=2 * _RANDOM_SCENES)
def _view(index: int) -> View:
    scene = load_scene("classic") if index < 0 else random_scene(index, n=4 + index % 7)
    toys = tuple(_seen(body) for body in scene.bodies if body.is_toy)
    return View(scene, toys, any(not body.is_toy for body in scene.bodies))


def some_view(r: Chance) -> View:
    """The classic scene or one of a fixed set of random ones (made once: a scene takes longer than an example)."""
    return _view(-1 if r.maybe(0.4) else r.whole(0, _RANDOM_SCENES - 1))
