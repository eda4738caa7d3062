"""Round numbers for the axes of a chart."""

from __future__ import annotations

import math

_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


def ticks(low: float, high: float, most: int) -> list[float]:
    """At most `most` round numbers between two, at even distances; one where both are the same."""
    if most < 1 or not math.isfinite(low + high):
        return []
    if high <= low:
        return [low]
    for tried in range(most, 0, -1):
        raw = (high - low) / tried
        unit = 10.0 ** math.floor(math.log10(raw))
        step = next(factor * unit for factor in _ROUND if factor * unit >= raw * (1 - 1e-9))
        first = math.ceil(low / step - 1e-9)
        found = [n * step for n in range(first, math.floor(high / step + 1e-9) + 1)]
        if 0 < len(found) <= most:
            return found
    return []


def log_ticks(low: float, high: float, most: int) -> list[float]:
    """The same for a logarithmic axis, both above 0: powers of ten, with 2 and 5 between them where there is room."""
    if low <= 0 or high <= low:
        return [low] if low > 0 else []
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    for factors in ((1, 2, 5), (1, 3), (1,)):
        found = [f * 10.0**e for e in range(first, last + 1) for f in factors]
        found = [one for one in found if low * (1 - 1e-9) <= one <= high * (1 + 1e-9)]
        if 2 <= len(found) <= most:
            return found
    powers = [10.0**e for e in range(first, last + 1) if low <= 10.0**e <= high]
    if len(powers) > most > 0:
        return powers[:: -(-len(powers) // most)]
    return powers or ticks(low, high, most)


def label(value: float, step: float | None = None) -> str:
    """A number as short as can be: "0.25", "12k", "1.5M", "2e-5"; `step`, the distance to its neighbours, says how many
    digits tell it from them.
    """
    size = abs(value)
    if size == 0:
        return "0"
    if size >= 1e9 or (size < 1e-3 if step is None else step < 1e-3):
        mantissa, _, exponent = f"{value:.2e}".partition("e")
        return f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
    for unit, sign in ((1e6, "M"), (1e3, "k")):
        if size >= unit:
            return f"{_short(value / unit, step and step / unit)}{sign}"
    return _short(value, step)


def _short(value: float, step: float | None) -> str:
    if step is None:
        return f"{value:.3g}"
    digits = next((d for d in range(7) if abs(round(step, d) - step) < 1e-9 * max(1.0, step)), 6)
    return f"{value:.{digits}f}"
