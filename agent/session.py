"""A conversation: a language model, a dialog about a world, and the list of turns so far."""

from __future__ import annotations

from dataclasses import dataclass

from agent.language.acts import Utterance
from world.bodies import State
from world.events import Plan


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange: what was said, what the model made of it, what came of it.

    `reply` holds one line a sentence. `plans` are the plans carried out, in order (for drawing); `state` is the world afterwards.
    `model_ms` is the model's share of `ms`. `failed` says why no action was decoded, when none was.
    """

    utterance: str
    actions: Utterance | None
    reply: tuple[str, ...]
    plans: tuple[Plan, ...]
    state: State
    ms: float
    model_ms: float
    failed: str | None = None
