"""The colours that style sheets use, made from any theme and readable in it.

Contrast is that of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio): 1 for no difference, 21 for black on
white; text needs 4.5.
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.color import Color

TEXT = 4.5
"""The least contrast of text with what it stands on."""
_WORDS = ("primary", "secondary", "accent", "success", "warning", "error")
"""Colours that are used for text as well as for grounds."""


def contrast(one: Color, other: Color) -> float:
    """How far apart two opaque colours are, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(color: Color, ground: Color, toward: Color, least: float = TEXT) -> Color:
    """The colour, moved toward another as far as it must be to be read on this ground."""
    for step in range(21):
        tried = color.blend(toward, step / 20)
        if contrast(tried, ground) >= least:
            return tried
    return toward


def variables(generated: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """What is added to the variables that Textual makes from a theme.

    `generated` are those; `given` are the theme's own, which win. The theme of a terminal with 16 colours of its own
    has none that could be measured and is left as it is.
    """
    if "ansi" in generated["background"] or "ansi" in generated["foreground"]:
        plain = generated["foreground"]
        return {"dim": plain, "rule": plain, "action": generated["secondary"]} | _quiet(generated, plain)
    ground, ink = Color.parse(generated["background"]), Color.parse(generated["foreground"])
    surface = Color.parse(generated["surface"])
    hardest = surface if contrast(surface, ink) < contrast(ground, ink) else ground
    made = {name: readable(Color.parse(generated[name]), hardest, ink).hex for name in _WORDS}
    made["dim"] = given.get("dim") or readable(ink.blend(ground, 0.5), hardest, ink).hex
    made["rule"] = given.get("rule") or ground.blend(ink, 0.18).hex
    made["action"] = given.get("action") or made["secondary"]
    return made | _quiet({**generated, **made}, made["dim"])


def _quiet(colors: Mapping[str, str], dim: str) -> dict[str, str]:
    """The bars at the edge: no ground of their own, the keys in the accent."""
    ground, primary, rule = colors["background"], colors["primary"], colors.get("rule", dim)
    return {
        "footer-background": ground,
        "footer-item-background": ground,
        "footer-key-foreground": primary,
        "footer-description-foreground": dim,
        "scrollbar": rule,
        "scrollbar-hover": dim,
        "scrollbar-active": primary,
        "scrollbar-background": ground,
        "scrollbar-background-hover": ground,
        "scrollbar-background-active": ground,
        "scrollbar-corner-color": ground,
        "block-cursor-background": primary,
        "block-cursor-foreground": ground,
        "border": primary,
        "border-blurred": rule,
    }


def _luminance(color: Color) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color.normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
