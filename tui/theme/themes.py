"""Our own themes: the ink, paper and brass of a linotype room, by night, by day, and for eyes that need contrast."""

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
    variables={"dim": "#8A92A3", "rule": "#2B3140", "action": "#7FA7C9"},
)
PAPER = Theme(
    name="etaoin-paper",
    dark=False,
    primary="#8A5A00",
    secondary="#2F5F86",
    accent="#8A5A00",
    foreground="#23252B",
    background="#F6F3EA",
    surface="#ECE7DA",
    panel="#DFD8C6",
    success="#2C6B3C",
    warning="#8A5A00",
    error="#A83226",
    variables={"dim": "#666A73", "rule": "#CFC7B4", "action": "#2F5F86"},
)
CONTRAST = Theme(
    name="etaoin-contrast",
    dark=True,
    primary="#FFD75F",
    secondary="#9FD0FF",
    accent="#FFD75F",
    foreground="#FFFFFF",
    background="#000000",
    surface="#141414",
    panel="#262626",
    success="#7CFC9A",
    warning="#FFD75F",
    error="#FF8A80",
    variables={"dim": "#C4C4C4", "rule": "#6A6A6A", "action": "#9FD0FF"},
)
OURS = (ETAOIN, PAPER, CONTRAST)
