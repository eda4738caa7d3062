"""A model and sessions that need no weights: what they answer is written in the test."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from types import SimpleNamespace

from agent.dialog.engine import Choice
from agent.language.acts import Utterance
from agent.lm.interface import Parse
from agent.lm.interrupt import check
from agent.script import ScriptTurn, load_script
from agent.session import Turn
from tui.backend import Backend
from world.blocksworld import World
from world.goals import Goal, Hold, LetGo, On, Put
from world.scene import Scene, SceneError, load_scene


@dataclass
class Line:
    """What a fake session does with one utterance."""

    reply: tuple[str, ...] = ("OK.",)
    gold: str | None = '{"acts":[{"act":"talk","about":"hello"}]}'
    goals: tuple[Goal, ...] = ()
    error: Exception | None = None
    choices: tuple[Choice, ...] = ()


PICK_UP = Line(
    ("OK.",),
    '{"acts":[{"act":"pick_up","what":{"kind":"block","det":"a","size":"large","color":"red"}}]}',
    (Hold("B6"),),
)
PUT = Line(
    ("By “it”, I assume you mean the large red block.", "OK."),
    '{"acts":[{"act":"put","what":{"ref":"it"},"rel":"on","where":{"kind":"table","det":"the"}}]}',
    (Put("B6", On("TABLE")), LetGo("B6")),
)


class FakeSession:
    """Answers from a table of lines; what is not in it gets a "hello"."""

    def __init__(self, scene: Scene, lines: dict[str, Line], gate: threading.Event) -> None:
        self._world = World.of(scene)
        self._worlds = (self._world,)
        self._lines = lines
        self._gate = gate
        self.turns: tuple[Turn, ...] = ()
        self.dialog = None

    def history(self):
        return ()

    @property
    def state(self):
        return self._world.state

    def say(self, text: str, hints=None) -> Turn:
        end = monotonic() + 10
        while not self._gate.wait(0.01) and monotonic() < end:
            check()
        line = self._lines.get(text, Line((f"You said: {text[:60]}",)))
        if line.error:
            raise line.error
        plans = ()
        if line.goals:
            self._world, plan = self._world.achieve(line.goals)
            plans = (plan,)
        actions = Utterance.model_validate_json(line.gold) if line.gold else None
        failed = None if actions else "cut off"
        turn = Turn(text, actions, line.reply, plans, self.state, 42.4, 30.0, failed, choices=line.choices)
        self._worlds, self.turns = (*self._worlds, self._world), (*self.turns, turn)
        return turn

    def withdraw(self, text: str, said: str | None = None) -> Turn:
        self._worlds = self._worlds[:-1]
        self._world = self._worlds[-1]
        turn = Turn(text, None, ("Marked wrong.",), (), self.state, 0.0, 0.0, "marked wrong", withdraws=said or "")
        self.turns = (*self.turns, turn)
        return turn


@dataclass
class FakeBackend(Backend):
    """Real scenes, fake everything else. `loaded` and `thinking` are gates: clear one to make it wait."""

    lines: dict[str, Line] = field(default_factory=dict)
    model_error: Exception | None = None
    script_turns: tuple[tuple[str, str], ...] = ()
    loaded: threading.Event = field(default_factory=threading.Event)
    thinking: threading.Event = field(default_factory=threading.Event)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.loaded.set()
        self.thinking.set()

    def model(self, spec, adapter, quantize=None):
        self.loaded.wait(10)
        if self.model_error:
            raise self.model_error
        return SimpleNamespace(name=spec)

    def scene(self, name: str) -> Scene:
        return load_scene(name)

    def session(self, model, scene):
        return FakeSession(scene, self.lines, self.thinking)

    def undo(self, session):
        return session.say("/undo")

    def script(self, name: str):
        if not self.script_turns:
            raise SceneError(f"There is no script {name!r}.")
        turns = tuple(ScriptTurn(say=say, reply=reply) for say, reply in self.script_turns)
        return SimpleNamespace(name=Path(name).stem, scene="classic", turns=turns)

    def same_reply(self, actual, expected: str) -> bool:
        return " / ".join(actual).casefold() == expected.casefold()


class GoldBackend(Backend):
    """Everything is real but the model, which knows the sentences of a script and what they mean."""

    def __init__(self, script: str = "opening") -> None:
        self.gold = {turn.say: turn.action for turn in load_script(script).turns}

    def model(self, spec, adapter, quantize=None):
        return self

    name = "gold"

    def parse(self, history, utterance, *, want_trace=False):
        return Parse("", self.gold.get(utterance), 0, 0, 0.0, 0.0)


async def wait_until(pilot, predicate, tries: int = 1500) -> None:
    """Let the app run until something is so; fails with the predicate's name when it never is."""
    for _ in range(tries):
        if predicate():
            return
        await pilot.pause(0.01)
    raise AssertionError(f"never came true: {getattr(predicate, '__name__', predicate)}")
