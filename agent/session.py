"""A conversation: a language model, a dialog about a world, and the turns so far."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from agent.dialog.engine import Choice, Dialog, Response
from agent.language.acts import Redo, Say, Talk, Undo, Utterance
from agent.lm.interface import CANDIDATES, ModelError, Sampling, WritingModel, candidate_parses
from agent.lm.prompt import Exchange, clean
from agent.reading import Reading, decide, leaves_out, taught
from world.bodies import State
from world.events import Plan
from world.planner import Hints
from world.scene import Scene

if TYPE_CHECKING:
    from agent.lm.interface import LanguageModel

LONGEST = 1000
"""Characters of an utterance that are read; a longer one is refused rather than half understood."""
FREE_ANSWER = Sampling(max_tokens=256)
"""How a model that writes answers what is not about the blocks."""
LONGEST_ANSWER = 2000
"""Characters of such an answer; the act `say` holds no more."""
ASKED_BACK = "it could be read in several ways"
"""Why there is no action where a question was put back."""
WITHDRAWN = "marked wrong"
"""Why there is no action where the turn before was withdrawn."""

Standing = tuple[Dialog, tuple[Dialog, ...], tuple[Dialog, ...]]
"""A dialog, those that can be gone back to, and those that were gone back from."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange: what was said, what the model made of it, what came of it.

    `reply` holds one line a sentence. `plans` are the plans carried out, in order (for drawing); `state` is the world
    afterwards. `model_ms` is the model's share of `ms`. `failed` says why no action was decoded, when none was. `hints`
    are the places that were to be preferred: with the actions, all that the outcome depends on. `choices` are what a
    question back offers, in the order in which it can be picked by number. `readings` are what the model offered, the
    likeliest first; `asked` those of them that the person is to choose between (then there are no actions yet).
    `confidence` is how sure the choice among the readings is, 0 to 1. `withdraws` is set where nothing was said to the
    model: it is the utterance of the turn before, which was taken back as if it had never been said. `before` is the
    dialog that heard the utterance, where it came to that: with it, what the world made of the actions can be looked
    at again.
    """

    utterance: str
    actions: Utterance | None
    reply: tuple[str, ...]
    plans: tuple[Plan, ...]
    state: State
    ms: float
    model_ms: float
    failed: str | None = None
    hints: Hints | None = None
    choices: tuple[Choice, ...] = ()
    readings: tuple[Reading, ...] = ()
    asked: tuple[Utterance, ...] = ()
    confidence: float | None = None
    withdraws: str | None = None
    before: Dialog | None = field(default=None, compare=False, repr=False)


class Session:
    """Turns one after the other; undo and redo go back and forth between the dialogs they led to.

    Nothing a person can type raises: what is empty, too long or not understood is a turn with a polite reply.
    """

    def __init__(self, model: LanguageModel | None, scene: Scene, *, candidates: int = CANDIDATES) -> None:
        """Start a conversation; without a model only `perform` can be used.

        `candidates`: how many readings the world may choose from; with 1 the model's first is taken.
        """
        self.model = model
        self.candidates = candidates
        self.scene = scene
        self.dialog = Dialog.of(scene)
        self.turns: tuple[Turn, ...] = ()
        self._undone: list[Dialog] = []
        self._before: list[Dialog] = []
        self._earlier = self._standing()

    def __copy__(self) -> Session:
        """Another session that stands where this one does; what is said in the one is not heard in the other."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__, _before=list(self._before), _undone=list(self._undone))
        return other

    @property
    def state(self) -> State:
        """The world now."""
        return self.dialog.world.state

    def say(self, text: str, hints: Hints | None = None) -> Turn:
        """Have the model read an utterance, and carry out what it makes of it.

        `hints`: places on the table to prefer for bodies that can go anywhere.
        """
        start = time.perf_counter()
        if len(text) > LONGEST:
            reply = f"That is too long for me ({len(text):,} characters). Please say it in fewer than {LONGEST:,}."
            return self._refuse(text[:LONGEST], reply, "too long", start)
        words = clean(text)
        if not words:
            return self._refuse(text, 'Please type something, like "put a green block on the red one".', "empty", start)
        if self.model is None:
            raise ValueError("a session without a model can only perform actions")
        if self.candidates > 1:
            parses = candidate_parses(self.model, self.history(), words, self.candidates)
            first = parses[0].utterance
            if len(parses) == 1 and first is not None and leaves_out(first, taught(self.dialog, words)):
                # The model is sure, but it cannot know that this word was taught.
                parses = candidate_parses(self.model, self.history(), words, self.candidates, thorough=True)
        else:
            parses = [self.model.parse(self.history(), words)]
        if parses[0].utterance is None:
            unclear = Utterance(acts=(Talk(act="talk", about="unclear"),))
            return self._turn(text, unclear, start, parses[0].ms, "the model's answer was no action", hints)
        decision = decide(self.dialog, words, parses, hints)
        model_ms = parses[0].ms
        if decision.asked:
            turn = self._ask(text, decision.asked, start)
        else:
            chosen, tried = decision.readings[decision.best].utterance, decision.tried
            begin = time.perf_counter()
            if (answered := self._answer_freely(text, chosen)) is not None:
                chosen, tried = answered, None
            model_ms += 1000 * (time.perf_counter() - begin)
            turn = self._turn(text, chosen, start, model_ms, None, hints, tried)
        ms = 1000 * (time.perf_counter() - start)
        turn = replace(turn, readings=decision.readings, confidence=decision.confidence, model_ms=model_ms, ms=ms)
        self.turns = (*self.turns[:-1], turn)
        return turn

    def perform(self, text: str, utterance: Utterance, hints: Hints | None = None) -> Turn:
        """Carry out given actions, as if the model had read them in the text."""
        return self._turn(text, utterance, time.perf_counter(), 0.0, None, hints)

    def withdraw(self, text: str, said: str | None = None) -> Turn:
        """Take the last turn back without a trace: the world, what was spoken of and asked, and what can be undone.

        That is a turn too, so that a saved session comes back the same. `said` is the utterance that is to be
        withdrawn; where the last turn has another, or is a withdrawal itself, all stays as it is.
        """
        start, last = time.perf_counter(), self.turns[-1] if self.turns else None
        earlier = self._standing()
        changed = False
        if last is not None and last.withdraws is None and said in (None, last.utterance):
            now, (self.dialog, before, undone) = self.dialog, self._earlier
            self._before, self._undone = list(before), list(undone)
            changed = now.world is not self.dialog.world or now.knowledge is not self.dialog.knowledge
            said = last.utterance
        reply = f"Marked wrong{' and taken back' if changed else ''}."
        ms = 1000 * (time.perf_counter() - start)
        turn = Turn(text, None, (reply,), (), self.state, ms, 0.0, WITHDRAWN, withdraws=said or "")
        return self._add(turn, earlier)

    def repeat(
        self,
        text: str,
        utterance: Utterance | None,
        reply: Sequence[str],
        *,
        failed: str | None = None,
        ms: float = 0.0,
        hints: Hints | None = None,
        asked: Sequence[Utterance] = (),
        withdraws: str | None = None,
    ) -> Turn:
        """Go through a turn of an earlier session again: its actions are carried out, the model is not asked.

        `reply` is used only where there are no actions; `failed` and `ms` are what they were then. `asked`: what the
        person was asked to choose between instead. `withdraws`: the utterance that was taken back.
        """
        if withdraws is not None:
            turn = replace(self.withdraw(text, withdraws), ms=ms)
            self.turns = (*self.turns[:-1], turn)
            return turn
        if asked:
            turn = replace(self._ask(text, tuple(asked), time.perf_counter()), ms=ms)
            self.turns = (*self.turns[:-1], turn)
            return turn
        if utterance is None:
            turn = Turn(text, None, tuple(reply), (), self.state, ms, 0.0, failed, hints)
            return self._add(turn, self._standing())
        turn = replace(self._turn(text, utterance, time.perf_counter(), 0.0, failed, hints), ms=ms)
        self.turns = (*self.turns[:-1], turn)
        return turn

    def history(self, before: int | None = None) -> Sequence[Exchange]:
        """The last exchanges, as the model is shown them; not those that were withdrawn.

        `before`: as they were when the turn of that index was said.
        """
        said: list[Turn] = []
        for turn in self.turns[:before]:
            if turn.withdraws is None:
                said.append(turn)
            elif said and said[-1].utterance == turn.withdraws:
                said.pop()
        return [Exchange(turn.utterance, " ".join(turn.reply)) for turn in said[-2:]]

    def _standing(self) -> Standing:
        return self.dialog, tuple(self._before), tuple(self._undone)

    def _add(self, turn: Turn, earlier: Standing) -> Turn:
        """One turn more; `earlier` is how everything stood before it."""
        self.turns, self._earlier = (*self.turns, turn), earlier
        return turn

    def _turn(
        self,
        text: str,
        utterance: Utterance,
        start: float,
        model_ms: float,
        failed: str | None,
        hints: Hints | None,
        tried: tuple[Dialog, Response] | None = None,
    ) -> Turn:
        """Carry out the acts; `tried` is what comes of them where that is known already."""
        acts, earlier = utterance.acts, self._standing()
        lines: list[str] = []
        plans: tuple[Plan, ...] = ()
        choices: tuple[Choice, ...] = ()
        before: Dialog | None = None
        while acts and isinstance(acts[0], Undo | Redo):
            lines.append(self._step(acts[0]))
            acts = acts[1:]
        if acts:
            before = self.dialog
            if tried is None or len(acts) < len(utterance.acts):  # after an undo things are different
                tried = before.respond(utterance.model_copy(update={"acts": acts}), hints)
            self.dialog, response = tried
            if self.dialog.world is not before.world or self.dialog.knowledge is not before.knowledge:
                self._before.append(before)
                self._undone.clear()
            lines = [*(line for line in lines if line != "OK."), *response.lines]
            plans, choices = response.plans, response.choices
        ms = 1000 * (time.perf_counter() - start)
        turn = Turn(
            text, utterance, tuple(lines), plans, self.state, ms, model_ms, failed, hints or None, choices,
            before=before,
        )  # fmt: skip
        return self._add(turn, earlier)

    def _answer_freely(self, text: str, utterance: Utterance) -> Utterance | None:
        """What a model that writes says to an utterance that is not about the blocks; None where nothing comes of it.

        It is an act like others: a saved session holds the answer, and needs no model to be gone through again.
        """
        if utterance.acts != (Talk(act="talk", about="off_topic"),) or not isinstance(self.model, WritingModel):
            return None
        try:
            answer = "".join(self.model.answer(self.history(), clean(text, LONGEST), FREE_ANSWER))
        except ModelError:
            return None  # the polite refusal is an answer too
        answer = answer.encode("utf-8", "ignore").decode().strip()  # a server may send half a character ("\ud83d")
        if len(answer) > LONGEST_ANSWER:
            answer = answer[: LONGEST_ANSWER - 2].rsplit(" ", 1)[0] + " …"
        return Utterance(acts=(Say(act="say", text=answer),)) if answer else None

    def _ask(self, text: str, readings: tuple[Utterance, ...], start: float) -> Turn:
        """A question back instead of a deed."""
        earlier, before = self._standing(), self.dialog
        self.dialog, response = before.ask(readings)
        ms = 1000 * (time.perf_counter() - start)
        turn = Turn(
            text, None, response.lines, (), self.state, ms, 0.0, ASKED_BACK, choices=response.choices, asked=readings,
            before=before,
        )  # fmt: skip
        return self._add(turn, earlier)

    def _step(self, act: Undo | Redo) -> str:
        """Go back or forth by so many turns that changed something; what to say about it."""
        source, target = (self._before, self._undone) if isinstance(act, Undo) else (self._undone, self._before)
        steps = min(act.n or 1, len(source))
        if not steps:
            return f"There is nothing to {act.act}."
        undone = self.dialog
        for _ in range(steps):
            target.append(self.dialog)
            self.dialog = source.pop()
        if isinstance(act, Undo):
            # The world is as it was, but what was spoken of since can still be meant: "put it on the box instead".
            self.dialog = replace(self.dialog, focus=undone.focus, last=undone.last, ordered=undone.ordered)
        if act.n and steps < act.n:
            return f"There {'was' if steps == 1 else 'were'} only {steps} to {act.act}. OK."
        return "OK."

    def _refuse(self, text: str, reply: str, why: str, start: float) -> Turn:
        ms = 1000 * (time.perf_counter() - start)
        turn = Turn(text, None, (reply,), (), self.state, ms, 0.0, why)
        return self._add(turn, self._standing())
