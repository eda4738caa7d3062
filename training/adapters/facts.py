"""What an adapter was made of, in words: its base, data, recipe and scores, one adapter or several side by side."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from typing import Any

from agent.lm.adapters import AdapterInfo
from training.adapters.suites import suite_scores

_SHORT = 12
"""Signs of a digest or commit that are shown."""


def facts(info: AdapterInfo) -> dict[str, str]:
    """Everything worth knowing of an adapter, in the order in which one would ask; what is not known is left out."""
    told = info.metadata
    recipe = _dict(told.get("recipe"))
    base = (
        f"{info.base.hub_id or info.base.short} {(info.base.sha256 or '')[:_SHORT]}".strip() if info.base.name else ""
    )
    rows = {
        "base": base,
        "kind": f"{info.config.get('peft_type')} r {info.rank}, alpha {info.alpha:g} on {_targets(info.targets)}",
        "data": _data(told, recipe),
        "recipe": _recipe(recipe),
        "seed": _plain(told.get("seed")),
        "steps": _count(told.get("steps")),
        "tokens": _count(told.get("tokens")),
        "minutes": _plain(told.get("minutes")),
        **scores(info),
        **{f"suite {name}": str(score) for name, score in suite_scores(info).items()},
        "generator": _plain(told.get("data_version")),
        "commit": _plain(told.get("commit"))[:_SHORT],
        "trained": time.strftime("%Y-%m-%d %H:%M", time.localtime(info.written)),
        "size": f"{info.size / 1e6:.1f} MB, {info.parameters:,} parameters",
    }
    return {key: value for key, value in rows.items() if value}


def scores(info: AdapterInfo) -> dict[str, str]:
    """The scores of the run that made it, with those of its base before it where they are known: "0.031 -> 0.969"."""
    after, before = _dict(info.metadata.get("scores")), _dict(info.metadata.get("before"))
    rows = {}
    for name, score in after.items():
        if shown := _score(score):
            was = _score(before.get(name))
            rows[str(name)] = f"{was} -> {shown}" if was else shown
    return rows


def compare(infos: Sequence[AdapterInfo]) -> dict[str, list[str]]:
    """The facts of several adapters side by side: one row each, "" where one has nothing to say."""
    each = [facts(info) for info in infos]
    keys = list(dict.fromkeys(key for one in each for key in one))
    order = {key: place for place, key in enumerate(each[0])} if each else {}
    keys.sort(key=lambda key: order.get(key, len(order)))
    return {key: [one.get(key, "") for one in each] for key in keys}


def _data(told: Mapping[str, Any], recipe: Mapping[str, Any]) -> str:
    """The files with their digests, and how many examples."""
    examples, part = _dict(told.get("examples")), _dict(recipe.get("data"))
    files = _dict(examples.get("files"))
    parts = [f"{name} {str(digest)[:_SHORT]}" for name, digest in files.items()]
    mixture = part.get("mixture")
    if isinstance(mixture, list | tuple) and mixture:
        parts = [str(_dict(one).get("source")) for one in mixture]
        parts += [str(file) for file in part.get("files") or ()]
    elif not parts and part.get("source"):
        parts = [str(part["source"])]
    if isinstance(examples.get("trained_on"), int):
        parts.append(f"{examples['trained_on']:,} examples, {_count(examples.get('held_out')) or 0} held out")
    replay = part.get("replay")
    if files and isinstance(replay, int | float) and 0 <= replay <= 1:
        parts.append(f"{replay:.0%} generated ones among them")
    return "; ".join(parts)


def _recipe(recipe: Mapping[str, Any]) -> str:
    optimizer, data = _dict(recipe.get("optimizer")), _dict(recipe.get("data"))
    parts = []
    if optimizer:
        parts.append(f"{optimizer.get('kind')}, learning rate {optimizer.get('lr')}")
    if data.get("step_tokens"):
        parts.append(f"{_count(data['step_tokens'])} tokens a step")
    return ", ".join(parts)


def _score(value: Any) -> str:
    try:
        return f"{value:.4g}" if isinstance(value, int | float) else ""
    except OverflowError:  # JSON's whole numbers have no bound
        return ""


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _plain(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _count(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else _plain(value)


def _targets(names: Sequence[str]) -> str:
    """The layers that are changed; those that are named one by one ("h.0.mlp.dense_4h_to_h") by their ends, once."""
    numbered = [re.fullmatch(r"h\.(\d+)\.(?:.*\.)?(\w+)", name) for name in names]
    if not names or None in numbered:
        return ", ".join(names)
    ends = dict.fromkeys(match[2] for match in numbered if match)
    layers = sorted({int(match[1]) for match in numbered if match})
    return f"{', '.join(ends)} of layers {', '.join(map(str, layers))}"
