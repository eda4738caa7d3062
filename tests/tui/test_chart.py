"""The chart: what is drawn where, and how one moves about in it."""

from __future__ import annotations

import math
from array import array

import pytest
from fakes import wait_until
from textual.app import App

from tui.plot.braille import Raster
from tui.plot.line import Line
from tui.plot.picture import frame, picture
from tui.plot.ticks import label, log_ticks, ticks
from tui.plot.view import View
from tui.widgets.chart import Chart


def line(values, look="bright", hue=0, name="a") -> Line:
    return Line(name, array("d", range(len(values))), array("d", values), hue, look)


def text(rows) -> list[str]:
    return ["".join(piece for piece, _ in row) for row in rows]


def roles(rows) -> set[str]:
    return {role for row in rows for _, role in row if role}


# Axes.


@pytest.mark.parametrize(
    ("low", "high", "most", "found"),
    [
        (0, 10, 5, [0, 2.5, 5, 7.5, 10]),
        (0, 1, 3, [0, 0.5, 1]),
        (97.2, 98.9, 4, [97.5, 98, 98.5]),
        (5, 5, 3, [5]),
        (0, math.nan, 3, []),
        (0, 1, 0, []),
    ],
)
def test_round_ticks(low, high, most, found):
    assert ticks(low, high, most) == pytest.approx(found)


def test_logarithmic_ticks():
    assert log_ticks(0.09, 11, 4) == pytest.approx([0.1, 1, 10])
    assert log_ticks(0.09, 11, 10) == pytest.approx([0.1, 0.2, 0.5, 1, 2, 5, 10])
    assert log_ticks(1e-9, 1e9, 4) == pytest.approx([1e-9, 1e-4, 1e1, 1e6])
    assert log_ticks(2.1, 2.2, 3) == pytest.approx([2.1, 2.15, 2.2])
    assert log_ticks(-1, 2, 3) == []


@pytest.mark.parametrize(
    ("value", "step", "written"),
    [
        (0, 1, "0"), (0.25, 0.25, "0.25"), (0.5, 0.25, "0.50"), (2500, 2500, "2.5k"), (5000, 2500, "5.0k"),
        (1000, 250, "1.00k"), (12000, 2000, "12k"), (1.5e6, None, "1.5M"), (2e-5, None, "2e-5"),
        (0.00175, 0.00025, "1.75e-3"), (0.002, 0.001, "0.002"), (97.5, 0.5, "97.5"), (3e9, None, "3e9"),
    ],
)  # fmt: skip
def test_labels_are_short_and_tell_neighbours_apart(value, step, written):
    assert label(value, step) == written


# Dots.


def test_a_rising_line_has_no_gaps():
    raster = Raster(4, 2)
    raster.line((range(8), range(8)), 0, 7, lambda value: 7.0 - value, 1)
    assert all(any(raster.cell(x, y)[1] for y in range(2)) for x in range(4))
    assert raster.cell(0, 1)[1] == 1
    assert raster.cell(0, 0) == (" ", 0)
    assert raster.cell(3, 0)[1] == 1


def test_a_spike_among_ten_thousand_points_is_seen():
    values = [0.0] * 10_000
    values[5_003] = 1.0
    rows = picture([line(values)], View(), 40, 8)
    assert any("\u2800" < sign <= "\u28ff" for sign in text(rows)[0])


@pytest.mark.parametrize("n", [20, 5000])
def test_what_is_no_number_leaves_a_gap(n):
    values = [1.0] * n
    values[n // 4 : 3 * n // 4] = [math.nan] * (n // 2)
    rows = text(picture([line(values)], View(), 40, 8))

    def dotted(signs: str) -> bool:
        return any("\u2800" < sign <= "\u28ff" for sign in signs)

    assert any(dotted(row) for row in rows)
    assert not any(dotted(row[18:24]) for row in rows)


@pytest.mark.parametrize("values", [[], [math.nan], [math.nan, math.inf]])
def test_nothing_to_draw(values):
    assert picture([line(values)], View(), 40, 8) == []
    assert picture([], View(), 40, 8) == []


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("values", [[2.0], [2.0, 2.0], [1e-12, 1e12], [-1.0, 3.0], [0.0, 0.0]])
@pytest.mark.parametrize("size", [(4, 2), (24, 4), (80, 20), (1, 1), (3, 100)])
def test_any_values_at_any_size(values, size, log):
    rows = picture([line(values, look) for look in ("faint", "bright", "marks")], View(log=log, cursor=0), *size)
    assert len(rows) <= size[1]
    assert all(len(row) <= size[0] for row in text(rows))


def test_faint_and_bright_and_marks_are_told_apart():
    noisy = [math.sin(x) for x in range(200)]
    rows = picture([line(noisy, "faint"), line([0.0] * 200), line([0.5] * 200, "marks", 1)], View(), 60, 12)
    assert {"faint-0", "bright-0", "marks-1", "label", "grid"} <= roles(rows)
    assert "▲" in "".join(text(rows))


def test_lines_of_several_runs_end_in_their_signs():
    assert "●" not in "".join(text(picture([line([1.0, 2.0])], View(), 40, 8)))
    both = "".join(text(picture([line([1.0, 2.0]), line([2.0, 1.0], hue=2)], View(), 40, 8)))
    assert "●" in both
    assert "◆" in both


def test_the_cursor_tells_its_step():
    rows = text(picture([line([1.0] * 100)], View(cursor=50), 60, 8))
    assert "│" in rows[0]
    assert "50" in rows[-1].split()
    assert rows[0].index("│") == pytest.approx(rows[-1].index("50"), abs=1)


def test_the_values_that_are_shown_fill_the_height():
    falling = line([100.0] * 50 + [1.0, 2.0] * 25)
    there = frame([falling], View(low=60, high=90), 60, 10)
    assert there is not None
    assert there.top < 3


# Moving about.


def test_zoom_and_pan_stay_within_the_steps():
    view = View().zoomed(2, 0, 100)
    assert view.span(0, 100) == (25, 75)
    assert view.panned(-1, 0, 100).span(0, 100) == (0, 50)
    assert view.panned(1, 0, 100).panned(1, 0, 100).span(0, 100) == (50, 100)
    assert view.zoomed(0.4, 0, 100) == View()
    assert View().zoomed(1000, 0, 100) == View()
    assert View(cursor=0).zoomed(2, 0, 100).span(0, 100) == (0, 50)


def test_the_tail_follows_and_zooms():
    view = View(tail=10)
    assert (view.span(0, 100), view.span(0, 200)) == ((90, 100), (190, 200))
    assert view.zoomed(2, 0, 100).span(0, 100) == (95, 100)
    assert view.zoomed(0.01, 0, 100) == View()


def test_the_cursor_takes_the_view_along():
    view = View(low=40, high=60, cursor=60)
    assert view.moved(5, 0, 100) == View(low=45, high=65, cursor=65)
    assert view.moved(-500, 0, 100) == View(low=0, high=20, cursor=0)
    assert View().moved(-1, 0, 100).cursor == 100


# The widget.


class Bench(App[None]):
    CSS_PATH = "../../tui/widgets/chart.tcss"
    CSS = "Screen { layout: vertical; }"

    def __init__(self) -> None:
        super().__init__()
        self.moves: list[View] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return {"dim": "#888888", "rule": "#444444"}

    def compose(self):
        yield Chart("Loss", "Nothing yet.")

    def on_chart_moved(self, event: Chart.Moved) -> None:
        self.moves.append(event.view)


def screen(app: Bench) -> list[str]:
    chart = app.query_one(Chart)
    return [chart.render_line(y).text for y in range(chart.size.height)]


async def test_it_draws_and_is_read_by_keys():
    app = Bench()
    async with app.run_test(size=(60, 12)) as pilot:
        chart = app.query_one(Chart)
        assert any("Nothing yet." in row for row in screen(app))
        chart.show([line([float(x) for x in range(101)], name="train")])
        await pilot.pause()
        assert screen(app)[0].startswith("Loss")
        assert "train 100" in screen(app)[0]
        chart.focus()
        await pilot.press("left", "left")
        assert 90 < (chart.view.cursor or 0) < 100
        assert "train 9" in screen(app)[0]
        await pilot.press("plus")
        low, high = chart.view.span(0, 100)
        assert high - low < 70
        await pilot.press("shift+left")
        assert chart.view.span(0, 100)[0] < low
        await pilot.press("0")
        assert chart.view == View()
        assert app.moves[-1] == View()


async def test_the_mouse_reads_zooms_and_drags():
    app = Bench()
    async with app.run_test(size=(60, 12)) as pilot:
        chart = app.query_one(Chart)
        chart.show([line([float(x) for x in range(101)])])
        await pilot.hover(Chart, offset=(30, 5))
        await wait_until(pilot, lambda: chart.view.cursor is not None)
        assert 40 < (chart.view.cursor or 0) < 60
        from textual import events

        def wheel(kind):
            return kind(chart, 30, 5, 0, 0, 0, False, False, False, 30, 5)

        chart.post_message(wheel(events.MouseScrollUp))
        await wait_until(pilot, lambda: chart.view.low is not None)
        before = chart.view.span(0, 100)
        await pilot.mouse_down(Chart, offset=(30, 5))
        await pilot.hover(Chart, offset=(50, 5))
        await wait_until(pilot, lambda: chart.view.span(0, 100)[0] < before[0])
        await pilot.mouse_up(Chart, offset=(50, 5))
        chart.post_message(wheel(events.MouseScrollDown))
        await wait_until(pilot, lambda: chart.view.low is None)


@pytest.mark.parametrize("size", [(1, 1), (8, 2), (20, 3), (200, 60)])
async def test_no_size_breaks_it(size):
    app = Bench()
    async with app.run_test(size=size) as pilot:
        app.query_one(Chart).show([line([1.0, math.nan, 3.0]), line([2.0] * 3, "marks", 1)])
        await pilot.pause()
        assert len(screen(app)) == app.query_one(Chart).size.height


def test_a_part_that_another_run_does_not_have_shows_all_of_it():
    assert View(low=500, high=600).span(0, 50) == (0, 50)
    assert View(low=0, high=10).span(20, 50) == (20, 50)
    assert View(low=40, high=600).span(0, 50) == (40, 600)
