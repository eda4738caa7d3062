"""Probabilities as text and as bars. No screen is needed."""

from __future__ import annotations

import math

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_LEVELS = " ▁▂▃▄▅▆▇█"
FLOOR = 6
"""Powers of ten that a logarithmic bar covers."""


def percent(probability: float) -> str:
    """A probability with as many digits as tell something: "62.1 %", "0.03 %", "99.997 %"; never a rounded 100."""
    value = 100 * probability
    if probability >= 1:
        return "100 %"
    if value > 99.9:
        return f"{math.floor(value * 1000) / 1000:.3f} %"
    if value >= 1:
        return f"{value:.1f} %"
    if value >= 0.01:
        return f"{value:.2f} %"
    return f"{value:.4f} %" if value >= 0.0001 else "<0.0001 %"


def bits(value: float) -> str:
    """An amount of information: "0.41 bits"."""
    if value >= 0.01 or value == 0:
        return f"{value:.2f} bits" if value else "0 bits"
    return f"{value:.4f} bits" if value >= 0.0001 else "<0.0001 bits"


def nats(value: float) -> str:
    """A natural logarithm, with a true minus sign."""
    if math.isinf(value):
        return "−∞"
    digits = 0 if abs(value) >= 100 else 2 if abs(value) >= 0.01 else 5
    rounded = f"{value:.{digits}f}"
    return "0" if not rounded.strip("-0.") else rounded.replace("-", "−")


def times(value: float) -> str:
    """So many of something: "1", "4,096"."""
    return f"{value:,.0f}"


def logarithmic(probability: float) -> float:
    """A share of a bar's length that falls by the same amount with each power of ten; 0 below a millionth."""
    if probability <= 0:
        return 0.0
    return max(0.0, 1 + math.log10(min(probability, 1.0)) / FLOOR)


def bar(share: float, width: int) -> str:
    """A bar of at most `width` cells, to an eighth of one; what is more than nothing shows."""
    eighths = round(max(0.0, min(share, 1.0)) * width * 8)
    if share > 0:
        eighths = max(eighths, 1)
    whole, rest = divmod(eighths, 8)
    return ("█" * whole + _EIGHTHS[rest].strip()).ljust(width)[:width] if width > 0 else ""


def columns(levels: list[float], height: int) -> list[str]:
    """Upright bars, 0 to 1 each, as `height` lines from the top."""
    eighths = [round(max(0.0, min(level, 1.0)) * height * 8) for level in levels]
    eighths = [max(count, 1) if level > 0 else 0 for count, level in zip(eighths, levels, strict=True)]
    return ["".join(_LEVELS[max(0, min(8, count - 8 * row))] for count in eighths) for row in reversed(range(height))]


def pooled(values: list[float], width: int) -> tuple[list[float], int]:
    """Values in at most `width` columns, the greatest of each; and how many share a column."""
    share = max(1, -(-len(values) // max(width, 1)))
    return [max(values[at : at + share]) for at in range(0, len(values), share)], share
