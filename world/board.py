"""Boards of squares: scenes given as cells, as the robot-commands data has them (SemEval-2014 task 6, Dukes 2013).

A cell is (x, y, z): x counts the squares from the back (0) to the front (7), y from the right (0) to the left (7), z
the levels from the board up. Whoever gave the commands saw the front of the board at the top of the picture, so it is
the far end of our table. It is the same continuous world: a square is 64 by 64, a level 64 high, and the grid of the
scene makes the hand put things down on squares.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from world.bodies import Body, Vec
from world.scene import Scene, SceneError, parse_scene

SQUARE = 64.0
SQUARES = 8

Cell = tuple[int, int, int]

SHAPES = {"cube": "block", "block": "block", "prism": "pyramid", "pyramid": "pyramid"}
COLORS = {"grey": "gray", "magenta": "pink"}


def board_scene(
    cells: Iterable[tuple[int, int, int, str, str]],
    *,
    name: str = "board",
    description: str = "",
    squares: int = SQUARES,
    held: Cell | None = None,
) -> Scene:
    """The scene of a board with these (x, y, z, shape, colour), which get the ids P1, P2, ... in their order.

    Shapes are cube or prism (pyramid), colours any word (grey is gray, magenta pink). What has nothing under it is in
    the hand, as is what is in the cell `held`. Raises SceneError where that is no possible world.
    """
    listed = [(int(x), int(y), int(z), shape, color) for x, y, z, shape, color in cells]
    taken = {cell[:3] for cell in listed}
    if len(taken) < len(listed):
        raise SceneError("two pieces are in the same cell of the board. Move one of them.")
    objects: list[dict[str, Any]] = []
    holding: list[str] = []
    for number, (x, y, z, shape, color) in enumerate(listed, 1):
        if shape not in SHAPES:
            raise SceneError(f"piece {number} is a {shape!r}, but a board has cubes and prisms. Use one of them.")
        if (z and (x, y, z - 1) not in taken) or (x, y, z) == held:
            holding.append(f"P{number}")
        objects.append(
            {
                "id": f"P{number}",
                "shape": SHAPES[shape],
                "color": COLORS.get(color, color),
                "position": list(cell_position((x, y, z), squares)),
                "size": [SQUARE] * 3,
            }
        )
    if len(holding) > 1:
        raise SceneError(f"{' and '.join(holding)} are in the air, but the hand holds only one. Put something below.")
    data: dict[str, Any] = {"name": name, "description": description, "table": [squares * SQUARE] * 2}
    data |= {"grid": SQUARE, "front": "far"}
    return parse_scene(data | ({"holding": holding[0]} if holding else {}) | {"objects": objects})


def cell_position(cell: Cell, squares: int = SQUARES) -> Vec:
    """The position of a piece in a cell: its front-left-bottom corner."""
    x, y, z = cell
    return ((squares - 1 - y) * SQUARE, x * SQUARE, z * SQUARE)


def cell_of(body: Body, squares: int = SQUARES) -> Cell:
    """The cell that a piece is in, or is nearest to."""
    x, y, z = (round(v / SQUARE) for v in body.position)
    return (y, squares - 1 - x, z)
