"""The colours: the ink, paper and brass of a linotype room, on the dark that the scene is drawn on."""

from __future__ import annotations

from textual.theme import Theme

ETAOIN = Theme(
    name="etaoin",
    dark=True,
    primary="#E2B457",  # brass: the user, and whatever can be pressed
    secondary="#7FA7C9",
    accent="#E2B457",
    foreground="#DFDCD3",  # paper
    background="#12151C",  # the same as behind the table, so that the scene has no edge
    surface="#191D26",
    panel="#222734",
    success="#7DBE8A",
    warning="#E2B457",
    error="#E07A6B",
    variables={
        "dim": "#7C8495",
        "rule": "#2B3140",
        "action": "#7FA7C9",
        "footer-background": "#12151C",
        "footer-key-foreground": "#E2B457",
        "footer-description-foreground": "#8B93A4",
        "footer-item-background": "#12151C",
        "scrollbar": "#2B3140",
        "scrollbar-hover": "#3A4256",
        "scrollbar-active": "#E2B457",
        "scrollbar-background": "#12151C",
        "scrollbar-background-hover": "#12151C",
        "scrollbar-background-active": "#12151C",
        "scrollbar-corner-color": "#12151C",
        "input-selection-background": "#E2B457 35%",
        "block-cursor-background": "#E2B457",
    },
)
