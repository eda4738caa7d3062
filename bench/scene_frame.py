"""Milliseconds per frame of the drawn scene: `python -m bench.scene_frame`.

still = nothing has changed; moving = the hand carries a block, painted and its changed rows made into strips;
turning = the camera goes round the table, so that everything is new; pointing = another body gets the outline.
Processor time: the median and the 95th percentile of 120 frames, with the machine's load.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from statistics import median, quantiles
from time import process_time

from tui.scene import Animation, Camera, Frame, Look, Painter
from tui.scene.painter import room
from tui.scene.raster import Cell
from tui.scene.strips import to_strip
from world.events import Plan
from world.goals import Put, Region
from world.planner import plan
from world.scene import load_scene

FRAMES = 120
SIZES = ((40, 18), (80, 24), (120, 40), (200, 60))


def main() -> None:
    made = plan(load_scene("classic").state(), [Put("B3", Region(1, -1))])
    assert isinstance(made, Plan)
    load = "/".join(f"{value:.2f}" for value in os.getloadavg())
    print(f"ms per frame, median/95% of {FRAMES}; load {load}, {os.cpu_count()} cores")
    print("  cells         still        moving       turning      pointing   rows that change while moving")
    for width, height in SIZES:
        print(f"{width:>4}x{height:<3}" + measure(made, width, height))


def measure(made: Plan, width: int, height: int) -> str:
    """A line of the table."""
    animation, painter, look = Animation(made), Painter(), Look(room=room(*made.states))
    bodies = list(made.states[0].bodies)
    rows: list[list[Cell]] = []
    changed: list[int] = []

    def show(frame: Frame) -> None:
        nonlocal rows
        before, rows = rows, frame.rows
        fresh = [row for old, row in zip(before, rows, strict=True) if old != row] if before else rows
        for row in fresh:
            to_strip(row)
        changed.append(len(fresh))

    def still(_: int) -> None:
        show(painter.frame(animation.at(0), width, height, look))

    def moving(number: int) -> None:
        show(painter.frame(animation.at(number / FRAMES * animation.duration), width, height, look))

    def turning(number: int) -> None:
        camera = Camera(yaw=number * 360 / FRAMES - 180)
        show(painter.frame(animation.at(0), width, height, replace(look, camera=camera)))

    def pointing(number: int) -> None:
        pointed = replace(look, pointed=bodies[number % len(bodies)])
        show(painter.frame(animation.at(0), width, height, pointed))

    still(0)
    times = _times(still)
    changed.clear()
    times += _times(moving)
    count = median(changed)
    return f"{times}{_times(turning)}{_times(pointing)} {count:6.0f}"


def _times(run: Callable[[int], None]) -> str:
    times = []
    for number in range(FRAMES):
        start = process_time()
        run(number)
        times.append((process_time() - start) * 1000)
    return f"{median(times):8.2f}/{quantiles(times, n=20)[-1]:<5.2f}"


if __name__ == "__main__":
    main()
