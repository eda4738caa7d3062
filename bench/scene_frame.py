"""Milliseconds per frame of the drawn scene, while the hand carries a block: `python -m bench.scene_frame`.

still = nothing moves; drawn = painted to cells while the hand moves; shown = and the changed rows made into strips.
Processor time, the median of 60 frames.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import process_time

from tui.scene import Animation, Look, Painter
from tui.scene.painter import room
from tui.scene.raster import Cell
from tui.scene.view import to_strip
from world.events import Plan
from world.goals import Put, Region
from world.planner import plan
from world.scene import load_scene

FRAMES = 60


def main() -> None:
    made = plan(load_scene("classic").state(), [Put("B3", Region(1, -1))])
    assert isinstance(made, Plan)
    print(f"  cells    still   drawn   shown   rows that change  (ms per frame, median of {FRAMES})")
    for width, height in ((40, 18), (80, 24), (120, 40)):
        print(f"{width:>4}x{height:<3}" + measure(made, width, height))


def measure(made: Plan, width: int, height: int) -> str:
    """A line of the table."""
    animation, painter, look = Animation(made), Painter(), Look(room=room(*made.states))
    rows = painter.frame(animation.at(0), width, height, look).rows
    changed: list[int] = []

    def still(_: float) -> None:
        painter.frame(animation.at(0), width, height, look)

    def drawn(share: float) -> list[list[Cell]]:
        return painter.frame(animation.at(share * animation.duration), width, height, look).rows

    def shown(share: float) -> None:
        nonlocal rows
        before, rows = rows, drawn(share)
        fresh = [row for old, row in zip(before, rows, strict=True) if old != row]
        for row in fresh:
            to_strip(row)
        changed.append(len(fresh))

    times = "".join(f"{_median(run):8.2f}" for run in (still, drawn, shown))
    return f"{times} {median(changed):6.0f}"


def _median(run: Callable[[float], object]) -> float:
    times = []
    for number in range(FRAMES):
        start = process_time()
        run(number / FRAMES)
        times.append((process_time() - start) * 1000)
    return median(times)


if __name__ == "__main__":
    main()
