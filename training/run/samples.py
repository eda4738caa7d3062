"""A few held-out sentences and what the model in training makes of them: to read along while the numbers change.

The same sentences at each evaluation, so that one sees a model learn them. An action is right when it is the very one
that was wanted; whether a free answer is right nobody can say, so that `right` is None.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any

from agent.lm.interface import ModelError, Sampling, WritingModel
from agent.lm.prompt import AGENT, USER, Exchange
from training.instructions.instruction import Instruction

if TYPE_CHECKING:
    from agent.lm.interface import LanguageModel

_LOOKED_THROUGH = 200
_LONGEST = 200
"""Characters of a prompt that is chosen: it is to be read at a glance."""
_WRITTEN = Sampling(max_tokens=48)


def probes(candidates: Iterable[Instruction], count: int) -> list[Instruction]:
    """At most `count` short ones, all different: as many actions as free answers where there are both.

    Actions of different kinds are taken first.
    """
    found = [one for one in islice(candidates, _LOOKED_THROUGH) if _plain(one)]
    kinds: dict[str, list[Instruction]] = {}
    for one in found:
        kinds.setdefault(_kind(one), []).append(one)
    free = kinds.pop("", [])
    acting = [row[n] for n in range(max(map(len, kinds.values()), default=0)) for row in kinds.values() if n < len(row)]
    half = max(count - len(free), (count + 1) // 2)
    chosen = {one.said: one for one in acting[:half]}
    for one in [*free, *acting[half:]]:
        if len(chosen) < count:
            chosen.setdefault(one.said, one)
    return list(chosen.values())[:count]


def write_samples(model: LanguageModel, chosen: Iterable[Instruction]) -> list[dict[str, Any]]:
    """For each: said, wanted, wrote, right (or None). Free text is cut where it gets long, and a model that can't is
    not asked; nor does a run end because of a sample.
    """
    samples: list[dict[str, Any]] = []
    for one in chosen:
        try:
            if one.is_action:
                wrote: str = model.parse(_history(one), one.said).text
                right = wrote == one.completion
            elif isinstance(model, WritingModel):
                wrote, right = "".join(model.answer((), one.said, _WRITTEN)), None
            else:
                continue
        except (ModelError, RuntimeError, MemoryError):
            continue
        samples.append({"said": one.said, "wanted": one.completion.strip(), "wrote": wrote.strip(), "right": right})
    return samples


def _plain(one: Instruction) -> bool:
    """Whether it is something short that a user says, to be read (after one exchange at most) or answered."""
    if not one.prompt.startswith(USER) or len(one.prompt) > _LONGEST or len(one.completion) > 2 * _LONGEST:
        return False
    said, answered = one.prompt.count(USER), one.prompt.count(AGENT)
    read = one.is_action and answered == said - 1 <= 1
    return bool(one.said) and (read or (said == answered == 1 and one.prompt.endswith(AGENT)))


def _history(one: Instruction) -> tuple[Exchange, ...]:
    """The exchange before, as the prompt has it; rendering it again gives the same."""
    before, mark, _ = one.prompt.rpartition(USER)
    if not before or not mark:
        return ()
    user, _, reply = before.removeprefix(USER).partition(AGENT)
    return (Exchange(user.strip(), reply.strip()),)


def _kind(one: Instruction) -> str:
    """What the action does; "" for a free answer."""
    if not one.is_action:
        return ""
    try:
        return str(json.loads(one.completion)["acts"][0]["act"])
    except (ValueError, LookupError, TypeError):
        return "?"
