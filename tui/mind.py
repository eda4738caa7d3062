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

from tui.adapting import adapt, titled, told
from tui.backend import DEFAULT_SCENE, Backend, Options
from tui.correcting import Correcting
from tui.errors import UserError, explain, user_message

if TYPE_CHECKING:
    from agent.lm.interface import LanguageModel
    from agent.script import Script, ScriptTurn
    from agent.session import Session, Turn
    from agent.sessions.recorder import Recorder
    from world.bodies import State
    from world.scene import Scene

_LISTED = 15
"""How many sessions /sessions shows."""

_MEND = "When that is done, type {} to try again."


@dataclass
class ModelReady(Message):
    """The model is loaded, or has other adapters on; `name` tells those too."""

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
class Resumed(Message):
    """A saved session goes on: its turns so far, how the world stands, and what is not as it was saved."""

    name: str
    scene: Scene
    state: State
    turns: tuple[Turn, ...]
    notes: tuple[str, ...]


@dataclass
class Told(Message):
    """Something to tell the user that belongs to no utterance."""

    text: str
    failed: bool = False


@dataclass
class NotBegun(Message):
    """A scene, script or saved session could not be opened; the session before goes on."""

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
        self._correcting: Correcting | None = None
        self._restored: Session | None = None  # read back, and waiting for its model
        self._recorder: Recorder | None = None
        self._unsaved = False
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

    def begin(self, scene: str | None) -> None:
        """Begin anew, in the scene of that name or (None) where the session before began."""
        self._jobs.put(lambda: self._begin(scene, None))

    def begin_script(self, name: str) -> None:
        """Begin anew in the scene of a dialog script, to replay it."""
        self._jobs.put(lambda: self._begin(None, name))

    def resume(self, name: str) -> None:
        """Go on with a saved session ("" for the latest other than this one)."""
        self._jobs.put(lambda: self._resume(name))

    def save(self, name: str) -> None:
        """Give the session a name, and keep it from now on in any case."""
        self._jobs.put(lambda: self._tell("saving", lambda: self._save(name)))

    def export(self, path: str) -> None:
        """Write the dialog so far to a file."""
        self._jobs.put(lambda: self._tell("exporting", lambda: self._export(path)))

    def sessions(self) -> None:
        """Tell which sessions are saved."""
        self._jobs.put(lambda: self._tell("listing the sessions", self._sessions))

    def adapt(self, names: str) -> None:
        """Tell which adapters are on the model, or put others on; the session goes on."""
        self._jobs.put(lambda: self._tell("changing the adapters", lambda: self._adapt(names)))

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
        """Open the scene or session that was asked for, so that there is something to see; then load the model."""
        if self._options.resume is not None:
            self._resume(self._options.resume)
        if self._scene is None:
            self._begin(self._options.scene, None)
        if self._scene is None and self._options.scene != DEFAULT_SCENE:
            self._begin(DEFAULT_SCENE, None)
        self._load()

    def _load(self) -> None:
        """Load the model and begin a session in the scene that is open."""
        self._failure = None
        try:
            model = self._backend.model(self._options.model, self._options.adapter, self._options.quantize)
            session = self._restored
            if session is not None:
                session.model = model
            elif self._scene is not None:
                session = self._backend.session(model, self._scene)
        except Exception as error:  # a damaged file can raise anything; the app goes on
            why = explain(error, "loading the model")
            if user_message(error) is None:
                why = f"The model {self._options.model!r} could not be loaded. {why}"
            mend = _MEND.format("/resume" if self._restored else "/new")
            self._failure = f"{why[:1].upper()}{why[1:].rstrip('.')}. {mend}"
            self._emit(ModelFailed(self._failure))
        else:
            self._model, self._session, self._restored = model, session, None
            self._emit(ModelReady(titled(model)))

    def _model_name(self) -> str:
        return str(getattr(self._model, "name", None) or self._options.model)

    def _begin(self, scene_name: str | None, script_name: str | None) -> None:
        """Open a scene; with a model, begin a session in it. When the model failed before, it gets another chance."""
        try:
            script = self._backend.script(script_name) if script_name else None
            scene = self._backend.script_scene(script) if script else self._scene
            if scene_name is not None:
                scene = self._backend.scene(scene_name)
            if scene is None:
                scene = self._backend.scene(DEFAULT_SCENE)
            session = self._backend.session(self._model, scene) if self._model else None
        except Exception as error:  # a file can hold anything; the session before goes on
            self._emit(NotBegun(explain(error, "beginning a session")))
            return
        self._scene, self._session = scene, session
        self._restored, self._recorder, self._unsaved = None, None, False
        if self._failure is not None:
            self._load()
        self._emit(Began(scene, script if self._session else None))
        if script and not self._session:
            self._emit(NotBegun("A replay needs a model."))

    def _resume(self, name: str) -> None:
        """Go through a saved session again; when the model failed before, it gets another chance."""
        try:
            store = self._backend.store()
            file = store.read(name or store.latest(self._recorder.name if self._session and self._recorder else None))
            restored = self._backend.restore(file, self._model)
            recorder = self._backend.recorder(file.scene, self._options.model, file)
        except Exception as error:  # a file can hold anything; the session before goes on
            self._emit(NotBegun(explain(error, f"resuming {name[:200]!r}")))
            return
        self._scene, self._recorder, self._unsaved = file.scene, recorder, False
        session = restored.session
        self._session, self._restored = (session, None) if self._model else (None, session)
        self._emit(Resumed(file.name, file.scene, session.state, session.turns, restored.notes))
        if self._failure is not None:
            self._load()

    def _say(self, key: int, text: str, script: ScriptTurn | None, age: int) -> None:
        if age != self._age:
            self._emit(Unanswered(key, "Left out."))
        elif self._session is None:
            self._emit(Unanswered(key, self._failure or "There is no world to talk about: type /new classic."))
        else:
            self._emit(Thinking(key))
            try:
                turn = self._turn(self._session, text, script)
                same = self._backend.same_reply(turn.reply, script.reply) if script else None
            except Exception as error:  # a fault in one turn must not end the session
                self._emit(Unanswered(key, explain(error, f"answering {text[:200]!r}")))
            else:
                self._emit(Answered(key, turn, same))
                if script is None and (self._options.keep or (self._recorder and self._recorder.name)):
                    self._keep()

    def _turn(self, session: Session, text: str, script: ScriptTurn | None) -> Turn:
        """A step back or forth, a correction, or something said."""
        if script is not None:
            return self._backend.step(session, text) or session.say(text, script.hints)
        if self._correcting is None or self._correcting.session is not session:
            self._correcting = Correcting(session)
        if step := self._correcting.step(text):
            return step.turn
        return self._backend.step(session, text) or self._correcting.say(text)

    # Saving. What a script says is kept once the user says something of their own.

    def _keep(self) -> None:
        """Write what is new to disk; where that fails, say so once and try again with the next turn."""
        try:
            note = self._recorded().record(self._turns())
        except Exception as error:  # the conversation is worth more than its copy
            if not self._unsaved:
                why = explain(error, "saving the session").rstrip(".")
                self._emit(Told(f"This session is not being saved: {why}. /export FILE writes it elsewhere.", True))
            self._unsaved = True
        else:
            self._unsaved = False
            if note:
                self._emit(Told(note))

    def _recorded(self) -> Recorder:
        if self._recorder is None:
            if self._scene is None:
                raise UserError("There is no session yet: type /new classic.")
            self._recorder = self._backend.recorder(self._scene, self._model_name())
        return self._recorder

    def _turns(self) -> tuple[Turn, ...]:
        session = self._session or self._restored
        return session.turns if session else ()

    def _save(self, name: str) -> str:
        recorder = self._recorded()
        if name:
            recorder.save(name, self._turns())
        elif self._turns():
            recorder.record(self._turns())
        else:
            return "Nothing has been said yet. /save NAME gives the session a name already."
        self._unsaved = False
        return f"Saved as {recorder.name}. Each turn is saved as it is said."

    def _export(self, path: str) -> str:
        if not path:
            raise UserError("/export needs a file: /export dialog.md to read it, /export dialog.jsonl to replay it.")
        if self._scene is None or not self._turns():
            raise UserError("Nothing has been said yet: there is nothing to export.")
        return f"Written to {self._backend.export(path, self._scene, self._model_name(), self._turns())}"

    def _adapt(self, names: str) -> str:
        if self._model is None:
            raise UserError(self._failure or "There is no model yet to put an adapter on.")
        on = adapt(self._model, names)
        self._emit(ModelReady(titled(self._model)))
        return told(self._model, on)

    def _sessions(self) -> str:
        infos = self._backend.store().infos()
        now = self._recorder.name if self._recorder else None
        lines = []
        for info in infos[:_LISTED]:
            about = "cannot be read" if info.problem else f"{info.scene}, {info.turns} turn{'s' * (info.turns != 1)}"
            lines.append(f"{info.name}  ({about}{', this one' if info.name == now else ''})")
        if len(infos) > _LISTED:
            lines.append(f"and {len(infos) - _LISTED} more: `etaoin sessions list` shows all")
        return "\n".join(lines) or "No session is saved yet."

    def _tell(self, doing: str, work: Callable[[], str]) -> None:
        """Do something that ends in a message, whichever way it goes."""
        try:
            self._emit(Told(work()))
        except Exception as error:  # a disk can fail in any way; the session goes on
            self._emit(Told(explain(error, doing), True))
