"""Events as plain lines for people: what `etaoin train` prints, and what a screen shows of a run's log."""

from __future__ import annotations

from collections.abc import Mapping

from training.run.events import Event


def line_of(e: Event) -> str:
    """The line for an event, or "" where there is nothing to say; `done` has a table below it."""
    match e["event"]:
        case "preparing":
            return f"making a {e['what']} from {e['pairs']:,} examples"
        case "started":
            where = f", going on at step {e['resumed_at']}" if e["resumed_at"] else ""
            quantised = f", {e['quantised']} layers quantised" if e["quantised"] else ""
            return (
                f"training {e['parameters'] / 1e6:.2f} M parameters, {e['vocabulary']} tokens in the "
                f"vocabulary{quantised}{where}"
            )
        case "step":
            left = "" if e["minutes_left"] is None else f"  {e['minutes_left']:.1f} min left"
            return (
                f"step {e['step']:>6}  loss {e['loss']:.4f}  lr {e['lr']:.2e}  |g| {e['grad_norm']:.2f}  "
                f"{e['tokens_per_second']:,} tok/s  {100 * e['done']:.1f}%{left}"
            )
        case "eval":
            scores = {name: value for name, value in e.items() if name not in ("event", "time", "step")}
            return f"held out: {'  '.join(f'{_score(name)} {_value(name, value)}' for name, value in scores.items())}"
        case "note" | "lint":
            return str(e["text"])
        case "paused":
            return f"paused after step {e['step']}; it goes on when it is told to"
        case "continued":
            return "goes on"
        case "stopped":
            return f"stopped after step {e['step']}" if "step" in e else "stopped before the first step"
        case "failed":
            return f"failed: {e['why']}"
        case "checkpoint":
            return f"saved {e['path']}"
        case "done":
            size = f"{e['step']} steps, {e['tokens'] / 1e6:.1f} M tokens, {e['minutes']:.1f} min"
            return f"done: {size}; model in {e['path']}{_table(e['before'], e['scores'])}"
        case _:
            return ""


def _table(before: Mapping[str, float], after: Mapping[str, float]) -> str:
    """What the run changed: each score before the first step and after the last."""
    rows = [
        f"  {_score(name):24}{_value(name, before[name]):>10}{_value(name, after[name]):>10}"
        for name in after
        if name in before
    ]
    return "\n" + "\n".join([f"  {'held out':24}{'before':>10}{'after':>10}", *rows]) if rows else ""


def _score(name: str) -> str:
    kinds = {"token_accuracy": "tokens", "accuracy": "exact"}
    replayed = name.startswith("replayed_")
    plain = name.removeprefix("replayed_")
    return f"{'replayed ' if replayed else ''}{kinds.get(plain, plain)}"


def _value(name: str, value: float) -> str:
    return f"{value:.2%}" if name.endswith(("accuracy", "denotation")) else f"{value:.4f}"
