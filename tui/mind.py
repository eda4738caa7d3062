"""The mind in a thread: loads the model, then answers one job after the other; the screen never waits for it.

A daemon thread and a plain queue rather than one worker per utterance: jobs keep their order (load, then what was typed
meanwhile), and leaving the app need not wait for a model that takes minutes to load.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING

from textual.message import Message

from tui.backend import DEFAULT_SCENE, Backend, Options
from tui.errors import explain, user_message

if TYPE_CHECKING:
    from agent.lm.interface import LanguageModel
    from agent.script import Script, ScriptTurn
    from agent.session import Session, Turn
    from world.scene import Scene

_MEND = "When that is done, type /new to try again."


@dataclass
class ModelReady(Message):
    """The model is loaded."""

    name: str


@dataclass
class ModelFailed(Message):
    """The model cannot be loaded; `why` says what to do about it."""

    why: str


@dataclass
class Began(Message):
    """A session has begun in a scene; `script` is set when it was begun to replay one."""

    scene: Scene
    script: Script | None = None


@dataclass
class NotBegun(Message):
    """A scene or script could not be opened; the session before goes on."""

    why: str


@dataclass
class Thinking(Message):
    """The model has begun with an utterance."""

    key: int


@dataclass
class Answered(Message):
    """An utterance has its answer. `same` compares it with the script's, when one is replayed."""

    key: int
    turn: Turn
    same: bool | None = None


@dataclass
class Unanswered(Message):
    """An utterance will get no answer: no model, dropped by the user, or a fault."""

    key: int
    why: str


Emit = Callable[[Message], object]


class Mind:
    """One session behind a queue. All methods return at once; what comes of them is emitted as messages."""

    def __init__(self, backend: Backend, options: Options, emit: Emit) -> None:
        self._backend = backend
        self._options = options
        self._emit = emit
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._model: LanguageModel | None = None
        self._session: Session | None = None
        self._scene: Scene | None = None
        self._failure: str | None = None
        self._age = 0
        self._jobs.put(self._start)

    def start(self) -> None:
        """Begin to work: open the scene, load the model, then answer what was said before and since."""
        threading.Thread(target=self._run, name="mind", daemon=True).start()

    def say(self, key: int, text: str, script: ScriptTurn | None = None) -> None:
        """Answer an utterance; `script` is the turn of a script that it is, with the answer it expects."""
        age = self._age
        self._jobs.put(lambda: self._say(key, text, script, age))

    def undo(self, key: int) -> None:
        """Take the last turn back."""
        age = self._age
        self._jobs.put(lambda: self._say(key, None, None, age))

    def begin(self, scene: str | None) -> None:
        """Begin anew, in the scene of that name or (None) where the session before began."""
        self._jobs.put(lambda: self._begin(scene, None))

    def begin_script(self, name: str) -> None:
        """Begin anew in the scene of a dialog script, to replay it."""
        self._jobs.put(lambda: self._begin(None, name))

    def drop_waiting(self) -> None:
        """Let go of the utterances whose turn has not come; the one being answered is finished."""
        self._age += 1

    def close(self) -> None:
        """End the thread after the current job; waits for nothing."""
        self.drop_waiting()
        self._emit = lambda _: None
        self._jobs.put(None)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()

    def _start(self) -> None:
        """Open the scene that was asked for, so that there is something to see; then load the model."""
        self._begin(self._options.scene, None)
        if self._scene is None and self._options.scene != DEFAULT_SCENE:
            self._begin(DEFAULT_SCENE, None)
        self._load()

    def _load(self) -> None:
        """Load the model and begin a session in the scene that is open."""
        self._failure = None
        try:
            model = self._backend.model(self._options.model, self._options.adapter)
            session = self._backend.session(model, self._scene) if self._scene else None
        except Exception as error:  # a damaged file can raise anything; the app goes on
            why = explain(error, "loading the model")
            if user_message(error) is None:
                why = f"The model {self._options.model!r} could not be loaded. {why}"
            self._failure = f"{why[:1].upper()}{why[1:].rstrip('.')}. {_MEND}"
            self._emit(ModelFailed(self._failure))
        else:
            self._model, self._session = model, session
            self._emit(ModelReady(str(getattr(model, "name", None) or self._options.model)))

    def _begin(self, scene_name: str | None, script_name: str | None) -> None:
        """Open a scene; with a model, begin a session in it. When the model failed before, it gets another chance."""
        try:
            script = self._backend.script(script_name) if script_name else None
            name = script.scene if script else scene_name
            scene = self._scene if name is None else self._backend.scene(name)
            if scene is None:
                scene = self._backend.scene(DEFAULT_SCENE)
            session = self._backend.session(self._model, scene) if self._model else None
        except Exception as error:  # a file can hold anything; the session before goes on
            self._emit(NotBegun(explain(error, "beginning a session")))
            return
        self._scene, self._session = scene, session
        if self._failure is not None:
            self._load()
        self._emit(Began(scene, script if self._session else None))
        if script and not self._session:
            self._emit(NotBegun("A replay needs a model."))

    def _say(self, key: int, text: str | None, script: ScriptTurn | None, age: int) -> None:
        if age != self._age:
            self._emit(Unanswered(key, "Left out."))
        elif self._session is None:
            self._emit(Unanswered(key, self._failure or "There is no world to talk about: type /new classic."))
        else:
            self._emit(Thinking(key))
            try:
                if text is None:
                    turn = self._backend.undo(self._session)
                else:
                    turn = self._session.say(text, script.hints if script else None)
                same = self._backend.same_reply(turn.reply, script.reply) if script else None
            except Exception as error:  # a fault in one turn must not end the session
                self._emit(Unanswered(key, explain(error, f"answering {(text or '/undo')[:200]!r}")))
            else:
                self._emit(Answered(key, turn, same))
