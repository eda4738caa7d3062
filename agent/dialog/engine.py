"""The dialog: an immutable value that answers an utterance with a new dialog and a reply.

Everything a conversation depends on is in `Dialog`, so undoing a turn is keeping the old value, and the same actions on
the same scene give the same replies.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from agent.dialog import talk
from agent.dialog.commands import carry_out, is_command
from agent.dialog.ellipsis import resume
from agent.dialog.explain import explain
from agent.dialog.questions import QUESTIONS
from agent.dialog.statements import STATEMENTS
from agent.dialog.times import PAST
from agent.dialog.working import Pending, Working
from agent.grounding.focus import Focus
from agent.grounding.knowledge import Knowledge
from agent.grounding.problems import Ambiguous, Problem
from agent.language.acts import Act, Choose, Fragment, Say, Talk, Utterance
from world.blocksworld import World
from world.events import Plan
from world.scene import Scene

_ANSWERS = {**QUESTIONS, **PAST, **STATEMENTS}


@dataclass(frozen=True, slots=True)
class Response:
    """What came of an utterance: the sentences said and the plans carried out."""

    lines: tuple[str, ...]
    plans: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Dialog:
    """A conversation so far: the world, what was spoken of, what was taught, what is still to be cleared up.

    `topic` is the index of the event under discussion; `last` the acts of the last utterance, for phrases that continue
    it.
    """

    world: World
    focus: Focus = field(default_factory=Focus)
    knowledge: Knowledge = field(default_factory=Knowledge)
    topic: int | None = None
    pending: Pending | None = None
    last: tuple[Act, ...] = ()

    @classmethod
    def of(cls, scene: Scene) -> Dialog:
        """A fresh conversation about a scene."""
        return cls(World.of(scene))

    def respond(self, utterance: Utterance) -> tuple[Dialog, Response]:
        """Carry out the acts of an utterance; always gives a reply. Undo and redo are the session's."""
        working = Working(self.world, self.focus.next_turn(), self.knowledge, self.topic)
        acts, bound = resume(utterance.acts, self.pending, self.last, working)
        working.bound.update(bound)
        pending: Pending | None = None
        for number, act in enumerate(acts):
            try:
                _perform(working, act)
            except Ambiguous as problem:
                pending = Pending(acts[number:], problem.noun, problem.candidates)
                working.lines.append(explain(problem, working))
                break
            except Problem as problem:
                working.lines.append(explain(problem, working))
                break
        if working.done and pending is None and not _refused(working):
            working.lines.append("OK.")
        keep = all(isinstance(act, Talk | Choose | Fragment | Say) for act in acts)
        after = Dialog(
            working.world,
            working.focus,
            working.knowledge,
            working.topic,
            pending,
            self.last if keep else acts,
        )
        return after, Response(tuple(working.lines) or ("OK.",), tuple(working.plans))


def _refused(working: Working) -> bool:
    """Whether the last thing said is why the rest was not done."""
    return bool(working.lines) and not working.lines[-1].startswith("By ")


def _perform(working: Working, act: Act) -> None:
    """Carry out one act. Raises Problem."""
    if is_command(act):
        carry_out(working, act)  # type: ignore[arg-type]
    elif isinstance(act, Talk | Choose | Fragment | Say):
        talk.talk(working, act)
    else:
        _ANSWERS[type(act)](working, act)
