"""Whatever the theme, text can be read: by the contrast of WCAG, in every theme that has colours of its own."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from tui.app import EtaoinApp
from tui.theme.readable import TEXT, contrast, readable
from tui.theme.themes import OURS

BLACK, WHITE = Color(0, 0, 0), Color(255, 255, 255)


def test_contrast_is_that_of_the_standard():
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    assert contrast(WHITE, WHITE) == 1
    assert contrast(Color(119, 119, 119), WHITE) == pytest.approx(4.48, abs=0.01)  # the well-known #777


def test_a_colour_moves_only_as_far_as_it_must():
    grey = Color(100, 100, 100)
    assert readable(WHITE, BLACK, WHITE) == WHITE
    moved = readable(grey, BLACK, WHITE)
    assert TEXT <= contrast(moved, BLACK) < TEXT + 1


@pytest.mark.parametrize("name", [theme.name for theme in (*BUILTIN_THEMES.values(), *OURS) if not theme.ansi])
def test_text_can_be_read_in_every_theme(name):
    app = EtaoinApp()
    app.theme = name
    colors = app.get_css_variables()
    for ground in ("background", "surface"):
        for text in ("foreground", "primary", "secondary", "success", "warning", "error", "dim", "action"):
            found = contrast(Color.parse(colors[text]), Color.parse(colors[ground]))
            assert found >= 4, f"{text} on {ground}: {found:.1f}"


@pytest.mark.parametrize("name", ["ansi-dark", "ansi-light"])
async def test_a_terminal_with_its_own_colours_can_be_used(name):
    app = EtaoinApp()
    async with app.run_test() as pilot:
        app.theme = name
        await pilot.pause()
        assert app.current_theme.ansi
