"""One utterance being answered: what the acts share while they are carried out one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from agent.english.refer import refer
from agent.english.said import definite
from agent.grounding.denote import Denoter
from agent.grounding.focus import ANSWER, OBJECT, PLACE, Focus, Mention
from agent.grounding.knowledge import Knowledge
from agent.grounding.problems import Impossible
from agent.language.acts import Act
from agent.language.descriptions import Description, Noun, Ref
from world.blocksworld import World
from world.bodies import State
from world.events import Plan
from world.goals import Goal, LetGo, Reason
from world.history import bodies_of


@dataclass(frozen=True, slots=True)
class Pending:
    """A question back to the person: the acts that wait, and what may be meant.

    Either `noun` is a description that fits several `candidates`; or the acts have several `readings`, each with
    what is then no longer in question. `bound` is what earlier answers settled.
    """

    acts: tuple[Act, ...]
    noun: Noun | None = None
    candidates: tuple[str, ...] = ()
    readings: tuple[tuple[tuple[Act, ...], frozenset[str]], ...] = ()
    bound: tuple[tuple[Description, tuple[str, ...]], ...] = ()


@dataclass
class Working:
    """The dialog's state in the middle of a turn; acts change it, and the turn ends by freezing it again.

    `ordered` is the last command of an earlier turn, for "that one too"; `last` the last act before this turn.
    """

    world: World
    focus: Focus
    knowledge: Knowledge
    topic: int | None
    lines: list[str] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    bound: dict[Description, tuple[str, ...]] = field(default_factory=dict)
    resolved: frozenset[str] = frozenset()
    hints: Mapping[str, tuple[float, float]] | None = None
    refused: str | None = None
    refused_before: str | None = None
    done: bool = False
    doing: list[str] = field(default_factory=list)
    said_back: set[str] = field(default_factory=set)
    ordered: Act | None = None
    last: Act | None = None

    @property
    def state(self) -> State:
        """How the world stands now."""
        return self.world.state

    def denoter(self, state: State | None = None, *, handled: bool = False) -> Denoter:
        """A fresh evaluation of descriptions, now or in a past state; `handled` for verbs that move something."""
        return Denoter(
            state or self.state,
            self.world.history,
            self.focus,
            self.knowledge,
            dict(self.bound),
            handled,
            topic=self.topic,
        )

    def settle(self, denoter: Denoter) -> None:
        """Take over what an evaluation spoke of, and say which reading of a pronoun it assumed."""
        for word, mention in denoter.assumed:
            if word not in self.said_back:
                self.said_back.add(word)
                meant = definite(mention.said) if mention.said is not None else self.name(mention.ids[0])
                if isinstance(mention.said, Ref):
                    meant = self.name(mention.ids[0])
                self.lines.append(f'By "{word}", I assume you mean {meant}.')
        for mention in denoter.mentions:
            self.focus = self.focus.add(mention)
        self.focus = self.focus.use(dict.fromkeys(denoter.nouns))
        denoter.mentions.clear()
        denoter.assumed.clear()
        denoter.nouns.clear()

    def name(self, key: str) -> str:
        """How a thing is called now."""
        return refer(self.state, key)

    def answer(
        self,
        text: str,
        about: Sequence[str] = (),
        noun: str = "thing",
        *,
        plural: bool = False,
        known: str | None = None,
    ) -> None:
        """Say something, and make what it speaks of the most salient; `known` is a quality that was said of it."""
        self.lines.append(text)
        ids = tuple(k for k in about if k in self.state.bodies)
        if ids:
            self.focus = self.focus.add(
                Mention(ids, noun, ANSWER, self.focus.turn, None, plural or len(ids) > 1, known)
            )

    def achieve(self, alternatives: Sequence[Sequence[Goal]]) -> int:
        """Reach the first of the alternatives that can be; its index. Raises Impossible with the planner's reason.

        One that is so already comes after those that are not: "another pyramid" is not the one that is there.
        """
        chosen: tuple[World, Plan, int] | None = None
        reason: Reason | None = None
        for index, goals in enumerate(alternatives):
            outcome = self.world.achieve(goals, self.hints)
            if isinstance(outcome, Reason):
                reason = reason or outcome
            elif chosen is None or outcome[1].moves:
                chosen = (*outcome, index)
                if outcome[1].moves:
                    break
        if chosen is None:
            wanted = bodies_of(alternatives[0][0])
            if len(alternatives) == len(wanted) == 1 and wanted[0] in self.state.bodies:
                # What could not be done to it was still about it: "why can't you pick it up?"
                shape = self.state.bodies[wanted[0]].shape
                self.focus = self.focus.add(Mention(wanted, shape, OBJECT, self.focus.turn))
            raise Impossible(reason or Reason("too_hard"))
        before = len(self.world.history.events)
        self.world, plan, index = chosen
        done = [e for e in self.world.history.roots() if e.index >= before]
        if done:
            self.topic = next((e for e in reversed(done) if not isinstance(e.what, LetGo)), done[-1]).index
        self.plans.append(plan)
        self.done = True
        return index

    def spoke_of(self, what: Description, ids: Sequence[str], *, place: bool = False) -> None:
        """Remember the object or the place of a command."""
        denoter = self.denoter()
        denoter.mention(what, ids, PLACE if place else OBJECT)
        self.settle(denoter)
