"""The dialog: an immutable value that answers an utterance with a new dialog and a reply.

Everything a conversation depends on is in `Dialog`, so undoing a turn is keeping the old value, and the same actions on
the same scene give the same replies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from agent.dialog import talk
from agent.dialog.commands import carry_out, is_command
from agent.dialog.ellipsis import narrowed, resume
from agent.dialog.explain import because, explain
from agent.dialog.questions import QUESTIONS
from agent.dialog.statements import STATEMENTS
from agent.dialog.times import PAST
from agent.dialog.working import Pending, Working
from agent.english.refer import refer
from agent.english.restate import restate
from agent.grounding.focus import Focus
from agent.grounding.knowledge import Knowledge
from agent.grounding.problems import Ambiguous, Problem, UnclearRelation, Unsupported
from agent.language.acts import Act, Choose, Fragment, Redo, Say, Talk, Undo, Utterance
from agent.language.descriptions import Node
from world.blocksworld import World
from world.events import Plan
from world.scene import Scene

_ANSWERS = {**QUESTIONS, **PAST, **STATEMENTS}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be meant, as it can be told apart from the others; `body` is its id if it is one."""

    text: str
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What came of an utterance: the sentences said, the plans carried out, and what a question back offers.

    `problem` is what kept (the rest of) it from being understood or done.
    """

    lines: tuple[str, ...]
    plans: tuple[Plan, ...]
    choices: tuple[Choice, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Dialog:
    """A conversation so far: the world, what was spoken of, what was taught, what is still to be cleared up.

    `topic` is the index of the event under discussion; `last` the acts of the last utterance, for phrases that continue
    it; `refused` why the last utterance was not carried out; `ordered` the last command.
    """

    world: World
    focus: Focus = field(default_factory=Focus)
    knowledge: Knowledge = field(default_factory=Knowledge)
    topic: int | None = None
    pending: Pending | None = None
    last: tuple[Act, ...] = ()
    refused: str | None = None
    ordered: Act | None = None

    @classmethod
    def of(cls, scene: Scene) -> Dialog:
        """A fresh conversation about a scene."""
        return cls(World.of(scene))

    def respond(
        self,
        utterance: Utterance,
        hints: Mapping[str, tuple[float, float]] | None = None,
        *,
        work: type[Working] = Working,
    ) -> tuple[Dialog, Response]:
        """Carry out the acts of an utterance; always gives a reply. Undo and redo are the session's.

        `hints` are places on the table to prefer for bodies that can go anywhere. `work` is what it is done with: one
        that keeps what it sees, say (`agent.dialog.behind`).
        """
        working = work(self.world, self.focus.next_turn(), self.knowledge, self.topic, hints=hints)
        working.refused_before, working.ordered = self.refused, self.ordered
        acts, answered = resume(utterance.acts, self.pending, self.last, working)
        settled = tuple(working.bound.items())
        pending: Pending | None = None
        stopped: Problem | None = None
        left = narrowed(acts[0], self.pending, working) if self.pending is not None and not answered else None
        if left is not None and self.pending is not None:
            pending = replace(self.pending, noun=self.pending.noun, candidates=left.candidates)
            working.lines.append(explain(left, working))
            acts = ()
        for number, act in enumerate(acts):
            try:
                _perform(working, act)
            except Problem as problem:
                stopped = problem
                if number and working.plans:
                    working.lines.append("OK.")
                if isinstance(problem, Ambiguous):
                    # "Which pyramid?" speaks of pyramids: then take "the red one" is a pyramid too.
                    if problem.noun.kind not in ("one", "thing"):
                        working.focus = working.focus.use([problem.noun.kind])
                    pending = Pending(acts[number:], problem.noun, problem.candidates, bound=settled)
                elif isinstance(problem, UnclearRelation):
                    pending = Pending(acts[number:], readings=_readings(acts[number:], problem), bound=settled)
                else:
                    working.refused = because(problem, working)
                working.lines.append(explain(problem, working))
                break
        if pending is None and not answered and acts and _leaves_open(acts):
            pending = self.pending
        if working.done and pending is None and not _refused(working):
            working.lines.append("OK.")
        keep = all(isinstance(act, Talk | Choose | Fragment | Say) for act in acts)
        after = Dialog(
            working.world,
            working.focus,
            working.knowledge,
            working.topic,
            pending,
            self.last if keep or not acts else acts,
            working.refused,
            next((act for act in reversed(acts) if is_command(act)), self.ordered),
        )
        choices = _choices(working, pending)
        return after, Response(tuple(working.lines) or ("OK.",), tuple(working.plans), choices, stopped)

    def ask(self, utterances: Sequence[Utterance]) -> tuple[Dialog, Response]:
        """Ask which of several readings of an utterance was meant, or whether the only one was."""
        readings = tuple((utterance.acts, frozenset[str]()) for utterance in utterances)
        phrases = [restate(utterance) for utterance in utterances]
        if len(phrases) == 1:
            question = f"I'm not sure that I understand. Do you want me to {phrases[0]}?"
        else:
            listed = ", or ".join(f"{number} - {phrase}" for number, phrase in enumerate(phrases, 1))
            question = f"I'm not sure what you mean. Shall I {listed}?"
        after = replace(self, focus=self.focus.next_turn(), pending=Pending(readings[0][0], readings=readings))
        return after, Response((question,), (), tuple(map(Choice, phrases)))


def _leaves_open(acts: tuple[Act, ...]) -> bool:
    """Whether an utterance is a failed answer to a question back, so that the question still stands."""
    [first, *more] = acts
    if more or not isinstance(first, Talk | Choose | Fragment):
        return False
    return not isinstance(first, Talk) or first.about in ("unclear", "yes", "sorry")


def _choices(working: Working, pending: Pending | None) -> tuple[Choice, ...]:
    """What a question back offers, in the order in which it can be picked by number."""
    if pending is None:
        return ()
    return tuple(Choice(refer(working.state, key, identify=True), key) for key in pending.candidates)


def _readings(acts: tuple[Act, ...], problem: UnclearRelation) -> tuple[tuple[tuple[Act, ...], frozenset[str]], ...]:
    """The acts with the narrow reading written in, and as they are with the wide one agreed on."""
    first, *rest = acts
    narrow = problem.clause.model_copy(update={"rel": "on"})
    directly = _replaced(first, problem.clause, narrow)
    return ((directly, *rest), frozenset()), (acts, frozenset({problem.clause.rel}))


def _replaced(node: Any, old: Node, new: Node) -> Any:
    """A copy of a part of the language with `old` replaced by `new` wherever it stands."""
    if node == old:
        return new
    if isinstance(node, tuple):
        return tuple(_replaced(part, old, new) for part in node)
    if isinstance(node, Node):
        update = {name: _replaced(getattr(node, name), old, new) for name in type(node).model_fields}
        return node.model_copy(update=update)
    return node


def _refused(working: Working) -> bool:
    """Whether the last thing said is why the rest was not done."""
    return bool(working.lines) and not working.lines[-1].startswith("By ")


def _perform(working: Working, act: Act) -> None:
    """Carry out one act. Raises Problem."""
    if is_command(act):
        carry_out(working, act)  # type: ignore[arg-type]
    elif isinstance(act, Talk | Choose | Fragment | Say):
        talk.talk(working, act)
    elif isinstance(act, Undo | Redo):
        raise Unsupported(f"{act.act} in the middle of other things")
    else:
        _ANSWERS[type(act)](working, act)
