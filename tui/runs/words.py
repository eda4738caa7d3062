"""Numbers and facts of a run in words."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from tui.runs.state import RunState, Status


def span(seconds: float | None) -> str:
    """A time as one says it: "40 s", "1:20 min", "3:05 h"; "" for none."""
    if seconds is None or not math.isfinite(seconds):
        return ""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes}:{rest:02} min"
    return f"{minutes // 60}:{minutes % 60:02} h" if minutes < 48 * 60 else f"{minutes / 1440:.1f} days"


def count(number: float) -> str:
    """A large number in three digits: "950", "12.3 k", "4.56 M"."""
    for size, sign in ((1e9, " G"), (1e6, " M"), (1e4, " k")):
        if number >= size:
            unit = number / (1e3 if size == 1e4 else size)
            return f"{unit:.{2 if unit < 10 else 1 if unit < 100 else 0}f}{sign}"
    return f"{number:,.0f}"


def share(value: float | None) -> str:
    """A share: "97.0%"; "" for none."""
    return "" if value is None else f"{100 * value:.1f}%"


def loss(value: float | None) -> str:
    """A loss in three or so digits; "" for none."""
    if value is None:
        return ""
    if 0 < value < 1e-3:
        mantissa, _, exponent = f"{value:.0e}".partition("e")
        return f"{mantissa}e{int(exponent)}"
    return f"{value:.2f}" if value >= 1 else f"{value:.3f}" if value >= 0.01 else f"{value:.4f}"


def steps(state: RunState) -> str:
    """Where it is: "312 of about 600"."""
    if state.total is None or state.status is Status.DONE:
        return f"{state.step:,} steps"
    return f"step {state.step:,} of {'about ' * state.about}{state.total:,}"


def ended(state: RunState) -> str:
    """What to say when a run is over: "mine is done: 97.0%"."""
    match state.status:
        case Status.DONE:
            return f"{state.name} is done" + (f": {share(state.score)} right." if state.score is not None else ".")
        case Status.STOPPED:
            return f"{state.name} is stopped at step {state.step:,}."
        case _:
            return f"{state.name} has {state.status}. {state.why}".strip()


def facts(recipe: Mapping[str, Any], started: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What is trained, on what and how, as (what, words). Older runs lack some of it."""

    def part(name: str) -> Mapping[str, Any]:
        found = recipe.get(name)
        return found if isinstance(found, Mapping) else {}

    model, adapter, data, optimizer = part("model"), part("adapter"), part("data"), part("optimizer")
    schedule = part("schedule")
    base = model.get("base")
    rank = adapter.get("r")
    size = started.get("parameters")
    weights = f"{count(size)} weights" if isinstance(size, int) else "weights"
    quantize = model.get("quantize")
    rows = [
        ("base", PurePath(str(base)).name + (f", {quantize}" if quantize else "") if base else "new weights"),
        ("adapter", f"LoRA r {rank}" if rank else ""),
        ("trains", weights if rank else f"all {weights}"),
        ("data", _data(data)),
        ("replay", f"{data['replay']:.0%} generated" if _replays(data) else ""),
        ("budget", _budget(part("budget"))),
        ("rate", " ".join(filter(None, [_number(optimizer.get("lr")), str(schedule.get("kind", ""))]))),
        ("batch", f"{count(data['step_tokens'])} tokens" if isinstance(data.get("step_tokens"), int) else ""),
        ("seed", str(recipe.get("seed", ""))),
    ]
    return tuple((what, words) for what, words in rows if words)


def _data(data: Mapping[str, Any]) -> str:
    names = [PurePath(str(file)).name for file in data.get("files") or ()]
    for part in data.get("mixture") or ():
        weight = part.get("weight", 1)
        name = PurePath(str(part.get("source", ""))).name
        names.append(name if weight == 1 else f"{name} ×{weight:g}")
    if not names:
        return "generated sentences" if data.get("source", "blocks") == "blocks" else str(data.get("source"))
    return ", ".join(names)


def _replays(data: Mapping[str, Any]) -> bool:
    """Whether generated sentences come between those of files."""
    return bool(data.get("files") and not data.get("mixture") and isinstance(data.get("replay"), int | float))


def _budget(budget: Mapping[str, Any]) -> str:
    units = (("minutes", "min"), ("steps", "steps"), ("tokens", "tokens"), ("epochs", "epochs"))
    return " or ".join(f"{budget[key]:,g} {unit}" for key, unit in units if budget.get(key))


def _number(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) else ""
