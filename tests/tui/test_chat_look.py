"""How a turn is drawn: lines that fit, nothing read as markup, and what a click does."""

from __future__ import annotations

import pytest

from tui.screens.chat.look import Look, lines, without_signs

TAKE = {"acts": [{"act": "pick_up", "what": {"kind": "block", "det": "a", "size": "large", "color": "red"}}]}
TURN = Look("take the big red one", reply=("OK.",), done=True, actions=TAKE, inside=True, ms=42.4)


def shown(look: Look, width: int = 60) -> list[str]:
    return [line.plain for line in lines(look, width)]


def test_from_top_to_bottom():
    first, reply, action = shown(TURN)
    assert first == "▌ take the big red one"
    assert reply == "  OK."
    assert action.startswith("  ▸ pick_up(a large red block)  ")
    assert action.endswith("  inside  42 ms")
    assert len(action) == 60


@pytest.mark.parametrize("width", [1, 2, 7, 20, 30, 43, 44, 60, 200])
def test_every_line_fits(width):
    choices = ("the green one", "x" * 80)
    look = Look("take it " * 20, "put right", "", ("word " * 30,), False, choices, True, TAKE, None, True, True)
    drawn = lines(look, width)
    assert all(line.cell_length <= max(width, 4) for line in drawn)
    assert sum("inside" in line.plain for line in drawn) == (width >= 30)
    assert any(line.plain.endswith("ms") for line in drawn) == (width >= 44)


def test_wide_characters_fit_too():
    assert all(line.cell_length <= 20 for line in lines(Look("🧱" * 40, reply=("日本語" * 20,)), 20))


def test_what_was_said_is_no_markup():
    drawn = shown(Look("[bold]x[/] [@click=app.quit]y[/", reply=("[red]z",), choices=("[b]c",)))
    assert drawn == ["▌ [bold]x[/] [@click=app.quit]y[/", "  [red]z", "  1  [b]c"]


def test_while_it_waits_and_when_there_is_no_action():
    assert shown(Look("hello", wait="· waits")) == ["▌ hello", "  · waits"]
    assert shown(Look("  ", reply=("Left out.",), refused=True)) == ["▌ (nothing)", "  Left out."]
    opened = shown(Look("x", reply=("?",), done=True, failed="cut off", opened=True))
    assert opened[-1].strip() == "cut off"
    assert "▾ no action" in opened[-2]


def test_a_click_opens_looks_inside_and_chooses():
    def clicks(line) -> list[str]:
        return [span.style.meta["@click"] for span in line.spans if getattr(span.style, "meta", None)]

    *_, choice, action = lines(Look("x", choices=("one",), done=True, actions=TAKE, inside=True), 60)
    assert clicks(choice) == ["choose(1)"]
    assert clicks(action) == ["open", "wish('inside')"]


def test_what_is_copied_has_no_signs():
    assert without_signs("▌ take it\n  OK.\n   deep  ") == "take it\nOK.\n deep"
