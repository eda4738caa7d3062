"""The judge: the world, the reader, and a list of what must not be. It says why something is turned down.

Self-Instruct found 54% of its examples valid in all fields (Wang et al. 2023, table 2). Here every example is carried
out, and what its words are read as must do the same.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from agent.dialog.commands import is_command
from agent.dialog.engine import Dialog, Response
from agent.grounding.focus import OBJECT
from agent.language.acts import Choose, Fragment, Redo, Talk, Undo, Utterance
from training.generate.composition import split_of
from training.self_instruct.tasks import RANDOM, kind_of, scene_of
from training.self_instruct.verdict import Rejected

SHIPPED = ("classic", "tower", "crowded", "board")
INVENTED = 24
"""How many scenes from seeds there are beside the shipped ones."""
SCENES = (*SHIPPED, *(f"{RANDOM}{seed}" for seed in range(INVENTED)))
TELLING = 3
"""Different answers that a question must have in different scenes before they can show that another is the same."""
TRIED = 12
"""Scenes in which something is tried out before it is turned down."""
_EMPTY = re.compile(r"no\b|none|nothing|nowhere|nobody|never|it has no|you have not")
"""How an answer begins that says little; other scenes are tried for a better one."""
_EARLIER = re.compile(r'"verb":"do"|"rel":"then"|"(?:did|told)":"do"')
"""What speaks of an event under discussion, though nothing was discussed."""
_WHY = {
    "UnknownWord": "unknown word", "NoSuch": "no such thing", "Ambiguous": "ambiguous",
    "UnclearRelation": "ambiguous", "NoReferent": "needs a history", "NeverHappened": "needs a history",
    "Impossible": "impossible",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of an utterance in a scene.

    problem: the name of what kept it from being done, or None; reply: what is said; what: everything else that differs
    afterwards: where things are, what they are called, what was taught, what is spoken of; idle: an order that moved
    nothing.
    """

    problem: str | None
    reply: str
    what: object
    idle: bool


@cache
def _fresh(scene: str) -> Dialog:
    return Dialog.of(scene_of(scene))


def outcome(meaning: Utterance, scene: str) -> Outcome:
    """Carries an utterance out at the beginning of a conversation."""
    after, response = _fresh(scene).respond(meaning)
    problem = None if response.problem is None else type(response.problem).__name__
    state = after.world.state
    told = {(key, body.name) for key, body in state.bodies.items()}
    owned = tuple((owned.positive, owned.ids) for owned in after.knowledge.owned)
    spoken = tuple(mention.ids for mention in after.focus.mentions if mention.weight >= OBJECT)
    orders = tuple(act.act for act in meaning.acts if is_command(act))
    what = (state.layout, state.hand, told, after.knowledge.nouns, after.knowledge.verbs, owned, orders and spoken)
    return Outcome(problem, "\n".join(response.lines), what, _idle(meaning, response))


def check_meaning(meaning: Utterance | None) -> Utterance:
    """Whether it can be asked of an agent that knows only its scene. Raises Rejected."""
    if meaning is None:
        raise Rejected("no valid action")
    if _EARLIER.search(meaning.to_json()):
        raise Rejected("needs a history")
    if split_of(meaning) is not None:
        raise Rejected("excluded", "kept for the compositional suite")
    for act in meaning.acts:
        if isinstance(act, Talk) and act.about == "unclear":
            raise Rejected("not understood")
        if isinstance(act, Undo | Redo | Choose | Fragment):
            raise Rejected("needs a history")
        if isinstance(act, Talk) and act.about in ("yes", "no"):
            raise Rejected("needs a history")
    return meaning


def choose_scene(meaning: Utterance, r: random.Random, first: str | None = None) -> tuple[str, Outcome]:
    """A scene in which it can be done, and for a question one where the answer says something. Raises Rejected.

    `first` is tried before the others, which come in the order of chance.
    """
    names = r.sample(SCENES, TRIED)
    kind = kind_of(meaning)
    refused: list[str] = []
    trivial: tuple[str, Outcome] | None = None
    for name in dict.fromkeys([*([first] if first else []), *names]):
        made = outcome(meaning, name)
        reason = _reason(made)
        if reason is not None:
            refused.append(reason)
            # Neither an unknown word nor a pronoun that means nothing gets better elsewhere.
            if reason in ("unknown word", "needs a history"):
                break
        elif kind != "question" or not _EMPTY.match(made.reply.lower()):
            return name, made
        elif trivial is None:
            trivial = name, made
    if trivial is not None:
        return trivial
    raise Rejected(max(set(refused), key=lambda reason: (refused.count(reason), reason)))


def same(one: Utterance, other: Utterance, scene: str) -> bool:
    """Whether two readings come to the same: alike as they stand, or in all that they do, here and elsewhere.

    In one scene "the red block" and "the small block" may happen to be the same; hardly in all of `SCENES`. That counts
    only where the scene makes a difference at all: whether a pyramid can hold a block is the same everywhere.
    """
    if one.to_json() == other.to_json():
        return True
    if [act.act for act in one.acts] != [act.act for act in other.acts]:
        return False
    scenes = tuple(dict.fromkeys((scene, *SCENES)))
    came = [outcome(one, name) for name in scenes]
    answers = {made.reply for made in came if made.problem is None}
    if kind_of(one) == "question" and len(answers) < TELLING:
        return False
    return all(outcome(other, name) == made for name, made in zip(scenes, came, strict=True))


def check_round_trip(meaning: Utterance, words: str, scene: str, read: Callable[[str], Utterance | None]) -> None:
    """Whether a sentence, read without seeing what it is to mean, does the same. Raises Rejected."""
    back = read(words)
    if back is None or not same(meaning, back, scene):
        raise Rejected("round trip", words)


def _reason(made: Outcome) -> str | None:
    if made.problem is not None:
        return _WHY.get(made.problem, "other refusals")
    if made.reply.lower().startswith("i don't know"):
        return "other refusals"
    return "nothing to do" if made.idle else None


def _idle(meaning: Utterance, response: Response) -> bool:
    moved = any(plan.moves for plan in response.plans)
    return bool(response.plans) and not moved and all(map(is_command, meaning.acts))
