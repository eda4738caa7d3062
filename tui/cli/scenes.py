"""`etaoin scenes`: list, show, check and invent scenes."""

from __future__ import annotations

import json
import sys
from typing import Any

from tui.cli.parser import Parser, whole

EXAMPLES = """
etaoin scenes list
etaoin scenes show classic            a picture and the scene in words
etaoin scenes show classic --json     as a scene file, to start your own from
etaoin scenes check my-scene.toml     is everything where it can be?
etaoin scenes random --seed 7 > seven.json
"""


def parser() -> Parser:
    """The four things one can do."""
    p = Parser(
        "etaoin scenes", "Scenes are TOML or JSON files: objects with id, shape, colour, position and size.", EXAMPLES
    )
    p.add_argument("what", choices=("list", "show", "check", "random"), metavar="list|show|check|random")
    p.add_argument("scene", nargs="*", metavar="SCENE", help="a name or a file (check takes several)")
    p.add_argument("--json", action="store_true", help="show: print the scene as a JSON scene file")
    p.add_argument("--seed", type=int, default=0, metavar="S", help="random: the same seed gives the same scene")
    p.add_argument(
        "--objects", type=whole(0), default=8, metavar="N", help="random: how many toys at most (default: 8)"
    )
    return p


def run(args: list[str]) -> int:
    """Do it; 2 when a scene is not right."""
    p = parser()
    options = p.parse_args(args)
    wanted: list[str] = options.scene
    if options.what == "list":
        return _list()
    if options.what == "random":
        from world.random_scene import random_scene

        print(json.dumps(random_scene(options.seed, options.objects).as_dict(), indent=1))
        return 0
    if not wanted:
        p.error(f"{options.what} needs a scene: etaoin scenes {options.what} SCENE")
    if options.what == "check":
        return max(_check(name) for name in wanted)
    for name in wanted:
        _show(name, options.json)
    return 0


def _list() -> int:
    from world.scene import load_scene, scene_names

    for name in scene_names():
        scene = load_scene(name)
        print(f"{name:<12} {len(scene.bodies):>2} objects  {scene.description}".rstrip())
    return 0


def _check(name: str) -> int:
    from world.scene import SceneError, load_scene

    try:
        scene = load_scene(name)
    except SceneError as error:
        print(f"etaoin: {error}", file=sys.stderr)
        return 2
    print(f"{name}: fine, {len(scene.bodies)} objects")
    return 0


def _show(name: str, as_json: bool) -> None:
    from tui.scene.describe import describe
    from world.scene import load_scene

    scene = load_scene(name)
    if as_json:
        print(json.dumps(scene.as_dict(), indent=1, ensure_ascii=False))
        return
    state = scene.state()
    if sys.stdout.isatty():
        _picture(state)
    print(describe(state))


def _picture(state: Any) -> None:
    """The drawn scene, for a terminal."""
    import os
    import shutil

    from rich.console import Console
    from rich.segment import Segment, Segments

    from tui.scene.painter import Look, Painter
    from tui.scene.strips import to_strip

    width, height = shutil.get_terminal_size()
    look = Look(mono=bool(os.environ.get("NO_COLOR")))
    frame = Painter().frame(state, max(1, min(width, 90)), max(1, min(height - 4, 34)), look)
    console = Console()
    for row in frame.rows:
        console.print(Segments([*to_strip(row), Segment.line()]), end="")
